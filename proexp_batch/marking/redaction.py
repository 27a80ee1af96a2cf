"""Takes private text out of a workbook for good: out of its cells, shared strings, notes and whatever else it has."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

from lxml import etree

from proexp_batch.marking.marks import as_annotation_error
from proexp_batch.ooxml.addresses import Place, place
from proexp_batch.ooxml.content import fill_text, set_text
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.markup import child, children, parse, serialise
from proexp_batch.ooxml.package import Package
from proexp_batch.ooxml.workbook import Workbook, fold
from proexp_batch.ooxml.worksheet import Worksheet

Hide = Callable[[str], str]
HideInMarkup = Callable[[bytes], bytes]

_LEFT_OUT = ("[content_types].xml", "xl/workbook.xml", "xl/styles.xml")


@as_annotation_error()
def redacted(
    package: bytes,
    cells: Iterable[tuple[str, str]],
    hide: Hide,
    hide_in_markup: HideInMarkup,
    instead: str,
) -> bytes:
    """Replace what must not be passed on.

    Args:
        package: an .xlsx or .xlsm file.
        cells: title of the sheet and address of each cell whose whole text is replaced by `instead`.
        hide: gives any other text of the workbook without what is private in it.
        hide_in_markup: does the same for the XML of parts beside the cells: drawings, copies of cells, properties.
        instead: what stands in the cells afterwards.

    Raises:
        AnnotationError: the file is no workbook that can be patched.
    """
    workbook = Workbook(Package.open(package).copy())
    wanted: dict[str, set[Place]] = {}
    for title, address in cells:
        wanted.setdefault(fold(title), set()).add(place(address))
    strings = _SharedStrings(workbook)
    for sheet in workbook.sheets():
        if sheet.is_worksheet:
            worksheet = Worksheet(workbook.package.read(sheet.part), sheet.part, workbook.dialect)
            if _redact_cells(worksheet, wanted.get(fold(sheet.title), set()), strings, hide, instead):
                workbook.package.write(sheet.part, worksheet.serialise())
            _redact_notes(workbook, sheet.part, hide)
    strings.save(hide)
    for name in workbook.package.names:
        if name.lower().endswith((".xml", ".vml")) and not name.lower().startswith(_LEFT_OUT):
            # A part that nobody can read is given back as it came.
            with suppress(PackageError):
                workbook.package.write(name, hide_in_markup(workbook.package.read(name)))
    return workbook.package.save()


class _SharedStrings:
    """The shared strings of a workbook, some of which are to be replaced."""

    def __init__(self, workbook: Workbook) -> None:
        relation = workbook.relations(workbook.part).of_kind("sharedStrings")
        self._package = workbook.package
        self._part = relation.part if relation is not None else None
        self._root = None if self._part is None else parse(self._package.read(self._part), self._part)
        self._items = [] if self._root is None else list(children(self._root, "si"))

    def replace(self, index: int, text: str) -> None:
        """Replace one string, for all the cells that share it: they hold the same."""
        if 0 <= index < len(self._items):
            fill_text(self._items[index], text)

    def save(self, hide: Hide) -> None:
        """Hide what is private in all the strings and write the part."""
        if self._root is None or self._part is None:
            return
        for item in self._items:
            _hide_in(item, hide)
        self._package.write(self._part, serialise(self._root))


def _redact_cells(
    worksheet: Worksheet, wanted: set[Place], strings: _SharedStrings, hide: Hide, instead: str
) -> bool:
    changed = False
    for element, _, where in list(worksheet.styled()):
        if where is None:
            continue
        kind, value, inline = element.get("t"), child(element, "v"), child(element, "is")
        if where in wanted:
            if kind == "s" and value is not None:
                strings.replace(int(value.text or -1), instead)
            elif value is not None or inline is not None:
                set_text(element, instead)
                changed = True
        elif _is_in_formula(element, hide):
            set_text(element, instead)
            changed = True
        elif inline is not None:
            changed |= _hide_in(inline, hide)
        elif kind != "s" and value is not None and value.text and hide(value.text) != value.text:
            set_text(element, hide(value.text))
            changed = True
    return changed


def _is_in_formula(cell: etree._Element, hide: Hide) -> bool:
    formula = child(cell, "f")
    text = "" if formula is None else formula.text or ""
    return hide(text) != text


def _hide_in(holder: etree._Element, hide: Hide) -> bool:
    """Hide what is private in a rich or plain text; a private text split over several runs loses its runs."""
    texts = [element for element in holder.iter() if etree.QName(element).localname == "t"]
    whole = "".join(element.text or "" for element in texts)
    if hide(whole) == whole:
        return False
    fill_text(holder, hide(whole))
    return True


def _redact_notes(workbook: Workbook, part: str, hide: Hide) -> None:
    relation = workbook.relations(part).of_kind("comments")
    if relation is None or relation.part is None:
        return
    root = parse(workbook.package.read(relation.part), relation.part)
    texts = [element for element in root.iter() if etree.QName(element).localname == "text"]
    changed = [_hide_in(text, hide) for text in texts]
    if any(changed):
        workbook.package.write(relation.part, serialise(root))
