"""What the template shows while it is typed is what the check of the deposit then finds, in the same cells."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path, PurePosixPath

import pytest
from openpyxl import Workbook, load_workbook

from proexp_batch.disk.collect import DepositedFile
from proexp_batch.model.findings import Finding
from proexp_batch.model.pages import CALCULATIONS_TITLE, DASHBOARD_TITLE
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold
from proexp_batch.settings.run import settings
from proexp_batch.template.board import TO_DO, UNDER_WAY, UNREAD
from proexp_batch.template.dashboard import document_rows, sheet_rows, step_rows
from proexp_batch.template.live import CHECKS, MISSING_TITLE, REVIEW_ROWS
from proexp_batch.template.workbook import template
from tests.making.checking import check_files
from tests.making.correct import correct
from tests.making.draft import Draft
from tests.making.libreoffice import MISSING, SOFFICE
from tests.rules.all_faults import FAULTS, Fault
from tests.template.recalculated import Shown, filled, fits, recalculated, with_trials

pytestmark = pytest.mark.skipif(SOFFICE is None, reason=MISSING)

LIVE = {check.code for check in CHECKS.values()} | {"SAI-001"}
ROUNDS = (40, 8, 3, 1)
"""Faults in one dossier, at first and then of what is left: opening a workbook takes longer than looking at its cells."""

GOOD_SIZE = 40
"""Rows of a dossier that takes in many faults and is recalculated soon."""

At = tuple[str, str, str]
"""Code, title of the sheet, cell."""


def _lends_itself(draft: Draft, fault: Fault) -> Draft | None:
    """A copy of the draft with a fault in it; `None` where it does not lend itself to it."""
    changed = draft.copy()
    try:
        lends = fault.inject(changed) is not None
    except Exception:
        # Another fault of the same dossier has taken away what this one looks for.
        return None
    return changed if lends and fits(changed) else None


@cache
def _hosts(step: int, today: dt.date) -> list[Draft]:
    """Correct dossiers of many kinds; in front those that are small and have room for many faults all the same."""
    made = [correct(seed, step=step, today=today) for seed in range(400)]
    return sorted(made, key=lambda draft: abs(sum(map(len, draft.rows.values())) - GOOD_SIZE))


def packs(faults: list[Fault], size: int) -> list[Draft]:
    """Correct dossiers, each with several faults."""
    kinds: dict[tuple[dt.date, int], list[Fault]] = defaultdict(list)
    for fault in faults:
        kinds[fault.today, max(fault.steps)].append(fault)
    made: list[Draft] = []
    for (today, step), pending in kinds.items():
        for draft in _hosts(step, today):
            taken = 0
            for fault in list(pending):
                changed = _lends_itself(draft, fault) if taken < size else None
                if changed is not None:
                    draft, taken = changed, taken + 1
                    pending.remove(fault)
            if taken:
                made.append(draft)
            if not pending:
                break
    return made


@dataclass
class Compared:
    """Dossiers, what the template shows of each, and what the check tells of the same workbook."""

    drafts: list[Draft] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    told: list[set[At]] = field(default_factory=list)

    def add(self, drafts: list[Draft], folder: Path) -> None:
        """Type dossiers into the template, recalculate it, and check it as a deposit."""
        books = [filled(draft) for draft in drafts]
        self.drafts += drafts
        # What is recalculated has cells more: the deposit is saved before.
        self.told += told_of(drafts, books, folder / "depot")
        trials = [with_trials(book, draft.today) for book, draft in zip(books, drafts, strict=True)]
        self.shown += recalculated(trials, folder / "vivant")

    def alike(self) -> set[str]:
        """The rules that colour, in some dossier, the very cells in which they are told."""
        return {
            code
            for seen, found in zip(self.shown, self.told, strict=True)
            for code in LIVE
            if _of(code, found) and _of(code, live_places(seen)) == _of(code, found)
        }


def _of(code: str, places: set[At]) -> set[At]:
    return {place for place in places if place[0] == code}


def told_of(drafts: list[Draft], books: list[Workbook], folder: Path) -> list[set[At]]:
    """What the pipeline finds in the workbooks."""
    folder.mkdir(parents=True)
    found: dict[int, set[At]] = {}
    days: dict[dt.date, list[DepositedFile]] = defaultdict(list)
    for at, (draft, book) in enumerate(zip(drafts, books, strict=True)):
        path = folder / f"{at}.xlsx"
        book.save(path)
        days[draft.today].append(DepositedFile(path, PurePosixPath(path.name), PurePosixPath(str(at))))
    for day, files in days.items():
        for file, facts in zip(files, check_files(files, settings(day))[0], strict=True):
            found[int(file.path.stem)] = _places(facts.findings)
    return [found[at] for at in range(len(drafts))]


def _places(findings: tuple[Finding, ...]) -> set[At]:
    return {(f.code, str(f.sheet), cell) for f in findings if f.code in LIVE for cell in f.cells}


def _out_of_bounds(*, above: bool) -> Draft:
    """A dossier with numbers beyond the bounds of their columns: only their own rule may tell of them."""
    draft = correct(2, step=6)
    for key, sheet in SHEETS.items():
        for column in sheet.columns.values():
            bound = column.maximum if above else column.minimum
            if bound is not None:
                for row in draft.rows[key][:2]:
                    row[column.field] = bound + (1 if above else -1)
    return draft


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """Two correct dossiers, two with numbers out of bounds, then faults, many together.

    In the last round, what others have hidden stands alone.
    """
    made = Compared()
    pending = {fault.code: fault for fault in FAULTS if fault.code in LIVE and fault.opco is None}
    drafts = [correct(1, step=3), correct(2, step=6), _out_of_bounds(above=False), _out_of_bounds(above=True)]
    assert all(map(fits, drafts))
    for size in ROUNDS:
        made.add([*drafts, *packs(list(pending.values()), size)], tmp_path_factory.mktemp("tour"))
        drafts = []
        for code in made.alike():
            pending.pop(code, None)
    return made


CODES = {check.colouring: check.code for check in CHECKS.values()}


def live_places(seen: Shown) -> set[At]:
    return {
        (CODES.get(formula, "SAI-001"), title, cell)
        for (title, cell), formulas in seen.colours.items()
        for formula in formulas
    }


def test_no_cell_is_coloured_without_reason(compared: Compared) -> None:
    for draft, seen, found in zip(compared.drafts, compared.shown, compared.told, strict=True):
        assert live_places(seen) - found == set(), draft.name


def test_every_live_rule_colours_what_the_check_finds(compared: Compared) -> None:
    assert compared.alike() == LIVE


def test_a_correct_dossier_shows_nothing(compared: Compared) -> None:
    for seen in compared.shown[:2]:
        assert not seen.colours
        assert not seen.words


def test_words_stand_in_the_rows_that_have_a_colour(compared: Compared) -> None:
    titles = {check.rule.title for check in CHECKS.values()}
    by_title = {sheet.title: sheet for sheet in SHEETS.values()}
    for seen in compared.shown:
        coloured = {(title, int("".join(filter(str.isdigit, cell)))) for title, cell in seen.colours}
        reached = {
            (title, row)
            for title, row in coloured
            if row < 3 + REVIEW_ROWS.get(by_title[title].key, len(by_title[title].columns))
        }
        assert set(seen.words) == reached
        for words in seen.words.values():
            assert words in titles or words.startswith(MISSING_TITLE)


def test_an_empty_template_comes_with_the_values_it_has(tmp_path: Path) -> None:
    """A program that shows the values it is given without recalculating says nothing wrong."""
    given = load_workbook(BytesIO(template()), data_only=True)
    empty = load_workbook(BytesIO(template()))
    seen = recalculated([with_trials(empty, dt.date(2026, 11, 24))], tmp_path / "vide")[0]
    assert not seen.colours
    assert not seen.words
    board = given[DASHBOARD_TITLE]
    texts = {cell.coordinate: cell.value for row in board.iter_rows() for cell in row}
    assert {cell: value or None for cell, value in seen.dashboard.items()} == {
        cell: value or None for cell, value in texts.items()
    }
    for label, value in given[CALCULATIONS_TITLE].iter_rows(max_col=2, values_only=True):
        if label not in (None, "Jour du contrôle"):
            assert seen.facts[str(label)] == value, label


def test_the_dashboard_counts_what_is_left(tmp_path: Path) -> None:
    draft = correct(1, step=3)
    draft.learners[0]["birth_date"] = None
    draft.learners[0]["public"] = None
    draft.rows["documents"] = []
    seen = recalculated([with_trials(filled(draft), draft.today)], tmp_path / "tableau")[0].dashboard
    step, learners = step_rows()[3] + 1, sheet_rows()["learners"] + 1
    assert (seen[f"C{step}"], seen[f"D{step}"], seen[f"G{step}"]) == (1, 2, UNDER_WAY)
    assert fold(str(seen[f"F{step}"])) == "2 informations obligatoires manquent feuille a remplir pieces"
    assert (seen[f"C{learners}"], seen[f"D{learners}"], seen[f"E{learners}"]) == (len(draft.learners), 2, 1)
    assert str(seen[f"F{learners}"]).startswith(f"Ligne {draft.first_row}")
    assert seen[f"G{document_rows()['CERFA'] + 1}"] == TO_DO
    assert seen[f"G{step_rows()[4] + 1}"] == TO_DO


ODD = [
    ("Apprenants", "public", "Bac pro maintenance"),
    ("Apprenants", "priority", "non concerné"),
    ("Apprenants", "weekly_hours", "trente-cinq"),
    ("Apprenants", "last_name", "à compléter"),
    ("Apprenants", "first_name", "Néant"),
    ("Entreprise", "opco", "Mon Opco"),
    ("Entreprise", "name", "sans objet"),
    ("Entreprise", "siret", "99931427100091"),
    ("Entreprise", "idcc", "1486 Syntec"),
]
"""What a company may type that the check refuses, or may refuse."""


def test_the_dashboard_says_ready_of_nothing_that_the_check_may_refuse(tmp_path: Path) -> None:
    books = []
    for title, name, value in ODD:
        draft = correct(1, step=3)
        book = filled(draft)
        key = next(key for key, sheet in SHEETS.items() if sheet.title == title)
        at = list(SHEETS[key].columns).index(name)
        place = (3 + at, 2) if key == "company" else (draft.first_row, at + 1)
        book[title].cell(*place).value = value
        books.append(with_trials(book, draft.today))
    for (title, name, _), seen in zip(ODD, recalculated(books, tmp_path / "hors"), strict=True):
        key, step = ("company", 1) if title == "Entreprise" else ("learners", 3)
        for row in (sheet_rows()[key], step_rows()[step]):
            assert seen.dashboard[f"G{row + 1}"] in (UNREAD, UNDER_WAY), name
            assert seen.dashboard[f"F{row + 1}"] not in (None, "", "Rien ne manque"), name


def test_a_row_of_zeros_and_no_is_not_begun(tmp_path: Path) -> None:
    draft = correct(1, step=3)
    workbook = filled(draft)
    page = workbook[SHEETS["modules"].title]
    fields = list(SHEETS["modules"].columns)
    row = draft.first_row + len(draft.rows["modules"]) + 1
    for name, value in (("qualiopi", "Non"), ("afest_analysis", "Non"), ("hours", 0)):
        page.cell(row, fields.index(name) + 1, value)
    seen = recalculated([with_trials(workbook, draft.today)], tmp_path / "rien")[0]
    at = sheet_rows()["modules"] + 1
    assert (seen.dashboard[f"C{at}"], seen.dashboard[f"D{at}"]) == (len(draft.rows["modules"]), 0)
    assert not seen.words
    assert not seen.colours


def test_the_dashboard_counts_the_cells_that_the_check_asks_for(compared: Compared, tmp_path: Path) -> None:
    draft = correct(2, step=6)
    row = draft.learners[0]
    row["early_end"] = row["start"] - dt.timedelta(days=30)
    for name in ("hours_done", "review", "signatory", "place"):
        row[name] = None
    odd = Compared()
    odd.add([draft], tmp_path)
    for made in (compared, odd):
        for seen, found in zip(made.shown, made.told, strict=True):
            for key, at in sheet_rows().items():
                missing = {
                    place for place in found if place[0] == "SAI-001" and place[1] == SHEETS[key].title
                }
                assert seen.dashboard[f"D{at + 1}"] == len(missing), key
