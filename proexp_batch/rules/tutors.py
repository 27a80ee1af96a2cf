"""Rules on tutors (L6325-3-1, D6325-6 to D6325-10, D6332-92)."""

from __future__ import annotations

from proexp_batch.model.expressions import NamedQuantity, QuantityFact, Shown
from proexp_batch.model.fields import company, learners, tutors
from proexp_batch.model.later import pd
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import WAITING, Cells, both, folded, not_among
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.engine.rule import BLOCKING, INFO, WARNING, Hits, hits, row_rule, rule
from proexp_batch.rules.engine.shapes import above, below, unique, without
from proexp_batch.rules.facts import measures, periods
from proexp_batch.rules.facts.course import same_person
from proexp_batch.rules.facts.listed import listed_twice, says_nothing_yet, surely_unknown
from proexp_batch.rules.facts.nearest import meant_codes, rows_of, suggestion
from proexp_batch.rules.learners import twice_at_once

NOT_EXEMPT = company.employer_kind.among("COMPANY")
"""The employer is not, and cannot be, exempt from the conditions on tutors (D6325-10, D6325-22)."""


row_rule(
    "TUT-002",
    "Tuteur inscrit deux fois",
    WARNING,
    4,
    tutors.name,
    unique(tutors.name),
    message="Ce tuteur figure déjà sur une autre ligne.",
    fix="Gardez une seule ligne par tuteur.",
    why="Deux lignes pour une personne peuvent se contredire.",
    wrong="Deux lignes « Dominique Leroy »",
    right="Une seule ligne",
)


row_rule(
    "TUT-003",
    "Expérience du tuteur insuffisante",
    BLOCKING,
    4,
    tutors.experience,
    below(tutors.experience, "tutor_experience_minimum") & NOT_EXEMPT,
    values={"limit": Shown("tutor_experience_minimum")},
    message="Le tuteur a moins de {limit} d'expérience dans une qualification en rapport avec le parcours.",
    detail="Indiqué : {experience:years}.",
    fix="Choisissez un tuteur plus expérimenté, ou corrigez le nombre d'années.",
    why="Le tuteur justifie d'au moins deux ans d'expérience professionnelle en rapport avec l'objectif.",
    wrong="1 an",
    right="2 ans",
    sources=("D6325-6",),
    parameters=("tutor_experience_minimum",),
)


row_rule(
    "TUT-004",
    "Tuteur non volontaire",
    BLOCKING,
    4,
    tutors.volunteer,
    tutors.volunteer.no & tutors.is_employer.no & NOT_EXEMPT,
    message="Le tuteur salarié est déclaré non volontaire.",
    fix="Choisissez un tuteur volontaire, ou corrigez la réponse.",
    why="Le salarié choisi pour être tuteur doit être volontaire.",
    wrong="Volontaire : Non",
    right="Volontaire : Oui",
    sources=("D6325-6",),
)


@once
def learners_at_once(b: Batch) -> Series:
    """The greatest number of learners each tutor follows on one day, those of other dossiers as stated.

    A contract or a person listed twice counts once.
    """
    found = b.match("learners", "tutor", "tutors")
    twice = listed_twice(b, "learners") | twice_at_once(b)
    spans = pd.DataFrame(
        {"tutor": found.mask(twice, -1), "start": b[learners.start], "end": measures.real_end(b)}
    )
    most = periods.most_at_once(spans[spans["tutor"] >= 0], "tutor")
    others = b[tutors.other_learners].fillna(0)
    return most.reindex(others.index).fillna(0) + others


_L, _T = Cells("learners"), Cells("tutors")


def _counted_at_once() -> str:
    """As `learners_at_once`, counted on each day on which a contract starts; nothing where that is not sure."""
    start, early = _L.all("start"), _L.all("early_end")
    there = f'{_L.all("tutor")},{_T("name")},{start},"<="&{start},{_L.all("end")},">="&{start}'
    gone = f'COUNTIFS({there},{early},"<"&{start})'
    most = f"SUMPRODUCT(MAX(({_L.all('tutor')}={_T('name')})*(COUNTIFS({there})-{gone})))"
    others = f"N({_T('other_learners')})"
    possible = f"{others}<={tutors.other_learners.maximum:g}"
    sure = both(_T.given("name"), "apprenants_comptes_une_fois", _T.name("complet"), possible)
    return f'IF({sure},{most}+{others},"")'


