"""Rules on what tutors must be: experienced, volunteers, not of too many at once (D6325-6 to D6325-10, D6325-22)."""

from __future__ import annotations

from proexp_batch.model.expressions import NamedQuantity, QuantityFact, Shown
from proexp_batch.model.fields import company, learners, tutors
from proexp_batch.model.later import pd
from proexp_batch.model.sheets.tutors import IS_TUTOR
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import Cells, both
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.engine.rule import BLOCKING, INFO, WARNING, Hits, hits, row_rule, rule
from proexp_batch.rules.engine.shapes import above, below, unique
from proexp_batch.rules.facts import measures, periods
from proexp_batch.rules.facts.listed import listed_twice
from proexp_batch.rules.learners import twice_at_once

NOT_EXEMPT = company.employer_kind.among("COMPANY")
"""The employer is not, and cannot be, exempt from the conditions on tutors (D6325-10, D6325-22)."""

_BOUND = IS_TUTOR & NOT_EXEMPT
"""The person is a tutor, and one on whom the law puts conditions."""

_EXEMPT_WORDS = (
    " Cette condition ne s'applique pas au tuteur que désigne une entreprise de travail temporaire, une association "
    "intermédiaire ou un groupement d'employeurs."
)
_EXEMPT_SOURCES = ("D6325-10", "D6325-22")


row_rule(
    "TUT-002",
    "Tuteur inscrit deux fois",
    WARNING,
    4,
    tutors.name,
    unique(tutors.name),
    message="Cette personne figure déjà sur une autre ligne.",
    fix="Gardez une seule ligne par personne, avec tous ses rôles.",
    why="Deux lignes pour une personne peuvent se contredire.",
    wrong="Deux lignes, « Dominique Leroy » et « M. Leroy Dominique »",
    right="Une seule ligne",
)


row_rule(
    "TUT-003",
    "Expérience du tuteur insuffisante",
    BLOCKING,
    4,
    tutors.experience,
    below(tutors.experience, "tutor_experience_minimum") & _BOUND,
    values={"limit": Shown("tutor_experience_minimum")},
    message="Le tuteur a moins de {limit} d'expérience dans une qualification en rapport avec le parcours.",
    detail="Indiqué : {experience:years}.",
    fix="Choisissez un tuteur plus expérimenté, ou corrigez le nombre d'années.",
    why="Le tuteur justifie d'au moins deux ans d'expérience professionnelle en rapport avec l'objectif."
    f"{_EXEMPT_WORDS}",
    wrong="1 an",
    right="2 ans",
    sources=("D6325-6", *_EXEMPT_SOURCES),
    parameters=("tutor_experience_minimum",),
)


row_rule(
    "TUT-004",
    "Tuteur non volontaire",
    BLOCKING,
    4,
    tutors.volunteer,
    tutors.volunteer.no & tutors.is_employer.no & _BOUND,
    message="Le tuteur salarié est déclaré non volontaire.",
    fix="Choisissez un tuteur volontaire, ou corrigez la réponse.",
    why=f"Le salarié choisi pour être tuteur doit être volontaire.{_EXEMPT_WORDS}",
    wrong="Volontaire : Non",
    right="Volontaire : Oui",
    sources=("D6325-6", *_EXEMPT_SOURCES),
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
    tutors.is_employer.no & above(AT_ONCE, "tutor_learners_maximum") & _BOUND,
    values={"count": AT_ONCE, "limit": Shown("tutor_learners_maximum")},
    message="Le tuteur salarié suit plus de {limit} en même temps.",
    detail="Il en suit jusqu'à {count:number} à la fois.",
    fix="Répartissez les apprenants entre plusieurs tuteurs, ou corrigez les dates ou le nombre d'autres alternants.",
    why=f"Un tuteur salarié suit trois alternants au plus en même temps, tous contrats confondus.{_EXEMPT_WORDS}",
    wrong="Quatre contrats aux mêmes dates pour un tuteur",
    right="Trois contrats aux mêmes dates, le quatrième avec un autre tuteur",
    sources=("D6325-9", *_EXEMPT_SOURCES),
    parameters=("tutor_learners_maximum",),
)


row_rule(
    "TUT-006",
    "Employeur tuteur de trop de personnes à la fois",
    BLOCKING,
    4,
    tutors.name,
    tutors.is_employer.yes & above(AT_ONCE, "employer_learners_maximum") & _BOUND,
    values={"count": AT_ONCE, "limit": Shown("employer_learners_maximum")},
    message="L'employeur suit lui-même plus de {limit} en même temps.",
    detail="Il en suit jusqu'à {count:number} à la fois.",
    fix="Confiez des apprenants à un tuteur salarié, ou corrigez les dates ou le nombre d'autres alternants.",
    why=f"L'employeur qui assure lui-même le tutorat suit deux personnes au plus en même temps.{_EXEMPT_WORDS}",
    wrong="Trois contrats aux mêmes dates pour le gérant",
    right="Deux contrats aux mêmes dates",
    sources=("D6325-9", *_EXEMPT_SOURCES),
    parameters=("employer_learners_maximum",),
)


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
    silent="Two rows may be one person, written in two ways: too long a comparison for each row.",
)
def two_employers(b: Batch) -> Hits:
    """More than one tutor is said to be the employer; the later ones are marked."""
    frame = b["tutors"]
    twice = masks.mask(unique(tutors.name), b, "tutors")
    employers = frame[masks.mask(tutors.is_employer.yes, b, "tutors") & ~twice]
    return hits(employers.duplicated("dossier").reindex(frame.index, fill_value=False))


row_rule(
    "TUT-017",
    "Conditions du tuteur sans objet",
    INFO,
    4,
    company.employer_kind,
    company.employer_kind.among("TEMPORARY_WORK", "INTERMEDIARY", "EMPLOYERS_GROUP"),
    message="Les conditions d'expérience, de volontariat et de nombre ne s'appliquent pas au tuteur que vous désignez.",
    fix="Rien à corriger ; gardez aussi le nom du tuteur de l'entreprise utilisatrice.",
    why="Dans une entreprise de travail temporaire, une association intermédiaire ou un groupement d'employeurs (GEIQ "
    "compris), l'entreprise utilisatrice désigne un tuteur pour les périodes de mise à disposition ; celui de l'employeur "
    "assure avec lui le suivi de la formation et la liaison avec l'organisme, sans condition d'expérience ni de nombre.",
    wrong="Un GEIQ qui cherche un tuteur de plus parce que le sien suit quatre personnes",
    right="Le tuteur du GEIQ et celui de l'entreprise utilisatrice",
    sources=("D6325-10", "D6325-22"),
)
