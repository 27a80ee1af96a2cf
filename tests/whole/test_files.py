"""Outputs appear whole or not at all, with the rights of their folder."""

import os
import stat
import subprocess
import sys
from hashlib import sha256
from pathlib import Path, PurePosixPath

import pytest

from proexp_batch.disk.files import make_folder, make_private, write_below, write_whole
from proexp_batch.disk.held import Held, OutsideError, Place
from proexp_batch.disk.room import sweep
from proexp_batch.disk.storing import put_away
from tests.whole.places import ROOT

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_replaces_the_one_before(tmp_path: Path) -> None:
    write_whole(tmp_path / "a" / "b.txt", b"un")
    write_whole(tmp_path / "a" / "b.txt", b"deux")
    assert (tmp_path / "a" / "b.txt").read_bytes() == b"deux"
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.txt"]


def test_a_failure_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "inside").write_bytes(b"x")
    with pytest.raises(OSError):
        write_whole(tmp_path / "b", b"data")  # a folder stands there
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    assert (tmp_path / "b" / "inside").read_bytes() == b"x"


@POSIX
@pytest.mark.parametrize(("folder", "file"), [(0o700, 0o600), (0o750, 0o640), (0o755, 0o644)])
def test_outputs_have_the_rights_of_their_folder(tmp_path: Path, folder: int, file: int) -> None:
    top = tmp_path / "sortie"
    top.mkdir()
    top.chmod(folder)
    write_whole(top / "dossiers" / "a" / "annote.xlsx", b"x")
    assert mode(top / "dossiers" / "a") == folder
    assert mode(top / "dossiers" / "a" / "annote.xlsx") == file


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    before = mode(tmp_path)
    make_folder(tmp_path)
    assert mode(tmp_path) == before


@POSIX
@pytest.mark.parametrize(
    ("folder", "umask", "file"), [(0o777, 0o027, 0o640), (0o2770, 0o022, 0o640), (0o2770, 0o007, 0o660)]
)
def test_rights_never_go_beyond_the_umask(tmp_path: Path, folder: int, umask: int, file: int) -> None:
    top = tmp_path / "sortie"
    top.mkdir()
    top.chmod(folder)
    before = os.umask(umask)
    try:
        write_whole(top / "a" / "b" / "annote.xlsx", b"x")
        write_whole(top / "secret", b"x", private=True)
        make_private(top / "registre.sqlite")
    finally:
        os.umask(before)
    assert mode(top / "a" / "b" / "annote.xlsx") == file
    assert mode(top / "a" / "b") & 0o777 == folder & 0o777 & ~umask
    assert mode(top / "a" / "b") & stat.S_ISGID == folder & stat.S_ISGID
    private = file & 0o660 if folder & stat.S_ISGID else 0o600
    assert mode(top / "secret") == mode(top / "registre.sqlite") == private


@POSIX
@pytest.mark.parametrize("what", ["link", "file", "link below"])
def test_nothing_is_written_through_a_link(tmp_path: Path, what: str) -> None:
    root, elsewhere = tmp_path / "depot", tmp_path / "ailleurs"
    root.mkdir()
    elsewhere.mkdir()
    if what == "file":
        (root / "retour").write_bytes(b"x")
    elif what == "link":
        (root / "retour").symlink_to(elsewhere)
    else:
        (root / "retour").mkdir()
        (root / "retour" / "a").symlink_to(elsewhere)
    with pytest.raises(OutsideError):
        write_below(Place(root, PurePosixPath("retour/a/annote.xlsx")), b"x")
    assert list(elsewhere.iterdir()) == []


@POSIX
def test_a_link_in_the_place_of_an_output_is_replaced_and_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "autre.xlsx"
    other.write_bytes(b"autre")
    (tmp_path / "annote.xlsx").symlink_to(other)
    write_below(Place(tmp_path, PurePosixPath("annote.xlsx")), b"x")
    assert (other.read_bytes(), (tmp_path / "annote.xlsx").is_symlink()) == (b"autre", False)


