"""Puts hits into words and into cells, and tells one fact once."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from proexp_batch.model import wording
from proexp_batch.model.dossier import Dossier, Rows
from proexp_batch.model.findings import Finding, Hit, Severity
from proexp_batch.model.people import person
from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.catalogue import CATALOGUE, order
from proexp_batch.rules.engine.failing import RuleError
from proexp_batch.rules.engine.rule import SENTENCE, Rule

_MANY = 5
_READ_AS_EMPTY, _MISSING = "LEC-120", "SAI-001"
_SHEETS = {key: position for position, key in enumerate(SHEETS)}


def findings(dossier: Dossier, hits: Iterable[Hit]) -> tuple[Finding, ...]:
    """The findings of one dossier: gravest first, then in the order of sheets, cells and rules."""
    told: dict[tuple[Any, ...], list[Finding]] = {}
    contracts = _Contracts(dossier)
    for hit in _told_once(dossier, hits):
        finding = _finding(dossier, hit, CATALOGUE[hit.code], contracts)
        told.setdefault((hit.code, finding.sheet, hit.field, finding.message, hit.group), []).append(finding)
    result = [finding for key, alike in told.items() for finding in _together(alike, key[-1] is not None)]
    titles = {rows.title: _SHEETS[rows.sheet] for rows in dossier.sheets.values()}
    result.sort(
        key=lambda finding: (
            finding.severity.rank,
            titles.get(finding.sheet, len(titles)) if finding.sheet else -1,
            _first_row(finding),
            order(finding.code),
        )
    )
    return tuple(result)


def _told_once(dossier: Dossier, hits: Iterable[Hit]) -> list[Hit]:
    """The hits but for cells read as empty that must be filled in: that they are missing says it."""
    hits = list(hits)
    if not any(hit.code == _READ_AS_EMPTY for hit in hits):
        return hits
    missing = {(hit.sheet, _cell(dossier, hit)) for hit in hits if hit.code == _MISSING}
    return [
        hit for hit in hits if hit.code != _READ_AS_EMPTY or (hit.sheet, _cell(dossier, hit)) not in missing
    ]


def _cell(dossier: Dossier, hit: Hit) -> str | None:
    rows = dossier.sheets.get(hit.sheet) if hit.sheet else None
    return hit.cell or (rows.cell(hit.row, hit.field) if rows else None)


def _first_row(finding: Finding) -> int:
    return min((int("".join(filter(str.isdigit, cell))) for cell in finding.cells), default=0)


def _together(alike: Sequence[Finding], grouped: bool) -> list[Finding]:
    """One finding for cells of a column that one fact explains: the same words, a group, or a whole column."""
    if not grouped and len(alike) <= _MANY and alike[0].severity is not Severity.INFO:
        by_words: dict[tuple[str, str], list[Finding]] = {}
        for finding in alike:
            by_words.setdefault((finding.detail, finding.fix), []).append(finding)
        return [_merged(same, same[0].detail) for same in by_words.values()]
    details = list(dict.fromkeys(finding.detail for finding in alike if finding.detail))
    detail = details[0] if details else ""
    if len(details) > 1:
        detail = wording.typo(f"{len(alike)} cellules ; la première : {detail}")
    return [_merged(alike, detail)]


def _merged(alike: Sequence[Finding], detail: str) -> Finding:
    first = alike[0]
    if len(alike) == 1:
        return first
    everywhere = any(not finding.contracts for finding in alike)
    contracts = () if everywhere else tuple(dict.fromkeys(c for finding in alike for c in finding.contracts))
    cells = tuple(dict.fromkeys(cell for finding in alike for cell in finding.cells))
    return dataclasses.replace(first, cells=cells, contracts=contracts, detail=detail)


def _finding(dossier: Dossier, hit: Hit, rule: Rule, contracts: "_Contracts") -> Finding:
    rows = dossier.sheets.get(hit.sheet) if hit.sheet else None
    sheet = SHEETS[hit.sheet] if hit.sheet else None
    column = sheet.columns.get(hit.field) if sheet and hit.field else None
    shown = _shown(hit, rows)
    cell = _cell(dossier, hit)
    return Finding(
        code=hit.code,
        severity=rule.severity,
        sheet=rows.title if rows else (sheet.title if sheet else hit.title),
        cells=(cell,) if cell else (),
        column=column.label if column else None,
        message=_filled(rule, rule.message, shown),
        detail=_filled(rule, rule.detail, shown),
        fix=_filled(rule, rule.fix, shown),
        contracts=contracts.of(hit),
    )


def _filled(rule: Rule, text: str, shown: Mapping[str, Any]) -> str:
    """A sentence of a rule with its values.

    Raises:
        RuleError: a value is missing, or is not of the kind that the sentence shows.
    """
    try:
        return SENTENCE.vformat(text, (), shown)
    except Exception as error:
        # Whatever fails here is the fault of whoever wrote the sentence, perhaps an Opco.
        raise RuleError(
            rule.code, f"« {_misfit(text, shown)} » ne convient pas à la valeur à montrer"
        ) from error


def _misfit(text: str, shown: Mapping[str, Any]) -> str:
    """The first placeholder of a sentence that cannot be filled."""
    for _, name, form, _ in SENTENCE.parse(text):
        if name is not None:
            written = f"{{{name}:{form}}}" if form else f"{{{name}}}"
            try:
                SENTENCE.vformat(written, (), shown)
            except Exception:
                # The whole sentence failed with something: this only tells at which of its values.
                return written
    return text


def _shown(hit: Hit, rows: Rows | None) -> dict[str, Any]:
    """The values of a hit as people see them: labels of choices, texts of the row as they were typed."""
    columns = SHEETS[hit.sheet].columns if hit.sheet else {}
    typed = rows.typed if rows is not None else {}
    return {
        name: columns[name].label_of(str(value))
        if name in columns and columns[name].choices
        else typed.get((hit.row, name), value)
        for name, value in hit.values.items()
    }


class _Contracts:
    """The contracts of one dossier that hits concern."""

    def __init__(self, dossier: Dossier) -> None:
        self._sheets = dossier.sheets
        self._positions: dict[str, dict[int, int]] = {}
        learners = dossier.sheets.get("learners")
        self._known = set(learners.values.get("contract", ())) if learners else set()
        self._of_tutor: dict[str, list[Any]] = {}
        if learners is not None:
            pairs = zip(learners.values.get("tutor", ()), learners.values.get("contract", ()), strict=False)
            for tutor, contract in pairs:
                if tutor:
                    self._of_tutor.setdefault(person(tutor), []).append(contract)

    def of(self, hit: Hit) -> tuple[str, ...]:
        """The contracts that a hit concerns; none means the whole dossier."""
        rows = self._sheets.get(hit.sheet) if hit.sheet else None
        at = None if rows is None or hit.row is None else self._position(rows, hit.row)
        if rows is None or at is None:
            return ()
        if hit.sheet == "tutors":
            named = self._of_tutor.get(person(_value(rows, "name", at) or ""), [])
        elif hit.sheet == "modules":
            named = (_value(rows, "contracts", at) or "").split(";")
        else:
            named = [_value(rows, "contract", at)]
        return tuple(name for name in named if name and name in self._known)

    def _position(self, rows: Rows, row: int) -> int | None:
        if rows.sheet not in self._positions:
            self._positions[rows.sheet] = {row: position for position, row in enumerate(rows.rows)}
        return self._positions[rows.sheet].get(row)


def _value(rows: Rows, name: str, at: int) -> Any:
    return rows.values[name][at] if name in rows.values else None
