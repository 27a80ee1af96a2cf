"""Outputs appear whole or not at all, with the rights of their folder."""

import stat
import sys
from pathlib import Path

import pytest

from proexp_batch.disk.files import make_folder, write_whole

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
