"""What the program is made of, and how it is named, for systems that are not at hand too."""

import argparse
import os
import stat
import sys
import zipfile
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from types import SimpleNamespace

import pytest

from bundle import build, recipe
from proexp_batch.cli import desk
from tests.whole.places import ROOT


def test_every_module_and_every_file_of_the_package_is_in_it() -> None:
    options = recipe.options(Path("travail"), Path("dist"))
    assert {"--hidden-import=proexp_batch", "--hidden-import=proexp_batch.pipeline.second_half"} <= set(
        options
    )
    package = ROOT / "proexp_batch"
    others = {path for path in package.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert {path for path, _ in recipe.data()} == others - {package / "py.typed"}
    assert options[-1] == str(ROOT / "bundle" / "program.py")


@pytest.mark.parametrize(
    ("separator", "file"),
    [
        (";", PureWindowsPath(r"C:\Travail\été\proexp_batch\model\parameters.toml")),
        (";", PureWindowsPath(r"\\serveur\partage\proexp_batch\model\parameters.toml")),
        (":", PurePosixPath("/home/moi/été/proexp_batch/model/parameters.toml")),
    ],
)
def test_pyinstaller_takes_the_paths_of_every_system(
    separator: str, file: PurePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    makespec = pytest.importorskip("PyInstaller.building.makespec", reason="PyInstaller is not installed")
    monkeypatch.setattr(os, "pathsep", separator)
    parser = argparse.ArgumentParser()
    parser.add_argument("--add-data", action=makespec.SourceDestAction)
    given = recipe.data_option(file, "proexp_batch/model")
    [(source, place)] = parser.parse_args([given]).add_data
    assert (source, place) == (str(file), "proexp_batch/model")


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("Linux", "x86_64", "proexp-batch-1.2.3-linux-x86_64.zip"),
        ("Windows", "AMD64", "proexp-batch-1.2.3-windows-amd64.zip"),
        ("Darwin", "arm64", "proexp-batch-1.2.3-macos-arm64.zip"),
    ],
)
def test_the_archive_says_where_it_runs(system: str, machine: str, name: str) -> None:
    assert recipe.archive_name("1.2.3", system, machine) == name


@pytest.mark.parametrize(("processes", "closes"), [(0, False), (1, True), (2, False), (3, False)])
def test_on_windows_the_window_is_ours_where_nobody_else_is_in_it(
    processes: int, closes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = SimpleNamespace(GetConsoleProcessList=lambda room, size: processes)
    monkeypatch.setattr("ctypes.windll", SimpleNamespace(kernel32=kernel), raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    assert desk.window_closes() is closes


def test_without_a_keyboard_nobody_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for stdin in (None, SimpleNamespace(isatty=lambda: False)):
        monkeypatch.setattr(sys, "stdin", stdin)
        assert not desk.window_closes()


@pytest.mark.skipif(os.name == "nt", reason="links and what may be run are told otherwise there")
def test_the_archive_keeps_links_and_what_may_be_run(tmp_path: Path) -> None:
    folder = tmp_path / "proexp-batch"
    folder.mkdir()
    (folder / "bibliothèque").write_bytes(b"octets")
    (folder / "programme").write_bytes(b"octets")
    (folder / "programme").chmod(0o755)
    (folder / "lien").symlink_to("bibliothèque")
    archive = build.packed(folder, tmp_path / "archive.zip")
    with zipfile.ZipFile(archive) as file:
        modes = {Path(one.filename).name: one.external_attr >> 16 for one in file.infolist()}
        assert file.read("proexp-batch/lien").decode() == "bibliothèque"
    assert stat.S_ISLNK(modes["lien"])
    assert modes["programme"] & 0o111 and not modes["bibliothèque"] & 0o111
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive.zip", "proexp-batch"]
