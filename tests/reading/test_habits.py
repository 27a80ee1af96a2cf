"""Habits of people and programs, from a workbook to the findings: what is understood, what is asked, what is let be."""

import datetime as dt
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

import openpyxl
import pytest

from proexp_batch.decision.repairs import repairs
from proexp_batch.model.findings import Finding, Severity
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.reading.dossier import read
from proexp_batch.rules.catalogue import RULES
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.findings import findings
from proexp_batch.rules.engine.schema import check
from tests.making.correct import correct
from tests.making.draft import TODAY, Draft
from tests.making.workbooks import xlsx

FILE = PurePosixPath("dossier.xlsx")
Typed = dict[tuple[str, str, int], Any]
"""What is typed in some cells, by sheet, field and number of the row, from 0."""


@pytest.fixture(scope="module")
def draft() -> Draft:
    return _draft()


@cache
def _draft() -> Draft:
    """A correct dossier of step 6 with several contracts and competences."""
    return next(
        draft
        for seed in range(200)
        if len((draft := correct(seed, step=6)).learners) >= 3 and len(draft.competences) >= 4
    )


@cache
def _untouched() -> bytes:
    return xlsx(_draft())


@cache
def _anyway() -> set[tuple[str, tuple[str, ...]]]:
    """What is found in the dossier before anything is typed."""
    return {(one.code, one.cells) for one in _findings(_untouched())}


def _typed_book(typed: Typed) -> bytes:
    """The dossier after something was typed over its cells."""
    book = openpyxl.load_workbook(BytesIO(_untouched()))
    for (key, field, row), value in typed.items():
        column = list(SHEETS[key].columns).index(field) + 1
        book[SHEETS[key].title].cell(_draft().first_row + row, column).value = value
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def judged(typed: Typed) -> list[Finding]:
    """The findings after something was typed over cells of the dossier, less those that it has anyway."""
    found = _findings(_typed_book(typed))
    return [one for one in found if (one.code, one.cells) not in _anyway()]


def _findings(data: bytes) -> tuple[Finding, ...]:
    dossier = read(data, FILE, 0)
    hits = [*dossier.hits, *check(Batch([dossier], standard_parameters(), TODAY), RULES)]
    assert repairs(dossier, hits) is not None
    return findings(dossier, hits)


def told(found: list[Finding]) -> list[tuple[str, str | None]]:
    return [(one.code, one.column) for one in found]


def grave(found: list[Finding]) -> list[Finding]:
    return [one for one in found if one.severity is not Severity.INFO]


def whole(draft: Draft, key: str, field: str, change: Callable[[Any], Any]) -> Typed:
    """A whole column typed anew."""
    return {(key, field, at): change(row.get(field)) for at, row in enumerate(draft.rows[key])}


def test_month_first_is_one_finding_for_the_column_and_no_date_of_it_is_trusted(draft: Draft) -> None:
    typed: Typed = {
        ("learners", "birth_date", 0): "01/23/2001",
        ("learners", "birth_date", 1): dt.date(2002, 3, 9),
        ("learners", "birth_date", 2): "03/09/2002",
    }
    found = [one for one in judged(typed) if one.column == "Date de naissance"]
    assert [one.code for one in found] == ["LEC-023"]
    assert len(found[0].cells) >= 3
    dossier = read(_typed_book(typed), FILE, 0)
    assert dossier.sheets["learners"].values["birth_date"][:3] == [None, None, None]


def test_dates_that_are_sure_whatever_comes_first_are_read_beside_others(draft: Draft) -> None:
    typed: Typed = {
        ("learners", "birth_date", 0): "01/23/2001",
        ("learners", "birth_date", 1): dt.date(2002, 3, 25),
        ("learners", "birth_date", 2): "25/03/2002",
    }
    values = read(_typed_book(typed), FILE, 0).sheets["learners"].values["birth_date"]
    assert values[:3] == [None, dt.date(2002, 3, 25), dt.date(2002, 3, 25)]


def test_text_dates_with_the_day_first_are_read(draft: Draft) -> None:
    typed = whole(draft, "learners", "birth_date", lambda day: f"{day:%d/%m/%Y}")
    assert set(told(judged(typed))) == {("LEC-101", "Date de naissance")}


def test_midnight_of_an_export_is_read_as_the_next_day_and_said_once_a_column(draft: Draft) -> None:
    def exported(day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time()) - dt.timedelta(minutes=9, seconds=21)

    found = judged(whole(draft, "learners", "start", exported))
    assert told(found) == [("LEC-021", "Début de l'action")]
    assert found[0].severity is Severity.WARNING


def test_late_evening_is_asked_once_a_column(draft: Draft) -> None:
    def exported(day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time()) - dt.timedelta(hours=1 if day.month in (12, 1, 2) else 2)

    typed = whole(draft, "learners", "birth_date", exported)
    found = [one for one in judged(typed) if one.code == "LEC-022"]
    assert len(found) == 1
    assert "est-ce le" in found[0].detail


