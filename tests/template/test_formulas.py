"""The live formulas are ones that Excel 2016 knows, and say what the declarations say."""

import re
import subprocess
import sys
import zipfile
from functools import cache
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.formula import Tokenizer

from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.catalogue import CATALOGUE
from proexp_batch.template.calculations import facts
from proexp_batch.template.live import CHECKS
from proexp_batch.template.signals import names
from proexp_batch.template.workbook import template
from tests.whole.places import ROOT

_FUNCTIONS = """
ABS AND CHAR CODE COUNT COUNTA COUNTIF COUNTIFS DATE DATEDIF DAY EDATE FIND IF IFERROR INDEX ISBLANK ISNUMBER ISTEXT LEFT LEN
LOOKUP LOWER MATCH MAX MID MIN MMULT MOD MONTH N NOT OR RIGHT ROUND ROW SEARCH SUBSTITUTE SUM SUMPRODUCT TEXT TODAY
TRANSPOSE TRIM UPPER WEEKDAY YEAR
"""
KNOWN = set(_FUNCTIONS.split())
"""Functions of Excel 2016 that LibreOffice has too; only TODAY is volatile."""

LONGEST, LONGEST_TEXT, DEEPEST = 8192, 255, 64
"""Limits of Excel: a formula, a text in it, functions within functions."""


@pytest.fixture(scope="module")
def formulas() -> dict[str, str]:
    """Every formula of the template: of names, cells, conditional formats, by where it stands."""
    found = dict(names()) | {name: formula for name, _, formula in facts()}
    book = load_workbook(BytesIO(template()))
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                value = getattr(cell.value, "text", cell.value)
                if cell.data_type == "f":
                    found[f"{page.title}!{cell.coordinate}"] = str(value).removeprefix("=")
        for area in page.conditional_formatting:
            for number, rule in enumerate(area.rules):
                found[f"{page.title}!{area.sqref} {number}"] = rule.formula[0]
    return found


def test_formulas_stay_within_what_excel_takes(formulas: dict[str, str]) -> None:
    assert len(formulas) > 500
    for place, formula in formulas.items():
        assert len(formula) < LONGEST, place
        assert not re.search(r"[{};]", re.sub(r'"[^"]*"', "", formula)), f"{place}: an array constant"
        depth = deepest = 0
        for token in Tokenizer(f"={formula}").items:
            if token.type == "FUNC" and token.subtype == "OPEN":
                assert token.value.rpartition(":")[2].rstrip("(") in KNOWN, f"{place}: {token.value}"
            depth += {"OPEN": 1, "CLOSE": -1}.get(token.subtype, 0)
            deepest = max(deepest, depth)
            if token.type == "OPERAND" and token.subtype == "TEXT":
                assert len(token.value) - 2 <= LONGEST_TEXT, place
        assert depth == 0, f"{place}: brackets"
        assert deepest <= DEEPEST, f"{place}: {deepest} levels"


LONGEST_WRITTEN_OUT = 8500
"""LibreOffice writes the names within names out, and takes no more than 8192 signs and references in a formula: as it
counts them, about 9000 as they are counted here."""


def test_names_stay_within_what_libreoffice_takes() -> None:
    defined = dict(names())

    @cache
    def length(name: str) -> int:
        tokens = Tokenizer(f"={defined[name]}").items
        return sum(length(token.value) if token.value in defined else 1 for token in tokens)

    for name in defined:
        assert length(name) <= LONGEST_WRITTEN_OUT, f"{name}: {length(name)}"


_NAME = re.compile(r"[A-Za-z]\w*")
_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[RrCc]\d*")


def test_every_name_that_is_used_is_defined(formulas: dict[str, str]) -> None:
    defined = set(load_workbook(BytesIO(template())).defined_names)
    for place, formula in formulas.items():
        for token in Tokenizer(f"={formula}").items:
            if (token.type, token.subtype) == ("OPERAND", "RANGE") and _NAME.fullmatch(token.value):
                assert token.value in defined or _CELL.fullmatch(token.value), f"{place}: {token.value}"
    # A name that looks like a cell would be one.
    assert not [name for name in defined if _CELL.fullmatch(name)]


def test_each_check_colours_a_column_of_its_rule() -> None:
    for name, check in CHECKS.items():
        rule = CATALOGUE[check.code]
        assert (check.sheet, check.field) in rule.places
        assert check.field in SHEETS[check.sheet].columns
        assert name.startswith(check.code.replace("-", "_"))


def test_the_template_stays_small() -> None:
    content = template()
    assert len(content) < 120_000
    with zipfile.ZipFile(BytesIO(content)) as package:
        sheets = [entry for entry in package.infolist() if entry.filename.startswith("xl/worksheets/sheet")]
        assert sum(entry.file_size for entry in sheets) < 400_000


def test_colours_are_not_those_of_a_checked_workbook() -> None:
    """A cell that the check has marked is known again by its exact fill."""
    with zipfile.ZipFile(BytesIO(template())) as package:
        styles = package.read("xl/styles.xml").decode().upper()
    for colour in ("F9C9CB", "FDE6B1", "CFE3F7", "D3EFD5"):
        assert colour not in styles


_TWO_VALUES = """
import dataclasses, datetime, sys
import proexp_batch.model.parameters as known

def changed(one):
    if len(one.values) > 1:
        return one
    day = datetime.date(2025, 1, 1)
    return dataclasses.replace(one, starts=(*one.starts, day), values=one.values * 2, notes=one.notes * 2)

twice = known.Parameters({one.name: changed(one) for one in known.standard_parameters()})
known.standard_parameters = lambda: twice
from proexp_batch.template.workbook import template
from tests.whole.places import ROOT
sys.stdout.buffer.write(template())
"""


@pytest.fixture(scope="module", params=["as shipped", "every parameter changed once"])
def made(request: pytest.FixtureRequest) -> bytes:
    """The template, also as it will be once each value that a law or an Opco may change has changed."""
    if request.param == "as shipped":
        return template()
    child = [sys.executable, "-c", _TWO_VALUES]
    return subprocess.run(child, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout


def test_every_name_that_a_formula_uses_is_defined(made: bytes) -> None:
    book = load_workbook(BytesIO(made))
    defined = set(book.defined_names)
    formulas = [str(name.value) for name in book.defined_names.values()]
    for page in book:
        formulas += [
            str(getattr(cell.value, "text", cell.value))
            for row in page.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]
        formulas += [
            str(rule.formula[0])
            for area in page.conditional_formatting
            for rule in area.rules
            if rule.formula
        ]
    used = {
        token.value
        for formula in formulas
        for token in Tokenizer("=" + formula.removeprefix("=")).items
        if token.type == "OPERAND"
        and token.subtype == "RANGE"
        and not re.search(r"[!$:]|^[A-Z]{1,3}\d+$", token.value)
    }
    assert len(used) > 100
    assert used - defined == set()