@pytest.mark.parametrize("file", ["../a", "/a", "a/../../b", ""])
def test_no_path_leads_out(tmp_path: Path, file: str) -> None:
    with pytest.raises(OutsideError):
        write_below(Place(tmp_path, PurePosixPath(file)), b"x")


@POSIX
def test_what_is_put_away_is_a_file_of_its_own(tmp_path: Path) -> None:
    kept, deposit, archive = tmp_path / "garde.xlsx", tmp_path / "depot.xlsx", tmp_path / "archive"
    kept.write_bytes(b"un")
    deposit.hardlink_to(kept)
    put_away(Place.of(deposit), Place(archive, PurePosixPath("2026-11/a.xlsx")), sha256(b"un").hexdigest())
    kept.write_bytes(b"deux")
    assert (archive / "2026-11" / "a.xlsx").read_bytes() == b"un"
    assert not deposit.exists()


@POSIX
@pytest.mark.parametrize("wanted", [b"un", b"autre"])
def test_a_link_is_never_put_away(tmp_path: Path, wanted: bytes) -> None:
    (tmp_path / "autre.xlsx").write_bytes(b"un")
    (tmp_path / "depot.xlsx").symlink_to(tmp_path / "autre.xlsx")
    target = Place(tmp_path / "archive", PurePosixPath("a.xlsx"))
    with pytest.raises(OutsideError):
        put_away(Place.of(tmp_path / "depot.xlsx"), target, sha256(wanted).hexdigest())
    assert list(target.root.iterdir()) == []


@POSIX
def test_what_a_stopped_run_left_is_removed_and_what_a_living_one_writes_is_not(tmp_path: Path) -> None:
    (tmp_path / "dossiers").mkdir()
    (tmp_path / "dossiers" / ".proexp-0.tmp").write_bytes(b"x")
    (tmp_path / ".proexp-1.tmp").mkdir()
    (tmp_path / ".proexp-1.tmp" / "0").write_bytes(b"x")
    (tmp_path / ".proexp-2.tmp").symlink_to(tmp_path / "dossiers")
    command = (
        "import sys, pathlib\n"
        "from proexp_batch.disk.files import private_draft\n"
        "from proexp_batch.disk.work import workspace\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "with private_draft(folder), workspace(folder): print('là', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", command, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert len(list(tmp_path.rglob(".proexp-*"))) == 5
        assert sweep(tmp_path) == 2
        assert len(list(tmp_path.rglob(".proexp-*"))) == 3
        other.kill()
    assert sweep(tmp_path) == 2
    assert [path.name for path in tmp_path.rglob(".proexp-*")] == [".proexp-2.tmp"]


def test_what_is_written_after_the_copy_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deposit, target = tmp_path / "depot.xlsx", Place(tmp_path / "archive", PurePosixPath("a.xlsx"))
    deposit.write_bytes(b"un")
    move = Held.move

    def written_to(self: Held, name: str, to: Held, new: str) -> None:
        move(self, name, to, new)
        deposit.write_bytes(b"deux")

    monkeypatch.setattr(Held, "move", written_to)
    assert not put_away(Place.of(deposit), target, sha256(b"un").hexdigest())
    assert (deposit.read_bytes(), target.path.read_bytes()) == (b"deux", b"un")
    # Found again after a stop, alike.
    assert not put_away(Place.of(deposit), target, sha256(b"un").hexdigest())
    deposit.write_bytes(b"un")
    assert put_away(Place.of(deposit), target, sha256(b"un").hexdigest())
    assert not deposit.exists()


def test_a_folder_that_is_taken_away_as_soon_as_it_is_made_is_a_failure_of_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Held.mkdir

    def taken_away(folder: Held, name: str) -> None:
        made(folder, name)
        (tmp_path / name).rmdir()

    monkeypatch.setattr(Held, "mkdir", taken_away)
    with pytest.raises(FileNotFoundError):
        write_below(Place(tmp_path, PurePosixPath("retour/à lire.txt")), b"x")
    assert list(tmp_path.iterdir()) == []
