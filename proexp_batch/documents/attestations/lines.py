"""What an attestation de fin de formation says, line by line, before anything is drawn.

L6313-7 (last paragraph) lets a training end with an attestation; what this one states follows the practice of
the experiment (loi n° 2018-771, art. 28 VI): objectives, nature, duration and results of the training.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from proexp_batch.decision.facts import Attestation, BlocResult, CompetenceResult, Provider
from proexp_batch.model import wording
from proexp_batch.model.wording import NBSP, typo

TITLE = "Attestation de fin de formation"

_NATURE = "Action de formation en alternance (code du travail, articles L6313-1 et L6325-2)"

_MODALITIES = {
    "INTERNAL": "Formation interne, par l'entreprise",
    "EXTERNAL": "Formation externe, par un organisme",
    "AFEST": "Action de formation en situation de travail (AFEST)",
    "FOAD": "Formation ouverte et à distance (FOAD)",
}

_EVALUATIONS = {
    "POSITIONING": "positionnement",
    "FORMATIVE": "évaluation formative",
    "SUMMATIVE": "évaluation sommative",
    "FINAL": f"bilan{NBSP}final",
}

_BY_HAND = "…" * 10
"""Dots to write on."""

LAST_COLUMN = 4


class Cell(NamedTuple):
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
    *results, last = *_duration(facts), *_competences(facts)
    yield from results
    # A signature alone on its page could be put under anything.
    yield replace(last, keep=True)
    yield from _signature(facts)


def _heading(facts: Attestation) -> Iterator[Line]:
    number = Cell(3, LAST_COLUMN, f"N°{NBSP}{facts.number}", "number")
    yield Line((Cell(0, 2, TITLE, "title"), number), height=30)
    yield _wide(_legal_mention(facts), "legal")
    yield _wide(_statement(facts), "statement")


def _legal_mention(facts: Attestation) -> str:
    any_acquired = any(bloc.acquired for bloc in facts.blocs)
    tells = "des compétences développées" if any_acquired else "de la formation et de son évaluation"
    return typo(
        f"Formation {'suivie' if facts.hours_done else 'prévue'} dans le cadre d'un contrat de professionnalisation "
        "expérimental (loi n° 2018-771 du 5 septembre 2018, article 28, VI). Remise au titre du dernier alinéa de "
        f"l'article L6313-7 du code du travail, cette attestation fait état {tells} et son titulaire peut s'en "
        "prévaloir. Elle ne délivre par elle-même aucune certification : le certificat d'un bloc de compétences est "
        "délivré par le certificateur."
    ).replace("n° ", f"n°{NBSP}")


def _statement(facts: Attestation) -> str:
    born = f"(date de naissance{NBSP}: {wording.long_date(facts.birth_date)})"
    claim = f"{wording.that(facts.learner)} {born} a suivi la formation décrite ci-dessous."
    if not facts.hours_done:
        claim = (
            f"qu'aucune heure de la formation décrite ci-dessous n'a été suivie par {facts.learner} {born}."
        )
    return f"L'entreprise {facts.company}, représentée par {facts.signatory}, atteste {claim}"


def _people(facts: Attestation) -> Iterator[Line]:
    yield _section("Personne formée, employeur et contrat")
    yield _pairs("Nom", facts.learner, "Employeur", facts.company)
    birth = wording.long_date(facts.birth_date)
    yield _pairs("Date de naissance", birth, "SIRET", grouped_siret(facts.siret))
    yield _pairs("Contrat n°", facts.contract, "Opco", facts.opco)
    # A CDI has no end: only the action of professionalisation at its beginning has (L6325-11).
    of_what, subject = "du contrat", "Le contrat, prévu"
    if facts.contract_kind == "CDI":
        of_what, subject = "de l'action", "L'action de professionnalisation, prévue"
    yield _pairs("Nature du contrat", facts.contract_kind, f"Période {of_what}", period(facts))
    if facts.early_end:
        yield _pair(
            f"Fin {of_what}",
            f"{subject} jusqu'au {wording.long_date(facts.planned_end)}, a pris fin le "
            f"{wording.long_date(facts.end)}. Les durées et les compétences ci-dessous sont arrêtées à "
            "cette date.",
        )


def _training(facts: Attestation) -> Iterator[Line]:
    job = facts.job_title + (f" (code ROME {facts.rome})" if facts.rome else "")
    yield _section("Formation")
    yield _pair("Métier préparé", job)
    yield _pair("Nature", _NATURE)
    yield _pair("Objectifs", _objectives(facts))
    givers = ["L'entreprise"] * facts.in_house + [_provider(one) for one in facts.providers]
    if givers:
        yield _pair("Dispensée par", wording.listing(givers, limit=len(givers)))


def _provider(provider: Provider) -> str:
    return provider.name + (f" (déclaration d'activité n°{NBSP}{provider.nda})" if provider.nda else "")


def _objectives(facts: Attestation) -> str:
    blocs = [bloc for bloc in facts.blocs if not all(one.prior for one in bloc.competences)]
    count = sum(not one.prior for bloc in blocs for one in bloc.competences)
    if not count:
        return "Exercer le métier préparé."
    certifying = sum(bool(bloc.certifications) for bloc in blocs)
    share = f", dont {wording.plural(certifying, 'certifiant')}" if certifying else ""
    return (
        f"Exercer le métier préparé en développant {wording.plural(count, 'compétence')} en "
        f"{wording.plural(len(blocs), 'bloc')}{share}. L'objectif de chacune est rappelé plus loin."
    )


def _duration(facts: Attestation) -> Iterator[Line]:
    yield _section("Durée de la formation")
    yield _hours_line("Modalité", "Prévue", "Réalisée", "head", "head_right", keep=True)
    for modality in facts.modalities:
        done = "non détaillée" if modality.done is None else wording.hours(modality.done)
        label = _MODALITIES[modality.modality]
        yield _hours_line(label, wording.hours(modality.planned), done, "text", "right", keep=True)
    planned, done = wording.hours(facts.hours_planned), wording.hours(facts.hours_done)
    yield _hours_line("Total", planned, done, "total", "total_right")


def _competences(facts: Attestation) -> Iterator[Line]:
    """What was developed, what was known before, then the rest apart and without judgement; no heading over nothing."""
    developed = list(_developed(facts))
    known = [(bloc, one) for bloc in facts.blocs for one in bloc.competences]
    others = [pair for pair in known if pair[1].result != "ACQUIRED" and not pair[1].prior]
    order = {"IN_PROGRESS": 0, "NOT_ACQUIRED": 1, None: 2}
    others.sort(key=lambda pair: order.get(pair[1].result, 1))
    addressed = [_other(bloc, one) for bloc, one in others if one.addressed]
    planned = [_other(bloc, one) for bloc, one in others if not one.addressed]
    groups = (
        ("Compétences développées", developed),
        ("Compétences déjà acquises avant le parcours", [_other(*pair) for pair in known if pair[1].prior]),
        ("Autres compétences abordées" if developed else "Compétences abordées", addressed),
        ("Compétences prévues et non abordées", planned),
    )
    # The head is repeated on the pages that follow: one is enough.
    head = [_competence_head()]
    for title, lines in groups:
        if lines:
            yield _section(title)
            yield from head
            yield from lines
            head = []


def _developed(facts: Attestation) -> Iterator[Line]:
    for bloc in facts.blocs:
        if bloc.acquired:
            yield _wide(_bloc_title(bloc), "bloc", keep=True)
            yield from (_competence(one, one.title) for one in bloc.acquired)


def _other(bloc: BlocResult, competence: CompetenceResult) -> Line:
    return _competence(competence, f"{competence.title} ({bloc.title})")


def _signature(facts: Attestation) -> Iterator[Line]:
    """Place, date, name and box are one row, which no page break can cut in two; the receipt stays with it."""
    day = _BY_HAND if facts.issued is None else wording.long_date(facts.issued)
    who = f"{facts.signatory}\nPour l'entreprise {facts.company}"
    left = f"Fait {wording.at_place(facts.place)}, le {day}\n\n{who}"
    yield _gap(12)
    box = "Signature et cachet de l'entreprise"
    cells = (Cell(0, 1, left, "signatory"), Cell(2, LAST_COLUMN, box, "box"))
    yield Line(cells, height=84, keep=True)
    receipt = Cell(0, 2, f"Remise à l'intéressé(e) le {_BY_HAND}", "receipt")
    yield Line((receipt, Cell(3, LAST_COLUMN, f"Signature{NBSP}:", "receipt")), height=36)


def evaluation(competence: CompetenceResult) -> str:
    """Say in neutral words where a competence stands, since when, and by what kind of evaluation."""
    if competence.prior:
        return _had_already(competence)
    if competence.result is None:
        return "non évaluée"
    words = {"ACQUIRED": "acquise", "IN_PROGRESS": "en cours d'acquisition"}.get(competence.result, "évaluée")
    if competence.date is not None:
        link = "au" if competence.result == "IN_PROGRESS" else "le"
        words = f"{words} {link}{NBSP}{wording.date(competence.date)}"
    return f"{words} ({_EVALUATIONS[competence.kind]})" if competence.kind else words


_GROUNDS = {
    "EXPERIENCE": "expérience",
    "CERTIFICATION": "certification",
    "POSITIONING": "positionnement",
}


def _had_already(competence: CompetenceResult) -> str:
    grounds = wording.listing([_GROUNDS[ground] for ground in competence.prior])
    confirmed = f", confirmée le{NBSP}{wording.date(competence.date)}" if competence.date else ""
    return f"déjà acquise avant le parcours ({grounds}){confirmed}"


def grouped_siret(siret: str) -> str:
    """Write a SIRET in groups of 3, 3, 3 and 5 digits."""
    groups = (siret[:3], siret[3:6], siret[6:9], siret[9:])
    return NBSP.join(groups) if len(siret) == 14 else siret


def period(facts: Attestation) -> str:
    """Write the real dates: `du 3 janvier 2022 au 2 janvier 2023`."""
    return f"du {wording.long_date(facts.start)} au {wording.long_date(facts.end)}"


def _bloc_title(bloc: BlocResult) -> str:
    title = f"{bloc.title} – bloc non certifiant"
    if bloc.certifications:
        kind = "en partie certifiant" if bloc.partly_certifying else "certifiant"
        title = f"{bloc.title} – bloc {kind} ({', '.join(bloc.certifications)})"
    if len(bloc.acquired) < bloc.size:
        title += f" – {wording.plural(len(bloc.acquired), 'compétence')} sur {bloc.size}"
    return title


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
