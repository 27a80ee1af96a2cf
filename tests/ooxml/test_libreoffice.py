"""A save by LibreOffice in between: it renumbers styles and parts, and forgets the authors of notes."""

import shutil
import subprocess
from pathlib import Path

import pytest

from proexp_batch.writing.ooxml import Tone, annotate, clean
from proexp_batch.writing.ooxml.styles import MARKING
from tests.ooxml.samples import CONTROL, MARKS, fill, fills, load, members, notes, rich

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed here")


def saved_by_libreoffice(package: bytes, folder: Path) -> bytes:
    source, target = folder / "dossier.xlsx", folder / "sortie"
    source.write_bytes(package)
    assert SOFFICE is not None
    profile = (folder / "profil").as_uri()
    command = [SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", target, source], check=True, timeout=180, capture_output=True)
    return (target / "dossier.xlsx").read_bytes()


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
