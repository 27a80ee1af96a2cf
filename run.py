#!/usr/bin/env python3
"""Start proexp_batch from a clone, preparing its private Python environment when needed.

python3 run.py              checks the sample dossiers (first start: prepares the environment)
python3 run.py tests [...]  checks the code, then runs the tests (extra arguments go to pytest)
python3 run.py banc [...]   measures the program and writes docs/performance.md
python3 run.py paquet [...] makes the program for a desk without Python, in dist/
python3 run.py ARGS...      is the command `proexp-batch ARGS...`

This file uses only the standard library, and only syntax that Python 3.6 parses, so that an old
Python answers with a sentence rather than with a traceback.
"""

import collections
import contextlib
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
MINIMUM = (3, 11)
RUN_LOCK = ROOT / "requirements" / "run.txt"
PACKAGE_LOCK = ROOT / "requirements" / "paquet.txt"
TESTS_LOCK = ROOT / "requirements" / "tests.txt"
BENCH_LOCK = ROOT / "requirements" / "bench.txt"
# Each list contains those before it, version for version.
LOCKS = (RUN_LOCK, PACKAGE_LOCK, TESTS_LOCK, BENCH_LOCK)
CANNOT_START = 2
INTERRUPTED = 130

CHECKS = ("ruff check .", "ruff format --check .", "mypy")

# What pip prints, in lower case, and what the reader can do about it; the first match wins.
PIP_TROUBLES = (
    ("no space left on device", "le disque est plein. Libérez de la place, puis relancez la même commande."),
    (
        "certificate verify failed",
        "le certificat du serveur de paquets est refusé (proxy d’entreprise ?). Demandez à votre service "
        "informatique le fichier de certificats et donnez son chemin dans la variable PIP_CERT.",
    ),
    (
        "newconnectionerror|connection broken|connecttimeout|proxyerror|read timed out",
        "le serveur de paquets Python est injoignable. Vérifiez la connexion Internet (ou le proxy), puis "
        "relancez la même commande.",
    ),
    (
        "do not match the hashes",
        "un paquet téléchargé n’a pas l’empreinte attendue et n’a pas été installé. Relancez la même "
        "commande, et prévenez les auteurs si cela se répète.",
    ),
    (
        "no matching distribution found",
        "une bibliothèque n’existe pas pour ce Python (%s, %s). Utilisez Python 3.11 à 3.14, en 64 bits."
        % (platform.python_version(), platform.machine()),
    ),
)


class SetupError(Exception):
    """The environment cannot be prepared; the text is one French line for the user."""


def say(text: str) -> None:
    """Print a line for the user on stderr, so that the output of the command itself stays clean."""
    print(text, file=sys.stderr, flush=True)


def use_readable_output() -> None:
    """Make French text printable everywhere, also through a Windows pipe or a C locale."""
    for stream in (sys.stdout, sys.stderr):
        # Python 3.6 has no reconfigure; it only has one sentence to say here.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8" if os.name == "nt" else None, errors="replace")


def outdated(version: "tuple[int, ...]") -> str:
    """Return what to tell the user of a Python that is too old, an empty text when it is not."""
    if version >= MINIMUM:
        return ""
    return (
        "Python %d.%d ou plus récent est nécessaire (version trouvée : %d.%d). Installez-le depuis "
        "python.org ou par votre gestionnaire de paquets, puis relancez la même commande avec lui."
        % (MINIMUM + tuple(version[:2]))
    )


