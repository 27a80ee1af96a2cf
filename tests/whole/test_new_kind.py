"""A kind of cell is one declaration: reader, frames, template and documentation follow, and nobody else asks for it."""

import ast
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from proexp_batch.manual.columns import columns_page
from proexp_batch.model.columns import column, sheet
from proexp_batch.model.kinds import KINDS, CellKind, Kind
from proexp_batch.model.kinds.kind import Spelling
from proexp_batch.model.kinds.quantity import QuantityKind
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.sheets.modules import MODULES
from proexp_batch.model.wording import NBSP, percent
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.template.filled import filled, place
from proexp_batch.template.workbook import template
from tests.making.draft import TODAY
from tests.reading.workbooks import book, opened
from tests.whole.places import ROOT


class Percentage(QuantityKind):
    """A share, kept as a fraction."""

    key = "percentage"
    number_format = "0 %"
    unit_read = re.compile("$")
    spelling = Spelling("Part", "15 %", ("15%", "0,15"), "« 15 » vaut 1500 %.")

    def of_text(self, text: str) -> float | None:
        if text.endswith("%"):
            whole = super().of_text(text.rstrip("% "))
            return None if whole is None else whole / 100
        return super().of_text(text)

    def shown(self, column: Any, value: Any) -> str:
        return percent(value)


PERCENTAGE = Percentage()


class Modules(MODULES.declared):
    """The modules, and how much of each one is done at a distance."""

    share = column(
        "Part à distance", PERCENTAGE, "Part du module suivie à distance.", 0.25, minimum=0, maximum=1
    )


@pytest.fixture(autouse=True)
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kind is in the registry, and a column of it in the workbook."""
    monkeypatch.setitem(KINDS, PERCENTAGE.key, PERCENTAGE)
    modules = sheet(
        Modules,
        MODULES.title,
        intro=MODULES.intro,
        identifier=Modules.code,
        required_from=MODULES.required_from,
        aliases=MODULES.aliases,
    )
    monkeypatch.setitem(SHEETS, MODULES.key, modules)


def test_cells_are_read_and_typed() -> None:
    header = ["Code du module", "Intitulé", "Part à distance"]
    shares = ["15 %", 0.4, "0,15", "beaucoup", None]
    dossier = opened(
        book({"Modules": [header, *([f"M{at}", "Un module", share] for at, share in enumerate(shares))]})
    )
    column = Batch([dossier], standard_parameters(), TODAY)["modules"]["share"]
    assert column.dtype == "float64"
    assert column.fillna(-1).tolist() == [0.15, 0.4, 0.15, -1, -1]
    assert [(hit.code, hit.row, hit.field) for hit in dossier.hits if hit.field == "share"] == [
        ("LEC-102", 2, "share"),
        ("LEC-102", 4, "share"),
        ("LEC-004", 5, "share"),
    ]


def test_template_formats_and_checks_them() -> None:
    page = openpyxl.load_workbook(BytesIO(template()))[MODULES.title]
    cell = page[place("modules", 0, "share")[1]]
    assert (cell.value, cell.number_format, cell.alignment.horizontal) == (0.25, "0 %", "right")
    (check,) = (check for check in page.data_validations.dataValidation if cell.coordinate in check.sqref)
    assert (check.type, check.operator, check.formula1, check.formula2) == ("decimal", None, "0", "1")
    assert check.error.startswith("Un nombre entre 0 et 1 est attendu.")


def test_values_are_written_and_read_again() -> None:
    content = filled({"modules": [{"code": "M1", "title": "Un module", "share": 0.4}]})
    assert opened(content).sheets["modules"].values["share"] == [0.4]


def test_documentation_tells_how_they_are_written() -> None:
    page = columns_page().replace(NBSP, " ")
    assert "| Part | 15 % | « 15% » · « 0,15 » | « 15 » vaut 1500 %. |" in page
    assert "| Part à distance |  | Part du module suivie à distance. Attendu entre 0 et 1. | 25 % |" in page


def _names_a_kind(path: Path) -> bool:
    """Whether a module speaks of one kind; the settings have kinds of their own."""
    tree = ast.parse(path.read_text("utf-8"))
    ours = any(
        isinstance(node, ast.ImportFrom)
        and node.module in ("proexp_batch.model.columns", "proexp_batch.model.kinds")
        and any(alias.name == "Kind" for alias in node.names)
        for node in ast.walk(tree)
    )
    return ours and any(
        isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Kind"
        for node in ast.walk(tree)
    )


def test_only_declarations_of_columns_name_a_kind() -> None:
    package = ROOT / "proexp_batch"
    naming = {
        path.relative_to(package).parent.as_posix() for path in package.rglob("*.py") if _names_a_kind(path)
    }
    assert naming == {"model/sheets"}


def test_every_kind_has_a_key_of_its_own() -> None:
    kinds = [kind for kind in vars(Kind).values() if isinstance(kind, CellKind)]
    assert [KINDS[kind.key] for kind in kinds] == kinds
