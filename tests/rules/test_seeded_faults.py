"""One known fault in a correct dossier: its rule tells it, at its cell, and no other rule cries with it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from proexp_batch.manual.texts import sheet_titles
from proexp_batch.model.findings import Finding, Severity
from proexp_batch.model.parameters import Parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.catalogue import CATALOGUE, RULES
from tests.making.checking import checked, grave, told
from tests.making.draft import Draft
from tests.rules.all_faults import FAULTS, At, Fault, with_fault

SEEDS = 4
NAMES = [fault.name for fault in FAULTS]


@dataclass
class Case:
    """A dossier with one fault, and what was found in it."""

    fault: Fault
    draft: Draft
    places: list[At]
    found: tuple[Finding, ...] = ()


def cases(fault: Fault) -> list[Case]:
    """Dossiers of several seeds that lend themselves to a fault."""
    return [Case(fault, draft, places) for draft, places in with_fault(fault, SEEDS)]


@pytest.fixture(scope="module")
def by_name() -> dict[str, list[Case]]:
    """All the faults, checked as few batches."""
    made = {fault.name: cases(fault) for fault in FAULTS}
    kinds: dict[tuple[dt.date, Callable[[], Parameters] | None], list[Case]] = {}
    for case in (case for alike in made.values() for case in alike):
        kinds.setdefault((case.fault.today, case.fault.opco), []).append(case)
    for (_, opco), alike in kinds.items():
        parameters = opco() if opco else None
        for case, found in zip(alike, checked([case.draft for case in alike], parameters), strict=True):
            case.found = found
    return made


def test_every_rule_has_its_fault() -> None:
    tested = {rule.code for rule in RULES if rule.is_tested}
    assert {fault.code for fault in FAULTS} == tested
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_fault_is_told_at_its_cell_and_alone(name: str, by_name: dict[str, list[Case]]) -> None:
    assert len(by_name[name]) == SEEDS, "too few dossiers lend themselves to it"
    for case in by_name[name]:
        own = [finding for finding in case.found if finding.code == case.fault.code]
        others = [finding for finding in grave(case.found) if finding.code != case.fault.code]
        others = [finding for finding in others if finding.code not in case.fault.also]
        assert not others, f"{case.draft.name}, step {case.draft.step}, {case.places}\n{told(others)}"
        assert {finding.sheet for finding in own} <= set(sheet_titles(CATALOGUE[case.fault.code]))
        told_at = {(finding.sheet, cell) for finding in own for cell in finding.cells or ("",)}
        if CATALOGUE[case.fault.code].severity is Severity.INFO:
            assert told_at >= _expected(case), f"{case.draft.name}: {told(own)}"
        else:
            assert told_at == _expected(case), f"{case.draft.name}: {told(own)}"


def _expected(case: Case) -> set[tuple[str | None, str]]:
    expected = set()
    for sheet, name, row in case.places:
        if sheet in case.draft.absent:
            cell = ""
        elif name is None:
            cell = _first_header(case.draft, sheet)
        else:
            cell = case.draft.cell(sheet, name, row)
        expected.add((SHEETS[sheet].title, cell))
    return expected


def _first_header(draft: Draft, sheet: str) -> str:
    """A sheet as a whole is told at the header of the first column it has."""
    return draft.dossier().sheets[sheet].cell(None, None) or ""
