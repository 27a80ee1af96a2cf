"""Deposits in other formats: the small ones kept here, and those that are made by hand to do harm."""

import io
import json
import struct
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from proexp_batch.engines.processes import Processes
from proexp_batch.model.dossier import Dossier
from proexp_batch.pipeline.way import process
from proexp_batch.reading.dossier import read
from proexp_batch.settings.run import settings
from tests.whole.places import DEPOSIT, FAULTY, TODAY

FILES = Path(__file__).parent / "files"
FAULTY_ODS, FAULTY_XLS = FILES / "fautes.ods", FILES / "fautes.xls"
OWN_MANNER, OWN_MANNER_ODS = DEPOSIT / "Menuiserie Ostreval.xlsx", FILES / "maniere.ods"
CELLS_ODS, CELLS_XLS = FILES / "cellules.ods", FILES / "cellules.xls"
MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
SAME = {FAULTY_ODS: FAULTY, FAULTY_XLS: FAULTY, OWN_MANNER_ODS: OWN_MANNER}
"""Each file and the .xlsx that it was saved from."""

_NAMES = (
    'xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c" xmlns:draw="d" '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
)


def reports(paths: list[Path], output: Path) -> dict[str, Any]:
    """What the report says of each file, by its name."""
    process(paths, output, settings(TODAY), Processes(1), progress=lambda done, total: None)
    dossiers = json.loads((output / "rapport.json").read_text("utf-8"))["dossiers"]
    return {entry["file"]: entry for entry in dossiers}


def opened(data: bytes, name: str = "dossier.ods") -> Dossier:
    return read(data, PurePosixPath(name), 0)


def refusal(data: bytes, name: str = "dossier.ods") -> str | None:
    """The code of the rule that says why a file is not read; `None` where it is."""
    dossier = opened(data, name)
    return None if dossier.readable else dossier.hits[0].code


def ods(tables: str, manifest: str = "", before: str = "") -> bytes:
    """An .ods with some `table:table`s."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        archive.writestr(
            "META-INF/manifest.xml", f"<manifest:manifest {_NAMES}>{manifest}</manifest:manifest>"
        )
        archive.writestr(
            "content.xml",
            f"<?xml version='1.0'?>{before}<office:document-content {_NAMES}><office:body><office:spreadsheet>"
            f"{tables}</office:spreadsheet></office:body></office:document-content>",
        )
    return content.getvalue()


def text(value: str, more: str = "") -> str:
    """A cell with a text."""
    return f'<table:table-cell office:value-type="string" {more}><text:p>{value}</text:p></table:table-cell>'


def row(*cells: str, more: str = "") -> str:
    """A row of cells."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def sheet(*rows: str, title: str = "Apprenants") -> str:
    """A sheet of rows."""
    return f'<table:table table:name="{title}">{"".join(rows)}</table:table>'


def records(*pieces: tuple[int, bytes]) -> bytes:
    """Records of an .xls."""
    return b"".join(struct.pack("<2H", kind, len(content)) + content for kind, content in pieces)


def compound(stream: bytes, name: str = "Workbook") -> bytes:
    """A container with one stream, long enough to stand in sectors of its own."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // 512)
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
    header += (
        bytes(10) + struct.pack("<9I", 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<108I", *[free] * 108)
    )
    chain = [table, end, *range(3, count + 2), end]
    fat = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))

    def entry(title: str, kind: int, start: int, size: int, child: int) -> bytes:
        spelled = title.encode("utf-16-le") + b"\0\0"
        links = struct.pack("<3I", free, free, child)
        return (
            spelled.ljust(64, b"\0")
            + struct.pack("<H2B", len(spelled), kind, 1)
            + links
            + bytes(36)
            + struct.pack("<3I", start, size, 0)
        )

    folder = entry("Root Entry", 5, end, 0, 1) + entry(name, 2, 2, len(stream), free)
    return header + fat + folder.ljust(512, b"\0") + stream.ljust(count * 512, b"\0")


def biff(
    rows: list[list[str | float]],
    *,
    version: int = 8,
    first: bytes = b"",
    more: bytes = b"",
    title: str = "Apprenants",
) -> bytes:
    """The records of an .xls with one sheet, as an export writes them that keeps to what is needed.

    In `version` 8 texts are UTF-16, whatever the code page says; in 5 they are of that page. `first` are further records
    of the workbook, `more` of the sheet.
    """
    number = {5: 0x500, 8: 0x600}[version]

    def spelled(value: str, length: str) -> bytes:
        if version == 8:
            return struct.pack(f"<{length}B", len(value), 1) + value.encode("utf-16-le")
        return struct.pack(f"<{length}", len(value)) + value.encode("cp1252")

    cells = [
        (0x204, struct.pack("<3H", row, column, 0) + spelled(value, "H"))
        if isinstance(value, str)
        else (0x203, struct.pack("<3Hd", row, column, 0, value))
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
    ]
    begin = [
        (0x809, struct.pack("<4H", number, kind, 0, 0) + bytes(8 * (version == 8))) for kind in (0x05, 0x10)
    ]
    opening = records(begin[0]) + first + records((0x42, struct.pack("<H", 1252)))

    def whole(start: int) -> bytes:
        bound = (0x85, struct.pack("<IH", start, 0) + spelled(title, "B"))
        return opening + records(bound, (0x0A, b""))

    return whole(len(whole(0))) + records(begin[1], *cells) + more + records((0x0A, b""))
