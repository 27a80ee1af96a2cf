"""The purge: dry first, files before entries, again after a stop, never through a link, never outside."""

import datetime as dt
import errno
import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from proexp_batch.cli import main
from proexp_batch.disk.removing import OutsideError, remove_below, size_below
from proexp_batch.model.wording import typo
from proexp_batch.register import Register, Result
from proexp_batch.watch import purge as purge_module
from proexp_batch.watch.journal import Journal
from proexp_batch.watch.purge import preview, purge
from tests.staff.filled import OLD, YOUNG, Filled, run, samples
from tests.whole.places import RIGHT, ROOT

DAY = dt.date(2022, 1, 1)
needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")


@pytest.fixture(scope="module")
def results() -> list[Result]:
    return samples()


@pytest.fixture
def filled(tmp_path: Path, results: list[Result]) -> Filled:
    made = Filled(tmp_path, results)
    made.add(0, OLD, "Ancien")
    made.add(1, OLD + dt.timedelta(days=40), "Ancien bilan")
    made.add(2, YOUNG, "Nouveau")
    return made


def age(path: Path, text: str = "x") -> Path:
    """A file that has been there since `OLD`, as far as its own times say."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (OLD.timestamp(), OLD.timestamp()))
    return path


def done(filled: Filled) -> purge_module.Purged:
    with filled.register() as register:
        return purge(filled.config, register, DAY, Journal(filled.config.journal))


def set_column(register: Path, column: str, value: str) -> None:
    """Change a place of the first deposit in the register."""
    with closing(sqlite3.connect(register)) as connection, connection:
        if column == "archived":
            connection.execute("UPDATE deposit SET archived = ? WHERE id = 1", [value])
        else:
            connection.execute(
                "UPDATE output SET path = ? WHERE deposit_id = 1 AND kind = ?", [value, column]
            )


def numbers(filled: Filled) -> list[int]:
    with filled.register() as register:
        return [one.id for one in register.deposits()]


def told(filled: Filled) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for path in filled.config.journal.glob("*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


LEFT = ["archive/2026-10/Nouveau.xlsx", "dossiers/Nouveau/annote.xlsx"]


def test_a_preview_counts_and_removes_nothing(filled: Filled) -> None:
    before = filled.everything()
    with filled.register() as register:
        found = preview(filled.config, register, DAY)
    assert found.deposits == [1, 2]
    assert found.files == {"annotated": 2, "attestations": 1, "archived": 2}
    assert found.bytes == 2 * len("Ancien") + 3 * len("Ancien bilan")
    assert filled.everything() == before
    assert numbers(filled) == [3, 2, 1]


def test_what_is_old_goes_with_its_empty_folders_and_what_is_young_stays(filled: Filled) -> None:
    found = done(filled)
    assert (found.deposits, found.failures) == ([1, 2], [])
    journal = [path for path in filled.everything() if path.startswith("journal/")]
    assert len(journal) == 1
    assert filled.everything() == sorted([*LEFT, *journal])
    assert sorted(path.name for path in filled.config.archive.iterdir()) == ["2026-10"]
    assert sorted(path.name for path in (filled.config.sortie / "dossiers").iterdir()) == ["Nouveau"]
    assert numbers(filled) == [3]


def test_the_journal_says_what_was_removed_without_the_data(filled: Filled) -> None:
    found = done(filled)
    purged, ended = told(filled)
    assert (purged["event"], purged["deposits"], purged["hashes"]) == ("purged", [1, 2], found.hashes)
    assert purged["counts"] == {"annotated": 2, "attestations": 1, "archived": 2}
    assert (ended["event"], ended["count"], ended["before"]) == ("purge_ended", 2, "2022-01-01")
    assert "Ancien" not in json.dumps(told(filled))


def test_nothing_of_what_was_forgotten_is_left_in_the_file_of_the_register(filled: Filled) -> None:
    with filled.register() as register:
        (company,) = {one.company for one in register.deposits() if one.id == 1}
    assert company
    done(filled)
    data = b"".join(path.read_bytes() for path in filled.config.sortie.glob("registre.sqlite*"))
    assert b"Ancien" not in data
    assert company.encode() not in data
    assert b"Nouveau" in data


def test_an_output_that_a_younger_deposit_has_too_stays(filled: Filled) -> None:
    with filled.register() as register:
        old = register.processed_before(DAY)[0]
    filled.add(0, YOUNG, "Ancien", digest="ab" * 32)
    found = done(filled)
    assert old.id in found.deposits
    assert "dossiers/Ancien/annote.xlsx" in filled.everything()


def test_folders_apart_and_results_in_the_deposit_are_found(filled: Filled, tmp_path: Path) -> None:
    config = filled.config.model_copy(update={"archive": tmp_path / "apart" / "archive", "retour": "depot"})
    places = {
        "archived": age(config.archive / "2021-03" / "Ancien.xlsx"),
        "annotated": age(config.depot / "Opco 2i" / "retour" / "Ancien - annote.xlsx"),
    }
    with filled.register() as register:
        for column, place in places.items():
            set_column(config.registre, column, place.as_posix())
        assert preview(config, register, DAY).files["archived"] == 2
        found = purge(config, register, DAY, Journal(config.journal))
    assert (found.deposits, found.failures) == ([1, 2], [])
    assert not any(place.exists() for place in places.values())
    # The folder of the company stays, with its rights.
    assert (config.depot / "Opco 2i" / "retour").is_dir()


def test_what_is_in_no_folder_of_the_settings_stays_and_what_is_gone_is_no_fault(
    filled: Filled, tmp_path: Path
) -> None:
    precious = age(tmp_path / "ailleurs" / "precieux.xlsx")
    set_column(filled.config.registre, "archived", precious.as_posix())
    found = done(filled)
    assert (found.deposits, len(found.failures)) == ([2], 1)
    assert precious.exists()
    precious.unlink()
    assert done(filled).deposits == [1]


def test_a_place_recorded_with_a_way_up_is_judged_by_where_it_leads(filled: Filled, tmp_path: Path) -> None:
    returned = age(filled.config.depot / "Opco 2i" / "retour" / "Ancien - annote.xlsx")
    (tmp_path / "reglages").mkdir()
    place = tmp_path / "reglages" / ".." / "depot" / "Opco 2i" / "retour" / "Ancien - annote.xlsx"
    set_column(filled.config.registre, "annotated", place.as_posix())
    set_column(filled.config.registre, "archived", "dossiers/../archive/2021-03/Ancien.xlsx")
    found = done(filled)
    assert (found.deposits, found.failures) == ([1, 2], [])
    assert not returned.exists()
    assert "archive/2021-03/Ancien.xlsx" not in filled.everything()


def test_what_an_import_with_relative_settings_recorded_is_purged_with_absolute_ones(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "partage").mkdir()
    (tmp_path / "partage" / "Dupont.xlsx").write_bytes(RIGHT.read_bytes())
    config = tmp_path / "x" / "p.toml"
    settings = (
        'depot = "../partage"\nsortie = "../x/../sortie"\nretour = "depot"\ndelai = 0\nespace_libre = 0\n'
    )
    config.write_text(settings, encoding="utf-8")
    imported = run("surveiller", "--une-fois", "--config", os.path.relpath(config, ROOT))
    assert imported.returncode == 0, imported.stderr
    returned = tmp_path / "partage" / "retour" / "Dupont - annote.xlsx"
    assert returned.exists()
    with closing(sqlite3.connect(tmp_path / "sortie" / "registre.sqlite")) as register, register:
        register.execute("UPDATE deposit SET processed = ?", [OLD.isoformat()])
        query = "SELECT path, archived FROM deposit JOIN output ON deposit_id = id WHERE kind = 'annotated'"
        ((annotated, archived),) = register.execute(query).fetchall()
    assert (annotated, archived.startswith("archive/")) == (returned.as_posix(), True)
    purged = run("purger", "--avant", DAY, "--config", config, "--confirmer")
    assert (purged.returncode, purged.stderr) == (0, "")
    assert not returned.exists()
    assert not list((tmp_path / "sortie" / "archive").rglob("*.xlsx"))


def test_a_file_in_quarantine_goes_with_its_text(filled: Filled) -> None:
    for name in ("cassé.xlsx", "cassé.xlsx.txt", "autre.xlsx.txt"):
        age(filled.config.quarantaine / name)
    set_column(filled.config.registre, "archived", "quarantaine/cassé.xlsx")
    found = done(filled)
    assert found.deposits == [1, 2]
    assert [path.name for path in filled.config.quarantaine.iterdir()] == ["autre.xlsx.txt"]


def test_old_lots_quarantine_and_journal_go_too(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    config = filled.config
    age(config.sortie / "lots" / "2021-03-05" / "synthese.xlsx")
    age(config.quarantaine / "2021-03" / "cassé.xlsx")
    age(config.quarantaine / "2021-03" / "cassé.txt")
    age(config.journal / "2021-03-05.jsonl")
    age(config.journal / "notes.txt")
    # The time of an entry cannot be set: it is taken for that of the content.
    monkeypatch.setattr(purge_module, "came", lambda status: status.st_mtime)
    found = done(filled)
    assert found.files == {
        **{"annotated": 2, "attestations": 1, "archived": 2},
        **{"lots": 1, "quarantine": 2, "journal": 1},
    }
    assert not (config.sortie / "lots" / "2021-03-05").exists()
    assert not any(path.is_file() for path in config.quarantaine.rglob("*"))
    assert (config.journal / "notes.txt").exists()


def test_a_file_that_was_moved_here_lately_is_young_whatever_its_own_time(filled: Filled) -> None:
    moved = age(filled.config.quarantaine / "2026-11" / "vieux.xlsx")
    done(filled)
    assert moved.exists()


def test_a_share_that_is_away_is_no_proof_that_its_files_are_gone(filled: Filled, tmp_path: Path) -> None:
    archive = filled.config.archive
    archive.rename(tmp_path / "ailleurs")
    found = done(filled)
    assert (found.deposits, len(found.failures)) == ([], 2)
    assert "son dossier n'est pas là" in found.failures[0]
    (tmp_path / "ailleurs").rename(archive)
    assert done(filled).deposits == [1, 2]


class StoppedError(BaseException):
    pass


@pytest.mark.parametrize("after", range(6))
def test_a_purge_that_stops_anywhere_is_done_again(
    filled: Filled, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    left = after

    def failing(root: Path, file: PurePosixPath, prune: bool) -> int | None:
        nonlocal left
        if left == 0:
            raise StoppedError
        left -= 1
        return remove_below(root, file)

    def never(self: Register, deposits: object) -> None:
        raise StoppedError

    with monkeypatch.context() as patched:
        patched.setattr(purge_module, "remove_below", failing)
        patched.setattr(Register, "forget", never)
        with pytest.raises(StoppedError):
            done(filled)
    assert numbers(filled) == [3, 2, 1]
    found = done(filled)
    assert (found.deposits, found.failures) == ([1, 2], [])
    assert [path for path in filled.everything() if not path.startswith("journal/")] == LEFT
    assert numbers(filled) == [3]
    assert done(filled).deposits == []


@needs_links
@pytest.mark.parametrize("place", ["archive/2021-03", "dossiers/Ancien", "dossiers"])
def test_a_link_in_the_place_of_a_folder_leads_nowhere(filled: Filled, tmp_path: Path, place: str) -> None:
    precious = tmp_path / "ailleurs"
    for name in ("Ancien.xlsx", "annote.xlsx", "Ancien/annote.xlsx", "Ancien bilan/annote.xlsx"):
        (precious / name).parent.mkdir(parents=True, exist_ok=True)
        (precious / name).write_text("à garder", encoding="utf-8")
    before = sorted(precious.rglob("*"))
    folder = filled.config.sortie / place
    folder.rename(tmp_path / "ecarte")
    folder.symlink_to(precious, target_is_directory=True)
    found = done(filled)
    assert sorted(precious.rglob("*")) == before
    assert 1 in numbers(filled)
    assert found.failures and all("c'est un lien" in failure for failure in found.failures)


@needs_links
def test_a_link_in_the_place_of_a_file_is_not_followed(filled: Filled, tmp_path: Path) -> None:
    precious = tmp_path / "precieux.xlsx"
    precious.write_text("à garder", encoding="utf-8")
    link = filled.config.archive / "2021-03" / "Ancien.xlsx"
    link.unlink()
    link.symlink_to(precious)
    found = done(filled)
    assert precious.read_text(encoding="utf-8") == "à garder"
    assert (found.deposits, len(found.failures)) == ([2], 1)
    assert numbers(filled) == [3, 1]


@needs_links
def test_links_in_quarantine_and_lots_are_left_alone(filled: Filled, tmp_path: Path) -> None:
    precious = age(tmp_path / "ailleurs" / "precieux.xlsx")
    filled.config.quarantaine.mkdir()
    (filled.config.quarantaine / "lien").symlink_to(precious.parent, target_is_directory=True)
    (filled.config.quarantaine / "fichier").symlink_to(precious)
    (filled.config.sortie / "lots").symlink_to(precious.parent, target_is_directory=True)
    found = done(filled)
    assert precious.exists()
    assert found.files["quarantine"] == 0


@pytest.mark.parametrize(
    "name", ["../precieux", "/etc/precieux", "a/../../precieux", "dossiers/../../precieux", "", "a\0b"]
)
def test_a_path_that_leads_outside_is_refused(filled: Filled, tmp_path: Path, name: str) -> None:
    (tmp_path / "precieux").write_text("à garder", encoding="utf-8")
    root = tmp_path / "sortie"
    for act in (remove_below, size_below):
        with pytest.raises(OutsideError):
            act(root, PurePosixPath(name))
    set_column(filled.config.registre, "annotated", name)
    done(filled)
    assert (tmp_path / "precieux").exists()


def test_what_may_not_be_removed_stays_in_the_register(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(root: Path, file: PurePosixPath, prune: bool) -> int | None:
        if file.name == "Ancien.xlsx":
            raise PermissionError(errno.EACCES, "")
        return remove_below(root, file)

    with monkeypatch.context() as patched:
        patched.setattr(purge_module, "remove_below", refused)
        found = done(filled)
    assert (found.deposits, found.failures) == (
        [2],
        [typo("fichier archivé du dépôt n° 1 : l'accès est refusé")],
    )
    assert numbers(filled) == [3, 1]
    assert done(filled).deposits == [1]


def test_the_command_is_dry_until_it_is_confirmed(filled: Filled) -> None:
    before = filled.everything()
    dry = run("purger", "--avant", DAY, "--sortie", filled.config.sortie)
    assert dry.returncode == 0, dry.stderr
    assert "2 dépôts du registre (du n° 1 au n° 2)" in dry.stdout.replace("\u00a0", " ")
    assert "Rien n'a été effacé" in dry.stdout
    assert filled.everything() == before
    real = run("purger", "--avant", DAY, "--sortie", filled.config.sortie, "--confirmer")
    assert real.returncode == 0, real.stderr
    assert "Ancien" not in real.stdout
    assert numbers(filled) == [3]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--avant", "2999-01-01"], "est dans l'avenir"),
        (["--avant", "01/01/2022"], "AAAA-MM-JJ"),
        ([], "Indiquez --avant"),
    ],
)
def test_wrong_use_removes_nothing(
    filled: Filled, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["purger", *arguments, "--sortie", str(filled.config.sortie), "--confirmer"]) == 2
    assert said in capsys.readouterr().err
    assert numbers(filled) == [3, 2, 1]