AT_ONCE = NamedQuantity("apprenants_en_meme_temps", QuantityFact(learners_at_once, _counted_at_once()))
"""See `learners_at_once`."""


row_rule(
    "TUT-005",
    "Tuteur de trop de personnes à la fois",
    BLOCKING,
    4,
    tutors.name,
    tutors.is_employer.no & above(AT_ONCE, "tutor_learners_maximum") & NOT_EXEMPT,
    values={"count": AT_ONCE, "limit": Shown("tutor_learners_maximum")},
    message="Le tuteur salarié suit plus de {limit} en même temps.",
    detail="Il en suit jusqu'à {count:number} à la fois.",
    fix="Répartissez les apprenants entre plusieurs tuteurs, ou corrigez les dates ou le nombre d'autres alternants.",
    why="Un tuteur salarié suit trois alternants au plus en même temps, tous contrats confondus.",
    wrong="Quatre contrats aux mêmes dates pour un tuteur",
    right="Trois contrats aux mêmes dates, le quatrième avec un autre tuteur",
    sources=("D6325-9",),
    parameters=("tutor_learners_maximum",),
)


row_rule(
    "TUT-006",
    "Employeur tuteur de trop de personnes à la fois",
    BLOCKING,
    4,
    tutors.name,
    tutors.is_employer.yes & above(AT_ONCE, "employer_learners_maximum") & NOT_EXEMPT,
    values={"count": AT_ONCE, "limit": Shown("employer_learners_maximum")},
    message="L'employeur suit lui-même plus de {limit} en même temps.",
    detail="Il en suit jusqu'à {count:number} à la fois.",
    fix="Confiez des apprenants à un tuteur salarié, ou corrigez les dates ou le nombre d'autres alternants.",
    why="L'employeur qui assure lui-même le tutorat suit deux personnes au plus en même temps.",
    wrong="Trois contrats aux mêmes dates pour le gérant",
    right="Deux contrats aux mêmes dates",
    sources=("D6325-9",),
    parameters=("employer_learners_maximum",),
)


row_rule(
    "TUT-007",
    "Heures de formation de tuteur au-delà de la prise en charge",
    WARNING,
    4,
    tutors.training_hours,
    above(tutors.training_hours, "tutor_training_hours_maximum"),
    values={"limit": Shown("tutor_training_hours_maximum")},
    message="La formation du tuteur dépasse les {limit} que l'Opco peut prendre en charge.",
    detail="Indiqué : {training_hours:hours}.",
    fix="Vérifiez le nombre d'heures ; celles qui dépassent restent à la charge de l'entreprise.",
    why="La formation d'un tuteur est prise en charge jusqu'à 40 heures.",
    wrong="56 h",
    right="14 h",
    sources=("D6332-92",),
    parameters=("tutor_training_hours_maximum",),
)


row_rule(
    "TUT-008",
    "Formation de tuteur sans heures",
    INFO,
    4,
    tutors.training_hours,
    without(tutors.training_hours, when=tutors.training_date.given),
    message="La formation du tuteur a une date mais pas de nombre d'heures.",
    fix="Indiquez le nombre d'heures de la formation.",
    why="L'Opco prend en charge la formation selon les heures suivies.",
    wrong="05/12/2022, heures vides",
    right="05/12/2022, 14 h",
    sources=("D6332-92",),
)


row_rule(
    "TUT-009",
    "Heures de formation de tuteur sans date",
    INFO,
    4,
    tutors.training_date,
    without(tutors.training_date, when=tutors.training_hours > 0),
    message="La formation du tuteur a un nombre d'heures mais pas de date.",
    fix="Indiquez la date de la formation.",
    why="La prise en charge dépend de la date de la formation.",
    wrong="14 h, date vide",
    right="14 h, 05/12/2022",
    sources=("D6332-92",),
)