@pytest.mark.parametrize("nothing", ["-", "/", "N/A", "néant", "NC", "sans objet"])
def test_placeholder_in_an_optional_cell_is_an_information(draft: Draft, nothing: str) -> None:
    typed: Typed = {
        ("documents", "contract", at): nothing
        for at, row in enumerate(draft.rows["documents"])
        if not row.get("contract")
    }
    typed |= {
        ("learners", "branch_minimum_pay", at): nothing
        for at, row in enumerate(draft.learners)
        if row.get("branch_minimum_pay") is None
    }
    typed |= {
        ("learners", "early_end", at): nothing
        for at, row in enumerate(draft.learners)
        if row.get("early_end") is None
    }
    assert typed
    found = judged(typed)
    assert found
    assert {one.code for one in found} == {"LEC-120"}


@pytest.mark.parametrize(
    ("key", "field"),
    [
        ("learners", "birth_date"),
        ("learners", "last_name"),
        ("learners", "hours_planned"),
        ("modules", "title"),
    ],
)
def test_placeholder_in_a_required_cell_is_only_not_filled_in(draft: Draft, key: str, field: str) -> None:
    found = judged({(key, field, 0): "-"})
    label = SHEETS[key].columns[field].label
    assert [one.code for one in found if one.column == label] == ["SAI-001"]


def test_row_of_placeholders_is_no_record(draft: Draft) -> None:
    below = len(draft.learners)
    typed: Typed = {("learners", field, below): "-" for field in SHEETS["learners"].columns}
    assert {one.code for one in judged(typed)} == {"LEC-120"}


def test_ditto_marks_are_asked_for_in_one_finding(draft: Draft) -> None:
    typed: Typed = {("learners", "tutor", at): "idem" for at in (1, 2)}
    [found] = [one for one in judged(typed) if one.column == "Tuteur"]
    assert found.code == "LEC-020"
    assert len(found.cells) == 2


@pytest.mark.parametrize("sign", ["\u200b", "\u200e", "\u2060", "\ufeff", "\u00ad"])
def test_invisible_signs_are_taken_away_and_said(draft: Draft, sign: str) -> None:
    first = draft.learners[0]
    typed: Typed = {
        ("learners", "contract", 0): f"{first['contract']}{sign}",
        ("learners", "last_name", 0): f"{sign}{first['last_name']}",
        ("learners", "signed", 0): f"{sign}{first['signed']:%d/%m/%Y}",
        ("learners", "hours_planned", 0): f"{str(first['hours_planned']).replace('.', ',')}{sign}",
    }
    found = judged(typed)
    assert sorted({one.code for one in found}) == ["LEC-101", "LEC-102", "LEC-103"]
    assert all("[signe invisible]" in one.detail for one in found)


def test_typographic_hyphens_of_a_contract_are_those_of_the_keyboard(draft: Draft) -> None:
    number = draft.learners[0]["contract"]
    assert "-" in number
    found = judged({("learners", "contract", 0): number.replace("-", "\u2011")})
    assert told(found) == [("LEC-103", "Numéro de contrat")]


@pytest.mark.parametrize("separator", ["/", " / ", "|", "-", " - ", " et ", " & ", ", "])
def test_list_of_codes_is_split_where_every_piece_is_known(draft: Draft, separator: str) -> None:
    codes, listed = _two_competences(draft)
    read_as = _competences_read(separator.join(codes))
    assert read_as == ";".join(listed)


def _two_competences(draft: Draft) -> tuple[list[str], list[str]]:
    codes = [row["code"] for row in draft.competences[:2]]
    return codes, codes


def _competences_read(text: Any) -> Any:
    data = _typed_book({("modules", "competences", 0): text})
    return read(data, FILE, 0).sheets["modules"].values["competences"][0]


def test_range_with_a_hyphen_is_written_out_where_every_code_is_known(draft: Draft) -> None:
    codes = [row["code"] for row in draft.competences]
    assert _competences_read(f"{codes[0]}-{codes[3]}") == ";".join(codes[:4])
    assert _competences_read(f"{codes[0]} - {codes[3][1:]}") == ";".join(codes[:4])
    assert _competences_read(f"{codes[0]}-C99") == f"{codes[0]}-C99"


def test_list_with_an_unknown_piece_is_shown_as_it_was_typed(draft: Draft) -> None:
    found = judged({("modules", "competences", 0): "C1/C99"})
    [unknown] = [one for one in found if one.code == "MOD-003"]
    assert "C1/C99" in unknown.detail


def _with_numbers_for_codes(draft: Draft) -> Typed:
    typed = whole(draft, "competences", "code", lambda code: code[1:])
    typed |= whole(draft, "modules", "competences", lambda codes: str(codes).replace("C", ""))
    typed |= whole(draft, "evaluations", "competence", lambda code: code[1:])
    return typed


def test_list_that_became_a_number_is_read_or_shown_with_its_comma(draft: Draft) -> None:
    codes = _with_numbers_for_codes(draft)
    data = _typed_book(codes | {("modules", "competences", 0): 1.2})
    assert read(data, FILE, 0).sheets["modules"].values["competences"][0] == "1;2"
    found = judged(codes | {("modules", "competences", 0): 1.99})
    [unknown] = [one for one in found if one.code == "MOD-003"]
    assert "1,99" in unknown.detail


