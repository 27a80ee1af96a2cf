"""Results in the company's own folder replace what they supersede, never another's; what is corrected there is read."""

import datetime as dt
import os
from pathlib import Path

import pytest

from proexp_batch.model.wording import typo
from tests.deposit.making import Workbooks
from tests.deposit.running import Server, configured
from tests.deposit.test_intake import Import
from tests.whole.places import LOCKED, RIGHT

STEP = int(os.environ.get("PROEXP_KILL_STEP", "4"))
BACK = ("--retour", "depot")


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    monkeypatch.setattr("proexp_batch.pipeline.first_half.check", lambda *_: [])
    return Import(tmp_path)


def given_back(imported: Import) -> list[str]:
    return imported.outputs(imported.deposit)


def test_names_do_not_pile_up_and_the_last_return_replaces_the_one_before(imported: Import) -> None:
    books = Workbooks()
    imported.put("Société/dossier.xlsx", books.make(1))
    imported.run(*BACK)
    names = [
        "dossier - annote.xlsx",
        "dossier.xlsx",
        "Dossier - annote (1).xlsx",
        "dossier - annote - annote.xlsx",
    ]
    for version, name in enumerate(names, start=1):
        imported.put(f"Société/{name}", books.make(1, version=version))
        imported.run(*BACK)
        assert given_back(imported) == ["Société/retour/dossier - annote.xlsx"]
    rows = imported.rows()
    assert [row.version for row in rows] == [1, 2, 3, 4, 5]
    assert all(Path(path).is_file() for row in rows for path in row.outputs.values())


def test_a_return_never_replaces_another_dossier_s(imported: Import) -> None:
    books = Workbooks()
    for number in (1, 2):
        imported.put("dossier.xlsx", books.make(number))
        imported.run(*BACK)
    assert given_back(imported) == ["retour/dossier (2) - annote.xlsx", "retour/dossier - annote.xlsx"]


def test_what_a_company_changed_in_the_folder_is_a_deposit(imported: Import) -> None:
    books = Workbooks()
    imported.put("Société/dossier.xlsx", books.make(1))
    imported.run(*BACK)
    imported.put("Société/retour/dossier - annote.xlsx", books.make(1, version=1))
    imported.put("Société/retour/mon dossier.xlsx", books.make(2))
    imported.run(*BACK)
    assert [(row.file, row.version) for row in imported.rows()] == [
        ("Société/dossier.xlsx", 1),
        ("Société/retour/dossier - annote.xlsx", 2),
        ("Société/retour/mon dossier.xlsx", 1),
    ]
    assert given_back(imported) == [
        "Société/retour/dossier - annote.xlsx",
        "Société/retour/mon dossier - annote.xlsx",
    ]
    imported.run(*BACK)
    assert len(imported.rows()) == 3


def test_what_a_company_changed_is_never_replaced(imported: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    books = Workbooks()
    imported.put("dossier.xlsx", books.make(1))
    imported.run(*BACK)
    changed = imported.put("retour/dossier - annote.xlsx", books.make(1, version=1))
    imported.put("dossier.xlsx", books.make(1, version=2))
    monkeypatch.setattr("proexp_batch.watch.returned.Returns.corrected", lambda *_: [])
    imported.run(*BACK)
    assert changed.read_bytes() == books.make(1, version=1)
    assert given_back(imported) == ["retour/dossier (2) - annote.xlsx", "retour/dossier - annote.xlsx"]


def test_the_reason_is_left_with_the_company_until_a_file_can_be_read(imported: Import) -> None:
    imported.put("Société/dossier.xlsx", LOCKED)
    imported.run(*BACK)
    note = imported.deposit / "Société" / "retour" / "dossier - à lire.txt"
    assert typo("Ce classeur est protégé par un mot de passe") in note.read_text("utf-8")
    imported.put("Société/dossier.xlsx", b"rien")
    imported.run(*BACK)
    assert "mot de passe" not in note.read_text("utf-8")
    imported.put("Société/dossier.xlsx", RIGHT)
    imported.run(*BACK)
    assert given_back(imported) == ["Société/retour/dossier - annote.xlsx"]
    imported.put("Société/dossier.xlsx", RIGHT)
    imported.put("Autre/copie.xlsx", RIGHT)
    imported.run(*BACK)
    said = note.read_text("utf-8")
    assert typo("même contenu qu'un fichier déjà contrôlé (« dossier.xlsx », reçu le") in said
    assert "dossier.xlsx" not in (imported.deposit / "Autre" / "retour" / "copie - à lire.txt").read_text(
        "utf-8"
    )


def test_a_link_in_the_place_of_the_folder_changes_nothing(imported: Import) -> None:
    elsewhere = imported.folder / "ailleurs"
    elsewhere.mkdir()
    (elsewhere / "dossier.xlsx").write_bytes(Workbooks().make(3))
    imported.put("Société/a.xlsx", LOCKED)
    (imported.deposit / "Société" / "retour").symlink_to(elsewhere)
    imported.run(*BACK)
    assert [row.file for row in imported.rows()] == ["Société/a.xlsx"]
    assert [path.name for path in elsewhere.iterdir()] == ["dossier.xlsx"]


def test_an_old_return_is_not_read_again_and_again(imported: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    imported.put("dossier.xlsx")
    imported.run(*BACK)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> "Clock":
            return cls.fromtimestamp(later.timestamp(), tz)

    read = []
    monkeypatch.setattr("proexp_batch.watch.returned._digest", lambda *what: read.append(what))
    monkeypatch.setattr("proexp_batch.watch.returned.dt.datetime", Clock)
    imported.run(*BACK)
    assert read == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system knows no fork")
def test_a_stop_at_any_moment_leaves_one_return(tmp_path: Path) -> None:
    first, second = (Workbooks().make(1, version=version) for version in (0, 1))
    tried = 0
    with Server(tmp_path / "dit.txt") as server:
        died, step = True, 1
        while died:
            folder = tmp_path / str(step)
            folder.mkdir()
            imported = Import(folder)
            config = str(configured(folder, more='retour = "depot"\n'))
            imported.put("dossier.xlsx", first)
            server.start("--une-fois", "--config", config, light=True)
            assert server.ended() == 0
            imported.put("dossier.xlsx", second)
            server.start("--une-fois", "--config", config, light=True, die_at=step)
            died = server.ended() < 0
            server.start("--une-fois", "--config", config, light=True)
            assert server.ended() == 0, step
            assert [row.version for row in imported.rows()] == [1, 2], step
            assert given_back(imported) == ["retour/dossier - annote.xlsx"], step
            tried, step = tried + died, step + STEP
    print(f"\n{tried} stops, 0 lost, 0 twice")
    assert tried
