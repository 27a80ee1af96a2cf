"""The way back: what was there before is there again, whatever has happened to the file in between."""

import io
import re
from copy import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proexp_batch.marking.fills import MARKING
from proexp_batch.marking.patching import AnnotationError, Mark, Tone, annotate, clean
from tests.ooxml.samples import (
    CONTROL,
    MARKS,
    SMALL_CONTROL,
    changed,
    fill,
    fills,
    load,
    members,
    notes,
    resaved,
    rich,
    row_inserted,
    zipped,
)

RICH = rich()
ANNOTATED = annotate(RICH, MARKS, CONTROL)
OURS = next(
    iter(
        members(ANNOTATED).keys() - members(RICH).keys() - {"xl/comments2.xml", "xl/drawings/vmlDrawing3.vml"}
    )
)
LEARNERS = "xl/worksheets/sheet1.xml"


def test_a_file_that_nobody_saved_comes_back_byte_for_byte() -> None:
    cleaned = clean(ANNOTATED)
    assert list(members(cleaned).items()) == list(members(RICH).items())


def test_a_file_without_anything_of_ours_stays_as_it_is() -> None:
    assert list(members(clean(RICH)).items()) == list(members(RICH).items())


def test_ten_rounds_change_nothing() -> None:
    package = ANNOTATED
    for _ in range(10):
        package = annotate(package, MARKS, CONTROL)
        assert package == ANNOTATED


def test_ten_rounds_with_a_save_in_between_do_not_grow() -> None:
    package, seen = RICH, []
    for round_ in range(10):
        package = resaved(annotate(package, MARKS[round_ % 3 :], CONTROL))
        seen.append(members(annotate(package, MARKS, CONTROL)))
    assert seen[2].keys() == seen[9].keys()
    assert len(seen[9]["xl/styles.xml"]) == len(seen[2]["xl/styles.xml"])
    assert fills(clean(package)) == fills(RICH)
    assert notes(clean(package)) == notes(RICH)


def test_after_a_save_all_of_ours_goes_and_all_of_theirs_stays() -> None:
    cleaned = clean(resaved(ANNOTATED))
    assert members(cleaned).keys() == members(RICH).keys()
    assert fills(cleaned) == fills(RICH)
    assert notes(cleaned) == notes(RICH)
    assert load(cleaned).sheetnames == load(RICH).sheetnames
    assert load(cleaned)["Calcul"].defined_names["local"].attr_text == "Calcul!$A$1"
    drawing = members(cleaned)["xl/drawings/vmlDrawing1.vml"].decode()
    assert drawing.count('ObjectType="Note"') == 2
    assert drawing.count('ObjectType="Button"') == 1
    assert b"_proexp_controle" not in members(cleaned)["xl/workbook.xml"]


@pytest.mark.parametrize("at", [1, 2, 4, 30])
def test_colours_follow_their_cells_when_a_row_is_inserted(at: int) -> None:
    moved = row_inserted(ANNOTATED, LEARNERS, OURS, "Apprenants", at)
    expected = row_inserted(RICH, LEARNERS, LEARNERS, "Apprenants", at)
    assert fills(clean(moved)) == fills(expected)


def test_a_deleted_cell_takes_its_record_along() -> None:
    gone = changed(ANNOTATED, OURS, lambda text: text.replace("'Apprenants'!E5", "#REF!"))
    found = fills(clean(resaved(gone)))
    assert ("Apprenants", "E5") not in found
    assert found["Apprenants", "C1"] == "FFFFFF00"


def test_a_copied_mark_loses_its_colour_too() -> None:
    style = re.search(r'<c r="B3"[^>]* s="(\d+)"', members(ANNOTATED)[LEARNERS].decode())
    assert style is not None
    copied = changed(
        ANNOTATED, "xl/worksheets/sheet3.xml", lambda t: t.replace('r="A1"', f'r="A1" s="{style[1]}"')
    )
    assert fill(load(copied)["Calcul"], "A1") == "FF" + MARKING[Tone.BLOCKING]
    assert fill(load(clean(copied))["Calcul"], "A1") is None


def test_a_fill_that_the_company_chose_meanwhile_stays() -> None:
    book = load(ANNOTATED)
    book["Apprenants"]["B3"].fill = copy(load(RICH)["Apprenants"]["A1"].fill)
    out = io.BytesIO()
    book.save(out)
    assert fill(load(clean(out.getvalue()))["Apprenants"], "B3") == "FFFFFF00"


