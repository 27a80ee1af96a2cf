"""What kind of file this is, and what its XML says that the reader of values does not: errors, merged cells."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

MAX_FILE_BYTES = 40_000_000
MAX_INFLATED_BYTES = 300_000_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FAR_CELL = re.compile(rb'\br="(?:[A-Z]{3}\d|[A-Z]{0,2}\d{5})')
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


class UnreadableFileError(Exception):
    """A file that cannot be read: `code` of the rule that says why, and the values of its sentences."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Uncomputed:
    """A cell whose value is an error (`#N/A`) or a formula without a result (`error` is `None`)."""

    error: str | None


@dataclass(slots=True)
class SheetFacts:
    """What the XML of one sheet says beside its values.

    `uncomputed` is keyed by zero-based row and column. `merged` are ranges as zero-based, inclusive
    (first row, first column, last row, last column). `far` says that cells stand so far away that reading the
    sheet as a full grid would not be reasonable.
    """

    uncomputed: dict[tuple[int, int], Uncomputed] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    far: bool = False


def open_package(data: bytes, file: PurePosixPath) -> zipfile.ZipFile:
    """Open a workbook as the zip package it is.

    Raises:
        UnreadableFileError: it is empty, locked, damaged, too big, or of another format.
    """
    if not data.strip(b"\0 \r\n\t"):
        raise UnreadableFileError("FIC-005")
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableFileError("FIC-006", size=f"{len(data) // 1_000_000} Mo")
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise UnreadableFileError("FIC-002")
        raise UnreadableFileError("FIC-004", extension=_extension(file, ".xls"))
    if not data.startswith(b"PK"):
        raise _not_a_package(file)
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise UnreadableFileError("FIC-003") from None
    members = package.infolist()
    if any(member.flag_bits & 0x1 for member in members):
        raise UnreadableFileError("FIC-002")
    inflated = sum(member.file_size for member in members)
    if inflated > MAX_INFLATED_BYTES:
        raise UnreadableFileError("FIC-006", size=f"{inflated // 1_000_000} Mo une fois ouvert")
    names = {member.filename for member in members}
    if "mimetype" in names and b"opendocument" in package.read("mimetype"):
        raise UnreadableFileError("FIC-004", extension=_extension(file, ".ods"))
    if any(name.endswith("workbook.bin") for name in names):
        raise UnreadableFileError("FIC-004", extension=_extension(file, ".xlsb"))
    if "[Content_Types].xml" not in names:
        raise UnreadableFileError("FIC-001")
    return package


def _extension(file: PurePosixPath, usual: str) -> str:
    return file.suffix.lower() if file.suffix.lower() not in ("", ".xlsx", ".xlsm") else usual


def _not_a_package(file: PurePosixPath) -> UnreadableFileError:
    if file.suffix.lower() in (".xlsx", ".xlsm"):
        return UnreadableFileError("FIC-003")
    return UnreadableFileError("FIC-004", extension=_extension(file, "de ce fichier"))


def sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """The part of each worksheet by its title, in the order of the workbook.

    Raises:
        UnreadableFileError: the package has no workbook, or its XML is damaged.
    """
    try:
        main = _targets(package, "")
        workbook = next(target for kind, target in main.values() if kind == "officeDocument")
        relations = _targets(package, workbook)
        root = _parse(package.read(workbook))
        titles = {}
        for sheet in root.iter("{*}sheet"):
            identifier = next(
                (value for name, value in sheet.attrib.items() if str(name).endswith("}id")), ""
            )
            kind, target = relations.get(str(identifier), ("", ""))
            if kind == "worksheet":
                titles[str(sheet.get("name"))] = target
        return titles
    except (etree.XMLSyntaxError, zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError):
        raise UnreadableFileError("FIC-003") from None
    except (StopIteration, KeyError):
        raise UnreadableFileError("FIC-001") from None


def _targets(package: zipfile.ZipFile, part: str) -> Mapping[str, tuple[str, str]]:
    """Relations of a part: identifier -> (last word of the type, name of the target part)."""
    path = PurePosixPath(part)
    name = str(path.parent / "_rels" / f"{path.name}.rels") if part else "_rels/.rels"
    found = {}
    for relation in _parse(package.read(name)).iter("{*}Relationship"):
        if relation.get("TargetMode") == "External":
            continue
        target = str(relation.get("Target"))
        whole = (
            target[1:]
            if target.startswith("/")
            else _joined(path.parent if part else PurePosixPath(), target)
        )
        found[str(relation.get("Id"))] = (str(relation.get("Type")).rpartition("/")[2], whole)
    return found


def _joined(folder: PurePosixPath, target: str) -> str:
    parts = list(folder.parts)
    for step in PurePosixPath(target).parts:
        if step == ".." and parts:
            parts.pop()
        elif step not in ("..", "."):
            parts.append(step)
    return "/".join(parts)


def _parse(data: bytes) -> Any:
    return etree.fromstring(data, _PARSER)


def sheet_facts(package: zipfile.ZipFile, part: str) -> SheetFacts:
    """Look into the XML of a sheet, parsing it only where it holds something that asks for it.

    Raises:
        UnreadableFileError: the part is missing or damaged.
    """
    try:
        data = package.read(part)
        facts = SheetFacts(far=_FAR_CELL.search(data) is not None)
        if b't="e"' in data or b"<f" in data or b":f" in data or b"mergeCell" in data:
            _look_into(_parse(data), facts)
        return facts
    except (etree.XMLSyntaxError, zipfile.BadZipFile, OSError, EOFError, KeyError, ValueError):
        raise UnreadableFileError("FIC-003") from None


def _look_into(root: Any, facts: SheetFacts) -> None:
    for cell in root.iter("{*}c"):
        reference, formula, value = cell.get("r"), cell.find("{*}f"), cell.find("{*}v")
        if reference is None:
            continue
        text = (value.text or "") if value is not None else ""
        if cell.get("t") == "e":
            facts.uncomputed[position(reference)] = Uncomputed(text or "#ERREUR")
        elif formula is not None and not text and cell.get("t") != "str":
            facts.uncomputed[position(reference)] = Uncomputed(None)
    for merged in root.iter("{*}mergeCell"):
        first, _, last = str(merged.get("ref")).partition(":")
        facts.merged.append((*position(first), *position(last or first)))


def position(reference: str) -> tuple[int, int]:
    """Zero-based row and column of a reference: `B5` is (4, 1)."""
    letters = reference.replace("$", "").rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(reference.replace("$", "")[len(letters) :]) - 1, column - 1
