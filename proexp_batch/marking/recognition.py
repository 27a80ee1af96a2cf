"""Our sheets in a workbook that comes back, whatever programs and people have done to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from lxml import etree

from proexp_batch.marking.memory import NAME, SIGNATURE, Line, Memory
from proexp_batch.ooxml.markup import child, children, namespace, parse
from proexp_batch.ooxml.workbook import SheetPart, Workbook

_USUAL_TITLE = "Contrôle"
_LONGEST_INDEX = 9  # digits


def find_all(workbook: Workbook) -> list[tuple[SheetPart, Memory]]:
    """Our sheets in a workbook, with what they remember: one, or more if somebody copied it.

    A forged workbook may show one part under many tabs: each part is read once.
    """
    pointed = {_target(element) for element in workbook.defined_names() if element.get("name") == NAME}
    memories: dict[str, Memory | None] = {}
    strings = _SharedStrings(workbook)
    found = []
    for sheet in workbook.sheets():
        if sheet.is_worksheet and (sheet.title in pointed or sheet.title.startswith(_USUAL_TITLE)):
            if sheet.part not in memories:
                memories[sheet.part] = _memory(workbook, sheet.part, strings)
            memory = memories[sheet.part]
            if memory is not None:
                found.append((sheet, memory))
    return found


def _memory(workbook: Workbook, part: str, strings: _SharedStrings) -> Memory | None:
    """What a sheet remembers, or None if it is not ours."""
    lines = list(_lines(workbook, part, strings))
    is_ours = any(SIGNATURE in (line.kind, line.payload) for line in lines)
    return Memory.read(lines) if is_ours else None


def _target(element: etree._Element) -> str:
    title = (element.text or "").rpartition("!")[0]
    return title[1:-1].replace("''", "'") if title.startswith("'") else title


def _lines(workbook: Workbook, part: str, strings: _SharedStrings) -> Iterator[Line]:
    """The hidden rows, whichever columns they have come to stand in."""
    root = parse(workbook.package.read(part), part)
    data = child(root, "sheetData")
    for row in [] if data is None else children(data, "row"):
        texts, formula = [], ""
        for cell in children(row, "c"):
            written = child(cell, "f")
            value = child(cell, "v")
            if written is not None:
                formula = written.text or ""
            elif cell.get("t") == "inlineStr":
                texts.append(_all_text(child(cell, "is")))
            elif cell.get("t") == "s" and value is not None:
                texts.append(strings.at(value.text or ""))
        if len(texts) == 2:
            yield Line(texts[0], texts[1], formula)


def _all_text(item: etree._Element | None) -> str:
    if item is None:
        return ""
    return "".join(text.text or "" for text in item.iter(f"{{{namespace(item)}}}t"))


class _SharedStrings:
    """The shared strings of a workbook, read when the first is asked for."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook

    def at(self, index: str) -> str:
        """The string of that number, empty where there is none."""
        is_number = index.isdecimal() and len(index) <= _LONGEST_INDEX
        return self._texts[int(index)] if is_number and int(index) < len(self._texts) else ""

    @cached_property
    def _texts(self) -> list[str]:
        relation = self._workbook.relations(self._workbook.part).of_kind("sharedStrings")
        if relation is None or relation.part is None:
            return []
        root = parse(self._workbook.package.read(relation.part), relation.part)
        return [_all_text(item) for item in children(root, "si")]
