"""What the company sees: colours, notes and the `Contrôle` sheet."""

import io
import re

import openpyxl
import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from proexp_batch.marking.fills import MARKING
from proexp_batch.marking.notes import MAX_NOTES
from proexp_batch.marking.patching import AnnotationError, Cell, Control, Mark, Tone, annotate
from tests.ooxml.samples import CONTROL, MARKS, SMALL_CONTROL, fill, fills, load, members, notes, rich

RICH = rich()
ANNOTATED = annotate(RICH, MARKS, CONTROL)
RED = "FF" + MARKING[Tone.BLOCKING]


def test_every_part_that_needs_no_change_is_copied_byte_for_byte() -> None:
    before, after = members(RICH), members(ANNOTATED)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",
        "xl/worksheets/_rels/sheet2.xml.rels",
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }
    assert list(after)[: len(before)] == list(before)
    assert {"xl/charts/chart1.xml", "xl/media/image1.png", "xl/drawings/vmlDrawing2.vml"} <= set(
        before
    ) - changed


def test_the_sheet_that_was_active_is_the_only_other_one_touched() -> None:
    before, after = members(RICH), members(annotate(RICH, (), SMALL_CONTROL))
    assert {
        name for name in before if name.startswith("xl/worksheets/sheet") and before[name] != after[name]
    } == {"xl/worksheets/sheet2.xml"}
    selected = [name for name, data in after.items() if b'tabSelected="1"' in data]
    assert len(selected) == 1
    assert selected[0] not in before


def test_a_marked_cell_keeps_all_but_its_fill() -> None:
    before, after = load(RICH)["Apprenants"], load(ANNOTATED)["Apprenants"]
    for address, tone in (
        ("A3", Tone.WARNING),
        ("B3", Tone.BLOCKING),
        ("C1", Tone.INFO),
        ("E5", Tone.REPAIRED),
    ):
        assert fill(after, address) == "FF" + MARKING[tone]
        for aspect in ("value", "number_format", "font", "border", "alignment", "protection"):
            assert repr(getattr(after[address], aspect)) == repr(getattr(before[address], aspect))
    others = {
        place: old for place, old in fills(RICH).items() if place[1] not in {mark.cell for mark in MARKS}
    }
    assert others.items() <= fills(ANNOTATED).items()


def test_an_empty_cell_takes_the_look_of_its_row_or_column() -> None:
    marks = [Mark("Apprenants", cell, Tone.BLOCKING, "vide") for cell in ("G50", "B61", "A45", "Z100", "G61")]
    sheet = members(annotate(RICH, marks, CONTROL))["xl/worksheets/sheet1.xml"].decode()
    rows = [int(row) for row in re.findall(r'<row r="(\d+)"', sheet)]
    assert rows == sorted(set(rows)) and {45, 50, 61, 100} <= set(rows)
    after = load(annotate(RICH, marks, CONTROL))["Apprenants"]
    assert all(fill(after, mark.cell) == RED for mark in marks)
    assert 'ref="A1:Z100"' in sheet


def test_a_mark_within_a_merged_range_goes_to_the_cell_that_shows() -> None:
    marks = [Mark("Apprenants", "K3", Tone.BLOCKING, "un"), Mark("Apprenants", "J2", Tone.INFO, "deux")]
    after = load(annotate(RICH, marks, CONTROL))["Apprenants"]
    assert fill(after, "J2") == RED
    assert after["J2"].comment.text.splitlines()[1:] == ["deux", "un"]


def test_several_marks_on_one_cell_give_the_strongest_colour_and_all_notes() -> None:
    marks = [
        Mark("Apprenants", "D4", Tone.INFO, "faible"),
        Mark("Apprenants", "D4", Tone.BLOCKING, "fort"),
        Mark("Apprenants", "D4", Tone.WARNING, "faible"),
        Mark("Apprenants", "D4", Tone.REPAIRED, ""),
    ]
    after = load(annotate(RICH, marks, CONTROL))["Apprenants"]
    assert fill(after, "D4") == RED
    assert after["D4"].comment.text == "— Contrôle du dossier —\nfaible\nfort"
    assert after["D4"].comment.author == "Contrôle du dossier"


def test_our_note_follows_the_company_s_own() -> None:
    found = notes(ANNOTATED)
    assert found["Apprenants", "A3"] == "note maison\n— Contrôle du dossier —\nLe nom contient un chiffre."
    assert found["Apprenants", "F9"] == "autre note"
    assert found["Mes modules", "A2"] == "— Contrôle du dossier —\nDurée & <modalité>"


def test_the_drawing_keeps_the_button_and_gets_one_box_for_each_new_note() -> None:
    drawing = members(ANNOTATED)["xl/drawings/vmlDrawing1.vml"].decode()
    etree.fromstring(drawing)
    assert drawing.count('ObjectType="Note"') == 2 + 4
    assert drawing.count('ObjectType="Button"') == 1
    identifiers = re.findall(r'<v:shape id="([^"]+)"', drawing)
    assert len(identifiers) == len(set(identifiers))


def test_a_long_note_gets_a_higher_box_and_a_wide_column_does_not_widen_it() -> None:
    marks = [
        Mark("Mes modules", "A2", Tone.INFO, "court"),
        Mark("Mes modules", "A9", Tone.INFO, "long " * 100),
    ]
    parts = members(annotate(RICH, marks, CONTROL))
    drawing = parts["xl/drawings/vmlDrawing3.vml"].decode()
    heights = [float(height) for height in re.findall(r"height:([\d.]+)pt", drawing)]
    assert heights[1] > 3 * heights[0]
    assert set(re.findall(r"width:([\d.]+)pt", drawing)) == {"225.0"}


