"""Our sheets in a workbook that comes back, whatever programs and people have done to it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from proexp_batch.marking.memory import NAME, SIGNATURE, Line, Memory
from proexp_batch.ooxml.markup import child, children, namespace, parse
from proexp_batch.ooxml.workbook import SheetPart, Workbook

_USUAL_TITLE = "Contrôle"


def find_all(workbook: Workbook) -> list[tuple[SheetPart, Memory]]:
    """Our sheets in a workbook, with what they remember: one, or more if somebody copied it."""
    pointed = {_target(element) for element in workbook.defined_names() if element.get("name") == NAME}
    found = []
    for sheet in workbook.sheets():
        if sheet.is_worksheet and (sheet.title in pointed or sheet.title.startswith(_USUAL_TITLE)):
            lines = list(_lines(workbook, sheet))
            if any(SIGNATURE in (line.kind, line.payload) for line in lines):
                found.append((sheet, Memory.read(lines)))
    return found


def _target(element: etree._Element) -> str:
    title = (element.text or "").rpartition("!")[0]
    return title[1:-1].replace("''", "'") if title.startswith("'") else title


def _lines(workbook: Workbook, sheet: SheetPart) -> Iterator[Line]:
    """The hidden rows, whichever columns they have come to stand in."""
    root = parse(workbook.package.read(sheet.part), sheet.part)
    data = child(root, "sheetData")
    strings: list[str] | None = None
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
                strings = _shared_strings(workbook) if strings is None else strings
                index = value.text or ""
                texts.append(strings[int(index)] if index.isdecimal() and int(index) < len(strings) else "")
        if len(texts) == 2:
            yield Line(texts[0], texts[1], formula)


def _all_text(item: etree._Element | None) -> str:
    if item is None:
        return ""
    return "".join(text.text or "" for text in item.iter(f"{{{namespace(item)}}}t"))


def _shared_strings(workbook: Workbook) -> list[str]:
    relation = workbook.relations(workbook.part).of_kind("sharedStrings")
    if relation is None or relation.part is None:
        return []
    root = parse(workbook.package.read(relation.part), relation.part)
    return [_all_text(item) for item in children(root, "si")]
