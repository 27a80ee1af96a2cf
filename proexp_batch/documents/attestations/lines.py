"""What an attestation de fin de formation says, line by line, before anything is drawn.

L6313-7 (last paragraph) lets a training end with an attestation; what this one states follows the practice of
the experiment (loi n° 2018-771, art. 28 VI): objectives, nature, duration and results of the training.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from proexp_batch.decision.facts import Attestation, BlocResult, CompetenceResult
from proexp_batch.model import wording
from proexp_batch.model.wording import NBSP, typo

TITLE = "Attestation de fin de formation"

LEGAL_MENTION = typo(
    "Formation suivie dans le cadre d'un contrat de professionnalisation expérimental (loi n° 2018-771 du "
    "5 septembre 2018, article 28, VI). Remise au titre du dernier alinéa de l'article L6313-7 du code du "
    "travail, cette attestation fait état des compétences développées et son titulaire peut s'en prévaloir. "
    "Elle ne délivre par elle-même aucune certification : le certificat d'un bloc de compétences est délivré "
    "par le certificateur."
).replace("n° ", f"n°{NBSP}")

_NATURE = "Action de formation en alternance (code du travail, articles L6313-1 et L6325-2)"

LAST_COLUMN = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """A text over the columns `first` to `last` (zero-based), in a named style."""

    first: int
    last: int
    text: str
    style: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet.

    `height` is the least height in points. `keep` ties the line to the next one on the same page;
    `repeat` asks for it again at the top of each following page.
    """

    cells: tuple[Cell, ...]
    height: float = 0
    keep: bool = False
    repeat: bool = False


def attestation_lines(facts: Attestation) -> Iterator[Line]:
    """Give all lines of one attestation, from the title to the signature."""
    yield from _heading(facts)
    yield from _people(facts)
    yield from _training(facts)
    yield from _duration(facts)
    *results, last = *_developed(facts), *_others(facts)
    yield from results
    # A signature alone on its page could be put under anything.
    yield replace(last, keep=True)
    yield from _signature(facts)


def _heading(facts: Attestation) -> Iterator[Line]:
    number = Cell(3, LAST_COLUMN, f"N°{NBSP}{facts.number}", "number")
    yield Line((Cell(0, 2, TITLE, "title"), number), height=30)
    yield _wide(LEGAL_MENTION, "legal")
    yield _wide(_statement(facts), "statement")


def _statement(facts: Attestation) -> str:
    born = f"{facts.learner}, né(e) le {wording.long_date(facts.birth_date)},"
    claim = f"que {born} a suivi la formation décrite ci-dessous."
    if facts.signatory:
        return f"Je soussigné(e), {facts.signatory}, pour l'entreprise {facts.company}, atteste {claim}"
    return f"L'entreprise {facts.company} atteste {claim}"


def _people(facts: Attestation) -> Iterator[Line]:
    yield _section("Personne formée, employeur et contrat")
    yield _pairs("Nom", facts.learner, "Employeur", facts.company)
    yield _pairs("Né(e) le", wording.long_date(facts.birth_date), "SIRET", grouped_siret(facts.siret))
    yield _pairs("Contrat n°", facts.contract, "Opco", facts.opco)
    yield _pairs("Nature du contrat", facts.contract_kind, "Période", period(facts))
    if facts.early_end:
        yield _pair(
            "Fin du contrat",
            f"Le contrat, prévu jusqu'au {wording.long_date(facts.planned_end)}, a pris fin le "
            f"{wording.long_date(facts.end)}. Les durées et les compétences ci-dessous sont arrêtées à "
            "cette date.",
        )


def _training(facts: Attestation) -> Iterator[Line]:
    job = facts.job_title + (f" (code ROME {facts.rome})" if facts.rome else "")
    yield _section("Formation")
    yield _pair("Métier préparé", job)
    yield _pair("Nature", _NATURE)
    yield _pair("Objectifs", _objectives(facts))


def _objectives(facts: Attestation) -> str:
    count = sum(len(bloc.competences) for bloc in facts.blocs)
    certifying = sum(bool(bloc.certifications) for bloc in facts.blocs)
    share = f", dont {wording.plural(certifying, 'certifiant')}" if certifying else ""
    return (
        f"Exercer le métier préparé en développant {wording.plural(count, 'compétence')} en "
        f"{wording.plural(len(facts.blocs), 'bloc')}{share}. L'objectif de chacune est rappelé plus loin."
    )


def _duration(facts: Attestation) -> Iterator[Line]:
    yield _section("Durée de la formation")
    yield _hours_line("Modalité", "Prévue", "Réalisée", "head", "head_right", keep=True)
    for modality in facts.modalities:
        done = "non précisée" if modality.done is None else wording.hours(modality.done)
        yield _hours_line(modality.label, wording.hours(modality.planned), done, "text", "right", keep=True)
    planned, done = wording.hours(facts.hours_planned), wording.hours(facts.hours_done)
    yield _hours_line("Total", planned, done, "total", "total_right")


