"""Relationships and content types of a package (ECMA-376 Part 2, §6.5 and §6.2.3)."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from lxml import etree

from proexp_batch.ooxml import names
from proexp_batch.ooxml.errors import NoWorkbookError
from proexp_batch.ooxml.markup import local, make, parse, serialise
from proexp_batch.ooxml.package import Package, spelled


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship to a part of the package.

    Args:
        id: its identifier, unique in the source part.
        kind: last word of its type, such as ``worksheet``, the same in both dialects.
        part: name of the target as the package spells it, or None if it is missing or external.
    """

    id: str
    kind: str
    part: str | None


class Relations:
    """The relationships of one part; `source` is empty for those of the package itself."""

    def __init__(self, package: Package, source: str) -> None:
        self._package = package
        self._folder, base = posixpath.split(source)
        wanted = posixpath.join(self._folder, "_rels", f"{base}.rels")
        found = package.find(wanted)
        self.name = found or wanted
        if found is None:
            empty = f'<Relationships xmlns="{names.PACKAGE_RELATIONS}"/>'
            self._root = parse(empty.encode(), wanted)
        else:
            self._root = parse(package.read(found), found)
        self._changed = _respelled(self._root, "Target")

    def __iter__(self) -> Iterator[Relation]:
        return map(self._relation, self._entries())

    def _entries(self) -> Iterator[etree._Element]:
        return (element for element in self._root if local(element) == "Relationship")

    def _relation(self, element: etree._Element) -> Relation:
        return Relation(element.get("Id", ""), _kind(element), self._resolve(element))

    def _resolve(self, element: etree._Element) -> str | None:
        if element.get("TargetMode") == "External":
            return None
        return self._package.find(
            posixpath.normpath(posixpath.join("/", self._folder, element.get("Target", "")))
        )

    def of_kind(self, kind: str) -> Relation | None:
        """First relationship of that kind whose part exists."""
        found = (self._relation(element) for element in self._entries() if _kind(element) == kind)
        return next((relation for relation in found if relation.part), None)

    def part(self, identifier: str | None) -> str | None:
        """The part that an ``r:id`` names."""
        named = (element for element in self._entries() if element.get("Id", "") == identifier)
        return next(map(self._resolve, named), None)

    def add(self, type_: str, part: str) -> str:
        """Relate `part`; returns the new identifier."""
        taken = {element.get("Id", "") for element in self._entries()}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        target = posixpath.relpath("/" + part, posixpath.join("/", self._folder))
        etree.SubElement(
            self._root,
            f"{{{names.PACKAGE_RELATIONS}}}Relationship",
            Id=f"rId{number}",
            Type=type_,
            Target=target,
        )
        self._changed = True
        return f"rId{number}"

    def drop(self, parts: Collection[str]) -> None:
        """Forget every relationship to these parts."""
        for element in list(self._entries()):
            if self._resolve(element) in parts:
                self._root.remove(element)
                self._changed = True

    def save(self, types: ContentTypes) -> None:
        """Write the part if something changed, or take it out if nothing is left in it; `types` are told."""
        if not self._changed:
            return
        if len(self._root):
            if self._package.find(self.name) is None:
                types.set_by_extension(self.name, names.RELATIONS_TYPE)
            self._package.write(self.name, serialise(self._root))
        else:
            types.drop(self.name)
            self._package.remove(self.name)
        self._changed = False


class ContentTypes:
    """The part ``[Content_Types].xml``.

    Raises:
        NoWorkbookError: there is none.
    """

    NAME = "[Content_Types].xml"

    def __init__(self, package: Package) -> None:
        self._package = package
        found = package.find(self.NAME)
        if found is None:
            raise NoWorkbookError("not an Office Open XML package: [Content_Types].xml is missing")
        self._name = found
        self._root = parse(package.read(found), found)
        self._changed = _respelled(self._root, "PartName")

    def _entries(self, name: str) -> Iterator[etree._Element]:
        yield from self._root.iterchildren(f"{{{names.CONTENT_TYPES}}}{name}")

    def set_part(self, part: str, content_type: str) -> None:
        """Declare the type of one part."""
        self.drop(part)
        override = f"{{{names.CONTENT_TYPES}}}Override"
        entry = etree.SubElement(self._root, override, PartName=f"/{part}", ContentType=content_type)
        self._overrides[_key(part)] = [entry]
        self._changed = True

    def set_by_extension(self, part: str, content_type: str) -> None:
        """Declare the type of one part by its extension, or by its name where that extension is another type's."""
        extension = part.rpartition(".")[2].lower()
        common = next(
            (one for one in self._entries("Default") if one.get("Extension", "").lower() == extension), None
        )
        if common is not None and common.get("ContentType", "").lower() != content_type.lower():
            self.set_part(part, content_type)
            return
        # What a part that went long ago was declared to be would hold for the new one.
        self.drop(part)
        if common is None:
            self._root.insert(0, make(self._root, "Default", Extension=extension, ContentType=content_type))
            self._changed = True

    def drop(self, part: str) -> None:
        """Forget the type of one part."""
        for entry in self._overrides.pop(_key(part), ()):
            self._root.remove(entry)
            self._changed = True

    def of(self, part: str) -> str:
        """The type of one part, empty where none is declared."""
        extension = part.rpartition(".")[2].lower()
        common = (one for one in self._entries("Default") if one.get("Extension", "").lower() == extension)
        declared = next(iter(self._overrides.get(_key(part), ())), None)
        found = next(common, None) if declared is None else declared
        return "" if found is None else found.get("ContentType", "")

    def drop_unused(self, extension: str) -> None:
        """Forget the common type of an extension that no part has any more."""
        if any(name.lower().endswith(f".{extension}") for name in self._package.names):
            return
        for entry in list(self._entries("Default")):
            if entry.get("Extension", "").lower() == extension:
                self._root.remove(entry)
                self._changed = True

    @cached_property
    def _overrides(self) -> dict[str, list[etree._Element]]:
        found: dict[str, list[etree._Element]] = {}
        for entry in self._entries("Override"):
            found.setdefault(_key(entry.get("PartName", "")), []).append(entry)
        return found

    def save(self) -> None:
        """Write the part if something changed."""
        if self._changed:
            self._package.write(self._name, serialise(self._root))
            self._changed = False


def _respelled(root: etree._Element, attribute: str) -> bool:
    """Put forward slashes into the names of parts in an attribute of the entries; whether there was one without."""
    wrong = [
        entry
        for entry in root
        if "\\" in (entry.get(attribute) or "") and entry.get("TargetMode") != "External"
    ]
    for entry in wrong:
        written = entry.get(attribute, "").replace("\\", "/")
        entry.set(attribute, f"/{spelled(written)}" if attribute == "PartName" else written)
    return bool(wrong)


def _kind(element: etree._Element) -> str:
    return element.get("Type", "").rpartition("/")[2]


def _key(part: str) -> str:
    """A name of a part in the form in which two names of one part are equal."""
    return unquote(spelled(part)).lower()
