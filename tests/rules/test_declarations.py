"""What every rule must hold, whatever it says: places, sources, French, and no value of a cell."""

import re
from collections import Counter

import pytest

from proexp_batch.model.columns import Kind
from proexp_batch.model.findings import Severity
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import NBSP, date
from proexp_batch.rules.catalogue import CATALOGUE, FAMILIES, RULES
from proexp_batch.rules.engine.rule import Rule, placeholders
from tests.making.checking import checked
from tests.making.draft import TODAY, Draft
from tests.rules.all_faults import FAULTS, first_with_fault

FROM_DECLARATIONS = {"label", "title", "choices", "bounds"}
"""Filled from the declaration of a column or sheet (`title`: also the name of a sheet of the workbook)."""
FROM_PARAMETERS = {"limit", "usual", "months", "regime", "told", "share"}
"""Filled from the dated parameters."""
FIXED_WORDS = {"ground", "side"}
"""Filled from words of the rule itself."""
OF_FILES = {"seconds", "memory", "extension", "size", "first", "received", "what"}
"""Filled from what a file is, not from what is in it."""
OF_LIMITS = {"seconds", "memory"}
"""Filled from the limits for each file."""
OF_SHEETS = {"empty", "hidden", "read"}
"""Titles of sheets, whether they are hidden, the letters of a column."""

ALLOWED = FROM_DECLARATIONS | FROM_PARAMETERS | FIXED_WORDS | OF_FILES | OF_LIMITS | OF_SHEETS

_SOURCE = re.compile(
    r"[LRD]\d{4}-\d+(-\d+)?|(loi|décret|circulaire DGEFP) n° [\d-]+(, art\. .+)?|INSEE, .+|RGPD, .+"
)
_WRONG_SPACES = re.compile(
    rf"(?<![{NBSP}?!(])[;?!»]|(?<!{NBSP}):\s|«(?!{NBSP})|(?<=\d)(?<!{NBSP})[%€]|  |\.\.\."
)


def words(rule: Rule) -> dict[str, str]:
    return {
        name: getattr(rule, name)
        for name in ("title", "message", "detail", "fix", "why", "wrong", "right")
        if getattr(rule, name)
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_is_well_declared(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{3}-\d{3}", rule.code)
    assert rule.code[:3] in FAMILIES
    assert rule.step in range(1, 7)
    assert all(not name or name in SHEETS[key].columns for key, name in rule.places)
    assert bool(rule.places) or rule.test is None
    assert set(rule.parameters) <= {parameter.name for parameter in standard_parameters()}
    assert all(_SOURCE.fullmatch(source) for source in rule.sources)
    assert all(words(rule).get(name) for name in ("title", "message", "fix", "why", "wrong", "right"))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_sentences_are_in_french_typography(rule: Rule) -> None:
    for name, text in words(rule).items():
        shown = re.sub(r"\{\w+(:\w+)?\}", "0", text).replace("*0041?", "*0041")
        assert not _WRONG_SPACES.search(shown), f"{name}: {_WRONG_SPACES.search(shown)}"
        assert "'" not in name and '"' not in shown
    for name in ("message", "fix", "why"):
        assert words(rule)[name].endswith((".", "?", "}"))
        assert words(rule)[name][0].isupper() or words(rule)[name][0] in "«0123456789"


def test_titles_are_unique_within_a_family() -> None:
    titles = Counter((rule.code[:3], rule.title) for rule in RULES)
    assert [title for title, count in titles.items() if count > 1] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_message_and_fix_have_no_place_for_the_value_of_a_cell(rule: Rule) -> None:
    assert placeholders(rule.message) | placeholders(rule.fix) <= ALLOWED


def _values(draft: Draft) -> set[str]:
    """The values of the cells as they would be shown, short words apart."""
    values = {
        value
        for key, rows in draft.rows.items()
        for row in rows
        for name, value in row.items()
        if SHEETS[key].columns[name].kind is not Kind.CHOICE
    }
    texts = {value for value in values if isinstance(value, str) and len(value) > 3}
    return texts | {date(value) for value in values if hasattr(value, "year")}


def test_message_and_fix_show_no_value_of_a_cell() -> None:
    names = {fault.code: fault.name for fault in FAULTS if fault.today == TODAY}.values()
    drafts = [first_with_fault(name) for name in names]
    for draft, found in zip(drafts, checked(drafts), strict=True):
        values = _values(draft)
        for finding in found:
            fixed = CATALOGUE[finding.code].message + CATALOGUE[finding.code].fix
            shown = f"{finding.message} {finding.fix}"
            assert not [value for value in values if value in shown and value not in fixed]
            assert "{" not in shown + finding.detail


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.is_tested], ids=lambda rule: rule.code)
def test_a_rule_is_shown_in_the_template_or_says_why_not(rule: Rule) -> None:
    if rule.severity is Severity.INFO:
        assert not rule.silent, "what only informs is never shown"
    else:
        assert bool(rule.live) != bool(rule.silent)
