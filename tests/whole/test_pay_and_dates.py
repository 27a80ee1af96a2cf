"""Pay, dates and hours at odds with the law, from the deposited workbook to what is told of it."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from proexp_batch.engines.processes import Processes
from proexp_batch.model.findings import Severity
from proexp_batch.pipeline.way import process
from proexp_batch.settings.run import settings
from tests.making.draft import TODAY, Draft
from tests.making.plain import D, plain
from tests.making.workbooks import xlsx


def told(folder: Path, draft: Draft, today: dt.date = TODAY) -> set[tuple[str, str, str]]:
    """Code, severity and cell of all that is told of a workbook, « information » apart."""
    (folder / "depot").mkdir()
    (folder / "depot" / "dossier.xlsx").write_bytes(xlsx(draft))
    outcome = process(
        [folder / "depot"], folder / "sortie", settings(today), Processes(1), lambda done, total: None
    )
    findings = outcome.decisions[0].findings
    return {(f.code, f.severity.value, f.cell or "") for f in findings if f.severity is not Severity.INFO}


BETWEEN: dict[str, Any] = {"birth_date": D(2002, 1, 31), "signed": D(2023, 1, 27), "start": D(2023, 2, 1)}
MINOR: dict[str, Any] = {"birth_date": D(2005, 6, 1), "signed": D(2023, 1, 4), "start": D(2023, 1, 9)}
SHORT: dict[str, Any] = {"start": D(2023, 3, 31)}
LONG_WEEK = {"weekly_hours": 41.0}
AGREED = {"agreement_over_25": True}
MAYOTTE = {"territory": "MAYOTTE"}

CASES: dict[str, tuple[Draft, set[tuple[str, str, str]]]] = {
    "21 between signature and start, paid 55 %": (
        plain(monthly_pay=940.11, **BETWEEN),
        {("APP-040", "blocking", "P3")},
    ),
    "26 on the first day, paid 70 %": (
        plain(monthly_pay=1196.50, birth_date=D(1997, 1, 8), public="DE26"),
        {("APP-040", "blocking", "P3")},
    ),
    "300 € in Mayotte in 2022": (
        plain(monthly_pay=300.0, signed=D(2022, 3, 1), company=MAYOTTE),
        {("APP-040", "blocking", "P3")},
    ),
    "55 % of Mayotte's SMIC of 2022": (
        plain(monthly_pay=665.67, signed=D(2022, 3, 1), birth_date=D(2003, 5, 14), company=MAYOTTE),
        set(),
    ),
    "55 % of the published SMIC": (plain(monthly_pay=940.10), set()),
    "a share of the SMIC": (plain(monthly_pay=0.8), {("APP-048", "blocking", "P3")}),
    "the pay of an hour": (plain(monthly_pay=11.52), {("APP-048", "blocking", "P3")}),
    "more training than contract": (
        plain(hours_planned=2000.0, company=AGREED),
        {("APP-028", "blocking", "O3"), ("MOD-018", "warning", "I3")},
    ),
    "17 at the signature, 18 on the first day, 39 h": (
        plain(**(MINOR | {"birth_date": D(2005, 1, 9)}), weekly_hours=39.0, company={"weekly_hours": 39.0}),
        set(),
    ),
    "17 on the first day, 39 h": (
        plain(**MINOR, weekly_hours=39.0, company={"weekly_hours": 39.0}),
        {("APP-039", "warning", "N3")},
    ),
    "17 on the first day, 41 h": (
        plain(**MINOR, weekly_hours=41.0, company=LONG_WEEK),
        {("APP-029", "blocking", "N3")},
    ),
    "six months counted a day short": (
        plain(end=D(2023, 9, 29), **SHORT),
        {("APP-027", "warning", "M3")},
    ),
    "two publics at once": (
        plain(public="DE26", priority="MINIMUM_BENEFIT", birth_date=D(1990, 1, 1)),
        {("APP-009", "warning", "F3")},
    ),
    "EXEMPLE left": (
        plain(company={"name": "EXEMPLE Atelier Martin"}),
        {("ENT-013", "blocking", "B4")},
    ),
    "a SIRET of zeros": (plain(company={"siret": "0" * 14}), {("ENT-002", "blocking", "B5")}),
    "a name of digits": (plain(last_name="12345"), {("SAI-006", "blocking", "B3")}),
}


@pytest.mark.parametrize("words", CASES)
def test_what_is_told_of_a_workbook(words: str, tmp_path: Path) -> None:
    draft, expected = CASES[words]
    assert told(tmp_path, draft) == expected


def test_step_3_after_the_start(tmp_path: Path) -> None:
    today = D(2023, 3, 10)
    draft = plain(today=today, sent_to_opco=None)
    assert told(tmp_path, draft, today) == {("APP-058", "warning", "L3")}


def test_a_rise_of_the_smic_between_signature_and_start_is_told_without_roundings(tmp_path: Path) -> None:
    draft = plain(monthly_pay=1709.28, birth_date=D(1982, 5, 14), public="RSA", signed=D(2023, 4, 28))
    draft.learners[0] |= {"start": D(2023, 5, 2), "end": D(2024, 5, 1)}
    draft.modules[0] |= {"start": D(2023, 5, 2), "end": D(2024, 5, 1)}
    (tmp_path / "depot").mkdir()
    (tmp_path / "depot" / "dossier.xlsx").write_bytes(xlsx(draft))
    [decision] = process(
        [tmp_path / "depot"], tmp_path / "sortie", settings(TODAY), Processes(1), lambda done, total: None
    ).decisions
    [finding] = [one for one in decision.findings if one.severity is not Severity.INFO]
    assert (finding.code, finding.severity) == ("APP-047", Severity.WARNING)
    assert "à peine" not in finding.message and "arrondi" not in finding.fix
