"""Compares, in one run, two ways of marking a dossier of five contracts: patching its XML, and openpyxl.

Run from the project's folder: `python benchmarks/annotation.py`. Both mark the same cells with a colour and a note
and put a sheet in front; openpyxl, moreover, loses what it does not know, which is not measured here.
"""

import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from proexp_batch.marking.patching import Cell, Control, Mark, Tone, annotate  # noqa: E402

SAMPLE = ROOT / "samples" / "depot" / "Opco Atlas" / "Pixelande - 5 contrats.xlsx"
ROUNDS = 21
CELLS = [
    (sheet, f"{column}{row}") for sheet in ("Apprenants", "Modules") for column in "BCD" for row in (4, 5)
]
NOTE = "APP-004 – bloquant\nL'apprenant n'a pas encore 16 ans à la signature du contrat.\nÀ faire : vérifiez la date."


def with_patches(data: bytes) -> bytes:
    """Mark the cells as proexp_batch does."""
    marks = [Mark(sheet, cell, Tone.BLOCKING, NOTE) for sheet, cell in CELLS]
    rows = tuple((Cell(sheet), Cell(cell), Cell(NOTE)) for sheet, cell in CELLS)
    return annotate(data, marks, Control("Contrôle", (20.0, 20.0, 60.0), rows, None))


def with_openpyxl(data: bytes) -> bytes:
    """Load, colour, note and save with openpyxl."""
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    for title, address in CELLS:
        cell = workbook[title][address]
        cell.fill = PatternFill("solid", fgColor="FFF9C9CB")
        cell.comment = Comment(NOTE, "Contrôle du dossier")
    control = workbook.create_sheet("Contrôle", 0)
    for title, address in CELLS:
        control.append([title, address, NOTE])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def milliseconds(work: Callable[[bytes], bytes], data: bytes) -> float:
    """Time one call."""
    start = time.perf_counter()
    work(data)
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    """Take turns and print the medians and the median of the ratios."""
    data = SAMPLE.read_bytes()
    pairs = [(milliseconds(with_patches, data), milliseconds(with_openpyxl, data)) for _ in range(ROUNDS + 1)]
    pairs = pairs[1:]
    patched, rewritten = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(first / second for first, second in pairs)
    print(f"{SAMPLE.name}: {len(data) // 1000} kB, {len(CELLS)} cells, {ROUNDS} rounds")
    print(f"patching the XML   {patched:7.1f} ms")
    print(f"openpyxl           {rewritten:7.1f} ms")
    print(f"ratio              {ratio:7.2f}")


if __name__ == "__main__":
    main()
