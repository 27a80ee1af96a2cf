"""Somebody exchanges files and folders of the deposit for links while the import works: nothing else is read or written."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from proexp_batch.cli import main
from proexp_batch.disk.content import digest_of
from proexp_batch.register import Register
from proexp_batch.watch.claims import CLAIMS
from tests.deposit.making import Workbooks
from tests.deposit.running import configured

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")

STEP = int(os.environ.get("PROEXP_EXCHANGE_STEP", "11"))
EVENTS = {"open", "os.rename", "os.mkdir", "os.link", "os.remove", "os.scandir", "os.listdir"}


class Scene:
    """A deposit, and what another company has elsewhere, which nobody here may see or change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.deposit, self.elsewhere, self.output = folder / "depot", folder / "ailleurs", folder / "sortie"
        (self.deposit / "Société").mkdir(parents=True)
        (self.elsewhere / "Société" / "retour").mkdir(parents=True)
        books = Workbooks()
        self.own = books.make(1)
        self.secret = self.elsewhere / "Société" / "dossier.xlsx"
        self.secret.write_bytes(books.make(2))
        self.put()
        self.config = configured(folder, more='retour = "depot"\n')

    def put(self) -> None:
        (self.deposit / "Société" / "dossier.xlsx").write_bytes(self.own)

    def put_by_renaming(self) -> None:
        """Deposit without writing through a link ourselves."""
        aside = self.deposit / ".envoi"
        aside.write_bytes(self.own)
        with suppress(OSError):
            if not (self.deposit / "Société").is_symlink():
                handle = os.open(self.deposit / "Société", os.O_RDONLY | os.O_NOFOLLOW)
                try:
                    os.rename(aside, "dossier.xlsx", dst_dir_fd=handle)
                finally:
                    os.close(handle)

    def run(self) -> int:
        return main(["surveiller", "--une-fois", "--config", str(self.config)])

    def contents(self) -> dict[str, bytes]:
        """What is elsewhere."""
        return {str(path): path.read_bytes() for path in self.elsewhere.rglob("*") if path.is_file()}

    def read_elsewhere(self) -> list[str]:
        """What shows that the dossier of another company was read."""
        secret = digest_of(self.secret)
        found = [
            str(path)
            for path in self.folder.rglob("*")
            if path.is_file()
            and not path.is_symlink()
            and not path.resolve().is_relative_to(self.elsewhere)
            and digest_of(path) == secret
        ]
        with suppress(Exception), Register.open(self.output / "registre.sqlite") as register:
            found += [row.file for row in register.deposits() if row.sha256 == secret]
        return found


def for_a_link(path: Path, to: Path) -> None:
    """Put a link in the place of something that is there."""
    with suppress(OSError):
        path.rename(path.with_name(f".{path.name}.{os.urandom(4).hex()}"))
        path.symlink_to(to)


def files(scene: Scene) -> None:
    for path in [*scene.deposit.rglob("*dossier.xlsx")]:
        if not path.is_symlink() and not path.name.startswith(".") and "retour" not in path.parts:
            for_a_link(path, scene.secret)


def folders(scene: Scene) -> None:
    for_a_link(scene.deposit / "Société", scene.elsewhere / "Société")


def returns(scene: Scene) -> None:
    place = scene.deposit / "Société" / "retour"
    if place.exists():
        for_a_link(place, scene.elsewhere / "Société" / "retour")
    else:
        with suppress(OSError):
            place.symlink_to(scene.elsewhere / "Société" / "retour")


def claims(scene: Scene) -> None:
    """The folder of what is taken becomes a link to one that looks alike, with the other dossier in it."""
    alike = scene.elsewhere / "en cours"
    shutil.rmtree(alike, ignore_errors=True)
    for path in (scene.deposit / CLAIMS).rglob("*"):
        target = alike / path.relative_to(scene.deposit / CLAIMS)
        with suppress(OSError):
            target.parent.mkdir(parents=True, exist_ok=True)
            if path.is_file():
                shutil.copy(scene.secret if path.suffix == ".xlsx" else path, target)
    for_a_link(scene.deposit / CLAIMS, alike)


