"""Whole dossiers: the template filled in, our own annotated workbooks, the invented deposit."""

import datetime as dt
import io
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from proexp_batch.marking.patching import Cell, Control, Mark, Tone, annotate
from proexp_batch.model.columns import Column, Kind, Layout
from proexp_batch.model.dossier import Dossier
from proexp_batch.model.sheets import SHEETS
from proexp_batch.template.workbook import template
from tests.reading.workbooks import column, opened, told

DEPOT = Path(__file__).parent.parent.parent / "samples" / "depot"
READABLE = [
    "Auberge du Lac - référentiel.xlsx",
    "Delmotte remorques - étape 3.xlsx",
    "Menuiserie Ostreval.xlsx",
    "Opco 2i/Chaudronnerie du Val - dossier v2.xlsx",
    "Opco 2i/Strate et Volume - bilan final.xlsx",
    "Opco Atlas/Pixelande - 5 contrats.xlsx",
    "Opco Mobilités/Messagerie Hurtevent - rupture.xlsx",
    "Résidence Les Tamaris - étape 6.xlsx",
    "Salon Alizarine - parcours.xlsx",
]


def example(column: Column) -> Any:
    """The example of a column as the template shows it, or something else that its column takes."""
    if column.example is None:
        return {Kind.DATE: dt.date(2023, 5, 1), Kind.YES_NO: "Oui", Kind.NDA: "11755555555"}.get(column.kind)
    value = column.label_of(column.example) if column.kind is Kind.CHOICE else column.example
    return str(value).removeprefix("EXEMPLE").strip(" -") if isinstance(value, str) else value


@cache
def filled() -> bytes:
    """The template with one row of examples in each sheet, typed under the example row."""
    workbook = openpyxl.load_workbook(io.BytesIO(template()))
    for sheet in SHEETS.values():
        page = workbook[sheet.title]
        for at, declared in enumerate(sheet.columns.values()):
            place = (3 + at, 2) if sheet.layout is Layout.FORM else (4, at + 1)
            page.cell(*place, value=example(declared))
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def values(dossier: Dossier) -> dict[str, tuple[str, list[int], dict[str, list[Any]]]]:
    """Everything that was read, by sheet, with the rows it stands in."""
    return {key: (rows.title, rows.rows, rows.values) for key, rows in dossier.sheets.items()}


def test_the_template_filled_in_is_read_without_a_word() -> None:
    dossier = opened(filled())
    assert dossier.hits == []
    assert list(dossier.sheets) == list(SHEETS)
    for key, sheet in SHEETS.items():
        rows = dossier.sheets[key]
        assert set(rows.values) == set(sheet.columns)
        assert rows.rows == ([1] if sheet.layout is Layout.FORM else [4])
        empty = {name for name, marks in rows.filled.items() if marks == [False]}
        assert empty == {name for name, declared in sheet.columns.items() if example(declared) is None}
    assert column(dossier, "learners.birth_date") == [dt.date(2002, 5, 14)]
    assert column(dossier, "learners.public") == ["JEUNE"]
    assert column(dossier, "company.open_to_alternance") == [True]


def test_our_own_annotated_workbook_is_read_alike() -> None:
    before = opened(filled())
    marks = [Mark("Apprenants", "D4", Tone.BLOCKING, "Date"), Mark("Modules", "B2", Tone.INFO, "Titre")]
    rows = (
        (Cell("Contrôle du dossier", "title"),),
        tuple(Cell(name, "header") for name in ("Gravité", "Feuille", "Cellule", "Numéro de contrat", "Nom")),
        tuple(Cell(name) for name in ("bloquant", "Apprenants", "D4", "PE-1", "Martin")),
    )
    control = Control("Contrôle", (10,) * 5, rows, 2)
    once = annotate(filled(), marks, control)
    for package in (once, annotate(once, marks[:1], control)):
        after = opened(package)
        assert values(after) == values(before)
        assert after.hits == []


@pytest.mark.parametrize("name", READABLE)
def test_samples_are_read_alike_once_annotated(name: str) -> None:
    package = (DEPOT / name).read_bytes()
    before = opened(package)
    assert before.readable
    title = next(iter(before.sheets.values())).title
    control = Control("Contrôle", (10,), ((Cell("Contrôle", "title"),),), None)
    after = opened(annotate(package, [Mark(title, "A2", Tone.WARNING, "?")], control))
    assert values(after) == values(before)
    assert told(after) == told(before)


def test_all_codes_are_written_out() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(filled()))
    workbook["Compétences"]["A5"] = "C2"
    header = [cell.value for cell in workbook["Modules"][2]]
    for name, text in (("Compétences visées", "toutes"), ("Contrats concernés", "Tous")):
        at = next(at for at, label in enumerate(header, start=1) if str(label).startswith(name))
        workbook["Modules"].cell(4, at, text)
    content = io.BytesIO()
    workbook.save(content)
    dossier = opened(content.getvalue())
    assert column(dossier, "modules.competences") == ["C1;C2"]
    assert column(dossier, "modules.contracts") == ["001"]
    del workbook["Compétences"]
    workbook.save(content := io.BytesIO())
    dossier = opened(content.getvalue())
    assert column(dossier, "modules.competences") == [None]
    assert dossier.sheets["modules"].filled["competences"] == [False]