def test_another_library_may_save_the_file_in_between() -> None:
    book = load(ANNOTATED)
    book["Apprenants"]["B3"].value = "12345678901234"
    out = io.BytesIO()
    book.save(out)
    cleaned = clean(out.getvalue())
    assert load(cleaned).sheetnames == load(RICH).sheetnames
    assert fills(cleaned) == fills(RICH)
    assert notes(cleaned) == notes(RICH)


def test_the_sheet_is_known_again_under_another_name_and_at_another_place() -> None:
    def rename(text: str) -> str:
        text = text.replace('name="Contrôle"', 'name="Retour Opco"').replace("'Contrôle'!", "'Retour Opco'!")
        first = re.search(r'<sheet name="Retour Opco"[^>]*/>', text)
        assert first is not None
        text = text.replace(first[0], "").replace("</sheets>", first[0] + "</sheets>")
        return re.sub(r'localSheetId="(\d)"', lambda m: f'localSheetId="{(int(m[1]) - 1) % 5}"', text)

    cleaned = clean(changed(ANNOTATED, "xl/workbook.xml", rename))
    assert load(cleaned).sheetnames == load(RICH).sheetnames
    assert load(cleaned)["Calcul"].defined_names["local"].attr_text == "Calcul!$A$1"
    assert fills(cleaned) == fills(RICH)


def test_colours_and_notes_go_even_if_somebody_deleted_our_sheet() -> None:
    parts = members(ANNOTATED)
    del parts[OURS]
    for name, pattern in (
        ("xl/workbook.xml", r'<sheet name="Contrôle"[^>]*/>'),
        ("xl/_rels/workbook.xml.rels", rf'<Relationship [^>]*{OURS.rpartition("/")[2]}"[^>]*/>'),
        ("[Content_Types].xml", rf'<Override [^>]*{OURS}"[^>]*/>'),
    ):
        parts[name], count = re.subn(pattern, "", parts[name].decode())
        parts[name] = parts[name].encode()
        assert count == 1
    text = parts["xl/workbook.xml"].decode()
    text = re.sub(r'<definedName [^>]*localSheetId="0"[^>]*>[^<]*</definedName>', "", text)
    text = re.sub(r'localSheetId="(\d)"', lambda m: f'localSheetId="{int(m[1]) - 1}"', text)
    parts["xl/workbook.xml"] = text.encode()
    cleaned = clean(zipped(parts))
    assert not {place for place, colour in fills(cleaned).items() if colour[2:] in MARKING.values()}
    assert notes(cleaned) == notes(RICH)


def test_a_damaged_memory_is_left_aside() -> None:
    def spoil(text: str) -> str:
        text = re.sub(r"(<t xml:space=\"preserve\">)eJ[^<]*", r"\1eJzzzz!", text)
        return text.replace("&lt;fill&gt;", "&lt;fill&gt;&lt;")

    cleaned = clean(changed(ANNOTATED, OURS, spoil))
    assert load(cleaned).sheetnames == load(RICH).sheetnames
    assert notes(cleaned) == notes(RICH)
    assert fill(load(cleaned)["Apprenants"], "C1") is None


def test_a_workbook_with_nothing_but_our_sheet_is_refused() -> None:
    text = members(ANNOTATED)["xl/workbook.xml"].decode()
    others = re.findall(r'<sheet name="(?!Contrôle)[^>]*/>', text)
    assert others
    with pytest.raises(AnnotationError, match="no sheet but"):
        clean(
            changed(
                ANNOTATED, "xl/workbook.xml", lambda t: re.sub(r'<sheet name="(?!Contrôle)[^>]*/>', "", t)
            )
        )


_CELLS = st.tuples(st.sampled_from("ABCEFGHJKLZ"), st.integers(1, 80)).map(lambda cell: f"{cell[0]}{cell[1]}")
_MARK = st.builds(
    Mark, st.sampled_from(["Apprenants", "Mes modules", "Calcul"]), _CELLS, st.sampled_from(Tone), st.text()
)


@settings(max_examples=12)
@given(st.lists(_MARK, max_size=30), st.lists(_MARK, max_size=5))
def test_any_marks_can_be_taken_out_again(first: list[Mark], second: list[Mark]) -> None:
    annotated = annotate(RICH, first, SMALL_CONTROL)
    again = annotate(annotated, second, CONTROL)
    assert members(clean(again)) == members(RICH)
    saved = clean(resaved(annotated))
    assert fills(RICH).items() <= fills(saved).items()
    assert not {colour[2:] for colour in fills(saved).values()} & set(MARKING.values())
    assert notes(saved) == notes(RICH)
    assert members(saved).keys() == members(RICH).keys()
