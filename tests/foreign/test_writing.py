"""What a company gets back for an .ods or .xls: a new workbook in the template, with its values and the marks."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from proexp_batch.model.sheets import SHEETS
from tests.foreign.making import FAULTY_ODS, FAULTY_XLS, OWN_MANNER_ODS, ods, reports, row, sheet, text
from tests.whole.places import FAULTY
from tests.whole.test_samples import FAULTS

NIR = "2 99 03 75 116 005"


def returned(path: Path, output: Path) -> tuple[dict[str, Any], Any]:
    [entry] = reports([path], output).values()
    return entry, openpyxl.load_workbook(io.BytesIO((output / entry["annotated"]).read_bytes()))


def texts(workbook: Any) -> list[str]:
    return [str(cell.value) for page in workbook for line in page.iter_rows() for cell in line if cell.value]


@pytest.mark.parametrize("path", [FAULTY_ODS, FAULTY_XLS], ids=lambda path: path.suffix)
def test_values_and_marks_stand_in_the_template(path: Path, tmp_path: Path) -> None:
    entry, workbook = returned(path, tmp_path / "a")
    # The sample is in the template already: every value has the place that it had.
    before = openpyxl.load_workbook(FAULTY, data_only=True)
    for title, width in {one.title: len(one.columns) for one in SHEETS.values()}.items():
        for line in before[title].iter_rows(min_row=3, max_col=2 if title == "Entreprise" else width):
            for cell in line:
                expected = "#N/A" if cell.coordinate == "P5" and title == "Apprenants" else cell.value
                assert same(workbook[title][cell.coordinate].value, expected), (title, cell.coordinate)
    assert "Sans place" not in workbook.sheetnames
    for _, code, title, address in FAULTS:
        assert code in workbook[title][address].comment.text
        assert workbook[title][address].fill.fill_type == "solid"
    sentence = (
        f"Votre fichier {path.suffix} a été recopié dans le modèle Excel\u00a0: corrigez ce classeur-ci"
    )
    assert any(line.startswith(sentence) for line in texts(workbook))
    again, _ = returned(tmp_path / "a" / entry["annotated"], tmp_path / "b")
    assert again["findings"] == entry["findings"]


def same(new: Any, old: Any) -> bool:
    """Whether two cells say the same: codes are written one way, and numbers in text cells as numbers."""
    if isinstance(old, str) and ";" in old:
        return [part.strip() for part in str(new).split(";")] == [part.strip() for part in old.split(";")]
    return new == old or str(new) == str(old)


def test_places_are_those_of_the_template_in_the_workbook_and_of_the_deposit_in_the_report(
    tmp_path: Path,
) -> None:
    entry, workbook = returned(OWN_MANNER_ODS, tmp_path)
    reported = {(finding["code"], finding["sheet"]) for finding in entry["findings"]}
    assert ("LEC-105", "Société") in reported
    assert "Société" not in workbook.sheetnames
    assert "LEC-105" in workbook["Entreprise"]["B3"].comment.text
    assert "LEC-101" in workbook["Apprenants"]["X3"].comment.text
    places = [cell.value for cell in workbook["Sans place"]["B"][3:]]
    assert places[:3] == ["A1", "A1", "C6"]
    control = [[cell.value for cell in line] for line in workbook["Contrôle"].iter_rows()]
    links = [
        cell.hyperlink.location
        for line in workbook["Contrôle"].iter_rows()
        for cell in line
        if cell.hyperlink is not None
    ]
    assert all(link.split("!")[0].strip("'") in workbook.sheetnames for link in links)
    assert any("servira la prochaine fois" in str(line[0]) for line in control)


def deposited(tmp_path: Path, *tables: str) -> tuple[dict[str, Any], Any]:
    path = tmp_path / "dossier.ods"
    path.write_bytes(ods("".join(tables)))
    return returned(path, tmp_path / "sortie")


def test_security_numbers_are_hidden(tmp_path: Path) -> None:
    number = NIR.replace(" ", "")
    key = 97 - int(number) % 97
    number += f"{key:02d}"
    headers = [text(title) for title in ("Numéro de contrat", "Nom", "N° de sécurité sociale")]
    entry, workbook = deposited(
        tmp_path,
        sheet(row(*headers), row(text("PE-1"), text(f"Martin {number}"), text(number)), row(text("PE-2"))),
        sheet(row(text(f"rappel : {number}")), title="Notes"),
    )
    assert "LEC-010" in {finding["code"] for finding in entry["findings"]}
    assert not any(number in line for line in texts(workbook))
    assert "LEC-010" in workbook["Apprenants"]["B3"].comment.text
    assert any(
        "LEC-010" in cell.comment.text for cell in workbook["Sans place"]["D"] if cell.comment is not None
    )


def test_a_formula_without_result_does_not_come_back_as_an_empty_cell(tmp_path: Path) -> None:
    formula = '<table:table-cell table:formula="of:=Z1"/>'
    entry, workbook = deposited(
        tmp_path,
        sheet(
            row(text("Numéro de contrat"), text("Nom"), text("Prénom")),
            row(text("PE-1"), formula, text("Léa")),
        ),
    )
    assert ("LEC-002", "B2") in {(finding["code"], finding["cell"]) for finding in entry["findings"]}
    assert "LEC-002" in workbook["Apprenants"]["B3"].comment.text
    again, _ = returned(tmp_path / "sortie" / entry["annotated"], tmp_path / "encore")
    assert ("LEC-001", "B3") in {(finding["code"], finding["cell"]) for finding in again["findings"]}


def test_second_columns_remarks_and_far_rows_have_their_note_among_what_has_no_place(tmp_path: Path) -> None:
    _, workbook = deposited(
        tmp_path,
        sheet(
            row(text("Numéro de contrat"), text("Nom"), text("Nom")),
            row(text("PE-1"), text("Martin"), text("Durand")),
            row("<table:table-cell/>", more='table:number-rows-repeated="30000"'),
            row(text("PE-2")),
        ),
    )
    page = workbook["Sans place"]
    notes = {line[1].value: line[3].comment.text for line in page.iter_rows(min_row=4)}
    assert "LEC-008" in notes["C2"]
    assert "LEC-011" in notes["A30003"]
    assert [cell.value for cell in page["D"][3:]] == ["Durand", None]
