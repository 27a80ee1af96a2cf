"""Makes the program of a desk for the system it runs on, and the archive to give away: `python3 run.py paquet`.

The program is a folder. In one file it would unpack itself at every start, which takes longer than anything it does
before it reads a workbook.
"""

import argparse
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bundle import recipe
from proexp_batch import __version__
from proexp_batch.cli.desk import WELCOME
from proexp_batch.cli.french import use_utf8
from proexp_batch.model.wording import number, typo

_STARTS = 3
_UNIX = 3
"""How a ZIP says that what it tells of its files is meant as on Unix."""


def main(arguments: Sequence[str]) -> int:
    """Build, say what was made and how long it takes to start, and give the exit code."""
    use_utf8()
    parser = argparse.ArgumentParser(prog="run.py paquet", description="Fait le programme autonome.")
    parser.add_argument("--dans", type=Path, default=recipe.ROOT / "dist", metavar="DOSSIER")
    into: Path = parser.parse_args(arguments).dans.absolute()
    try:
        program = build(into)
    except BuildError as error:
        print(str(error), file=sys.stderr)
        return 3
    name = recipe.archive_name(__version__, platform.system(), platform.machine())
    archive = packed(program.parent, into / name)
    size = sum(path.stat().st_size for path in program.parent.rglob("*") if not path.is_symlink())
    print(typo(f"Programme : {program} ({_megabytes(size)})"))
    print(typo(f"Archive à donner : {archive} ({_megabytes(archive.stat().st_size)})"))
    print(typo(f"Démarrage (--help, le plus rapide de {_STARTS}) : {number(seconds_to_start(program), 2)} s"))
    return 0


class BuildError(Exception):
    """The program cannot be built; the message is a French sentence that says what to do."""


def build(into: Path, *, one_file: bool = False) -> Path:
    """Make the program below a folder, in place of an earlier one, and give its path.

    In one file, it is there to be measured.

    Raises:
        BuildError: PyInstaller is not installed, or it fails.
    """
    try:
        import PyInstaller.__main__ as pyinstaller
    except ImportError:
        raise BuildError(
            typo("PyInstaller n'est pas installé : lancez « python3 run.py paquet », qui l'installe.")
        ) from None
    made = into / recipe.NAME
    shutil.rmtree(made, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="proexp-paquet-") as work:
        # What it keeps from one time to the next would stand in the home folder.
        os.environ["PYINSTALLER_CONFIG_DIR"] = work
        try:
            pyinstaller.run(recipe.options(Path(work), into, one_file=one_file))
        except SystemExit as error:
            raise BuildError(typo(f"PyInstaller a échoué : {error}. Ses messages sont ci-dessus.")) from None
    if one_file:
        return next(path for path in into.glob(f"{recipe.NAME}*") if path.is_file())
    shutil.copy(recipe.ROOT / "LICENSE", made)
    (made / "LISEZ-MOI.txt").write_text(typo(WELCOME) + "\r\n", encoding="utf-8-sig", newline="")
    return next(path for path in made.glob(f"{recipe.NAME}*") if path.is_file())


def packed(folder: Path, archive: Path) -> Path:
    """Pack a folder, with its name, into a ZIP that keeps what may be run and what is a link; gives its path."""
    written = archive.with_name(archive.name + ".new")
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for path in _files(folder):
            name = path.relative_to(folder.parent).as_posix()
            if path.is_symlink():
                link = zipfile.ZipInfo(name)
                link.create_system, link.external_attr = _UNIX, (stat.S_IFLNK | 0o777) << 16
                file.writestr(link, str(path.readlink()))
            else:
                file.write(path, name)
    written.replace(archive)
    return archive


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file())


def seconds_to_start(program: Path) -> float:
    """How long the program takes to show its help: the best of several times, since the first one reads the disk."""
    times = []
    for _ in range(_STARTS):
        began = time.perf_counter()
        subprocess.run([str(program), "--help"], stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - began)
    return min(times)


def _megabytes(size: int) -> str:
    return f"{number(size / 1_000_000, 0)} Mo"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
