"""What `--help` shows, in French and in words: no type of a programmer, nothing cut off, as wide as the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from proexp_batch.cli import terminal
from proexp_batch.cli.terminal import wrapped
from proexp_batch.model.wording import number, typo

if TYPE_CHECKING:
    from rich.table import Table

_NAMES_SHARE = 0.45
"""How much of the width the names may take, before a name and what it takes stand below each other."""
_GAP = 2
_AROUND = 4
"""What the frame of a panel takes of the width."""
_LEAST = 10
"""How wide the words are where the terminal leaves them no place."""


class Entry(NamedTuple):
    """A line of the help: the name, what it takes, what it is for, and what else must be known of it."""

    name: str
    takes: str
    purpose: str
    more: str
    required: bool


def show_help(command: Any, context: Any) -> None:
    """Show the help of a command, or of a group of them."""
    from rich.padding import Padding
    from rich.panel import Panel
    from rich.text import Text

    console = terminal.console()
    console.print(Padding(Text(command.get_usage(context), style="bold"), 1))
    lines = wrapped(typo(" ".join((command.help or "").split())), console.width - 2)
    console.print(Padding(Text("\n".join(lines)), (0, 1, 1, 1)))
    for title, entries in _panels(command, context):
        if entries:
            table = _table(entries, console.width)
            console.print(Panel(table, title=title, title_align="left", border_style="dim"))


def _panels(command: Any, context: Any) -> Iterator[tuple[str, list[Entry]]]:
    parameters = [one for one in command.get_params(context) if not getattr(one, "hidden", False)]
    for title, kind in (("Arguments", "argument"), ("Options", "option")):
        yield title, [_entry(one) for one in parameters if one.param_type_name == kind]
    if hasattr(command, "list_commands"):
        known = (command.get_command(context, name) for name in command.list_commands(context))
        yield "Commandes", [Entry(one.name, "", _purpose(one), "", False) for one in known if not one.hidden]


def _purpose(command: Any) -> str:
    return typo((command.help or "").strip().partition("\n\n")[0])


def _entry(parameter: Any) -> Entry:
    if parameter.param_type_name == "argument":
        name, takes = parameter.metavar, ""
    else:
        name, takes = ", ".join(parameter.opts), parameter.metavar or ""
    return Entry(name, takes, typo(parameter.help or ""), _more(parameter), parameter.required)


def _more(parameter: Any) -> str:
    """What stands in brackets behind the help, empty where there is nothing to say."""
    said = list(_bounds(getattr(parameter, "min", None), getattr(parameter, "max", None)))
    default = parameter.default
    if parameter.show_default and default is not None and not isinstance(default, bool) and default != ():
        said.append(f"par défaut : {default}")
    if parameter.required:
        said.append("obligatoire")
    return typo(f"[{' ; '.join(said)}]") if said else ""


def _bounds(least: float | None, most: float | None) -> Iterator[str]:
    if least is not None and most is not None:
        yield f"de {number(least)} à {number(most)}"
    elif least is not None:
        yield f"{number(least)} ou plus"
    elif most is not None:
        yield f"{number(most)} ou moins"


def _table(entries: list[Entry], width: int) -> Table:
    """The names at the left, the words at the right; a name wraps only before what it takes, which no sign parts."""
    from rich.table import Table
    from rich.text import Text

    star = 1 if any(entry.required for entry in entries) else 0
    longest = max(len(f"{entry.name} {entry.takes}".rstrip()) for entry in entries)
    part = max(len(text) for entry in entries for text in (entry.name, entry.takes))
    words = (word for entry in entries for word in f"{entry.purpose} {entry.more}".split(" "))
    room = width - _AROUND - _GAP - (star and star + _GAP)
    names = max(part, min(longest, int(_NAMES_SHARE * width), room - max(map(len, words))))
    rest = room - names
    table = Table.grid(padding=(0, _GAP, 0, 0))
    for entry in entries:
        name = Text.assemble((entry.name, "bold cyan"), (f" {entry.takes}" if entry.takes else "", "yellow"))
        lines = wrapped(" ".join((*entry.purpose.split(" "), entry.more)).strip(), max(rest, _LEAST))
        said = Text("\n".join(lines))
        said.stylize("red" if entry.required else "dim", len(said) - len(entry.more))
        stars = [Text("*" if entry.required else " ", style="red")] if star else []
        table.add_row(*stars, name, said)
    table.columns[star].width = names
    table.columns[-1].no_wrap = True
    return table
