"""Rules on tutors (L6325-3-1, D6325-6 to D6325-10, D6332-92)."""

from __future__ import annotations

from proexp_batch.model.later import pd
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.engine.rule import BLOCKING, INFO, WARNING, Hits, hits, rule
from proexp_batch.rules.facts import measures, periods
from proexp_batch.rules.facts.course import same_person
from proexp_batch.rules.facts.listed import listed_twice, says_nothing_yet, surely_unknown
from proexp_batch.rules.facts.nearest import meant_codes, rows_of, suggestion
from proexp_batch.rules.learners import twice_at_once

_EXEMPT = ("TEMPORARY_WORK", "INTERMEDIARY", "EMPLOYERS_GROUP")


@once
def exempt(b: Batch, key: str) -> Series:
    """Rows of dossiers whose employer is, or may be, exempt from the conditions on tutors (D6325-10, D6325-22)."""
    kind = b.company(key, "employer_kind")
    return kind.isin(_EXEMPT) | kind.isna()


def _today(b: Batch) -> Series:
    return pd.Series(b.today, index=b["tutors"].index)


@rule(
    "TUT-002",
    "Tuteur inscrit deux fois",
    WARNING,
    4,
    "tutors.name",
    message="Ce tuteur figure déjà sur une autre ligne.",
    fix="Gardez une seule ligne par tuteur.",
    why="Deux lignes pour une personne peuvent se contredire.",
    wrong="Deux lignes « Dominique Leroy »",
    right="Une seule ligne",
)
def tutor_twice(b: Batch) -> Hits:
    """A tutor stands on two rows; the later ones are marked."""
    frame = b["tutors"].assign(folded=b.keys("tutors", "name"))
    return hits(frame["folded"].notna() & frame.duplicated(["dossier", "folded"]))


@rule(
    "TUT-003",
    "Expérience du tuteur insuffisante",
    BLOCKING,
    4,
    "tutors.experience",
    message="Le tuteur a moins de {limit} d'expérience dans une qualification en rapport avec le parcours.",
    detail="Indiqué : {experience:years}.",
    fix="Choisissez un tuteur plus expérimenté, ou corrigez le nombre d'années.",
    why="Le tuteur justifie d'au moins deux ans d'expérience professionnelle en rapport avec l'objectif.",
    wrong="1 an",
    right="2 ans",
    sources=("D6325-6",),
    parameters=("tutor_experience_minimum",),
)
def too_little_experience(b: Batch) -> Hits:
    """Less experience than required, exempt employers apart."""
    limit = b.parameters.at("tutor_experience_minimum", _today(b))
    shown = b.parameters.shown_at("tutor_experience_minimum", _today(b))
    return hits((b["tutors"]["experience"] < limit) & ~exempt(b, "tutors"), limit=shown)


@rule(
    "TUT-004",
    "Tuteur non volontaire",
    BLOCKING,
    4,
    "tutors.volunteer",
    message="Le tuteur salarié est déclaré non volontaire.",
    fix="Choisissez un tuteur volontaire, ou corrigez la réponse.",
    why="Le salarié choisi pour être tuteur doit être volontaire.",
    wrong="Volontaire : Non",
    right="Volontaire : Oui",
    sources=("D6325-6",),
)
def not_a_volunteer(b: Batch) -> Hits:
    """An employed tutor who is no volunteer, exempt employers apart."""
    frame = b["tutors"]
    employed = frame["is_employer"].eq(False).fillna(False)
    return hits(frame["volunteer"].eq(False) & employed & ~exempt(b, "tutors"))


@once
def learners_at_once(b: Batch) -> Series:
    """The greatest number of learners each tutor follows on one day, those of other dossiers as stated.

    A contract or a person listed twice counts once.
    """
    found = b.match("learners", "tutor", "tutors")
    learners = b["learners"]
    twice = listed_twice(b, "learners") | twice_at_once(b)
    spans = pd.DataFrame(
        {"tutor": found.mask(twice, -1), "start": learners["start"], "end": measures.real_end(b)}
    )
    most = periods.most_at_once(spans[spans["tutor"] >= 0], "tutor")
    index = b["tutors"].index
    return most.reindex(index).fillna(0) + b["tutors"]["other_learners"].fillna(0)


def _too_many(b: Batch, name: str, employer: bool) -> Hits:
    frame = b["tutors"]
    count = learners_at_once(b)
    limit = b.parameters.at(name, _today(b))
    concerned = frame["is_employer"].eq(employer).fillna(False).astype(bool)
    mask = concerned & (count > limit) & ~exempt(b, "tutors")
    return hits(mask, count=count, limit=b.parameters.shown_at(name, _today(b)))


