"""What of an earlier deposit is carried into a new dossier, and what never is."""

from io import BytesIO
from pathlib import PurePosixPath

import openpyxl
import pytest

from proexp_batch.migrate.prefill import LEFT_OUT, Prefilled, prefilled
from proexp_batch.migrate.problems import SourceError
from proexp_batch.model.sheets import SHEETS
from tests.filled.old import FILE, everything, old, read_again, typed
from tests.whole.places import CLOSED, DEPOSIT, FAULTY


def prefill_from(content: bytes) -> Prefilled:
    return prefilled(content, FILE)


def test_what_stays_true_is_carried_over() -> None:
    before, after = typed(CLOSED.read_bytes()), typed(prefill_from(CLOSED.read_bytes()).content)
    assert after["competences"] == before["competences"]
    for key, left_out in LEFT_OUT.items():
        wanted = [{name: value for name, value in row.items() if name not in left_out} for row in before[key]]
        assert after[key] == wanted


def test_nothing_of_the_earlier_contracts_is_carried_over() -> None:
    content = prefill_from(CLOSED.read_bytes()).content
    assert set(typed(content)) == set(LEFT_OUT) == {"company", "competences", "modules", "tutors"}
    text = everything(content)
    for row in typed(CLOSED.read_bytes())["learners"]:
        assert f"{row['contract']}" not in text
        assert f"{row['last_name']}\n{row['first_name']}" not in text
    for field in ("start", "end", "hours_done", "contracts"):
        assert all(field not in row for row in typed(content)["modules"])


def test_fields_left_out_exist() -> None:
    for key, fields in LEFT_OUT.items():
        assert fields <= set(SHEETS[key].columns)


def test_rows_are_counted_by_sheet() -> None:
    assert prefill_from(old()).counts == {"Entreprise": 1, "Compétences": 2, "Modules": 2}


def test_sheets_without_rows_keep_their_example() -> None:
    book = openpyxl.load_workbook(BytesIO(prefill_from(old()).content))
    assert book["Apprenants"]["A3"].value == "EXEMPLE-001"
    assert book["Modules"]["A3"].value == "M1"


def test_cells_that_cannot_be_read_stay_empty_and_are_named() -> None:
    result = prefill_from(FAULTY.read_bytes())
    [cell] = result.unread
    assert cell.startswith("Modules ")
    rows = read_again(result.content).sheets["modules"]
    assert None in rows.values["hours"]


def test_a_deposit_without_anything_to_keep_is_refused() -> None:
    def only_learners(book: openpyxl.Workbook) -> None:
        for title in ("Entreprise", "Compétences", "Modules", "Tuteurs"):
            del book[title]
        book["Apprenants"]["A3"] = "2023-1"

    with pytest.raises(SourceError, match="Choisissez un dépôt plus complet"):
        prefill_from(old(only_learners))


def test_what_is_no_dossier_is_refused() -> None:
    with pytest.raises(SourceError, match="n'est pas le modèle"):
        prefilled((DEPOSIT / "Classeur1.xlsx").read_bytes(), PurePosixPath("Classeur1.xlsx"))
