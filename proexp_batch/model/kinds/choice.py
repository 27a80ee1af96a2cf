"""Closed lists: labels, codes, usual other words, and slips of the keyboard that mislead nobody."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from proexp_batch.model.cells import Parsed, as_text, fold, shown
from proexp_batch.model.kinds.kind import CellKind, DropDown, Parser, Spelling
from proexp_batch.model.nearest import Nearness, near, nearest
from proexp_batch.model.ticks import has_boxes, ticked
from proexp_batch.model.wording import typo

if TYPE_CHECKING:
    from proexp_batch.model.columns import Column

_LONGEST = 120
_SHORTEST_WITH_SLIP = 6
_EXCEPTIONS = {"hors", "sauf", "pas", "non", "excepte", "sans"}
_SHORTEST_HELD = 3
_NEGATIONS = {"non", "pas", "sans", "hors", "in", "moins", "plus", "n", "ni", "aucun"}


class ClosedList(CellKind):
    """One of the choices of the column, kept as its code."""

    key = "choice"
    spelling = Spelling(
        "Choix dans une liste",
        "CDI",
        ("cdi", "contrat à durée indéterminée"),
        "Les majuscules et les accents ne comptent pas ; une faute de frappe dans un mot long est comprise.",
    )

    def parser(self, column: "Column", from_1904: bool = False) -> Parser:
        """What reads the choices of a column; prepared once, since a list meets the same few words."""
        return _Choices(column).read

    def written(self, column: "Column", value: Any) -> Any:
        """The label of a code."""
        return column.label_of(value) if isinstance(value, str) else value

    def values(self, column: "Column") -> tuple[str, ...]:
        """The codes, in the order of their declaration."""
        return tuple(choice.code for choice in column.choices)

    def drop_down(self, column: "Column") -> DropDown:
        """The labels, in the order of their declaration."""
        name = fold(column.label).replace(" ", "_")
        return DropDown(name, column.label, tuple(choice.label for choice in column.choices))

    def hint(self, column: "Column") -> str:
        """That there is a list; the documentation shows it apart."""
        return "Choix dans une liste."


class _Choices:
    """The list of one column."""

    def __init__(self, column: "Column") -> None:
        self._column = column
        self._written: Mapping[Any, Parsed] = {choice.label: Parsed(choice.code) for choice in column.choices}
        self._names = {
            fold(text): choice.code for choice in column.choices for text in (choice.label, choice.code)
        }
        aliases = {fold(text): choice.code for choice in column.choices for text in choice.aliases}
        self._known = {**aliases, **self._names}
        self._hints = {fold(text): choice.code for choice in column.choices for text in choice.hints}
        self._guess = lru_cache(maxsize=1000)(self._guess_afresh)

    def read(self, raw: Any) -> Parsed:
        """Read a choice as its code."""
        if type(raw) is str and (found := self._written.get(raw)) is not None:
            return found
        text = as_text(raw)
        folded = fold(text) if len(text) <= _LONGEST else ""
        if folded and has_boxes(text):
            return self._guess(text, fold(ticked(text) or ""))
        if folded in self._names:
            return Parsed(self._names[folded])
        return self._guess(text[: _LONGEST + 1], folded)

    def _guess_afresh(self, text: str, folded: str) -> Parsed:
        code = self._known.get(folded) or self._after_a_slip(folded) or self._otherwise(folded)
        if code is not None:
            return Parsed(code, "LEC-105", {"shown": text, "read": self._column.label_of(code)})
        labels = [choice.label for choice in self._column.choices]
        meant = self._likely(folded)
        suggestion = typo(f" Vouliez-vous dire « {self._column.label_of(meant)} » ?") if meant else ""
        values = {"shown": shown(text), "suggestion": suggestion, "choices": ", ".join(labels)}
        return Parsed(None, "LEC-006", values)

    def _likely(self, folded: str) -> str | None:
        """The choice that is proposed for a text: the one whose words it holds, or that is spelled most alike."""
        negations = _NEGATIONS & set(folded.split())
        likely = {
            name: code
            for name, code in {**self._hints, **self._known}.items()
            if _NEGATIONS & set(name.split()) == negations
        }
        held = [
            name
            for name in likely
            if f" {name} " in f" {folded} " and (name in self._hints or len(name) >= _SHORTEST_HELD)
        ]
        longest = max(map(len, held), default=0)
        codes = {likely[name] for name in held if len(name) == longest}
        if len(codes) == 1:
            return codes.pop()
        meant = nearest(folded, {name for name in likely if name in self._names})
        return None if meant is None else likely[meant]

    def _after_a_slip(self, folded: str) -> str | None:
        """The only choice that a long word can mean, if its numbers and its negations are the same."""
        if len(folded) < _SHORTEST_WITH_SLIP:
            return None
        close = near(folded, self._known, Nearness.TAKEN, most=len(self._known))
        codes = {self._known[name] for name in close}
        if len(codes) != 1 or not any(_decisive(name) == _decisive(folded) for name in close):
            return None
        return codes.pop()

    def _otherwise(self, folded: str) -> str | None:
        """What words mean that are no entry of the list, where the column says so: the entry they name, or the rest."""
        rest = self._column.otherwise
        words = folded.split()
        if not rest or not any(len(word) > 1 for word in words):
            return None
        if _EXCEPTIONS.isdisjoint(words):
            text = f" {folded} "
            named = (code for name, code in self._known.items() if code != rest and f" {name} " in text)
            return next(named, rest)
        return rest


def _decisive(folded: str) -> tuple[list[str], set[str]]:
    """What a slip of the keyboard must not touch: numbers, and words that turn a meaning round."""
    return re.findall(r"[0-9]+", folded), _NEGATIONS & set(folded.split())