@rule(
    "TUT-005",
    "Tuteur de trop de personnes à la fois",
    BLOCKING,
    4,
    "tutors.name",
    message="Le tuteur salarié suit plus de {limit} en même temps.",
    detail="Il en suit jusqu'à {count:number} à la fois.",
    fix="Répartissez les apprenants entre plusieurs tuteurs, ou corrigez les dates ou le nombre d'autres alternants.",
    why="Un tuteur salarié suit trois alternants au plus en même temps, tous contrats confondus.",
    wrong="Quatre contrats aux mêmes dates pour un tuteur",
    right="Trois contrats aux mêmes dates, le quatrième avec un autre tuteur",
    sources=("D6325-9",),
    parameters=("tutor_learners_maximum",),
)
def tutor_of_too_many(b: Batch) -> Hits:
    """An employed tutor over the limit on some day."""
    return _too_many(b, "tutor_learners_maximum", employer=False)


@rule(
    "TUT-006",
    "Employeur tuteur de trop de personnes à la fois",
    BLOCKING,
    4,
    "tutors.name",
    message="L'employeur suit lui-même plus de {limit} en même temps.",
    detail="Il en suit jusqu'à {count:number} à la fois.",
    fix="Confiez des apprenants à un tuteur salarié, ou corrigez les dates ou le nombre d'autres alternants.",
    why="L'employeur qui assure lui-même le tutorat suit deux personnes au plus en même temps.",
    wrong="Trois contrats aux mêmes dates pour le gérant",
    right="Deux contrats aux mêmes dates",
    sources=("D6325-9",),
    parameters=("employer_learners_maximum",),
)
def employer_of_too_many(b: Batch) -> Hits:
    """The employer as tutor over the limit on some day."""
    return _too_many(b, "employer_learners_maximum", employer=True)


@rule(
    "TUT-007",
    "Heures de formation de tuteur au-delà de la prise en charge",
    WARNING,
    4,
    "tutors.training_hours",
    message="La formation du tuteur dépasse les {limit} que l'Opco peut prendre en charge.",
    detail="Indiqué : {training_hours:hours}.",
    fix="Vérifiez le nombre d'heures ; celles qui dépassent restent à la charge de l'entreprise.",
    why="La formation d'un tuteur est prise en charge jusqu'à 40 heures.",
    wrong="56 h",
    right="14 h",
    sources=("D6332-92",),
    parameters=("tutor_training_hours_maximum",),
)
def tutor_training_too_long(b: Batch) -> Hits:
    """More hours of training of a tutor than are paid."""
    limit = b.parameters.at("tutor_training_hours_maximum", _today(b))
    shown = b.parameters.shown_at("tutor_training_hours_maximum", _today(b))
    return hits(b["tutors"]["training_hours"] > limit, limit=shown)


@rule(
    "TUT-008",
    "Formation de tuteur sans heures",
    INFO,
    4,
    "tutors.training_hours",
    message="La formation du tuteur a une date mais pas de nombre d'heures.",
    fix="Indiquez le nombre d'heures de la formation.",
    why="L'Opco prend en charge la formation selon les heures suivies.",
    wrong="05/12/2022, heures vides",
    right="05/12/2022, 14 h",
    sources=("D6332-92",),
)
def tutor_training_without_hours(b: Batch) -> Hits:
    """A date of training without hours."""
    return hits(b.filled["tutors"]["training_date"] & ~b.filled["tutors"]["training_hours"])


@rule(
    "TUT-009",
    "Heures de formation de tuteur sans date",
    INFO,
    4,
    "tutors.training_date",
    message="La formation du tuteur a un nombre d'heures mais pas de date.",
    fix="Indiquez la date de la formation.",
    why="La prise en charge dépend de la date de la formation.",
    wrong="14 h, date vide",
    right="14 h, 05/12/2022",
    sources=("D6332-92",),
)
def tutor_training_without_date(b: Batch) -> Hits:
    """Hours of training without a date."""
    return hits(b["tutors"]["training_hours"].gt(0) & ~b.filled["tutors"]["training_date"])


