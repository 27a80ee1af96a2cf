"""`etat`: how the scheduled import is doing, in a table for people or in JSON for a monitoring program."""

from typing import Any

from rich.markup import escape

from proexp_batch import __version__
from proexp_batch.cli import terminal
from proexp_batch.cli.deadlines import Asked, as_lines, as_plain, expected
from proexp_batch.cli.options import shape_of
from proexp_batch.model.wording import typo
from proexp_batch.settings.watch import WatchConfig
from proexp_batch.watch.health import Check, Level, Limits, examine, worst

FORMATS = ("table", "json")
_COLOURS = {Level.WELL: "green", Level.LOOK: "yellow", Level.BROKEN: "red"}


def show_state(config: WatchConfig, limits: Limits, shape: str, wanted: Asked | None = None) -> int:
    """Show the state and the deadlines that are asked for; give the exit code: 0 well, 1 to be looked at, 3 broken.

    Raises:
        UnfinishedError: the file for calendars cannot be written.
    """
    shape = shape_of(shape, FORMATS)
    checks = examine(config, limits)
    level = worst(checks)
    found = None if wanted is None else expected(config, wanted)
    if shape == "json":
        _print_json(checks, level, {} if wanted is None else {"deadlines": as_plain(found)})
    else:
        _print_table(checks, level, [] if wanted is None else as_lines(found, wanted))
    return int(level)


def _print_json(checks: list[Check], level: Level, more: dict[str, Any]) -> None:
    document = {
        "version": __version__,
        "level": int(level),
        "checks": [
            {"name": one.name, "level": int(one.level), "message": one.message, **one.values}
            for one in checks
        ],
        **more,
    }
    print(terminal.json_text(document))


def _print_table(checks: list[Check], level: Level, more: list[str]) -> None:
    console = terminal.console()

    def say(text: str) -> None:
        console.print(text, highlight=False, soft_wrap=True)

    for one in checks:
        say(f"[{_COLOURS[one.level]}]{one.level.label:<10}[/]  {one.name:<11}  {escape(one.message)}")
        for detail in one.details:
            say(f"{'':<25}{escape(detail)}")
    say(typo(f"[{_COLOURS[level]}]État : {level.label}.[/]"))
    for line in more:
        say(escape(line))
