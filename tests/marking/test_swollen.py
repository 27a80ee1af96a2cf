"""Workbooks that hold a million of what others hold ten of: marked all the same, without walking it all for each mark."""

import re

import pytest

from proexp_batch.marking import annotating
from proexp_batch.marking.patching import Edit, Mark, Tone, annotate, clean, edited
from proexp_batch.ooxml.addresses import address
from proexp_batch.ooxml.styles import Styles
from tests.ooxml.samples import DOCUMENT, MAIN, SMALL_CONTROL, handmade, members

_MARKS = [
    Mark("Feuille", address(row, column), Tone.BLOCKING, "à corriger")
    for row in (1, 2)
    for column in range(1, 501)
]
_SHEET = "xl/worksheets/sheet1.xml"


def _styles(formats: int) -> str:
    filled = "".join(
        f'<xf numFmtId="{n}" fontId="0" fillId="{n % 2 + 1}" borderId="0"/>' for n in range(formats)
    )
    own = "".join(f'<numFmt numFmtId="{n + 200}" formatCode="0&quot;"/>' for n in range(formats))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts><fills><fill/><fill><patternFill patternType="gray125"/></fill>'
        f'<fill><patternFill patternType="gray0625"/></fill></fills><cellXfs>{filled}</cellXfs></styleSheet>'
    )


def _back_and_forth(package: bytes) -> None:
    marked = annotate(package, _MARKS, SMALL_CONTROL)
    assert members(marked)[_SHEET] != members(package)[_SHEET]
    assert members(clean(marked)) == members(package)


def test_many_cell_formats() -> None:
    cells = "".join(f'<c r="{address(1, n + 1)}" s="{n * 100}"><v>1</v></c>' for n in range(500))
    _back_and_forth(handmade(f'<sheetData><row r="1">{cells}</row></sheetData>', styles=_styles(50_000)))


def test_formats_are_listed_once_for_all_edits(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    group = Styles._group

    def counted(self: Styles, name: str) -> object:
        asked.append(name)
        return group(self, name)

    monkeypatch.setattr(Styles, "_group", counted)
    steps = []
    for many in (200, 400):
        asked.clear()
        package = handmade("<sheetData/>", styles=_styles(3_000))
        _, made = edited(package, [Edit("Feuille", address(1, n + 1), float(n)) for n in range(many)])
        assert len(made) == many
        steps.append(len(asked))
    assert steps[0] == steps[1]


def test_many_merged_ranges_and_columns() -> None:
    merges = "".join(f'<mergeCell ref="C1:XFD{n + 3}"/>' for n in range(90_000)) + '<mergeCell ref="A1:B2"/>'
    columns = '<col min="1" max="16384" width="9" hidden="1"/>' * 100_000
    sheet = f"<cols>{columns}</cols><sheetData/><mergeCells>{merges}</mergeCells>"
    marked = annotate(handmade(sheet), [mark for mark in _MARKS if len(mark.cell) == 2], SMALL_CONTROL)
    # Only the first cells of the ranges show.
    assert re.findall(rb'<c r="([A-Z0-9]+)"', members(marked)[_SHEET]) == [b"A1", b"C1"]


def test_more_merged_ranges_than_any_dossier_has() -> None:
    merges = '<mergeCell ref="A1:B2"/>' * 100_001
    with pytest.raises(annotating.AnnotationError, match="merges 100001"):
        annotate(handmade(f"<sheetData/><mergeCells>{merges}</mergeCells>"), _MARKS, SMALL_CONTROL)


def test_rows_of_cells_without_place() -> None:
    package = handmade(f"<sheetData><row>{'<c><v>1</v></c>' * 300_000}</row></sheetData>")
    assert members(annotate(package, _MARKS, SMALL_CONTROL))[_SHEET].count(b"<c ") >= 300_500


def test_many_authors() -> None:
    authors = "".join(f"<author>A{n}</author>" for n in range(300_000))
    notes = "".join(
        f'<comment ref="{address(1, n + 1)}" authorId="{n}"><text><t>x</t></text></comment>'
        for n in range(500)
    )
    lists = f"<authors>{authors}</authors><commentList>{notes}</commentList>"
    extra = {
        "xl/comments1.xml": f'<comments xmlns="{MAIN}">{lists}</comments>',
        "xl/worksheets/_rels/sheet1.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{DOCUMENT}/comments" Target="../comments1.xml"/></Relationships>'
        ),
    }
    _back_and_forth(handmade("<sheetData/>", extra=extra))


def test_numbers_of_thousands_of_digits_are_no_numbers() -> None:
    digits = "9" * 10_000
    for sheet in (
        f'<sheetData><row r="{digits}"/></sheetData>',
        f'<sheetData><row r="1"><c r="A1" s="{digits}"/></row></sheetData>',
        f'<cols><col min="{digits}" max="1"/></cols><sheetData/>',
    ):
        annotate(handmade(sheet), _MARKS, SMALL_CONTROL)
    spans = f'<sheetData><row r="1" spans="{digits}:{digits}"/></sheetData>'
    _back_and_forth(handmade(spans))
