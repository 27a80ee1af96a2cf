"""What damaged workbooks have shown: what is read can be given back, and what cannot be is not read."""

import re
from pathlib import Path

import openpyxl
import pytest

from tests.foreign.making import reports
from tests.reading.workbooks import changed, members, refusal, zipped
from tests.whole.places import FAULTY, RIGHT

SHEET, RELATIONS, STYLES = (
    "xl/worksheets/sheet3.xml",
    "xl/worksheets/_rels/sheet3.xml.rels",
    "xl/styles.xml",
)
DTD = '<!DOCTYPE x [<!ENTITY a "b">]>'


@pytest.mark.parametrize("part", [SHEET, STYLES, RELATIONS, "xl/worksheets/sheet9.xml"])
@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.replace("<", "<q:", 2).replace("<q:?", "<?"),
        lambda xml: DTD + xml.partition("?>")[2] if xml.startswith("<?") else DTD + xml,
        lambda xml: xml[:-3],
        lambda xml: "",
    ],
    ids=["prefix", "entity", "cut", "empty"],
)
def test_a_part_that_nothing_can_be_written_into_is_damage(part: str, change) -> None:
    assert refusal(changed(FAULTY.read_bytes(), part, change)) == "FIC-003"


CHANGES = {
    "dimension": (SHEET, lambda xml: xml.replace('<dimension ref="', '<dimension ref="?')),
    "place of a cell": (SHEET, lambda xml: xml.replace('<c r="B3"', '<c r="?"')),
    "number of a row": (SHEET, lambda xml: xml.replace('<row r="3"', '<row r="trois"')),
    "style": (SHEET, lambda xml: xml.replace(' s="', ' s="x', 3)),
    "sheet number": ("xl/workbook.xml", lambda xml: xml.replace('sheetId="', 'sheetId="n', 1)),
    "active tab": ("xl/workbook.xml", lambda xml: re.sub(r'activeTab="\d+"', 'activeTab="x"', xml)),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_number_or_place_without_sense_counts_as_absent_for_the_writer_too(
    kind: str, tmp_path: Path
) -> None:
    part, change = CHANGES[kind]
    data = changed(FAULTY.read_bytes(), part, change)
    assert data != FAULTY.read_bytes()
    (tmp_path / "a.xlsx").write_bytes(data)
    told = reports([tmp_path / "a.xlsx"], tmp_path / "s")["a.xlsx"]
    assert told["status"] == "to_correct"
    assert (tmp_path / "s" / told["annotated"]).is_file()


def test_a_part_that_is_no_comments_costs_the_notes_alone(tmp_path: Path) -> None:
    parts = members(FAULTY.read_bytes())
    comments = [name for name in parts if "comments" in name]
    for name in comments:
        parts[name] = parts[STYLES]
    (tmp_path / "a.xlsx").write_bytes(zipped(parts))
    told = reports([tmp_path / "a.xlsx"], tmp_path / "s")["a.xlsx"]
    assert comments
    assert told["status"] == "to_correct"
    assert (tmp_path / "s" / told["annotated"]).is_file()


def test_a_dossier_without_damage_is_read_as_before(tmp_path: Path) -> None:
    told = reports([RIGHT], tmp_path / "s")[RIGHT.name]
    assert told["status"] == "accepted"
    assert openpyxl.load_workbook(tmp_path / "s" / told["annotated"]).sheetnames[0] == "Contrôle"
