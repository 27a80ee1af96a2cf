"""What damaged workbooks have shown: what is read can be given back, and what cannot be is not read."""

import re
from collections import Counter
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
CHAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
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


def test_a_drawing_that_cannot_be_inflated_costs_its_notes_alone(tmp_path: Path) -> None:
    data = bytearray(FAULTY.read_bytes())
    entry = re.search(rb"PK\x01\x02[\s\S]{42}xl/drawings/\w+\.vml", data)
    assert entry is not None
    data[entry.start() + 16] ^= 0xFF
    (tmp_path / "a.xlsx").write_bytes(data)
    told = reports([tmp_path / "a.xlsx"], tmp_path / "s")["a.xlsx"]
    assert told["status"] == "to_correct"
    given = openpyxl.load_workbook(tmp_path / "s" / told["annotated"])
    assert given.sheetnames[0] == "Contrôle"


def test_any_part_of_a_returned_workbook_may_be_damaged(tmp_path: Path) -> None:
    told = reports([FAULTY], tmp_path / "s")[FAULTY.name]
    parts = members((tmp_path / "s" / told["annotated"]).read_bytes())
    relation = f'<Relationship Id="chain" Type="{CHAIN}" Target="calcChain.xml"/></Relationships>'.encode()
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = parts[name].replace(b"</Relationships>", relation)
    data = zipped(parts | {"xl/calcChain.xml": b"<calcChain/>"})
    entries = [found.start() for found in re.finditer(rb"PK\x01\x02", data)]
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(entries))]
    for path, entry in zip(paths, entries, strict=True):
        checksum = entry + 16
        path.write_bytes(data[:checksum] + bytes([data[checksum] ^ 0xFF]) + data[checksum + 1 :])
    ended = reports(paths, tmp_path / "t")
    assert len(ended) == len(parts) + 1
    refused = Counter(one["findings"][0]["code"] for one in ended.values() if one["status"] == "unreadable")
    assert refused.keys() == {"FIC-003"}
    given = [one["annotated"] for one in ended.values() if one["status"] != "unreadable"]
    assert len(given) > 5
    assert all((tmp_path / "t" / path).is_file() for path in given)


def test_formats_that_no_relationship_leads_to_are_kept(tmp_path: Path) -> None:
    parts = members(RIGHT.read_bytes())
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = re.sub(rb'<Relationship [^>]*"styles.xml"[^>]*>', b"", parts[name])
    (tmp_path / "a.xlsx").write_bytes(zipped(parts))
    told = reports([tmp_path / "a.xlsx"], tmp_path / "s")["a.xlsx"]
    given = tmp_path / "s" / told["annotated"]
    before, after = openpyxl.load_workbook(RIGHT)["Apprenants"], openpyxl.load_workbook(given)["Apprenants"]
    assert parts[name] != members(RIGHT.read_bytes())[name]
    assert [cell.number_format for cell in after[3]] == [cell.number_format for cell in before[3]]


def test_a_dossier_without_damage_is_read_as_before(tmp_path: Path) -> None:
    told = reports([RIGHT], tmp_path / "s")[RIGHT.name]
    assert told["status"] == "accepted"
    assert openpyxl.load_workbook(tmp_path / "s" / told["annotated"]).sheetnames[0] == "Contrôle"