class Environment:
    """The virtual environment beside this file, or where PROEXP_VENV says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.stamp = folder / "run-stamp.txt"
        # Its presence also says that run.py made this folder, hence that run.py may empty it.
        self.lock = folder / "run-lock"

    def provide(self, requirements: Path) -> None:
        """Prepare the environment unless it already holds these requirements."""
        if self.holds(requirements):
            return
        try:
            with self.locked():
                # Another start may have prepared it while this one waited for the lock.
                if not self.holds(requirements):
                    self.prepare(requirements)
        except OSError as error:
            raise SetupError(
                "impossible d’écrire dans « %s » (%s). Copiez le projet dans un dossier où vous pouvez "
                "écrire, ou donnez un tel dossier dans la variable PROEXP_VENV."
                % (self.folder, error.strerror or error)
            ) from error

    def holds(self, requirements: Path) -> bool:
        """Say whether the last complete preparation covers these requirements."""
        try:
            lines = self.stamp.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return False
        return self.usable(lines) and fingerprint(requirements) in lines

    def usable(self, stamp_lines: "list[str]") -> bool:
        """Say whether the environment is complete and its base Python still there."""
        if interpreter() not in stamp_lines or not self.python.exists():
            return False
        with contextlib.suppress(OSError, UnicodeDecodeError):
            for line in (self.folder / "pyvenv.cfg").read_text(encoding="utf-8").splitlines():
                key, _, value = line.partition("=")
                if key.strip() == "home":
                    return Path(value.strip()).is_dir()
        return False

    def prepare(self, requirements: Path) -> None:
        """Bring the environment to these requirements, from scratch unless it was complete."""
        began = time.monotonic()
        lines = self.stamp.read_text(encoding="utf-8").splitlines() if self.stamp.exists() else []
        reusable = self.usable(lines)
        say("%s de l’environnement « %s »…" % ("Mise à jour" if reusable else "Préparation", self.folder))
        if not reusable:
            self.create()
        self.install(requirements)
        held = LOCKS[: LOCKS.index(requirements) + 1]
        written = self.stamp.with_suffix(".new")
        lines = [interpreter(), *map(fingerprint, held)]
        written.write_text("\n".join(lines) + "\n", encoding="utf-8")
        written.replace(self.stamp)
        say("Environnement prêt en %.0f s." % (time.monotonic() - began))

    def create(self) -> None:
        """Make an empty virtual environment in place of whatever an earlier start left."""
        if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
            raise SetupError(
                "le module Python « venv » manque. Sous Debian ou Ubuntu, lancez « sudo apt install "
                "python3-venv », puis relancez la même commande."
            )
        say("  1/2 création de l’environnement virtuel")
        self.invalidate()
        for path in self.folder.iterdir():
            if path != self.lock:
                shutil.rmtree(str(path)) if path.is_dir() and not path.is_symlink() else path.unlink()
        code = subprocess.call([sys.executable, "-m", "venv", str(self.folder)])
        if code:
            raise SetupError("l’environnement virtuel n’a pas pu être créé (code %d, voir ci-dessus)." % code)

    def invalidate(self) -> None:
        """Remove the stamp before a change, so that a start after an interruption begins afresh."""
        with contextlib.suppress(FileNotFoundError):
            self.stamp.unlink()

    def install(self, requirements: Path) -> None:
        """Let pip install exactly the locked files, showing one short line of progress."""
        say("  2/2 téléchargement et installation des bibliothèques")
        options = "--require-hashes --only-binary :all: --no-input --progress-bar off"
        command = [str(self.python), "-m", "pip", "install", *options.split(), "-r", str(requirements)]
        # The user's own pip settings (index, proxy, certificate) count, but not those that aim elsewhere.
        environment = dict(os.environ, PIP_USER="0", PYTHONIOENCODING="utf-8", PYTHONUNBUFFERED="1")
        environment.update(PIP_DISABLE_PIP_VERSION_CHECK="1")
        for name in ("PIP_TARGET", "PIP_PREFIX", "PIP_NO_BINARY", "PIP_CONSTRAINT", "PYTHONPATH"):
            environment.pop(name, None)
        environment.setdefault("PIP_RETRIES", "2")
        last_lines: "collections.deque[str]" = collections.deque(maxlen=40)
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        began, count = time.monotonic(), 0
        try:
            for line in process.stdout or ():
                last_lines.append(line.rstrip())
                if line.startswith("Collecting "):
                    count += 1
                    name = line.split()[1].replace("==", " ")
                    show("      bibliothèque %d : %s (%.0f s)" % (count, name, time.monotonic() - began))
                elif line.startswith("Installing collected packages"):
                    # Until this line a failure, such as a missing network, leaves the old state intact.
                    self.invalidate()
                    show("      installation…")
            code = process.wait()
        finally:
            # Nothing to kill after a normal end; after Ctrl-C, pip must not go on behind our back.
            process.kill()
            process.wait()
            show("")
        if code:
            raise SetupError(explain(list(last_lines)))

    @contextlib.contextmanager
    def locked(self) -> "collections.abc.Iterator[None]":
        """Hold the folder for this process; the system lets go by itself if the process dies."""
        if self.folder.is_dir() and not self.lock.exists() and any(self.folder.iterdir()):
            raise SetupError(
                "le dossier « %s » existe déjà et n’a pas été créé par run.py. Supprimez-le s’il ne sert "
                "plus, ou donnez un autre dossier dans la variable PROEXP_VENV." % self.folder
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.lock.open("a") as handle:
            told = False
            while not try_lock(handle.fileno()):
                if not told:
                    say("Une autre commande prépare déjà l’environnement : attente de sa fin…")
                told = True
                time.sleep(0.2)
            yield


def try_lock(descriptor: int) -> bool:
    """Take an exclusive lock on an open file; say whether nobody else has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        # Some network shares know no locks; preparing unprotected there beats not starting at all.
        return True
    return True


