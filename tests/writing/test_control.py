"""The sheet `Contrôle`: what it says, in which order, and where its links lead."""

import dataclasses
import datetime as dt
import io
from copy import copy
from pathlib import PurePosixPath

import openpyxl
import pytest
from openpyxl.styles import Font

from proexp_batch.decision.facts import ContractDecision, DossierDecision, Repair, Status
from proexp_batch.documents.annotated.control import control
from proexp_batch.drawing.text_size import FONT_NAME, line_height, wrapped
from proexp_batch.marking.patching import Control, annotate
from proexp_batch.model.findings import Finding, Reason, Severity, Unjudged

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
def test_the_link_of_a_sheet_leads_to_its_first_finding(contracts: int) -> None:
    made = control(decision(*FINDINGS, contracts=contracts), TODAY, SHEETS)
    for line in made.rows[6:9]:
        title, link = line[0], line[3]
        assert title is not None
        assert link is not None
        assert link.link is not None
        row = int(link.link.rpartition("!A")[2])
        assert texts(made, row)[1] == title.text
        assert made.header_row is not None
        assert all(texts(made, one)[1] != title.text for one in range(made.header_row, row))


def test_the_gravest_findings_stand_first_then_by_sheet_in_the_order_of_the_workbook() -> None:
    made = control(decision(*FINDINGS), TODAY, SHEETS)
    assert made.header_row is not None
    listed = [tuple(texts(made, row)[:3]) for row in range(made.header_row + 1, len(made.rows) + 1)]
    assert listed == [
        ("bloquant", "Apprenants", "D3:D5, D9"),
        ("bloquant", "Pièces", "A3"),
        ("avertissement", "Apprenants", "R4"),
        ("information", "Fichier", ""),
    ]


def test_the_findings_of_a_sheet_stand_line_by_line() -> None:
    given = [finding(Severity.BLOCKING, "Apprenants", cell) for cell in ("R10", "AA4", "B4")]
    made = control(decision(*given), TODAY, SHEETS)
    assert made.header_row is not None
    assert [texts(made, made.header_row + at)[2] for at in (1, 2, 3)] == ["B4", "AA4", "R10"]


def test_each_finding_leads_to_its_cell_and_back_to_the_top() -> None:
    made = control(decision(*FINDINGS), TODAY, SHEETS)
    assert made.header_row is not None
    line = made.rows[made.header_row + 1]
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


def test_what_could_not_be_judged_stands_above_the_contracts_and_moves_the_list() -> None:
    left = Unjudged(("durée", "salaire"), "Apprenants", ("F4", "G4"), ("Fin",), Reason.UNREADABLE)
    made = control(dataclasses.replace(decision(*FINDINGS, contracts=2), unjudged=(left,)), TODAY, SHEETS)
    said = [
        texts(made, row)[0].replace("\u00a0", " ") for row in range(1, len(made.rows) + 1) if texts(made, row)
    ]
    sentence = "Non contrôlé : durée, salaire, car F4 et G4 sont illisibles (feuille Apprenants)."
    assert said.index("Ce qui n'a pas pu être contrôlé") + 1 == said.index(sentence) < said.index("Contrat")
    link = made.rows[6][3]
    assert link is not None
    assert link.link is not None
    assert texts(made, int(link.link.rpartition("!A")[2]))[1] == "Fichier"


def test_a_dossier_without_findings_says_so() -> None:
    made = control(decision(status=Status.ACCEPTED), TODAY, SHEETS)
    assert texts(made, len(made.rows)) == ["Aucune remarque."]


def test_a_finding_whose_cells_were_all_put_right_is_shown_as_repaired() -> None:
    repair = Repair("Pièces", "A3", "CERFA", "cerfa", "CERFA")
    made = control(decision(*FINDINGS), TODAY, SHEETS, {("Pièces", "A3"): repair})
    assert made.header_row is not None
    assert texts(made, made.header_row + 2)[0] == "réparé"


def test_what_is_to_be_said_of_the_workbook_itself_stands_on_lines_of_its_own() -> None:
    made = control(decision(), TODAY, SHEETS, notices=("Une phrase.", "Une autre."))
    assert [texts(made, row)[0] for row in (3, 4)] == ["Une phrase.", "Une autre."]
    assert {"A3:H3", "A4:H4"} <= set(made.merges)


@pytest.mark.parametrize("size", [8, 10, 11, 16])
def test_a_line_is_as_high_as_its_longest_text_and_texts_keep_apart(size: int) -> None:
    sentences = [" ".join(["Corrigez la date du module"] * count) for count in range(1, 12)]
    findings = [
        dataclasses.replace(finding(Severity.BLOCKING, "Pièces", f"A{row}"), detail=text, fix=text)
        for row, text in enumerate(sentences, 3)
    ]
    made = control(decision(*findings), TODAY, SHEETS)
    book = openpyxl.Workbook()
    font = copy(book._named_styles["Normal"].font)
    book._fonts[0] = Font(name=font.name, size=size)
    stream = io.BytesIO()
    book.save(stream)
    sheet = openpyxl.load_workbook(io.BytesIO(annotate(stream.getvalue(), (), made))).worksheets[0]
    assert made.header_row is not None
    for row, text in enumerate(sentences, made.header_row + 1):
        # The room that is left in the narrowest of the columns that hold it, at the width of the workbook's own digits.
        room = (7 * made.widths[5] + 5) * min(1, size / 10) - 9 - 6
        lines = len(wrapped(text, int(room) + 6, 10))
        assert sheet.row_dimensions[row].height >= lines * line_height(10)
    last = sheet.cell(made.header_row + 1, 8)
    assert last.alignment.indent == 1
    assert last.font.name == FONT_NAME
