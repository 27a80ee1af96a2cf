"""What the program of a desk is made of: the options of PyInstaller, and the name of the archive, for each system."""

from collections.abc import Iterator
from pathlib import Path, PurePath

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "proexp_batch"
NAME = "proexp-batch"

FOR_OWN_RULES = ("calendar", "csv", "decimal", "fractions", "itertools", "statistics", "unicodedata")
"""What an Opco's own rules are likely to import, besides what this program does."""

LEFT_OUT = (
    # For the tests of this project and of its libraries.
    "hypothesis",
    "mypy",
    "pytest",
    "_pytest",
    "numpy.f2py",
    "numpy.tests",
    "pandas.tests",
    "pandera.mypy",
    # What libraries do for those who have more of them than this program.
    "IPython",
    "PIL",
    "dask",
    "distributed",
    "jedi",
    "jinja2",
    "lxml.isoschematron",
    "lxml.objectify",
    "matplotlib",
    "scipy",
    "pyarrow",
    # Windows, terminals and tools that a batch has no use for.
    "tkinter",
    "curses",
    "readline",
    "pip",
    "setuptools",
    "pkg_resources",
    "ensurepip",
    "lib2to3",
)
"""Modules that others would import if they were there, and that nothing here needs."""


def options(work: Path, into: Path, *, one_file: bool = False) -> list[str]:
    """The arguments of PyInstaller, the same for every system; the program comes to stand in `into`.

    `work` takes what is made on the way.
    """
    chosen = [
        f"--name={NAME}",
        "--onefile" if one_file else "--onedir",
        "--console",
        "--noconfirm",
        "--noupx",
        "--log-level=ERROR",
        f"--distpath={into}",
        f"--workpath={work}",
        f"--specpath={work}",
        f"--paths={ROOT}",
        # Files are read and written in UTF-8 whatever Windows is set up for, as with `run.py`.
        "--python-option=X utf8=1",
    ]
    # Workers and commands import by name what they need, which nothing shows PyInstaller.
    chosen += [f"--hidden-import={module}" for module in (*modules(), *FOR_OWN_RULES)]
    # Where the system knows no time zones, as Windows, they are read from there.
    chosen += ["--hidden-import=tzdata", "--collect-data=tzdata"]
    chosen += [data_option(file, place) for file, place in data()]
    chosen += [f"--exclude-module={module}" for module in LEFT_OUT]
    return [*chosen, str(Path(__file__).with_name("program.py"))]


def modules() -> Iterator[str]:
    """The modules of the package: all of them, for those of an Opco's own rules too."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def data() -> Iterator[tuple[Path, str]]:
    """The files of the package that are not code, each with the folder that it stands in within the program."""
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and path.suffix not in (".py", ".pyc", ".typed"):
            yield path, path.parent.relative_to(ROOT).as_posix()


def data_option(file: PurePath, place: str) -> str:
    """The argument that puts a file into a folder of the program; PyInstaller takes the colon on every system."""
    return f"--add-data={file}:{place}"


def archive_name(version: str, system: str, machine: str) -> str:
    """The name of the archive: what it holds, and where that runs, as `platform` names it."""
    systems = {"darwin": "macos"}
    return f"{NAME}-{version}-{systems.get(system.lower(), system.lower())}-{machine.lower()}.zip"