def show(text: str) -> None:
    """Replace the line of progress on a terminal; in a log file it would only fill pages."""
    if sys.stderr.isatty():
        print("\r" + text[:78].ljust(78) + "\r", end="", file=sys.stderr, flush=True)


def explain(pip_lines: "list[str]") -> str:
    """Turn the end of pip's output into one French line."""
    output = "\n".join(pip_lines).lower()
    for marks, sentence in PIP_TROUBLES:
        if re.search(marks, output):
            return sentence
    errors = [line for line in pip_lines if line.startswith("ERROR")] or pip_lines or ["aucun message"]
    return "pip a échoué : %s" % errors[-1]


def interpreter() -> str:
    """Return what must stay the same for an environment to stay valid."""
    return "python %d.%d %s %s" % (sys.version_info[0], sys.version_info[1], sys.platform, platform.machine())


def fingerprint(requirements: Path) -> str:
    """Return the stamp's line for a requirements file."""
    return "%s %s" % (requirements.name, hashlib.sha256(requirements.read_bytes()).hexdigest())


def call(python: Path, arguments: "list[str]", cwd: "Path | None" = None) -> int:
    """Run the environment's Python on the package of this clone and return its exit code."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, paths)))
    environment.pop("PYTHONHOME", None)
    if os.name == "nt":
        environment.setdefault("PYTHONUTF8", "1")
    # -P: a file of the user's folder named like a library must not take its place.
    process = subprocess.Popen([str(python), "-P", *arguments], env=environment, cwd=cwd)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while True:
        try:
            code = process.wait()
            break
        except KeyboardInterrupt:
            # The child gets the same Ctrl-C from the terminal and ends in its own time.
            continue
    if os.name == "nt":
        return INTERRUPTED if code in (0xC000013A, -1073741510) else code
    return 128 - code if code < 0 else code


def demonstrate(environment: Environment) -> int:
    """Check the sample dossiers, some of which are faulty on purpose."""
    environment.provide(RUN_LOCK)
    batch = ["traiter", str(ROOT / "samples" / "depot"), "--sortie", str(ROOT / "sortie")]
    code = call(environment.python, ["-m", "proexp_batch", *batch])
    if code == 1:
        say("Démonstration terminée : les dossiers refusés ci-dessus contiennent des erreurs placées exprès.")
    return 0 if code == 1 else code


def test(environment: Environment, arguments: "list[str]") -> int:
    """Check the code, then run the tests; pytest's closing line ends the output."""
    environment.provide(TESTS_LOCK)
    failed = []
    for check in CHECKS:
        say("— %s" % check)
        code = call(environment.python, ["-m", *check.split()], cwd=ROOT)
        if code == INTERRUPTED:
            return code
        if code:
            failed.append(check)
    if failed:
        say("En échec avant pytest : %s." % ", ".join(failed))
    say("— pytest")
    code = call(environment.python, ["-m", "pytest", *arguments], cwd=ROOT)
    return code or (1 if failed else 0)


def bench(environment: Environment, arguments: "list[str]") -> int:
    """Measure the program against others and against its targets."""
    environment.provide(BENCH_LOCK)
    return call(environment.python, ["-m", "benchmarks", *arguments])


def main(arguments: "list[str]") -> int:
    """Do what the arguments ask and return the exit code."""
    use_readable_output()
    too_old = outdated(sys.version_info[:3])
    if too_old:
        say(too_old)
        return CANNOT_START
    chosen = os.environ.get("PROEXP_VENV")
    environment = Environment(Path(chosen).expanduser().absolute() if chosen else ROOT / ".venv")
    try:
        if not arguments:
            return demonstrate(environment)
        if arguments[0] == "tests":
            return test(environment, arguments[1:])
        if arguments[0] == "banc":
            return bench(environment, arguments[1:])
        if arguments[0] == "paquet":
            environment.provide(PACKAGE_LOCK)
            return call(environment.python, ["-m", "bundle.build", *arguments[1:]])
        environment.provide(RUN_LOCK)
        return call(environment.python, ["-m", "proexp_batch", *arguments])
    except SetupError as error:
        say("Préparation impossible : %s" % error)
    except KeyboardInterrupt:
        say("Interrompu.")
        return INTERRUPTED
    return CANNOT_START


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
