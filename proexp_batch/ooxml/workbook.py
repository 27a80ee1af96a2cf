"""The workbook part: its sheets, its names, and what hangs on it (ECMA-376 Part 1, §18.2)."""

from __future__ import annotations

import posixpath
import unicodedata
from bisect import bisect
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from lxml import etree

from proexp_batch.ooxml import names
from proexp_batch.ooxml.errors import Excess, NoWorkbookError, PackageError, TooBigError
from proexp_batch.ooxml.markup import (
    child,
    children,
    insert_ordered,
    make,
    make_related,
    namespace,
    number,
    parse,
    related,
    serialise,
    unset,
)
from proexp_batch.ooxml.package import MAX_MEMBERS, Package
from proexp_batch.ooxml.relations import ContentTypes, Relations
from proexp_batch.ooxml.sheet_numbers import free_number

_ORDER = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One tab.

    Args:
        title: its name.
        part: name of its part.
        is_worksheet: false for chart sheets and other kinds without cells.
        index: place among the tabs, from 0.
        number: its ``sheetId``.
        is_hidden: whether nobody sees it.
    """

    title: str
    part: str
    is_worksheet: bool
    index: int
    number: str
    is_hidden: bool = False


class Workbook:
    """A package seen as a workbook.

    Raises:
        NoWorkbookError: the package has no workbook part in one of the two known dialects.
        PackageError: that part is missing or damaged.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        self.types = ContentTypes(package)
        main = next((found for found in Relations(package, "") if found.kind == "officeDocument"), None)
        if main is None:
            raise NoWorkbookError("not an Office Open XML package: it names no main part")
        if main.part is None:
            raise PackageError("the main part is missing")
        self.part: str = main.part
        if self.part.lower().endswith(".bin"):
            raise NoWorkbookError("a binary workbook (.xlsb) cannot be annotated")
        self.root = parse(package.read(self.part), self.part)
        dialect = names.dialect_of(namespace(self.root))
        sheets = child(self.root, "sheets")
        if dialect is None or sheets is None:
            raise NoWorkbookError(f"not a spreadsheet: the main part {self.part} is no workbook")
        self._sheets: etree._Element = sheets
        self._changed = False
        self.dialect: names.Dialect = dialect
        self._relations: dict[str, Relations] = {}

    def relations(self, source: str) -> Relations:
        """Relationships of a part, read once and saved by :meth:`save`."""
        if source not in self._relations:
            self._relations[source] = Relations(self.package, source)
        return self._relations[source]

    def sheets(self) -> list[SheetPart]:
        """The tabs from left to right, without those that no relationship names.

        Raises:
            TooBigError: there are more of them than a package may have parts.
            PackageError: the part of one is missing.
        """
        if len(self._sheets) > MAX_MEMBERS:
            raise TooBigError(Excess.MEMBERS, len(self._sheets), "the list of tabs")
        by_id = {relation.id: relation for relation in self.relations(self.part)}
        found = []
        for index, element in enumerate(children(self._sheets, "sheet")):
            relation = by_id.get(related(element))
            if relation is not None:
                title, identifier = element.get("name", ""), element.get("sheetId", "")
                if relation.part is None:
                    raise PackageError(f"the part of the sheet {title} is missing")
                hidden = element.get("state", "visible") != "visible"
                found.append(
                    SheetPart(title, relation.part, relation.kind == "worksheet", index, identifier, hidden)
                )
        return found

    @property
    def counts_from_1904(self) -> bool:
        """Whether days are counted from 1904, as old Macs did."""
        properties = child(self.root, "workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true", "on")

    def free_title(self, title: str) -> str:
        """`title`, or `title` with the first number that makes it unique among the tabs."""
        taken = {fold(element.get("name", "")) for element in children(self._sheets, "sheet")}
        candidate, number = title, 1
        while fold(candidate) in taken:
            number += 1
            candidate = f"{title} ({number})"
        return candidate

    def by_title(self) -> dict[str, SheetPart]:
        """The tabs by their title as :func:`fold` gives it: upper and lower case are the same, as in the programs."""
        found: dict[str, SheetPart] = {}
        for sheet in self.sheets():
            found.setdefault(fold(sheet.title), sheet)
        return found

    def add_front_sheet(self, title: str, part: str) -> None:
        """Make `part` the first tab and the active one; the part itself is written by the caller."""
        relation = self.relations(self.part).add(self.dialect.relation("worksheet"), part)
        self.types.set_part(part, names.WORKSHEET_TYPE)
        sheets = self._sheets
        used = [number(element, "sheetId") for element in children(sheets, "sheet")]
        free = str(free_number(self.package, self.relations(self.part), used))
        self.touch()
        element = make_related(sheets, "sheet", self.dialect.relations, relation, name=title, sheetId=free)
        sheets.insert(0, element)
        self._shift_names(0, 1)
        for index, view in enumerate(self._views()):
            unset(view, "firstSheet")
            view.set("activeTab", "0" if index == 0 else str(number(view, "activeTab") + 1))

    def _views(self) -> list[etree._Element]:
        views = child(self.root, "bookViews")
        return [] if views is None else list(children(views, "workbookView"))

    def _shift_names(self, start: int, by: int) -> None:
        for name in self.defined_names():
            scope = number(name, "localSheetId", -1)
            if scope >= start:
                name.set("localSheetId", str(scope + by))

    def defined_names(self) -> list[etree._Element]:
        """The elements ``definedName``, global and local."""
        group = child(self.root, "definedNames")
        return [] if group is None else list(children(group, "definedName"))

    def define(self, name: str, text: str, scope: int | None, hidden: bool) -> None:
        """Add a name; `scope` is the index of a tab or None for the whole workbook."""
        self.touch()
        group = child(self.root, "definedNames")
        if group is None:
            group = make(self.root, "definedNames")
            insert_ordered(self.root, group, _ORDER)
        element = make(group, "definedName", name=name)
        if scope is not None:
            element.set("localSheetId", str(scope))
        if hidden:
            element.set("hidden", "1")
        element.text = text
        group.append(element)

    def undefine(self, name: str) -> None:
        """Remove every name so called."""
        self._drop_names([element for element in self.defined_names() if element.get("name") == name])

    def _drop_names(self, elements: Collection[etree._Element]) -> None:
        group = child(self.root, "definedNames")
        if group is None or not elements:
            return
        self.touch()
        for element in elements:
            group.remove(element)
        if not len(group):
            self.root.remove(group)

    def remove_sheets(self, gone: Collection[SheetPart]) -> None:
        """Take out tabs with their parts, their names and the parts that serve only them."""
        indexes = sorted({sheet.index for sheet in gone})
        if not indexes:
            return
        self.touch()
        elements = list(children(self._sheets, "sheet"))
        for index in indexes:
            self._sheets.remove(elements[index])
        self._renumber_names(indexes)
        first = self._first_visible()
        for view in self._views():
            unset(view, "firstSheet")
            active = number(view, "activeTab")
            view.set("activeTab", str(first if active in indexes else active - bisect(indexes, active)))
        parts = {sheet.part for sheet in gone}
        served = (relation for part in parts for relation in self.relations(part))
        only = {relation.part for relation in served if relation.part and relation.kind in _SHEET_ONLY}
        self.relations(self.part).drop(parts)
        for part in parts | only:
            self._forget(part)

    def _renumber_names(self, gone: Sequence[int]) -> None:
        """Drop the names of the tabs that are gone; those of the others count the tabs that are left."""
        dropped, indexes = [], frozenset(gone)
        for name in self.defined_names():
            scope = number(name, "localSheetId", -1)
            if scope in indexes:
                dropped.append(name)
            elif scope > gone[0]:
                name.set("localSheetId", str(scope - bisect(gone, scope)))
        self._drop_names(dropped)

    def _first_visible(self) -> int:
        states = [element.get("state", "visible") for element in children(self._sheets, "sheet")]
        return states.index("visible") if "visible" in states else 0

    def drop_part(self, part: str, source: str) -> None:
        """Remove a part, its type and the relationships that `source` has to it."""
        self.relations(source).drop({part})
        self._forget(part)

    def _forget(self, part: str) -> None:
        own = self._relations.pop(part, None) or Relations(self.package, part)
        self.types.drop(part)
        self.types.drop(own.name)
        self.package.remove(own.name)
        self.package.remove(part)

    def free_part(self, pattern: str) -> str:
        """The first free name beside the workbook part, `pattern` holding ``{}`` for the number."""
        count = 1
        while self.package.find(name := self.beside(pattern.format(count))) is not None:
            count += 1
        return name

    def beside(self, name: str) -> str:
        """Name of a part in the folder of the workbook part."""
        return posixpath.join(posixpath.dirname(self.part), name)

    def touch(self) -> None:
        """Have :meth:`save` write the workbook part: whoever changes its elements says so."""
        self._changed = True

    def save(self) -> None:
        """Write the workbook part, relationships and content types that changed."""
        if self._changed:
            self.package.write(self.part, serialise(self.root))
            self._changed = False
        for relations in self._relations.values():
            relations.save(self.types)
        self.types.save()


_SHEET_ONLY = frozenset({"printerSettings", "comments", "threadedComment", "vmlDrawing", "drawing"})


def fold(title: str) -> str:
    """A title in the form in which two titles of one workbook must differ."""
    return unicodedata.normalize("NFC", title).casefold()
