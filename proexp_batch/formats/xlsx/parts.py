"""Which parts of a package make the workbook: sheets by title, styles, texts, and the origin of its dates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from proexp_batch.formats.xlsx.package import Package, UnreadableFileError
from proexp_batch.ooxml.scanning import scan

_KINDS = ("officeDocument", "worksheet", "styles", "sharedStrings")


@dataclass(slots=True)
class Parts:
    """The parts of a workbook: worksheets by title in its order, styles and shared texts where there are any.

    `from_1904` says that days are counted from 1904, as old Macs did.
    """

    sheets: dict[str, str] = field(default_factory=dict)
    styles: str | None = None
    texts: str | None = None
    from_1904: bool = False


def find_parts(package: Package) -> Parts:
    """Follow the relations of a package to the parts of its workbook.

    Raises:
        UnreadableFileError: there is no workbook in it, or its XML is damaged.
    """
    if "_rels/.rels" not in package:
        raise UnreadableFileError("FIC-001")
    workbook = _first(_relations(package, ""), "officeDocument")
    if workbook is None:
        raise UnreadableFileError("FIC-001")
    if workbook not in package:
        raise UnreadableFileError("FIC-003")
    relations = _relations(package, workbook)
    parts = Parts(styles=_first(relations, "styles"), texts=_first(relations, "sharedStrings"))
    is_workbook = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal is_workbook
        if name == "workbook":
            is_workbook = True
        elif name == "workbookPr":
            parts.from_1904 = attributes.get("date1904") in ("1", "true", "on")
        elif name == "sheet":
            identifier = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            kind, target = relations.get(identifier, ("", ""))
            if kind == "worksheet":
                parts.sheets.setdefault(attributes.get("name", ""), target)

    scan(package.xml(workbook), start)
    if not is_workbook:
        raise UnreadableFileError("FIC-001")
    return parts


def _first(relations: Mapping[str, tuple[str, str]], wanted: str) -> str | None:
    return next((target for kind, target in relations.values() if kind == wanted), None)


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Relations of a part: identifier -> (last word of the type, name of the target part)."""
    path = PurePosixPath(part)
    name = str(path.parent / "_rels" / f"{path.name}.rels") if part else "_rels/.rels"
    folder = [step for step in path.parent.parts if step != "."]
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        if kind in _KINDS and attributes.get("TargetMode") != "External":
            found[attributes.get("Id", "")] = (kind, _joined(folder, attributes.get("Target", "")))

    if name in package:
        scan(package.xml(name), start)
    return found


def _joined(folder: list[str], target: str) -> str:
    """A target as a name in the package: steps upwards end at its root."""
    steps = [] if target.startswith("/") else folder.copy()
    for step in target.replace("\\", "/").split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in ("", "."):
            steps.append(step)
    return "/".join(steps)
