"""A save by LibreOffice in between: it renumbers styles and parts, and forgets the authors of notes."""

import re
from pathlib import Path

import pytest

from proexp_batch.marking.fills import MARKING
from proexp_batch.marking.patching import Tone, annotate, clean
from tests.making.libreoffice import MISSING, SOFFICE, converted, run_libreoffice
from tests.ooxml.samples import CONTROL, MARKS, fill, fills, load, members, notes, rich

pytestmark = pytest.mark.skipif(SOFFICE is None, reason=MISSING)

# A macro, since LibreOffice's own Python is not everywhere: three rows inserted above row 3.
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Insert"
 script:language="StarBasic">
Sub Main
  Dim how(0) As New com.sun.star.beans.PropertyValue
  how(0).Name = "Hidden" : how(0).Value = True
  book = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, how())
  book.Sheets.getByName("Apprenants").Rows.insertByIndex(2, 3)
  Dim store(0) As New com.sun.star.beans.PropertyValue
  store(0).Name = "FilterName" : store(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL("{target}", store())
  book.close(True)
End Sub
</script:module>
"""
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false"><library:element library:name="Insert"/>
</library:library>
"""


def saved_by_libreoffice(package: bytes, folder: Path) -> bytes:
    source = folder / "dossier.xlsx"
    source.write_bytes(package)
    [made] = converted([source], "xlsx", folder / "sortie")
    return made.read_bytes()


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return saved_by_libreoffice(annotate(rich(), MARKS, CONTROL), tmp_path_factory.mktemp("libreoffice"))


def test_the_colours_and_notes_of_the_company_come_back(saved: bytes) -> None:
    cleaned = clean(saved)
    existing = fills(rich())
    found = fills(cleaned)
    assert {place: found.get(place) for place in existing} == existing
    assert not {colour[2:] for colour in found.values()} & set(MARKING.values())
    assert notes(cleaned) == notes(rich())
    assert load(cleaned).sheetnames == load(rich()).sheetnames


def test_the_next_round_has_one_control_sheet_and_does_not_grow(saved: bytes, tmp_path: Path) -> None:
    second = annotate(saved, MARKS, CONTROL)
    assert load(second).sheetnames == load(annotate(rich(), MARKS, CONTROL)).sheetnames
    assert fill(load(second)["Apprenants"], "B3") == "FF" + MARKING[Tone.BLOCKING]
    third = annotate(saved_by_libreoffice(second, tmp_path), MARKS, CONTROL)
    assert len(members(third)) <= len(members(second))
    assert len(third) <= len(second) * 1.05


def test_the_colours_follow_rows_that_a_program_really_inserts(tmp_path: Path) -> None:
    source, target = tmp_path / "dossier.xlsx", tmp_path / "sortie.xlsx"
    source.write_bytes(annotate(rich(), MARKS, CONTROL))
    profile = tmp_path / "profile"
    run_libreoffice(profile, "--terminate_after_init")
    library = profile / "user/basic/Standard"
    library.mkdir(parents=True, exist_ok=True)
    (library / "script.xlb").write_text(LIBRARY)
    (library / "Insert.xba").write_text(MODULE.format(source=source.as_uri(), target=target.as_uri()))
    run_libreoffice(profile, "macro:///Standard.Insert.Main")

    def moved(cell: str) -> str:
        return re.sub(r"\d+", lambda row: str(int(row[0]) + 3 * (int(row[0]) >= 3)), cell)

    expected = {
        (sheet, moved(cell) if sheet == "Apprenants" else cell): colour
        for (sheet, cell), colour in fills(rich()).items()
    }
    found = fills(clean(target.read_bytes()))
    assert {place: found.get(place) for place in expected} == expected
    assert not {colour[2:] for colour in found.values()} & set(MARKING.values())