@rule(
    "TUT-010",
    "Tuteur sans apprenant",
    INFO,
    4,
    "tutors.name",
    message="Aucun apprenant de ce classeur n'a ce tuteur.",
    fix="Vérifiez que le nom est écrit de la même façon dans la feuille Apprenants, ou supprimez la ligne.",
    why="Le tuteur est désigné pour un contrat.",
    wrong="« D. Leroy » ici, « Dominique Leroy » dans Apprenants",
    right="« Dominique Leroy » dans les deux feuilles",
    sources=("L6325-3-1",),
)
def tutor_of_nobody(b: Batch) -> Hits:
    """A tutor whom no learner names, in a dossier where every learner's tutor is known."""
    frame = b["tutors"]
    found = b.match("learners", "tutor", "tutors")
    unsure = b["learners"].loc[found < 0, "dossier"].unique()
    followed = frame.index.isin(found)
    twice = frame.assign(folded=b.keys("tutors", "name")).duplicated(["dossier", "folded"])
    return hits(frame["name"].notna() & ~followed & ~twice & ~frame["dossier"].isin(unsure))


@rule(
    "TUT-011",
    "Expérience peu vraisemblable",
    WARNING,
    4,
    "tutors.experience",
    message="Le nombre d'années d'expérience n'est pas vraisemblable.",
    detail="Indiqué : {experience:number}.",
    fix="Indiquez un nombre d'années (et non une année de début ni des mois).",
    why="Une année de début prise pour une durée cache une expérience insuffisante.",
    wrong="2015",
    right="8",
    parameters=("tutor_experience_plausible",),
)
def experience_implausible(b: Batch) -> Hits:
    """A number of years that nobody has."""
    return hits(b["tutors"]["experience"] > b.parameters.at("tutor_experience_plausible", _today(b)))


@rule(
    "TUT-012",
    "Plusieurs employeurs",
    WARNING,
    4,
    "tutors.is_employer",
    message="Un autre tuteur est déjà déclaré être l'employeur.",
    fix="Répondez Oui pour le seul chef d'entreprise.",
    why="La limite de deux apprenants vaut pour l'employeur, celle de trois pour un salarié.",
    wrong="Deux tuteurs « Est l'employeur : Oui »",
    right="Un seul",
    sources=("D6325-6", "D6325-9"),
)
def two_employers(b: Batch) -> Hits:
    """More than one tutor is said to be the employer; the later ones are marked."""
    frame = b["tutors"].assign(folded=b.keys("tutors", "name"))
    twice = frame["folded"].notna() & frame.duplicated(["dossier", "folded"])
    employers = frame[frame["is_employer"].eq(True).fillna(False) & ~twice]
    return hits(employers.duplicated("dossier").reindex(frame.index, fill_value=False))


@rule(
    "APP-060",
    "Tuteur inconnu",
    BLOCKING,
    4,
    "learners.tutor",
    message="Ce tuteur n'est pas dans la feuille Tuteurs.",
    detail="Lu : « {tutor} ».{suggestion}",
    fix="Écrivez le nom comme dans la feuille Tuteurs, ou ajoutez-y le tuteur.",
    why="Un tuteur est désigné pour chaque contrat ; ses conditions doivent être vérifiées.",
    wrong="« D. Leroy », quand la feuille Tuteurs dit « Dominique Leroy »",
    right="« Dominique Leroy »",
    sources=("L6325-3-1", "D6325-6"),
)
def unknown_tutor(b: Batch) -> Hits:
    """A tutor that the sheet of tutors does not know; one name on many rows is one fact."""
    frame = b["learners"]
    found = b.match("learners", "tutor", "tutors")
    unknown_name = surely_unknown(b, "tutors", frame["dossier"], frame["tutor"], found)
    mask = unknown_name & ~says_nothing_yet(frame["tutor"]) & ~_tutor_of_oneself(b)
    unknown = ((row.Index, row.dossier, row.tutor) for row in rows_of(frame, mask))
    meant = meant_codes(b, unknown, "tutors", frame.index)
    return hits(mask, group=b.keys("learners", "tutor"), suggestion=suggestion(meant), meant=meant)


@rule(
    "APP-061",
    "Apprenant tuteur de lui-même",
    BLOCKING,
    4,
    "learners.tutor",
    message="Le tuteur est l'apprenant lui-même.",
    fix="Désignez un autre salarié comme tuteur.",
    why="Le tuteur est un salarié qualifié de l'entreprise, chargé d'accompagner l'apprenant.",
    wrong="Tuteur : l'apprenant",
    right="Tuteur : un salarié expérimenté",
    sources=("D6325-6",),
)
def tutor_of_oneself(b: Batch) -> Hits:
    """The tutor bears the name of the learner."""
    return hits(_tutor_of_oneself(b))


def _tutor_of_oneself(b: Batch) -> Series:
    learners = b["learners"]
    return same_person(learners["tutor"], learners["last_name"], learners["first_name"])