def test_there_are_never_more_notes_than_excel_bears_and_the_gravest_come_first() -> None:
    weak = [Mark("Mes modules", f"C{row}", Tone.INFO, "x") for row in range(1, MAX_NOTES + 51)]
    strong = [Mark("Mes modules", f"D{row}", Tone.BLOCKING, "y") for row in range(3000, 3010)]
    package = annotate(RICH, [*weak, *strong], CONTROL)
    found = [cell for sheet, cell in notes(package) if sheet == "Mes modules"]
    assert len(found) == MAX_NOTES
    assert {mark.cell for mark in strong} <= set(found)
    assert fill(load(package)["Mes modules"], f"C{MAX_NOTES + 50}") == "FF" + MARKING[Tone.INFO]


def test_the_control_sheet_is_first_active_and_says_what_it_was_told() -> None:
    book = load(ANNOTATED)
    assert book.sheetnames == ["Contrôle", "Apprenants", "Mes modules", "Calcul", "Graphique"]
    assert book.active.title == "Contrôle"
    sheet = book["Contrôle"]
    assert sheet["A5"].value == 1
    assert (sheet["F5"].value, sheet["F5"].data_type) == ("=1+1", "s")
    assert sheet["D5"].hyperlink.location == "'Apprenants'!B3"
    assert sheet["A6"].value is None
    assert sheet.freeze_panes == "A5"
    assert sheet.auto_filter.ref == "A4:F6"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
    assert sheet.oddFooter.right.text == "&P / &N"
    assert not sheet.sheet_view.showGridLines
    assert sheet.sheet_properties.tabColor is not None
    assert {str(merge) for merge in sheet.merged_cells.ranges} == {"A1:F1", "A2:F2"}
    assert sheet.row_dimensions[2].height == 30
    assert fill(sheet, "B5") == RED


def test_what_the_sheet_remembers_is_hidden() -> None:
    sheet = load(ANNOTATED)["Contrôle"]
    beyond = [row for row in range(len(CONTROL.rows) + 1, sheet.max_row + 1) if sheet[row][7].value]
    assert beyond
    assert all(sheet.row_dimensions[row].hidden for row in beyond)
    assert sheet.column_dimensions["G"].hidden


def test_names_keep_their_sheets() -> None:
    book = load(ANNOTATED)
    assert book["Calcul"].defined_names["local"].attr_text == "Calcul!$A$1"
    assert book["Calcul"].print_area == "'Calcul'!$A$1:$B$5"
    assert book["Apprenants"].auto_filter.ref == "A1:F40"
    assert book.defined_names["global"].attr_text == "'Mes modules'!$A$1"


def test_calamine_reads_the_same_values_as_before() -> None:
    before, after = (CalamineWorkbook.from_filelike(io.BytesIO(package)) for package in (RICH, ANNOTATED))
    assert after.get_sheet_by_name("Contrôle").to_python()[4][4] == CONTROL.rows[4][4].text
    for name in ("Apprenants", "Mes modules", "Calcul"):
        rows = after.get_sheet_by_name(name).to_python()
        assert [[value for value in row if value != ""] for row in rows if any(v != "" for v in row)] == [
            [value for value in row if value != ""]
            for row in before.get_sheet_by_name(name).to_python()
            if any(v != "" for v in row)
        ]


def test_a_sheet_of_the_company_may_have_our_title() -> None:
    book = openpyxl.Workbook()
    book.active.title = "contrôle"
    book.create_sheet("Contrôle (2)")["A1"] = "à nous"
    out = io.BytesIO()
    book.save(out)
    once = annotate(out.getvalue(), [Mark("Contrôle (2)", "A1", Tone.INFO, "x")], CONTROL)
    twice = annotate(once, [Mark("Contrôle (2)", "A1", Tone.INFO, "x")], CONTROL)
    assert load(twice).sheetnames == ["Contrôle (3)", "contrôle", "Contrôle (2)"]
    assert twice == once


@pytest.mark.parametrize(
    ("marks", "control", "reason"),
    [
        ([Mark("Absente", "A1", Tone.INFO, "x")], CONTROL, "no worksheet named 'Absente'"),
        ([Mark("Graphique", "A1", Tone.INFO, "x")], CONTROL, "no worksheet named 'Graphique'"),
        ([Mark("Calcul", "XFE1", Tone.INFO, "x")], CONTROL, "not a cell address"),
        ([Mark("Calcul", "A1:B2", Tone.INFO, "x")], CONTROL, "not a cell address"),
        ((), Control("C", (9,), ((Cell("x", "étrange"),),), None), "unknown style"),
        ((), Control("C", (9,), ((Cell("x"),),), 2), "header row"),
        ((), Control("C", (9,), ((Cell("x"),),), None, merges=("A1:A0",)), "not a cell address"),
    ],
)
def test_what_cannot_be_written_is_refused(marks: list[Mark], control: Control, reason: str) -> None:
    with pytest.raises(AnnotationError, match=reason):
        annotate(RICH, marks, control)


def test_characters_that_xml_forbids_do_not_spoil_the_file() -> None:
    text = "un\x00deux\x0b\ud800 trois\r\nquatre _x000D_ " + "x" * 40_000
    control = Control("a/b:c", (20,), ((Cell(text),),), None)
    package = annotate(RICH, [Mark("Calcul", "A1", Tone.INFO, text)], control)
    book = CalamineWorkbook.from_filelike(io.BytesIO(package))
    assert book.sheet_names[0] == "a b c"
    value = book.get_sheet_by_index(0).to_python()[0][0]
    assert value.startswith("undeux trois\nquatre _x000D_ xxx")
    assert len(value) == 32_767
