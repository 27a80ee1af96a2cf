"""The sheet `Contrôle`: what it says, in which order, and where its links lead."""

import datetime as dt
from pathlib import PurePosixPath

import pytest

from proexp_batch.decision.facts import ContractDecision, DossierDecision, Repair, Status
from proexp_batch.documents.annotated.control import control
from proexp_batch.marking.patching import Control
from proexp_batch.model.findings import Finding, Severity

TODAY = dt.date(2026, 11, 24)


def finding(severity: Severity, sheet: str | None, *cells: str) -> Finding:
    return Finding("APP-004", severity, sheet, cells, "Nom", "Message.", "Détail.", "Corrigez.")


def decision(*findings: Finding, contracts: int = 0, status: Status = Status.TO_CORRECT) -> DossierDecision:
    path = PurePosixPath("dossier.xlsx")
    made = tuple(
        ContractDecision(f"PE-{number}", "A B", None, None, Status.TO_CORRECT, None, "Pas encore.")
        for number in range(contracts)
    )
    return DossierDecision(path, "0" * 64, path, status, 5, "Atelier", findings, made)


FINDINGS = (
    finding(Severity.BLOCKING, "Pièces", "A3"),
    finding(Severity.WARNING, "Apprenants", "R4"),
    finding(Severity.BLOCKING, "Apprenants", "D3", "D4", "D5", "D9"),
    finding(Severity.INFO, None),
)
SHEETS = ("Lisez-moi", "Entreprise", "Apprenants", "Pièces")


def texts(made: Control, row: int) -> list[str]:
    return [cell.text if cell else "" for cell in made.rows[row - 1]]


@pytest.mark.parametrize("contracts", [0, 1, 5])
def test_each_list_begins_where_the_link_of_its_sheet_leads(contracts: int) -> None:
    made = control(decision(*FINDINGS, contracts=contracts), TODAY, SHEETS)
    for line in made.rows[6:9]:
        title, link = line[0], line[3]
        assert title is not None
        assert link is not None
        assert link.link is not None
        row = int(link.link.rpartition("!A")[2])
        assert texts(made, row)[1] == title.text
        assert texts(made, row - 1)[1] != title.text


def test_findings_stand_by_sheet_in_the_order_of_the_workbook_blocking_first() -> None:
    made = control(decision(*FINDINGS), TODAY, SHEETS)
    assert made.header_row is not None
    listed = [tuple(texts(made, row)[:3]) for row in range(made.header_row + 1, len(made.rows) + 1)]
    assert listed == [
        ("information", "Fichier", ""),
        ("bloquant", "Apprenants", "D3:D5, D9"),
        ("avertissement", "Apprenants", "R4"),
        ("bloquant", "Pièces", "A3"),
    ]


def test_each_finding_leads_to_its_cell_and_back_to_the_top() -> None:
    made = control(decision(*FINDINGS), TODAY, SHEETS)
    line = made.rows[-1]
    assert line[2] is not None
    assert line[2].link == "'Pièces'!A3"
    assert line[1] is not None
    assert line[1].link is not None
    assert texts(made, int(line[1].link.rpartition("!A")[2]))[0] == "Pièces"


def test_counts_are_of_cells() -> None:
    made = control(decision(*FINDINGS), TODAY, SHEETS)
    counts = {line[0].text: (line[1].text, line[2].text) for line in made.rows[6:9] if all(line)}  # type: ignore[union-attr]
    assert counts == {"Fichier": ("0", "0"), "Apprenants": ("4", "1"), "Pièces": ("1", "0")}


def test_the_headline_says_the_status_and_the_counts() -> None:
    made = control(decision(*FINDINGS), TODAY, SHEETS)
    assert texts(made, 2)[0].replace("\u00a0", " ") == (
        "Dossier à corriger : 2 points bloquants, 1 avertissement et 1 information"
    )
    assert control(decision(status=Status.ACCEPTED), TODAY).rows[1][0].text == "Dossier accepté"  # type: ignore[union-attr]


def test_a_dossier_without_findings_says_so() -> None:
    made = control(decision(status=Status.ACCEPTED), TODAY, SHEETS)
    assert texts(made, len(made.rows)) == ["Aucune remarque."]


def test_a_finding_whose_cells_were_all_put_right_is_shown_as_repaired() -> None:
    repair = Repair("Pièces", "A3", "CERFA", "cerfa", "CERFA")
    made = control(decision(*FINDINGS), TODAY, SHEETS, {("Pièces", "A3"): repair})
    assert texts(made, len(made.rows))[0] == "réparé"
