"""The contact that a company names: read from a deposit, given to the decision, and kept nowhere else."""

import json
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import openpyxl
import pytest

from proexp_batch.api import check, process
from proexp_batch.decision.facts import Contact, DossierDecision
from proexp_batch.migrate.migration import migrated
from proexp_batch.model.sheets import TEMPLATE_PROPERTY, TEMPLATE_VERSION
from proexp_batch.reading.dossier import read
from proexp_batch.template.filled import filled, rows_of
from tests.filled.old import DATA
from tests.making.plain import plain
from tests.making.workbooks import xlsx
from tests.whole.places import TODAY

NAME, EMAIL, PHONE = "Alex Morel", "a.morel@atelier.example", "03 53 01 00 12"
LABELS = ("Nom du contact", "Courriel du contact", "Téléphone du contact")


def workbook(name: Any = NAME, email: Any = EMAIL, phone: Any = PHONE) -> bytes:
    return xlsx(plain(company={"contact_name": name, "contact_email": email, "contact_phone": phone}))


def decided(**given: Any) -> DossierDecision:
    return check(workbook(**given), today=TODAY)


def codes(decision: DossierDecision) -> set[str]:
    return {finding.code for finding in decision.findings}


def test_the_decision_says_whom_to_write_to() -> None:
    assert decided().contact == Contact(NAME, EMAIL, PHONE)
    assert codes(decided()) == codes(check(xlsx(plain()), today=TODAY))


def test_who_names_nobody_is_asked_for_nobody() -> None:
    decision = decided(name=None, email="néant", phone="-")
    assert decision.contact is None
    assert codes(decision).isdisjoint({"ENT-014", "ENT-015"})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Alex Morel <a.morel@atelier.example>", EMAIL),
        ("mailto:A.Morel@atelier.example", "A.Morel@atelier.example"),
        (" a.morel@atelier.example ", EMAIL),
        ("contact@société.example", "contact@société.example"),
        ("a.morel@atelier", None),
        ("a.morel(at)atelier.example", None),
        ("a.morel@atelier.example ; b@atelier.example", None),
        ("a.morel@atelier.example\nBcc: b@atelier.example", None),
    ],
)
def test_an_address_is_read_or_told(written: str, read: str | None) -> None:
    decision = decided(email=written)
    assert decision.contact == Contact(NAME, read, PHONE)
    assert ("ENT-014" in codes(decision)) == (read is None)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (353010012, PHONE),
        ("+33 (0)3 53 01 00 12", PHONE),
        ("Tél. : 03-53-01-00-12", PHONE),
        ("+32 2 123 45 67", "+3221234567"),
        ("03 53 01", None),
        ("03 53 01 00 12 ou 06 39 98 00 00", None),
    ],
)
def test_a_number_is_read_or_told(written: Any, read: str | None) -> None:
    decision = decided(phone=written)
    assert decision.contact == Contact(NAME, EMAIL, read)
    assert ("ENT-015" in codes(decision)) == (read is None)


def test_the_contact_stands_in_the_workbook_alone(tmp_path: Path) -> None:
    deposit = tmp_path / "depot" / "atelier.xlsx"
    deposit.parent.mkdir()
    deposit.write_bytes(workbook(email="pas d'adresse de Morel", phone=PHONE))
    outcome = process(deposit.parent, tmp_path / "sortie", today=TODAY)
    assert outcome.decisions[0].contact == Contact(NAME, None, PHONE)
    returned = tmp_path / "sortie" / "dossiers" / "atelier" / "annote.xlsx"
    page = openpyxl.load_workbook(returned)["Entreprise"]
    assert NAME in {row[1].value for row in page.iter_rows()}
    for path in (tmp_path / "sortie").rglob("*"):
        assert "morel" not in path.name.lower()
        if path.is_file() and path != returned:
            assert not _says(path, "Morel", PHONE), path.name
    report = json.loads((tmp_path / "sortie" / "rapport.json").read_text("utf-8"))
    assert "ENT-014" in {finding["code"] for finding in report["dossiers"][0]["findings"]}


def _says(path: Path, *words: str) -> bool:
    """Whether a file that was made says one of some words."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        texts = [str(cell.value) for page in book for row in page.iter_rows() for cell in row]
        return any(word in text for text in texts for word in words)
    return any(word.encode() in path.read_bytes() for word in words)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_workbook_from_before_the_contact_is_read_and_moved(version: str) -> None:
    book = openpyxl.load_workbook(BytesIO(filled(DATA)))
    book.custom_doc_props[TEMPLATE_PROPERTY].value = version
    page = book["Entreprise"]
    for row in page.iter_rows():
        if str(row[0].value).startswith(LABELS):
            for cell in row:
                cell.value = None
    content = BytesIO()
    book.save(content)
    file = PurePosixPath("ancien.xlsx")
    assert check(content.getvalue(), today=TODAY).contact is None
    moved = migrated(content.getvalue(), file)
    new = openpyxl.load_workbook(BytesIO(moved.content))
    assert new.custom_doc_props[TEMPLATE_PROPERTY].value == TEMPLATE_VERSION
    assert {str(row[0].value) for row in new["Entreprise"].iter_rows()} >= set(LABELS)
    assert not moved.leftovers
    before, after = (rows_of(read(one, file, 0)) for one in (content.getvalue(), moved.content))
    company = {name: value for name, value in after["company"][0].items() if not name.startswith("contact_")}
    assert company == before["company"][0]
    assert {**after, "company": []} == {**before, "company": []}


def test_a_contact_in_a_line_of_the_company_s_own_is_taken_over() -> None:
    book = openpyxl.load_workbook(BytesIO(filled(DATA)))
    page = book["Entreprise"]
    for row in page.iter_rows():
        if row[0].value == LABELS[1]:
            row[0].value, row[1].value = "E-mail", EMAIL
    content = BytesIO()
    book.save(content)
    decision = check(content.getvalue(), today=TODAY)
    assert decision.contact == Contact(None, EMAIL, None)
