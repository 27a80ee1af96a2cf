"""The evaluations of a contract over time, as a picture and as words: one line a competence, or one a bloc and result."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec

from proexp_batch.decision.contents import Evaluation
from proexp_batch.decision.results import BlocResult
from proexp_batch.model import wording
from proexp_batch.model.wording import NBSP, typo

_MOST_COMPETENCES = 24
"""With more competences than this, a line stands for a bloc."""

_MOST_LINES = 30
"""How many lines a picture may have, so that it fits on a page."""

_MOST_MONTHS = 13
"""How many months are written below a picture."""

_LONGEST_NAME = 44
_LONGEST_TITLE = 100

_GAP = 0.014
"""How far apart two signs of one line must be, as a share of its length, to be seen both."""

_COUNTED = "Chaque nombre compte les compétences du bloc qui ont eu ce résultat dans le mois."

_SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip

SIGNS = {"ACQUIRED": "acquise", "IN_PROGRESS": "en_cours", "NOT_ACQUIRED": "evaluee"}
"""What the sign of a result is called in templates."""

RESULTS = {
    "ACQUIRED": ("acquise", "acquises"),
    "IN_PROGRESS": ("en cours d'acquisition", "en cours d'acquisition"),
    "NOT_ACQUIRED": ("évaluée", "évaluées"),
}
"""Results in the neutral words that the attestation has for them, of one and of several competences."""


class LegendEntry(msgspec.Struct, frozen=True, rename={"sign": "signe", "text": "texte"}):
    """What a sign means."""

    sign: Annotated[str, msgspec.Meta(description="« acquise », « en_cours » ou « evaluee ».")]
    text: Annotated[str, msgspec.Meta(description="Le résultat, en mots.")]


LEGEND = tuple(LegendEntry(SIGNS[result], RESULTS[result][0]) for result in SIGNS)


class Mark(msgspec.Struct, frozen=True, rename={"place": "position", "sign": "signe", "text": "texte"}):
    """A sign on a line."""

    place: Annotated[float, msgspec.Meta(description="Où il est sur la ligne : 0 à gauche, 1 à droite.")]
    sign: Annotated[str, msgspec.Meta(description="« acquise », « en_cours » ou « evaluee ».")]
    text: Annotated[
        str, msgspec.Meta(description="Combien de compétences il compte, vide pour une évaluation.")
    ]


class PictureLine(
    msgspec.Struct, frozen=True, rename={"name": "nom", "is_title": "est_titre", "marks": "signes"}
):
    """A line of the picture."""

    name: Annotated[str, msgspec.Meta(description="Le bloc, la compétence ou le résultat.")]
    is_title: Annotated[bool, msgspec.Meta(description="Si c'est le titre des lignes qui suivent.")]
    marks: Annotated[tuple[Mark, ...], msgspec.Meta(description="Les signes, de gauche à droite.")]


class Month(msgspec.Struct, frozen=True, rename={"place": "position", "name": "nom", "year": "annee"}):
    """A month that is written below the picture."""

    place: Annotated[float, msgspec.Meta(description="Où il commence : 0 à gauche, 1 à droite.")]
    name: Annotated[str, msgspec.Meta(description="Son nom, abrégé.")]
    year: Annotated[str, msgspec.Meta(description="L'année, là où elle commence ; sinon vide.")]


class Picture(
    msgspec.Struct, frozen=True, rename={"months": "mois", "lines": "lignes", "told": "alternative"}
):
    """A picture of evaluations over time; there are several where one would not fit on a page."""

    months: Annotated[tuple[Month, ...], msgspec.Meta(description="Les mois écrits sous l'image.")]
    lines: Annotated[tuple[PictureLine, ...], msgspec.Meta(description="Les lignes, de haut en bas.")]
    note: Annotated[
        str, msgspec.Meta(description="Ce que comptent les nombres de l'image, vide s'il n'y en a pas.")
    ]
    told: Annotated[str, msgspec.Meta(description="Ce que l'image montre, en mots, pour qui ne la voit pas.")]


@dataclass(frozen=True, slots=True)
class _Axis:
    """The months that a picture spans, from the first day of the first one to the last day of the last one."""

    first: dt.date
    after: dt.date

    def place(self, day: dt.date) -> float:
        """Where a day is: 0 at the beginning, 1 at the end."""
        share = (day - self.first).days / (self.after - self.first).days
        return round(min(max(share, 0.0), 1.0), 4)

    def months(self) -> Iterator[Month]:
        """The months to be written, evenly spread."""
        count = (self.after.year - self.first.year) * 12 + self.after.month - self.first.month
        year = None
        for number in range(0, count, math.ceil(count / _MOST_MONTHS)):
            day = _months_later(self.first, number)
            yield Month(
                self.place(day), _SHORT_MONTHS[day.month - 1], "" if day.year == year else str(day.year)
            )
            year = day.year


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the picture, and what it says in words (nothing for a title)."""

    line: PictureLine
    told: str


