"""What is damaged: the samples, what the tests make, and what the program gave back; each with a way to damage it."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl

from proexp_batch.engines.processes import Processes
from proexp_batch.pipeline.way import process
from proexp_batch.settings.run import settings
from tests.foreign.making import FILES, biff, compound
from tests.fuzz import binary, markup, zips
from tests.reading.mutations import bytes_changed
from tests.reading.workbooks import members
from tests.whole.places import DEPOSIT, ROOT, TODAY

TEMPLATE = ROOT / "templates" / "dossier_proexp.xlsx"
_TIME = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_TEXT_TWICE = re.compile(rb"</t>\s*<t[ />]")

Change = Callable[[bytes, random.Random], bytes]

_ZIP: Mapping[str, Change] = {
    "zip: directory": zips.directory,
    "zip: end": zips.end,
    "zip: cut": zips.cut,
    "zip: names": zips.named,
    "zip: swapped": zips.swapped,
    "zip: doubled": zips.doubled,
    "zip: stored": zips.stored,
}
_OF_A_PACKAGE = ((markup.parts_changed, 12), *((change, 1) for change in _ZIP.values()), (bytes_changed, 2))
_OF_A_CONTAINER = ((binary.records_changed, 6), (bytes_changed, 1), (zips.cut, 1))
_NAMES = {change: name for name, change in _ZIP.items()} | {
    markup.parts_changed: "xml",
    binary.records_changed: "biff",
    bytes_changed: "bytes",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A workbook before it is damaged; `kind` is where it comes from."""

    name: str
    kind: str
    data: bytes

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged workbook, what it was made of and how; the same seed makes the same one."""

    seed: int
    source: Source
    how: str
    data: bytes


def mutant(sources: tuple[Source, ...], seed: int) -> Mutant:
    """A damaged workbook: a kind of source, one of that kind, and what is done to it."""
    chance = random.Random(seed)
    kind = chance.choice(sorted({source.kind for source in sources}))
    source = chance.choice([source for source in sources if source.kind == kind])
    ways = _OF_A_PACKAGE if source.data.startswith(b"PK") else _OF_A_CONTAINER
    [change] = chance.choices([way for way, _ in ways], [weight for _, weight in ways])
    return Mutant(seed, source, _NAMES[change], change(source.data, chance) or b"x")


def sources(folder: Path) -> tuple[Source, ...]:
    """The workbooks that are damaged; those that are returned ones are made below `folder`."""
    found = [Source(TEMPLATE.name, "samples", TEMPLATE.read_bytes())]
    found += [
        Source(path.name, "samples", path.read_bytes())
        for path in sorted(DEPOSIT.rglob("*.xls*"))
        if zipfile.is_zipfile(path) or path.suffix == ".xls"
    ]
    found += [Source(path.name, path.suffix[1:], path.read_bytes()) for path in sorted(FILES.glob("*.ods"))]
    found += [Source(path.name, "xls", path.read_bytes()) for path in sorted(FILES.glob("*.xls"))]
    found.append(Source("petit.xls", "xls", compound(biff([["Numéro de contrat", 1.0], ["A", 2.0]]))))
    found += _returned(folder)
    found.append(Source("par openpyxl.xlsx", "openpyxl", _saved(found[0].data)))
    found += [
        Source(f"par openpyxl {source.name}", "openpyxl", _saved(source.data))
        for source in found
        if source.kind == "returned"
    ][:3]
    # The same workbook twice in one batch would be told of the first one only.
    return tuple({source.data: source for source in reversed(found)}.values())


def _returned(folder: Path) -> list[Source]:
    """The samples as they were given back, with our marks and what we remember."""
    process([DEPOSIT], folder, settings(TODAY, repair=True), Processes(1), lambda done, total: None)
    return [
        Source(f"{path.parent.name} - annote.xlsx", "returned", path.read_bytes())
        for path in sorted(folder.rglob("annote.xlsx"))
    ]


def _saved(data: bytes) -> bytes:
    content, same = io.BytesIO(), io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(content)
    # Without the time at which it was saved: the same seed makes the same workbook on another day.
    with zipfile.ZipFile(same, "w") as package:
        for name, part in members(content.getvalue()).items():
            timeless = _TIME.sub(b"2026-01-01T00:00:00Z", part) if name == "docProps/core.xml" else part
            package.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), timeless, zipfile.ZIP_DEFLATED, 6)
    return same.getvalue()


@cache
def cells(data: bytes) -> Mapping[str, Mapping[str, object]] | None:
    """The values of the sheets of a workbook as openpyxl reads them, by title and address; `None` where it does not.

    Nor where a text has two parts that are no runs: readers differ on what that says, and none is wrong.
    """
    try:
        if any(_TEXT_TWICE.search(part) for part in members(data).values()):
            return None
        workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        return {
            sheet.title: {
                cell.coordinate: cell.value
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            }
            for sheet in workbook.worksheets
        }
    except Exception:  # whatever it fails with, it is not our program
        return None
