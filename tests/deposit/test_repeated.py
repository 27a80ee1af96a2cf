"""`surveiller --une-fois`: what is deposited again is a duplicate only where its result still holds."""

import datetime as dt
import json
from pathlib import Path

import pytest

from proexp_batch.cli import main
from proexp_batch.model.wording import typo
from proexp_batch.settings.run import settings
from tests.deposit.test_intake import Import
from tests.whole.altering import altered
from tests.whole.places import CLOSED, FAULTY, LOCKED, RIGHT, ROOT
from tests.whole.test_settings import own_rule

TEMPLATE = ROOT / "templates" / "dossier_proexp.xlsx"


@pytest.fixture
def imported(tmp_path: Path) -> Import:
    return Import(tmp_path)


def run_on(imported: Import, day: dt.date, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run the import as on another day."""
    with monkeypatch.context() as patched:
        patched.setattr("proexp_batch.cli.watch._settings", lambda *_: settings(day))
        return imported.run()


def statuses(imported: Import) -> list[tuple[str, int | None]]:
    return [(row.status, row.version) for row in imported.rows()]


def messages(imported: Import) -> list[str]:
    """What is said about each deposit of the last lot, as one text."""
    lot = max((imported.output / "lots").iterdir(), key=lambda path: path.stat().st_mtime_ns)
    told = json.loads((lot / "rapport.json").read_text("utf-8"))["dossiers"]
    return [" ".join(found["message"] for found in one["findings"]) for one in told]


def test_an_untouched_template_is_empty_whoever_else_sent_one(imported: Import) -> None:
    for company in ("A", "B"):
        imported.put(f"{company}/modele.xlsx", TEMPLATE)
        assert imported.run() == 1
        assert messages(imported) == [typo("Ce fichier est vide.")]
    assert statuses(imported) == [("unreadable", None)] * 2
    assert [row.archived for row in imported.rows()] == [
        "quarantaine/A/modele.xlsx",
        "quarantaine/B/modele.xlsx",
    ]


def test_empty_files_of_one_batch_are_told_apart(imported: Import) -> None:
    for company in ("A", "B"):
        imported.put(f"{company}/vide.xlsx", b"")
    assert main(["traiter", str(imported.deposit), "--sortie", str(imported.output)]) == 1
    told = json.loads((imported.output / "rapport.json").read_text("utf-8"))["dossiers"]
    assert [[found["code"] for found in one["findings"]] for one in told] == [["FIC-005"], ["FIC-005"]]


def test_a_file_that_cannot_be_opened_is_told_so_each_time(imported: Import) -> None:
    imported.put("a.xlsx", LOCKED)
    imported.put("b.xlsx", LOCKED)
    assert imported.run() == 1
    assert {status for status, _ in statuses(imported)} == {"unreadable"}


def test_a_dossier_to_correct_that_comes_again_is_given_its_findings_again(imported: Import) -> None:
    for _ in range(2):
        imported.put("dossier.xlsx", FAULTY)
        assert imported.run() == 1
    assert statuses(imported) == [("to_correct", 1), ("to_correct", 2)]
    assert imported.outputs() == ["dossier (2)/annote.xlsx", "dossier/annote.xlsx"]


def test_a_dossier_that_the_day_completes_gets_its_attestation(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = dt.date(2023, 1, 20), dt.date(2026, 11, 24)
    imported.put("dossier.xlsx", CLOSED)
    run_on(imported, before, monkeypatch)
    assert "dossier/attestations.xlsx" not in imported.outputs()
    imported.put("dossier.xlsx", CLOSED)
    assert run_on(imported, after, monkeypatch) == 0
    assert [version for _, version in statuses(imported)] == [1, 2]
    assert "dossier (2)/attestations.xlsx" in imported.outputs()


def test_a_duplicate_says_when_and_as_what_the_first_was_received(imported: Import) -> None:
    imported.put("A/dossier.xlsx", CLOSED)
    assert imported.run() == 0
    imported.put("A/encore.xlsx", CLOSED)
    assert imported.run() == 0
    assert statuses(imported) == [("accepted", 1), ("duplicate", 1)]
    today = f"{dt.date.today():%d/%m/%Y}"
    [said] = messages(imported)
    assert said == typo(f"Ce fichier est la copie exacte de « A/dossier.xlsx », reçu le {today} et accepté.")


def test_other_rules_that_change_the_result_make_a_new_version(imported: Import) -> None:
    imported.put("dossier.xlsx")
    assert imported.run() == 0
    rules = own_rule(imported.folder, "BRA-001", 'batch["learners"]["hours_planned"] > 300')
    imported.put("dossier.xlsx")
    assert imported.run(more=f"regles = ['{rules}']\n") == 0
    assert statuses(imported) == [("accepted", 1), ("accepted_with_warnings", 2)]


def test_an_older_content_that_comes_back_is_the_last_word(imported: Import, tmp_path: Path) -> None:
    imported.put("dossier.xlsx")
    imported.run()
    imported.put("dossier.xlsx", altered(RIGHT, tmp_path / "v2.xlsx", {("Apprenants", "Prénom"): "Andréa"}))
    imported.run()
    imported.put("dossier.xlsx")
    imported.run()
    assert statuses(imported) == [("accepted", 1), ("accepted", 2), ("accepted", 3)]


def test_a_copy_behind_another_version_of_one_batch_names_its_first(imported: Import, tmp_path: Path) -> None:
    imported.put("a.xlsx")
    imported.put("b.xlsx", altered(RIGHT, tmp_path / "v2.xlsx", {("Apprenants", "Prénom"): "Andréa"}))
    imported.put("c.xlsx")
    imported.run()
    first, _, copy = imported.rows()
    assert (copy.status, copy.first_id, copy.dossier_id) == ("duplicate", first.id, first.dossier_id)


def test_a_dossier_without_siret_is_a_duplicate_in_its_own_folder_only(
    imported: Import, tmp_path: Path
) -> None:
    nameless = altered(RIGHT, tmp_path / "sans.xlsx", {("Entreprise", "SIRET"): " "})
    for name in ("A/a.xlsx", "A/copie.xlsx", "B/b.xlsx"):
        imported.put(name, nameless)
    imported.run()
    assert [row.status for row in imported.rows()] == ["to_correct", "duplicate", "to_correct"]