class _At:
    """Does something once, before a certain step on the disk."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.act: Callable[[], None] = lambda: None
        self.steps = 0
        sys.addaudithook(self._look)

    def _look(self, event: str, arguments: tuple[Any, ...]) -> None:
        if (
            self.left is None
            or event not in EVENTS
            or threading.current_thread() is not threading.main_thread()
        ):
            return
        self.steps += 1
        self.left -= 1
        if self.left == 0:
            self.left = None
            self.act()


@pytest.fixture(scope="module")
def at() -> _At:
    return _At()


@pytest.mark.parametrize("exchange", [files, folders, returns, claims])
def test_an_exchange_at_any_step_leads_nowhere(
    tmp_path: Path, at: _At, monkeypatch: pytest.MonkeyPatch, exchange: Callable[[Scene], None]
) -> None:
    monkeypatch.setattr("proexp_batch.pipeline.first_half.check", lambda *_: [])
    # What is imported late is no step of the import.
    Scene(tmp_path / "avant").run()
    scene = Scene(tmp_path / "0")
    at.left, at.steps = 1 << 30, 0
    scene.run()
    at.left, steps = None, at.steps
    tried = 0
    for step in range(1, steps, STEP):
        scene = Scene(tmp_path / str(step))
        before: dict[str, bytes] = {}

        def act(scene: Scene = scene, before: dict[str, bytes] = before) -> None:
            exchange(scene)
            before.update(scene.contents())

        at.act, at.left = act, step
        scene.run()
        at.left = None
        scene.run()
        assert scene.read_elsewhere() == [], step
        if before:
            assert scene.contents() == before, step
            tried += 1
        shutil.rmtree(scene.folder)
    print(f"\n{exchange.__name__}: {tried} exchanges at {steps} steps, 0 read elsewhere, 0 written elsewhere")
    assert tried


SWAP = """
import os, sys
from pathlib import Path
deposit, elsewhere = map(Path, sys.argv[1:3])
if sys.argv[3:]:
    # Only now: another user may not be allowed to run this Python.
    os.setuid(int(sys.argv[3]))
print("là", flush=True)
def swap(path, to):
    aside = path.with_name(".à côté")
    try:
        os.rename(path, aside)
        os.symlink(to, path)
        os.unlink(path)
        os.rename(aside, path)
    except OSError:
        try:
            os.rename(aside, path)
        except OSError:
            pass
while True:
    swap(deposit / "Société" / "dossier.xlsx", elsewhere / "Société" / "dossier.xlsx")
    swap(deposit / "Société", elsewhere / "Société")
    swap(deposit / "Société" / "retour", elsewhere / "Société" / "retour")
    try:
        taken = list((deposit / ".proexp-en-cours").glob("*/*/0001*"))
    except OSError:
        continue
    for path in taken:
        swap(path, elsewhere / "Société" / "dossier.xlsx")
"""


def users() -> list[tuple[str, ...]]:
    """The number of who exchanges: the user of the import, and another one where the machine allows it."""
    with suppress(KeyError):
        return [(), (str(pwd.getpwnam("nobody").pw_uid),)] if os.geteuid() == 0 else [()]
    return [()]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("user", users())
def test_a_race_leads_nowhere(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch, user: tuple[str, ...]
) -> None:
    monkeypatch.setattr("proexp_batch.pipeline.first_half.check", lambda *_: [])
    scene = Scene(open_folder)
    for folder in (scene.deposit, scene.deposit / "Société"):
        folder.chmod(0o777)
    before = scene.contents()
    command = [sys.executable, "-c", SWAP, str(scene.deposit), str(scene.elsewhere), *user]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        try:
            assert other.stdout is not None
            other.stdout.readline()
            for _ in range(15):
                scene.put_by_renaming()
                scene.run()
        finally:
            other.kill()
    scene.run()
    assert scene.read_elsewhere() == []
    assert scene.contents() == before
