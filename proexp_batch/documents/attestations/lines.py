"""The words of an attestation drawn as the lines of a sheet."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from proexp_batch.decision.facts import Attestation
from proexp_batch.documents.attestations.words import (
    AttestationWords,
    CompetenceHead,
    CompetenceRow,
    HoursHead,
    HoursRow,
    Section,
    attestation_words,
)
from proexp_batch.documents.phrases import Pair

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
    words = attestation_words(facts)
    yield from _heading(words)
    yield from _facts(words.people)
    yield from _facts(words.training)
    *results, last = *_duration(words), *_competences(words)
    yield from results
    # A signature alone on its page could be put under anything.
    yield replace(last, keep=True)
    yield from _signature(words)


def _heading(words: AttestationWords) -> Iterator[Line]:
    number = Cell(3, LAST_COLUMN, words.number, "number")
    yield Line((Cell(0, 2, words.title, "title"), number), height=30)
    yield _wide(words.legal, "legal")
    yield _wide(words.statement.sentence, "statement")


def _facts(section: Section) -> Iterator[Line]:
    yield _section(section.title)
    yield from (_row(*row) for row in section.rows)


def _duration(words: AttestationWords) -> Iterator[Line]:
    hours = words.hours
    yield _section(hours.title)
    yield _hours_line(hours.head, "head", "head_right", keep=True)
    for row in hours.rows:
        yield _hours_line(row, "text", "right", keep=True)
    yield _hours_line(hours.total, "total", "total_right")


def _competences(words: AttestationWords) -> Iterator[Line]:
    # The head is repeated on the pages that follow: one is enough.
    head = [replace(_competence(words.head, "head"), keep=True, repeat=True)]
    for group in words.groups:
        yield _section(group.title)
        yield from head
        for bloc in group.blocs:
            if bloc.title is not None:
                yield _wide(bloc.title, "bloc", keep=True)
            yield from (_competence(row, "text") for row in bloc.rows)
        head = []


def _signature(words: AttestationWords) -> Iterator[Line]:
    """Place, date, name and box are one row, which no page break can cut in two; the receipt stays with it."""
    signature = words.signature
    left = f"{signature.made}\n\n{signature.signatory}\n{signature.company}"
    yield _gap(12)
    cells = (Cell(0, 1, left, "signatory"), Cell(2, LAST_COLUMN, signature.box, "box"))
    yield Line(cells, height=84, keep=True)
    receipt = Cell(0, 2, signature.receipt, "receipt")
    yield Line((receipt, Cell(3, LAST_COLUMN, signature.receipt_box, "receipt")), height=36)


def _competence(row: CompetenceRow | CompetenceHead, style: str) -> Line:
    return Line(
        (
            Cell(0, 1, row.name, style),
            Cell(2, 3, row.objective, style),
            Cell(4, 4, row.evaluation, style),
        )
    )


def _hours_line(row: HoursRow | HoursHead, style: str, number_style: str, keep: bool = False) -> Line:
    cells = (
        Cell(0, 2, row.modality, style),
        Cell(3, 3, row.planned, number_style),
        Cell(4, 4, row.done, number_style),
    )
    return Line(cells, keep=keep)


def _wide(text: str, style: str, height: float = 0, keep: bool = False) -> Line:
    return Line((Cell(0, LAST_COLUMN, text, style),), height, keep)


def _section(title: str) -> Line:
    return _wide(title, "section", height=24, keep=True)


def _gap(height: float) -> Line:
    return _wide("", "plain", height, keep=True)


def _row(first: Pair, second: Pair | None = None) -> Line:
    label = Cell(0, 0, first.label, "label")
    if second is None:
        return Line((label, Cell(1, LAST_COLUMN, first.text, "text")))
    left = (label, Cell(1, 1, first.text, "text"))
    return Line((*left, Cell(2, 2, second.label, "label"), Cell(3, LAST_COLUMN, second.text, "text")))