def pictures(
    evaluations: Sequence[Evaluation], blocs: Sequence[BlocResult], days: Iterable[dt.date]
) -> tuple[Picture, ...]:
    """The pictures of the evaluations of a contract; none without evaluations.

    They span the `days` too: begin and end of the contract, today.
    """
    if not evaluations:
        return ()
    axis = _axis([*days, *(one.date for one in evaluations)])
    by_bloc = _by_bloc(evaluations, blocs)
    if len({one.competence for one in evaluations}) <= _MOST_COMPETENCES:
        rows, note = [row for title, some in by_bloc for row in _competences(title, some, axis)], ""
    else:
        rows, note = [row for title, some in by_bloc for row in _counts(title, some, axis)], _COUNTED
    return tuple(_picture(part, axis, note) for part in _parts(rows))


def _axis(days: Sequence[dt.date]) -> _Axis:
    return _Axis(min(days).replace(day=1), _months_later(max(days).replace(day=1), 1))


def _months_later(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.month - 1 + months, 12)
    # The very last month that a date can have ends with itself.
    return dt.date(day.year + years, month + 1, 1) if day.year + years <= dt.MAXYEAR else dt.date.max


def _by_bloc(
    evaluations: Sequence[Evaluation], blocs: Sequence[BlocResult]
) -> list[tuple[str, list[tuple[str, list[Evaluation]]]]]:
    """The evaluations of each competence, by bloc, with the names of both."""
    of_code: dict[str, list[Evaluation]] = {}
    for one in evaluations:
        of_code.setdefault(one.competence, []).append(one)
    found = []
    for bloc in blocs:
        named = [(f"{one.code}{NBSP}– {one.title}", of_code.pop(one.code, [])) for one in bloc.competences]
        found.append((bloc.title, [pair for pair in named if pair[1]]))
    found.append(("Codes qui ne sont pas dans le référentiel", list(of_code.items())))
    return [pair for pair in found if pair[1]]


def _competences(title: str, some: Sequence[tuple[str, list[Evaluation]]], axis: _Axis) -> Iterator[_Row]:
    """A bloc of which each competence has a line."""
    yield _Row(PictureLine(_short(title, _LONGEST_TITLE), True, ()), "")
    for name, evaluations in some:
        dated = sorted(evaluations, key=lambda one: one.date)
        told = ", ".join(f"{RESULTS[one.result][0]} le {wording.date(one.date)}" for one in dated)
        marks = _apart([Mark(axis.place(one.date), SIGNS[one.result], "") for one in dated])
        yield _Row(PictureLine(_short(name), False, tuple(marks)), f"{name} : {told}")


def _apart(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Signs that would cover each other, moved as far as need be; of equal ones at one place, one is enough."""
    last: Mark | None = None
    for mark in marks:
        if last is not None and mark.place < last.place + _GAP:
            if mark.sign == last.sign:
                continue
            mark = msgspec.structs.replace(mark, place=round(last.place + _GAP, 4))
        yield mark
        last = mark


def _counts(title: str, some: Sequence[tuple[str, list[Evaluation]]], axis: _Axis) -> Iterator[_Row]:
    """A bloc of which each result has a line, with the number of competences that had it in each month."""
    yield _Row(PictureLine(_short(title, _LONGEST_TITLE), True, ()), "")
    found: Counter[tuple[str, dt.date]] = Counter()
    for _, evaluations in some:
        found.update({(one.result, one.date.replace(day=1)) for one in evaluations})
    for result, (one, several) in RESULTS.items():
        months = sorted(month for had, month in found if had == result)
        if not months:
            continue
        told = ", ".join(
            f"{wording.plural(found[result, month], one, several)} en {_month_name(month)}"
            for month in months
        )
        marks = tuple(
            Mark(axis.place(month.replace(day=15)), SIGNS[result], str(found[result, month]))
            for month in months
        )
        yield _Row(PictureLine(several.capitalize(), False, marks), f"{title} : {told}")


def _month_name(month: dt.date) -> str:
    return wording.long_date(month).split(NBSP, 1)[1].replace(NBSP, " ")


def _parts(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """The rows of each picture: no more than fit on a page, no title alone at the end, each under its title."""
    part: list[_Row] = []
    title: _Row | None = None
    for row in rows:
        if len(part) >= _MOST_LINES - row.line.is_title:
            yield part
            part = [title] if title and not row.line.is_title else []
        if row.line.is_title:
            title = row
        part.append(row)
    if part:
        yield part


def _picture(rows: Sequence[_Row], axis: _Axis, note: str) -> Picture:
    told = " ; ".join(row.told for row in rows if row.told)
    return Picture(
        months=tuple(axis.months()),
        lines=tuple(row.line for row in rows),
        note=note,
        told=typo(f"Évaluations au fil du temps. {told}."),
    )


def _short(name: str, longest: int = _LONGEST_NAME) -> str:
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"
