"""A marked cell shows our colour also where the sheet colours it by a rule of its own; the rules stay."""

import io
import re

import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from proexp_batch.marking.fills import MARKING
from proexp_batch.marking.patching import Mark, Tone, annotate, clean
from proexp_batch.template.workbook import template
from tests.ooxml.samples import SMALL_CONTROL, changed, load, members, resaved

YELLOW = "FFFFFF00"


def ruled(*formulas: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Feuille")
        sheet.write_column("A1", range(9))
        for formula in formulas:
            style = book.add_format({"bg_color": "#FFFF00"})
            sheet.conditional_format("A1:A9", {"type": "formula", "criteria": formula, "format": style})
    return out.getvalue()


def shown(package: bytes, title: str, cell: str) -> list[str]:
    """The colours of the rules over a cell, the one that shows first; all of these rules hold."""
    sheet = load(package)[title]
    rules = [
        (rule.priority, rule.dxf.fill.bgColor.rgb)
        for group in sheet.conditional_formatting
        if any(cell in area for area in map(cells_of, str(group.sqref).split()))
        for rule in group.rules
    ]
    assert len({rank for rank, _ in rules}) == len(rules)
    return [str(colour) for _, colour in sorted(rules)]


def cells_of(area: str) -> set[str]:
    found = openpyxl.Workbook().active[area]
    rows = found if isinstance(found, tuple) else ((found,),)
    return {cell.coordinate for row in rows for cell in (row if isinstance(row, tuple) else (row,))}


MARKS = [
    Mark("Feuille", "A2", Tone.WARNING, "à voir"),
    Mark("Feuille", "A3", Tone.BLOCKING, "à corriger"),
    Mark("Feuille", "A4", Tone.BLOCKING, "à corriger"),
]


def test_our_colour_shows_first_on_marked_cells_alone() -> None:
    package = annotate(ruled("TRUE", "A1>=0"), MARKS, SMALL_CONTROL)
    assert shown(package, "Feuille", "A3") == ["FF" + MARKING[Tone.BLOCKING], YELLOW, YELLOW]
    assert shown(package, "Feuille", "A2") == ["FF" + MARKING[Tone.WARNING], YELLOW, YELLOW]
    assert shown(package, "Feuille", "A5") == [YELLOW, YELLOW]


def test_rules_come_and_go_and_those_of_the_sheet_stay_in_order() -> None:
    before = ruled("A1>1", "A1>2", "A1>3")
    package = annotate(before, MARKS, SMALL_CONTROL)
    assert members(clean(package)) == members(before)
    for _ in range(4):
        package = annotate(resaved(package), MARKS, SMALL_CONTROL)
    sheet = members(package)["xl/worksheets/sheet1.xml"].decode()
    own = re.findall(r"<cfRule [^>]*priority=\"(\d+)\"[^>]*><formula>(A1[^<]*)", sheet)
    assert [formula for _, formula in sorted(own)] == ["A1&gt;1", "A1&gt;2", "A1&gt;3"]
    assert sorted(own) == [("3", "A1&gt;1"), ("4", "A1&gt;2"), ("5", "A1&gt;3")]
    assert sheet.count("<cfRule") == 5
    assert members(clean(resaved(package)))["xl/worksheets/sheet1.xml"].count(b"<cfRule") == 3


def test_a_sheet_without_rules_gets_none() -> None:
    package = annotate(ruled(), MARKS, SMALL_CONTROL)
    assert b"conditionalFormatting" not in members(package)["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize("rank", ["", "0", "-3", "x", "99999999999999999999"])
def test_ranks_that_no_program_writes_stop_nothing(rank: str) -> None:
    part = "xl/worksheets/sheet1.xml"
    package = changed(ruled("TRUE"), part, lambda text: text.replace('priority="1"', f'priority="{rank}"'))
    etree.fromstring(members(annotate(package, MARKS, SMALL_CONTROL))[part])


def test_our_red_wins_over_the_colours_of_the_template() -> None:
    package = annotate(template(), [Mark("Apprenants", "D3", Tone.BLOCKING, "à corriger")], SMALL_CONTROL)
    colours = shown(package, "Apprenants", "D3")
    assert colours[0] == "FF" + MARKING[Tone.BLOCKING]
    assert len(colours) > 1