def test_zeros_that_a_number_lost_are_not_guessed(draft: Draft) -> None:
    codes = _with_numbers_for_codes(draft) | {("competences", "code", len(draft.competences) - 1): "20"}
    # 1,2 may have been 1,20: the spreadsheet drops the zero.
    data = _typed_book(codes | {("modules", "competences", 0): 1.2})
    assert read(data, FILE, 0).sheets["modules"].values["competences"][0] == "1,2"
    data = _typed_book(codes | {("modules", "competences", 0): 1.1})
    assert read(data, FILE, 0).sheets["modules"].values["competences"][0] == "1,1"


@pytest.mark.parametrize("everyone", ["tous", "Tous les apprenants", "tous les contrats"])
def test_everyone(draft: Draft, everyone: str) -> None:
    data = _typed_book({("modules", "contracts", 0): everyone})
    contracts = [row["contract"] for row in draft.learners]
    assert read(data, FILE, 0).sheets["modules"].values["contracts"][0] == ";".join(contracts)


def test_contracts_that_lost_digits_are_not_the_same_contract(draft: Draft) -> None:
    found = judged({("learners", "contract", at): 123456789012345000 + at for at in (0, 1)})
    [damaged] = [one for one in found if one.sheet == "Apprenants" and one.severity is Severity.BLOCKING]
    assert damaged.code == "LEC-024"
    assert "Excel" in damaged.message
    assert "123456789012345" in damaged.detail


def test_zeros_lost_in_one_sheet_are_told_with_how_to_repair(draft: Draft) -> None:
    number = draft.learners[0]["contract"]
    typed: Typed = {("learners", "contract", 0): "0752023010"}
    for key in ("evaluations", "documents"):
        typed |= {
            (key, "contract", at): 752023010
            for at, row in enumerate(draft.rows[key])
            if row.get("contract") == number
        }
    found = {one.code: one for one in judged(typed)}
    assert "Excel retire les zéros" in found["EVA-002"].detail
    assert "0752023010" in found["EVA-002"].detail


@pytest.mark.parametrize(("key", "code"), [("documents", "PIE-006"), ("evaluations", "EVA-002")])
def test_near_contract_is_suggested_wherever_it_is_looked_up(draft: Draft, key: str, code: str) -> None:
    number = draft.learners[0]["contract"]
    found = judged({(key, "contract", 0): number.replace("-", " ")})
    [unknown] = [one for one in found if one.code == code]
    assert f"Vouliez-vous dire «\u00a0{number}\u00a0»" in unknown.detail


def test_near_file_is_suggested_and_not_put_right(draft: Draft) -> None:
    at, row = next((at, row) for at, row in enumerate(draft.rows["evaluations"]) if row.get("evidence"))
    typed: Typed = {("evaluations", "evidence", at): f"{row['evidence']}f"}
    [unknown] = [one for one in judged(typed) if one.code == "EVA-015"]
    assert "Vouliez-vous dire" in unknown.detail
    dossier = read(_typed_book(typed), FILE, 0)
    hits = check(Batch([dossier], standard_parameters(), TODAY), RULES)
    assert not [one for one in repairs(dossier, hits) if one.old == typed["evaluations", "evidence", at]]


@pytest.mark.parametrize(
    ("key", "field", "value", "proposed"),
    [
        ("learners", "level", "Bac pro maintenance", "Niveau 4 professionnel"),
        ("learners", "level", "BTS MCO", "Niveau 5"),
        ("learners", "level", "Niveau IV", ""),
        ("evaluations", "result", "OK", "Acquis"),
        ("evaluations", "result", "validé", "Acquis"),
        ("evaluations", "result", "pas validé", "Non acquis"),
    ],
)
def test_value_outside_its_list_gets_the_obvious_choice_proposed(
    draft: Draft, key: str, field: str, value: str, proposed: str
) -> None:
    found = judged({(key, field, 0): value})
    [refused] = [one for one in found if one.code == "LEC-006"]
    expected = f"Vouliez-vous dire «\u00a0{proposed}" if proposed else value
    assert expected in refused.detail


def test_harmless_habits_bring_nothing_grave(draft: Draft) -> None:
    first = draft.learners[0]
    typed: Typed = {
        ("learners", "last_name", 0): f" {first['last_name']}  ",
        ("learners", "weekly_hours", 0): f"{first['weekly_hours']:g} h/semaine".replace(".", ","),
        ("learners", "monthly_pay", 0): f"€ {first['monthly_pay']:.2f}".replace(".", ","),
        ("learners", "start", 0): f"{first['start']:%d / %m / %Y}",
        ("learners", "end", 0): dt.datetime.combine(first["end"], dt.time(9, 15)),
        ("learners", "signed", 0): f"{first['signed']:%Y-%m-%d}T00:00:00+01:00",
    }
    assert not grave(judged(typed))