@rule(
    "TUT-010",
    "Tuteur sans apprenant",
    INFO,
    4,
    tutors.name,
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
    return hits(b[tutors.name].notna() & ~followed & ~twice & ~frame["dossier"].isin(unsure))


row_rule(
    "TUT-011",
    "Expérience peu vraisemblable",
    WARNING,
    4,
    tutors.experience,
    above(tutors.experience, "tutor_experience_plausible"),
    message="Le nombre d'années d'expérience n'est pas vraisemblable.",
    detail="Indiqué : {experience:number}.",
    fix="Indiquez un nombre d'années (et non une année de début ni des mois).",
    why="Une année de début prise pour une durée cache une expérience insuffisante.",
    wrong="2015",
    right="8",
    parameters=("tutor_experience_plausible",),
)


def _another_employer(c: Cells, field: str) -> str:
    return both(c.yes(field), c.name("complet"), c.twice(field))


@rule(
    "TUT-012",
    "Plusieurs employeurs",
    WARNING,
    4,
    tutors.is_employer,
    message="Un autre tuteur est déjà déclaré être l'employeur.",
    fix="Répondez Oui pour le seul chef d'entreprise.",
    why="La limite de deux apprenants vaut pour l'employeur, celle de trois pour un salarié.",
    wrong="Deux tuteurs « Est l'employeur : Oui »",
    right="Un seul",
    sources=("D6325-6", "D6325-9"),
    live=_another_employer,
)
def two_employers(b: Batch) -> Hits:
    """More than one tutor is said to be the employer; the later ones are marked."""
    frame = b["tutors"]
    twice = masks.mask(unique(tutors.name), b, "tutors")
    employers = frame[masks.mask(tutors.is_employer.yes, b, "tutors") & ~twice]
    return hits(employers.duplicated("dossier").reindex(frame.index, fill_value=False))


def _is_no_tutor(c: Cells, field: str) -> str:
    # Who has the learner's names may be the learner, of whom another rule speaks.
    names = ",".join(f"ISNUMBER(SEARCH({c(name)},{c(field)}))" for name in ("last_name", "first_name"))
    waiting = f"ISNUMBER(MATCH(LOWER(TRIM({c(field)})),{WAITING},0))"
    sure = both(c.given(field), _T.name("complet"), f"NOT({waiting})", f"NOT(AND({names}))")
    return f"IF({sure},{not_among(c(field), _T.identifier, folded)},FALSE)"


@rule(
    "APP-060",
    "Tuteur inconnu",
    BLOCKING,
    4,
    learners.tutor,
    message="Ce tuteur n'est pas dans la feuille Tuteurs.",
    detail="Lu : « {tutor} ».{suggestion}",
    fix="Écrivez le nom comme dans la feuille Tuteurs, ou ajoutez-y le tuteur.",
    why="Un tuteur est désigné pour chaque contrat ; ses conditions doivent être vérifiées.",
    wrong="« D. Leroy », quand la feuille Tuteurs dit « Dominique Leroy »",
    right="« Dominique Leroy »",
    sources=("L6325-3-1", "D6325-6"),
    live=_is_no_tutor,
)
def unknown_tutor(b: Batch) -> Hits:
    """A tutor that the sheet of tutors does not know; one name on many rows is one fact."""
    frame = b["learners"]
    found = b.match("learners", "tutor", "tutors")
    unknown_name = surely_unknown(b, "tutors", frame["dossier"], b[learners.tutor], found)
    mask = unknown_name & ~says_nothing_yet(b[learners.tutor]) & ~_tutor_of_oneself(b)
    unknown = ((row.Index, row.dossier, row.tutor) for row in rows_of(frame, mask))
    meant = meant_codes(b, unknown, "tutors", frame.index)
    return hits(mask, group=b.keys("learners", "tutor"), suggestion=suggestion(meant), meant=meant)


def _has_the_same_name(c: Cells, field: str) -> str:
    names = (f'{c("last_name")}&" "&{c("first_name")}', f'{c("first_name")}&" "&{c("last_name")}')
    same = ",".join(f"TRIM({c(field)})={name}" for name in names)
    return both(c.given("last_name"), c.given("first_name"), f"OR({same})")


@rule(
    "APP-061",
    "Apprenant tuteur de lui-même",
    BLOCKING,
    4,
    learners.tutor,
    message="Le tuteur est l'apprenant lui-même.",
    fix="Désignez un autre salarié comme tuteur.",
    why="Le tuteur est un salarié qualifié de l'entreprise, chargé d'accompagner l'apprenant.",
    wrong="Tuteur : l'apprenant",
    right="Tuteur : un salarié expérimenté",
    sources=("D6325-6",),
    live=_has_the_same_name,
)
def tutor_of_oneself(b: Batch) -> Hits:
    """The tutor bears the name of the learner."""
    return hits(_tutor_of_oneself(b))


def _tutor_of_oneself(b: Batch) -> Series:
    return same_person(b[learners.tutor], b[learners.last_name], b[learners.first_name])
