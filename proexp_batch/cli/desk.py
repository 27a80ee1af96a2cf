"""The program of a desk without Python: what is dropped on its icon is checked; anything else is the command line."""

import multiprocessing
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from proexp_batch.formats.xls import child

WELCOME = (
    "Déposez un dossier, ou des classeurs, sur l'icône de ce programme : ils sont contrôlés, et les résultats "
    "vont dans un dossier à côté."
)
"""What to do with the program, for whoever starts it without anything."""

_NAMED = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the program was started for and give the exit code, as `proexp_batch.cli.main` has it.

    The program is also what starts its own workers, and the process that reads what a foreign file holds.
    """
    multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == [child.ASKED]:
        return child.main(arguments[1:])
    from proexp_batch.cli import main as command_line
    from proexp_batch.cli.errors import UNFINISHED

    if arguments and not _are_dropped(arguments):
        return command_line(arguments)
    closes = window_closes()
    try:
        return _check([Path(argument) for argument in arguments]) if arguments else _welcome()
    except Exception:
        # The window would be gone before the trace is there to be read.
        traceback.print_exc()
        return UNFINISHED
    finally:
        if closes:
            _wait()


def window_closes() -> bool:
    """Whether the window was opened for this program and closes with it, before anybody could read what it says."""
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    if sys.platform == "win32":
        import ctypes

        room = (ctypes.c_uint * 2)()
        return ctypes.windll.kernel32.GetConsoleProcessList(room, len(room)) == 1
    return os.getsid(0) == os.getpid()


def _are_dropped(arguments: Sequence[str]) -> bool:
    import typer

    from proexp_batch.cli.app import app
    from proexp_batch.cli.dropped import are_dropped

    commands = getattr(typer.main.get_command(app), "commands", {})
    return are_dropped(arguments, commands)


def _welcome() -> int:
    from proexp_batch.cli.errors import WRONG_USE

    _say(WELCOME)
    _say("Dans une console, proexp-batch --help donne les commandes.")
    return WRONG_USE


def _check(deposits: Sequence[Path]) -> int:
    """Check what was dropped and say where the results are."""
    from proexp_batch.cli import main as command_line
    from proexp_batch.cli.dropped import results_of
    from proexp_batch.cli.errors import UNFINISHED, WRONG_USE, UsageFaultError
    from proexp_batch.model.wording import listing

    try:
        results = results_of(deposits)
    except UsageFaultError as error:
        _say(str(error))
        return WRONG_USE
    shown = [f"« {deposit.absolute().name} »" for deposit in deposits]
    named = len(shown) <= _NAMED
    _say(f"Contrôle de {listing(shown) if named else f'{len(shown)} fichiers ou dossiers'}…")
    paths = [str(deposit.absolute()) for deposit in deposits]
    code = command_line(["traiter", *paths, "--sortie", str(results)])
    if results.is_dir():
        _say(f"Les résultats sont dans le dossier « {results} ». Commencez par la synthèse.")
    elif code == UNFINISHED:
        _say("Copiez ce qui est à contrôler dans un dossier où vous pouvez écrire, et déposez cette copie.")
    return code


def _say(text: str) -> None:
    from proexp_batch.cli.french import use_utf8
    from proexp_batch.model.wording import printable, typo

    use_utf8()
    print(typo(printable(text)), flush=True)


def _wait() -> None:
    _say("Appuyez sur Entrée pour fermer cette fenêtre.")
    try:
        sys.stdin.readline()
    except KeyboardInterrupt:
        return
