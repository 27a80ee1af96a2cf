"""Dossiers in .ods and .xls are read like the same dossier in .xlsx."""

import datetime as dt
import shutil
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from proexp_batch.formats.grid import Grid
from proexp_batch.formats.registry import opened, recognised
from proexp_batch.model.cells import Uncomputed
from proexp_batch.model.sheets import SHEETS
from tests.foreign.making import CELLS_ODS, CELLS_XLS, FILES, SAME, ods, reports, row, sheet, text
from tests.making.libreoffice import MISSING, SOFFICE, converted
from tests.reading.workbooks import Shown, book
from tests.whole.places import CLOSED

TO_FILL_IN = {declared.title for declared in SHEETS.values()}
EMPTY = "<table:table-cell/>"


def grids(data: bytes) -> dict[str, Grid]:
    source = opened(data, PurePosixPath("dossier"))
    return source.grids(source.titles)


def found(entry: dict[str, Any]) -> list[dict[str, Any]]:
    assert entry["findings"] or entry["status"] == "accepted"
    return list(entry["findings"])


@pytest.mark.parametrize("path", SAME, ids=lambda path: path.name)
def test_the_findings_are_those_of_the_xlsx(path: Path, tmp_path: Path) -> None:
    [entry] = reports([path], tmp_path / "a").values()
    [same] = reports([SAME[path]], tmp_path / "b").values()
    assert found(entry) == found(same)
    assert entry["contracts"] == same["contracts"]


@pytest.mark.parametrize("ending", ["ods", "xls"])
@pytest.mark.skipif(SOFFICE is None, reason=MISSING)
def test_a_right_dossier_of_today_saved_by_libreoffice(ending: str, tmp_path: Path) -> None:
    source = tmp_path / "source" / "dossier.xlsx"
    source.parent.mkdir()
    shutil.copy(CLOSED, source)
    [saved] = converted([source], ending, tmp_path)
    before, after = grids(source.read_bytes()), grids(saved.read_bytes())
    assert list(before) == list(after)
    for title, grid in before.items():
        width = max(map(len, grid.rows), default=0)
        for at in range(len(grid.rows)):
            for column in range(width):
                # What formulas of the template say was never computed in the source, or is kept otherwise.
                computed = (
                    isinstance(grid.at(at, column), Uncomputed) or (at, column) in after[title].formulas
                )
                if title in TO_FILL_IN and not computed:
                    assert grid.at(at, column) == after[title].at(at, column)
    [entry] = reports([saved], tmp_path / "sortie").values()
    assert (entry["status"], entry["findings"]) == ("accepted", [])
    assert entry["attestations"] is not None


