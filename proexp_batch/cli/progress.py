"""How a batch goes: dossier by dossier on a terminal, with the rate and the time that is left; in a log every tenth."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.text import Text

from proexp_batch.cli import terminal
from proexp_batch.model.wording import number, plural, typo
from proexp_batch.pipeline.chunks import Progress as ProgressCall

_CHECKING, _WRITING = "Contrôle", "Écriture"
"""The two halves of the work on a dossier, which all dossiers are through before the next one begins."""


@contextmanager
def shown_progress() -> Iterator[ProgressCall]:
    """What is told how many halves of dossiers are done, and shows it on the error stream as long as it is open."""
    if sys.stderr.isatty():
        with on_terminal(terminal.console(stderr=True)) as tell:
            yield tell
    else:
        yield in_log(sys.stderr)


def in_log(stream: TextIO) -> ProgressCall:
    """Writes one line for each tenth."""
    said = -1

    def tell(done: int, total: int) -> None:
        nonlocal said
        tenth = 10 * done // total if total else 10
        if tenth > said:
            said = tenth
            print(typo(f"{10 * tenth} %"), file=stream, flush=True)

    return tell


@contextmanager
def on_terminal(console: Console, clock: Callable[[], float] = time.monotonic) -> Iterator[ProgressCall]:
    """Shows a bar on one line, and takes it away at the end; `clock` gives seconds."""
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=None), _Rate(), _Left())
    with Progress(*columns, console=console, transient=True, expand=True, get_time=clock) as bar:
        task = bar.add_task(_CHECKING, total=None)

        def tell(done: int, total: int) -> None:
            dossiers = total // 2
            what, count = (_CHECKING, done) if done < dossiers else (_WRITING, done - dossiers)
            said = f"{what} : {number(count, 0)}/{plural(dossiers, 'dossier')}"
            bar.update(task, completed=done, total=total, description=typo(said))

        yield tell


class _Rate(ProgressColumn):
    """How many dossiers go through the half that is under way in a second, or in a minute where they are few."""

    def render(self, task: Task) -> Text:
        speed = task.speed
        if not speed:
            return Text()
        amount, unit = (speed, "s") if speed >= 1 else (60 * speed, "min")
        return Text(f"{number(amount, 1)}/{unit}", style="dim")


class _Left(ProgressColumn):
    """How long it will still take, if it goes on so."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        seconds = task.time_remaining
        return Text(f"reste {duration(seconds)}" if seconds is not None else "", style="cyan")


def duration(seconds: float) -> str:
    """Write how long something takes: `40 s`, `3 min 05 s`, `2 h 05 min`."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return typo(f"{rest} s")
    hours, minutes_left = divmod(minutes, 60)
    return typo(f"{hours} h {minutes_left:02} min" if hours else f"{minutes} min {rest:02} s")