def _developed(facts: Attestation) -> Iterator[Line]:
    yield _section("Compétences développées")
    yield _competence_head()
    acquired = [(bloc, tuple(c for c in bloc.competences if c.result == "ACQUIRED")) for bloc in facts.blocs]
    for bloc, competences in acquired:
        if competences:
            yield _wide(_bloc_title(bloc), "bloc", keep=True)
            yield from (_competence(c, c.title) for c in competences)
    if not any(competences for _, competences in acquired):
        yield _wide("Les compétences abordées sont énumérées ci-dessous.", "text")


def _others(facts: Attestation) -> Iterator[Line]:
    others = [
        (bloc, competence)
        for bloc in facts.blocs
        for competence in bloc.competences
        if competence.result != "ACQUIRED"
    ]
    if not others:
        return
    yield _section("Autres compétences abordées")
    order = {"IN_PROGRESS": 0, "NOT_ACQUIRED": 1, None: 2}
    for bloc, competence in sorted(others, key=lambda pair: order.get(pair[1].result, 1)):
        yield _competence(competence, f"{competence.title} ({bloc.title})")


def _signature(facts: Attestation) -> Iterator[Line]:
    """Place, date, name and box are one row, which no page break can cut in two."""
    place = f"Fait à {facts.place}, le" if facts.place else "Fait le"
    who = f"{facts.signatory}\nPour l'entreprise {facts.company}"
    left = f"{place} {wording.long_date(facts.issued)}\n\n{who}"
    yield _gap(12)
    box = "Signature et cachet de l'entreprise"
    yield Line((Cell(0, 1, left, "signatory"), Cell(2, LAST_COLUMN, box, "box")), height=92)


def evaluation(competence: CompetenceResult) -> str:
    """Say in neutral words where a competence stands, and since when."""
    if competence.result is None:
        return "non évaluée"
    words = {"ACQUIRED": "acquise", "IN_PROGRESS": "en cours d'acquisition"}.get(competence.result, "évaluée")
    if competence.date is None:
        return words
    link = "au" if competence.result == "IN_PROGRESS" else "le"
    return f"{words} {link}{NBSP}{wording.date(competence.date)}"


def grouped_siret(siret: str) -> str:
    """Write a SIRET in groups of 3, 3, 3 and 5 digits."""
    groups = (siret[:3], siret[3:6], siret[6:9], siret[9:])
    return NBSP.join(groups) if len(siret) == 14 else siret


def period(facts: Attestation) -> str:
    """Write the real dates: `du 3 janvier 2022 au 2 janvier 2023`."""
    return f"du {wording.long_date(facts.start)} au {wording.long_date(facts.end)}"


def _bloc_title(bloc: BlocResult) -> str:
    if bloc.certifications:
        return f"{bloc.title} – bloc certifiant ({', '.join(bloc.certifications)})"
    return f"{bloc.title} – bloc non certifiant"


def _competence(competence: CompetenceResult, title: str) -> Line:
    name = f"{competence.code}{NBSP}– {title}" if competence.code else title
    return Line(
        (
            Cell(0, 1, name, "text"),
            Cell(2, 3, competence.objective, "text"),
            Cell(4, 4, evaluation(competence), "text"),
        )
    )


def _competence_head() -> Line:
    cells = (
        Cell(0, 1, "Compétence", "head"),
        Cell(2, 3, "Objectif", "head"),
        Cell(4, 4, "Évaluation", "head"),
    )
    return Line(cells, keep=True, repeat=True)


def _hours_line(
    label: str, planned: str, done: str, style: str, number_style: str, keep: bool = False
) -> Line:
    cells = (
        Cell(0, 2, label, style),
        Cell(3, 3, planned, number_style),
        Cell(4, 4, done, number_style),
    )
    return Line(cells, keep=keep)


def _wide(text: str, style: str, height: float = 0, keep: bool = False) -> Line:
    return Line((Cell(0, LAST_COLUMN, text, style),), height, keep)


def _section(title: str) -> Line:
    return _wide(title, "section", height=24, keep=True)


def _gap(height: float) -> Line:
    return _wide("", "plain", height, keep=True)


def _pair(label: str, text: str) -> Line:
    return Line((Cell(0, 0, label, "label"), Cell(1, LAST_COLUMN, text, "text")))


def _pairs(label: str, text: str, other_label: str, other_text: str) -> Line:
    left = (Cell(0, 0, label, "label"), Cell(1, 1, text, "text"))
    return Line((*left, Cell(2, 2, other_label, "label"), Cell(3, LAST_COLUMN, other_text, "text")))
