"""Takes social security numbers out of a workbook for good: out of its cells, strings, notes and whatever else it has.

What is taken out is what `formats/xlsx/private.py` finds: both go by the same texts and the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from lxml import etree

from proexp_batch.marking.marks import as_annotation_error
from proexp_batch.model.privacy import HIDDEN, hide_nir, numbers_in, safe_titles
from proexp_batch.ooxml.addresses import Place, place
from proexp_batch.ooxml.content import fill_text, has_formula, set_text
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.markup import child, children, parse, serialise
from proexp_batch.ooxml.package import Package
from proexp_batch.ooxml.texts import Kind, Passage, passages
from proexp_batch.ooxml.unread import replaced_unread
from proexp_batch.ooxml.workbook import Workbook, fold
from proexp_batch.ooxml.worksheet import Worksheet

_INSTEAD = {
    Kind.TITLE: "numéro retiré",
    Kind.NUMBER: "0",
    Kind.NAME: "numero_retire",
    Kind.ADDRESS: "numero-retire",
}


@as_annotation_error()
def redacted(package: bytes, cells: Iterable[tuple[str, str]]) -> bytes:
    """Replace what must not be passed on.

    A formula in whose text or value a number stands goes with it; the others stay, and so does what refers to a sheet
    or a name that is called otherwise now.

    Args:
        package: an .xlsx or .xlsm file.
        cells: title of the sheet and address of each cell whose whole text goes, whatever it is.

    Raises:
        AnnotationError: the file is no workbook that can be patched.
    """
    workbook = Workbook(Package.open(package).copy())
    renamed = _Renamed(workbook)
    wanted: dict[str, set[Place]] = {}
    for title, address in cells:
        wanted.setdefault(fold(title), set()).add(place(address))
    strings = _SharedStrings(workbook)
    lost_formula = False
    done = {workbook.part}
    for sheet in workbook.sheets():
        if sheet.is_worksheet:
            worksheet = Worksheet(workbook.package.read(sheet.part), sheet.part, workbook.dialect)
            change = _Change(renamed)
            title = fold(renamed.titles.get(sheet.title, sheet.title))
            if wanted:
                strings.empty_cells(worksheet, wanted.get(title, set()), change)
            change.hide(worksheet.root)
            if change.made:
                workbook.package.write(sheet.part, worksheet.serialise())
            lost_formula |= change.lost_formula
            done.add(sheet.part)
    strings.save()
    names = _Change(renamed)
    names.hide(workbook.root)
    if names.made:
        workbook.touch()
    if lost_formula:
        # A chain that names a cell without a formula is called corrupt; a lost one is made again.
        chain = workbook.relations(workbook.part).of_kind("calcChain")
        if chain is not None and chain.part is not None:
            workbook.drop_part(chain.part, workbook.part)
    workbook.save()
    for name in workbook.package.names:
        if name.lower().endswith((".xml", ".vml", ".rels")) and name not in done:
            _hide_in_part(workbook.package, name, renamed)
    return workbook.package.save()


def _hide_in_part(package: Package, name: str, renamed: _Renamed) -> None:
    try:
        data = package.read(name)
    except PackageError:  # nobody can read it: it is given back as it came
        return
    try:
        root = parse(data, name)
    except PackageError:
        hidden = replaced_unread(data, hide_nir)
        if hidden != data:
            package.write(name, hidden)
        return
    change = _Change(renamed)
    change.hide(root)
    if change.made:
        package.write(name, serialise(root))


class _Renamed:
    """Sheets and names of a workbook that are called otherwise since their name held a number."""

    def __init__(self, workbook: Workbook) -> None:
        self.titles: Mapping[str, str] = safe_titles(sheet.title for sheet in workbook.sheets())
        self.names: dict[str, str] = {}
        taken = {element.get("name", "").casefold() for element in workbook.defined_names()}
        for element in workbook.defined_names():
            self._rename(element.get("name", ""), taken)
        quoted = {old.replace("'", "''"): new for old, new in self.titles.items()}
        sheets = [
            (re.compile(rf"{re.escape(old)}(?=(?::[^'\[\]]*)?'!)", re.IGNORECASE), new)
            for old, new in quoted.items()
        ]
        names = [
            (re.compile(rf"(?<![\w.\\]){re.escape(old)}(?![\w.\\])", re.IGNORECASE), new)
            for old, new in self.names.items()
        ]
        self._patterns = [*sheets, *names]

    def _rename(self, name: str, taken: set[str]) -> None:
        safe = hide_nir(name, _INSTEAD[Kind.NAME])
        if safe == name or name in self.names:
            return
        free, count = safe, 1
        while free.casefold() in taken:
            count += 1
            free = f"{safe}_{count}"
        taken.add(free.casefold())
        self.names[name] = free

    def put(self, passage: Passage) -> bool:
        """Let a text speak of a sheet or a name as it is called now, and say whether it spoke of one."""
        if len(passage.pieces) != 1:
            return False
        piece = passage.pieces[0]
        old = text = piece.text
        if passage.kind is Kind.TITLE or piece.attribute == "sheet":
            text = self.titles.get(text, text)
        elif passage.kind is Kind.NAME:
            text = self.names.get(text, text)
        elif passage.kind is Kind.FORMULA or piece.attribute in ("location", "ref", "fmla", "macro"):
            for pattern, new in self._patterns:
                text = pattern.sub(new.replace("\\", r"\\"), text)
        if text == old:
            return False
        piece.put(text)
        return True


class _Change:
    """What was changed in one part: whether anything was, and whether a formula went."""

    def __init__(self, renamed: _Renamed) -> None:
        self._renamed = renamed
        self.made = False
        self.lost_formula = False

    def hide(self, root: etree._Element) -> None:
        """Take the numbers out of all the texts of a part."""
        gone: set[etree._Element] = set()
        for passage in list(_worth_looking(root)):
            if passage.cell is not None and passage.cell in gone:
                continue
            self.made |= self._renamed.put(passage)
            if passage.cell is not None and passage.holds(numbers_in) and _goes_whole(passage):
                gone.add(passage.cell)
                self.empty(passage.cell, hide_nir(passage.text) if passage.kind is Kind.TEXT else HIDDEN)
            elif passage.cell is not None and _is_value_of_shared(passage):
                if passage.replace(numbers_in, HIDDEN):
                    passage.cell.set("t", "str")
                    self.made = True
            else:
                self.made |= passage.replace(numbers_in, _instead(passage))
        if self.lost_formula:
            _without_lost_masters(root)

    def empty(self, cell: etree._Element, text: str) -> None:
        """Let a cell hold a text and nothing else."""
        self.lost_formula |= has_formula(cell)
        set_text(cell, text)
        self.made = True


def _worth_looking(root: etree._Element) -> Iterable[Passage]:
    """The texts of a part, the formula of a cell before its value."""
    return sorted(passages(root), key=lambda passage: passage.kind is not Kind.FORMULA)


def _goes_whole(passage: Passage) -> bool:
    """Whether nothing of a cell can stay; a formula that others share does where the number is only its value."""
    cell = passage.cell
    return cell is not None and (passage.is_numeric or has_formula(cell)) and not _is_value_of_shared(passage)


def _is_value_of_shared(passage: Passage) -> bool:
    formula = None if passage.cell is None else child(passage.cell, "f")
    shared = formula is not None and formula.get("t") == "shared" and bool(formula.text)
    return shared and passage.kind is not Kind.FORMULA


def _instead(passage: Passage) -> str:
    if passage.kind is Kind.NUMBER and not passage.is_numeric:
        return HIDDEN
    return _INSTEAD.get(passage.kind, HIDDEN)


def _without_lost_masters(root: etree._Element) -> None:
    """Formulas that were shared with one that went (§18.3.1.40) leave their values."""
    shared = [element for element in root.iter("{*}f") if element.get("t") == "shared"]
    masters = {element.get("si") for element in shared if element.text}
    for element in shared:
        cell = element.getparent()
        if cell is not None and not element.text and element.get("si") not in masters:
            cell.remove(element)


class _SharedStrings:
    """The shared strings of a workbook, of which those go that only emptied cells held."""

    def __init__(self, workbook: Workbook) -> None:
        relation = workbook.relations(workbook.part).of_kind("sharedStrings")
        self._package = workbook.package
        self._part = relation.part if relation is not None else None
        self._left: set[str] = set()
        self._used: set[str] = set()

    def empty_cells(self, worksheet: Worksheet, wanted: set[Place], change: _Change) -> None:
        """Empty the cells that are wanted, and note which strings the others hold."""
        for element, _, where in list(worksheet.styled()):
            value = child(element, "v")
            shared = where is not None and element.get("t") == "s" and value is not None
            if where in wanted and (value is not None or child(element, "is") is not None):
                change.empty(element, HIDDEN)
            if shared and value is not None:
                (self._left if where in wanted else self._used).add((value.text or "").strip())

    def save(self) -> None:
        """Take out of the strings those that no cell holds any more."""
        gone = {int(index) for index in self._left - self._used if index.isascii() and index.isdecimal()}
        if not gone or self._part is None:
            return
        root = parse(self._package.read(self._part), self._part)
        for index, item in enumerate(children(root, "si")):
            if index in gone:
                fill_text(item, HIDDEN)
        self._package.write(self._part, serialise(root))
