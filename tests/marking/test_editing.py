"""Values put into cells, and nothing else changed."""

import datetime as dt
import io

import openpyxl
import pytest

from proexp_batch.marking.patching import Edit, edited
from tests.ooxml.samples import load, members, rich


def book(**cells: object) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Feuille"
    for address, value in cells.items():
        workbook.active[address] = value
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("before", "value", "read"),
    [
        ("5 avril 2023", dt.date(2023, 4, 5), dt.datetime(2023, 4, 5)),
        ("35,5 h", 35.5, 35.5),
        (44, "0044", "0044"),
        ("x", "Oui", "Oui"),
        ("a", "=1+1", "=1+1"),
        ("a", " deux\nlignes ", " deux\nlignes "),
        ("150", 150.0, 150),
    ],
)
def test_a_value_takes_the_place_of_another(
    before: object, value: str | float | dt.date, read: object
) -> None:
    package, made = edited(book(B2=before, C3="reste"), [Edit("Feuille", "B2", value)])
    sheet = load(package)["Feuille"]
    assert sheet["B2"].value == read
    assert sheet["B2"].data_type != "f"
    assert sheet["C3"].value == "reste"
    assert len(made) == 1


def test_a_day_keeps_the_date_format_of_its_cell() -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "5 avril 2023"
    workbook.active["A1"].number_format = 'dddd d mmmm yyyy;"jour"'
    stream = io.BytesIO()
    workbook.save(stream)
    package, _ = edited(stream.getvalue(), [Edit("Sheet", "A1", dt.date(2023, 4, 5))])
    assert load(package)["Sheet"]["A1"].number_format == 'dddd d mmmm yyyy;"jour"'


def test_a_number_in_a_text_cell_becomes_a_number() -> None:
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "150"
    workbook.active["A1"].number_format = "@"
    stream = io.BytesIO()
    workbook.save(stream)
    package, _ = edited(stream.getvalue(), [Edit("Sheet", "A1", 150.0)])
    assert load(package)["Sheet"]["A1"].number_format == "General"


def test_a_workbook_that_counts_from_1904_keeps_its_days() -> None:
    workbook = openpyxl.Workbook()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    workbook.active["A1"] = "5 avril 2023"
    stream = io.BytesIO()
    workbook.save(stream)
    package, _ = edited(stream.getvalue(), [Edit("Sheet", "A1", dt.date(2023, 4, 5))])
    assert load(package)["Sheet"]["A1"].value == dt.datetime(2023, 4, 5)


def test_a_cell_that_computes_is_never_touched() -> None:
    package, made = edited(book(A1='="x"'), [Edit("Feuille", "A1", "Oui")])
    assert load(package)["Feuille"]["A1"].value == '="x"'
    assert not made


def test_only_the_sheet_and_the_styles_change() -> None:
    before = rich()
    title = load(before).sheetnames[0]
    package, _ = edited(before, [Edit(title, "A1", dt.date(2023, 4, 5))])
    changed = {name for name, data in members(package).items() if members(before)[name] != data}
    assert changed <= {"xl/worksheets/sheet1.xml", "xl/styles.xml"}
    assert list(members(package)) == list(members(before))


@pytest.mark.parametrize("value", [dt.date(2023, 4, 5), 150.0])
@pytest.mark.parametrize("number_format", ["General", "dd/mm/yyyy", "@", "0.00"])
def test_a_number_loses_the_apostrophe_that_made_it_a_text(
    value: float | dt.date, number_format: str
) -> None:
    workbook = openpyxl.Workbook()
    for address in ("A1", "A2"):
        workbook.active[address] = "5 avril 2023"
        workbook.active[address].number_format = number_format
        workbook.active[address].quotePrefix = True
    stream = io.BytesIO()
    workbook.save(stream)
    package, _ = edited(stream.getvalue(), [Edit("Sheet", "A1", value)])
    sheet = load(package)["Sheet"]
    assert not sheet["A1"].quotePrefix
    assert sheet["A1"].data_type in ("n", "d")
    assert sheet["A2"].quotePrefix