NUMBERS = (0, 0.25, 0.999999, 1, 35 / 24, 59, 60, 61, 45180, 45180.75, 2_958_465, 2_958_466, 35)
FORMATS = ("h:mm", "[h]:mm", "[h]", "mm:ss", "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "[$-40C]d mmmm yyyy", "yyyy")
NO_DATES = ("General", '0" h"', '#,##0.00 "€"', "0%", "[Red]0", "@")


@pytest.mark.parametrize("date_1904", [False, True])
@pytest.mark.skipif(SOFFICE is None, reason=MISSING)
def test_a_number_shows_in_an_xls_what_it_shows_in_an_xlsx(date_1904: bool, tmp_path: Path) -> None:
    table = [[Shown(number, form) for form in (*FORMATS, *NO_DATES)] for number in NUMBERS]
    source = tmp_path / "source" / "nombres.xlsx"
    source.parent.mkdir()
    source.write_bytes(book({"T": table}, date_1904=date_1904))
    [saved] = converted([source], "xls", tmp_path)
    assert grids(saved.read_bytes())["T"].rows == grids(source.read_bytes())["T"].rows


@pytest.mark.parametrize("path", [CELLS_ODS, CELLS_XLS], ids=lambda path: path.name)
def test_every_sort_of_cell(path: Path) -> None:
    grid = grids(path.read_bytes())["T"]
    assert grid.rows[2][:4] == [Uncomputed("#DIV/0!"), Uncomputed("#N/A"), Uncomputed("#N/A"), "ax"]
    assert grid.rows[3] == [
        dt.date(2024, 1, 5),
        dt.time(1, 30),
        0.5,
        "a\nb  c",
        dt.timedelta(hours=30),
        12345678901234.0,
        dt.datetime(2024, 1, 5, 10, 30),
        "  lead",
    ]
    assert grid.merged == [(5, 0, 8, 0)]
    assert grid.rows[6] == ["m", 1.0]
    assert grid.repeated == {(6, 0), (7, 0)}
    assert grid.beyond == [(29_999, 0)]


def test_the_format_is_told_by_the_content() -> None:
    for path, ending in ((CELLS_ODS, ".ods"), (CELLS_XLS, ".xls"), (CLOSED, ".xlsx")):
        format_ = recognised(path.read_bytes(), PurePosixPath("dossier.csv"))
        assert (format_.endings[0], format_.takes_marks) == (ending, ending == ".xlsx")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (text("a<text:s text:c='2'/>b<text:tab/>c<text:line-break/>d"), "a  b\tc\nd"),
        (text("<text:span>a</text:span>b"), "ab"),
        (text("<text:s text:c='999999999999'/>."), " " * 1000 + "."),
        (text("vu", 'office:string-value="lu"'), "lu"),
        (
            "<table:table-cell><office:annotation><text:p>note</text:p></office:annotation></table:table-cell>",
            "",
        ),
        (
            "<table:table-cell><draw:frame><text:p>image</text:p></draw:frame><text:p>a</text:p></table:table-cell>",
            "a",
        ),
        ('<table:table-cell office:value-type="float" office:value="1e999"/>', "1e999"),
        ('<table:table-cell office:value-type="float" office:value="NaN"/>', "NaN"),
        ('<table:table-cell office:value-type="currency" office:value="12.5"/>', 12.5),
        ('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>', True),
        ('<table:table-cell office:value-type="date" office:date-value="2023-02-31"/>', "2023-02-31"),
        (
            '<table:table-cell office:value-type="time" office:time-value="-PT1H0M0S"/>',
            -dt.timedelta(hours=1),
        ),
        (
            '<table:table-cell office:value-type="time" office:time-value="demain"><text:p>x</text:p></table:table-cell>',
            "demain",
        ),
        ('<table:table-cell table:formula="of:=1/0"><text:p>Err:502</text:p></table:table-cell>', "Err:502"),
        ('<table:table-cell table:formula="of:=A1"/>', None),
        ('<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>', ""),
    ],
)
def test_cells_as_other_programs_write_them(cell: str, value: Any) -> None:
    [grid] = grids(ods(sheet(row(cell, text("fin"))))).values()
    if value is None or value == "Err:502":
        value = Uncomputed(value)
    assert grid.at(0, 0) == value
    assert grid.at(0, 1) == "fin"


def test_repeated_rows_and_columns_keep_the_places() -> None:
    rows = (
        row(EMPTY, more='table:number-rows-repeated="3"'),
        row(
            '<table:table-cell table:number-columns-repeated="2"/>',
            text("x", 'table:number-columns-repeated="2"'),
            more='table:number-rows-repeated="2"',
        ),
        row(text("y")),
    )
    [grid] = grids(ods(sheet(*rows))).values()
    assert grid.rows == [[], [], [], ["", "", "x", "x"], ["", "", "x", "x"], ["y"]]


def test_cells_that_begin_far_from_the_corner_keep_their_places() -> None:
    for path in (FILES / "decale.ods", FILES / "decale.xls"):
        [grid] = grids(path.read_bytes()).values()
        assert (grid.at(3, 2), grid.at(5, 3)) == ("x", "y")
        assert sum(cell != "" for cells in grid.rows for cell in cells) == 2


def test_a_table_within_a_table_is_none_of_ours() -> None:
    inner = sheet(row(text("dedans")), title="Modules")
    cell = f"<table:table-cell><text:p>a</text:p>{inner}</table:table-cell>"
    assert {title: grid.rows for title, grid in grids(ods(sheet(row(cell, text("b"))))).items()} == {
        "Apprenants": [["a", "b"]]
    }
