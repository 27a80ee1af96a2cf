"""The seal on the sheet of an attestation: its code and QR code under the signature, itself in hidden rows below."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import replace

from proexp_batch.decision.facts import Attestation
from proexp_batch.documents.attestations.lines import LAST_COLUMN, Cell, Line
from proexp_batch.drawing.styles import Format, clean
from proexp_batch.drawing.text_rows import TextCell, TextRows
from proexp_batch.ooxml.addresses import address_at
from proexp_batch.seal.keys import SealingKey
from proexp_batch.seal.marks import Marks, caption
from proexp_batch.seal.sheet_block import seal_cells
from proexp_batch.seal.statement import Statement

_SIDE = 96
"""Of the QR code, in pixels of 1/96 inch: 25 mm, of which a telephone reads its 53 modules at arm's length."""
_HEIGHT = 78.0
_USUAL_HEIGHT = 12.75


def with_seal_row(rows: Sequence[tuple[Line, float]], code: str) -> list[tuple[Line, float]]:
    """The rows of an attestation and, on the page of its signature, the one with its code."""
    *others, (last, height) = rows
    cells = (
        Cell(0, LAST_COLUMN - 1, caption(code), "receipt"),
        Cell(LAST_COLUMN, LAST_COLUMN, "", "receipt"),
    )
    return [*others, (replace(last, keep=True), height), (Line(cells, height=_HEIGHT), _HEIGHT)]


def put_seal(
    sheet: TextRows, style: Format, facts: Attestation, rows: Sequence[tuple[Line, float]], key: SealingKey
) -> None:
    """Seal all texts of the rows, which are in the sheet, the one for the seal as the last of them."""
    texts = [
        (address_at((row, cell.first)), clean(cell.text))
        for row, (line, _) in enumerate(rows)
        for cell in line.cells
    ]
    marks = Marks.of(Statement.of_sheet(facts.number, facts.code, texts), key)
    for text in seal_cells(marks):
        sheet.add_row(_USUAL_HEIGHT, [TextCell(0, 0, text, style)], hidden=True)
    picture = marks.png()
    if not picture:
        return
    width = struct.unpack(">I", picture[16:20])[0]
    options = {
        "image_data": io.BytesIO(picture),
        "x_scale": _SIDE / width,
        "y_scale": _SIDE / width,
        "x_offset": 24,
        "y_offset": 4,
        "description": f"Code QR du sceau de l'attestation {facts.number[:100]}",
    }
    sheet.insert_image(len(rows) - 1, LAST_COLUMN, "sceau.png", options)
