"""What is filled in is read again: the same typed values, at the places that were promised."""

import datetime as dt
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

from proexp_batch.model.dossier import Dossier
from proexp_batch.model.sheets import SHEETS
from proexp_batch.reading.dossier import read
from proexp_batch.template.filled import filled, place, rows_of
from proexp_batch.template.workbook import EMPTY_ROWS, template
from tests.filled.values import DOSSIERS, TRICKY

FILE = PurePosixPath("dossier.xlsx")
Rows = dict[str, list[dict[str, Any]]]


def again(data: Rows) -> Dossier:
    return read(filled(data), FILE, 0)


def complete(data: Rows) -> Rows:
    """The same rows with every field, as the reader gives them."""
    return {key: [{name: row.get(name) for name in SHEETS[key].columns} for row in data[key]] for key in data}


def cell_of(content: bytes, sheet: str, index: int, field: str) -> Any:
    title, cell = place(sheet, index, field)
    return openpyxl.load_workbook(BytesIO(content))[title][cell]


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(DOSSIERS)
def test_what_is_filled_in_is_read_again(data: Rows) -> None:
    dossier = again(data)
    assert rows_of(dossier) == complete(data)
    for key, rows in dossier.sheets.items():
        for index, row in enumerate(rows.rows):
            for name in SHEETS[key].columns:
                assert rows.cell(row, name) == place(key, index, name)[1]


@pytest.mark.parametrize("text", TRICKY, ids=lambda text: ascii(text)[:20])
def test_texts_stay_texts(text: str) -> None:
    row = {"code": "C1", "title": text, "bloc": "Un bloc"}
    cell = cell_of(filled({"competences": [row]}), "competences", 0, "title")
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert again({"competences": [row]}).sheets["competences"].values["title"] == [text.strip()]


def test_values_look_as_people_type_them() -> None:
    content = filled(
        {
            "company": [
                {"name": "Atelier Martin", "opco": "OPCO2I", "idcc": "0044", "training_service": False}
            ],
            "modules": [
                {
                    "code": "M1",
                    "competences": "C1;C2",
                    "start": dt.date(2023, 1, 2),
                    "hours": 17.5,
                    "modality": "FOAD",
                }
            ],
        }
    )
    shown = {
        name: cell_of(content, "modules", 0, name).value
        for name in ("competences", "start", "hours", "modality", "title")
    }
    assert shown == {
        "competences": "C1 ; C2",
        "start": dt.datetime(2023, 1, 2),
        "hours": 17.5,
        "modality": "FOAD",
        "title": None,
    }
    assert cell_of(content, "company", 0, "opco").value == "Opco 2i"
    assert cell_of(content, "company", 0, "idcc").value == "0044"
    assert cell_of(content, "company", 0, "training_service").value == "Non"


def test_only_sheets_without_rows_keep_their_example() -> None:
    book = openpyxl.load_workbook(BytesIO(filled({"modules": [{"code": "M1", "title": "Un"}]})))
    assert book["Modules"]["A3"].value == "M1"
    below = [cell.value for row in book["Modules"].iter_rows(min_row=4, max_col=20) for cell in row]
    assert not any(below)
    assert book["Tuteurs"]["A3"].value.startswith("EXEMPLE")


def test_nothing_filled_in_is_the_template() -> None:
    assert filled({}) == template()


def test_drop_downs_reach_the_last_row_however_many_there_are() -> None:
    rows = [{"code": f"M{number}", "title": "Un module"} for number in range(EMPTY_ROWS + 200)]
    page = openpyxl.load_workbook(BytesIO(filled({"modules": rows})))["Modules"]
    _, last = place("modules", len(rows) - 1, "modality")
    assert any(last in check.sqref for check in page.data_validations.dataValidation)
    assert len(again({"modules": rows}).sheets["modules"].rows) == len(rows)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("start", "31/02/2023", "31/02/2023"),
        ("hours", "environ 50", "environ 50"),
        ("modality", 7.0, 7),
        ("code", dt.date(2026, 2, 1), dt.datetime(2026, 2, 1)),
        ("start", 999_999_999.0, 999_999_999),
        ("qualiopi", "à voir", "à voir"),
        ("hours", "#N/A", "#N/A"),
        ("start", dt.date(1789, 7, 14), "14/07/1789"),
    ],
)
def test_what_no_column_expects_is_written_as_it_was_typed(name: str, value: Any, shown: Any) -> None:
    row = {"title": "Un module", "trainer": "Dominique Leroy", name: value}
    assert cell_of(filled({"modules": [row]}), "modules", 0, name).value == shown
    rows = again({"modules": [row]}).sheets["modules"]
    assert (rows.values[name], rows.filled[name]) == ([None], [True])


def test_social_security_numbers_are_left_out() -> None:
    number = "2 93 04 75 056 008 41".replace("41", f"{97 - 2930475056008 % 97:02d}")
    content = filled({"competences": [{"code": "C1", "title": f"Lire {number}", "bloc": "B"}]})
    assert cell_of(content, "competences", 0, "title").value == "Lire [numéro retiré]"
    alone = filled({"modules": [{"code": "M1", "hours": float(number.replace(" ", ""))}]})
    assert cell_of(alone, "modules", 0, "hours").value == "[numéro retiré]"


@pytest.mark.parametrize(
    "data", [{"budget": []}, {"modules": [{"prix": 1}]}, {"company": [{"name": "A"}, {"name": "B"}]}]
)
def test_what_does_not_exist_cannot_be_filled_in(data: Rows) -> None:
    with pytest.raises(ValueError, match=r"sheet"):
        filled(data)


def test_a_text_too_long_for_excel_is_never_lost_in_silence() -> None:
    with pytest.raises(ValueError, match="too many"):
        filled({"competences": [{"code": "C1", "title": "a" * 32_768}]})
