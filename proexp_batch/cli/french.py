"""Makes the help of the command line speak French."""

import io
import re
import sys
from typing import Any

from typer.core import TyperCommand, TyperGroup

_NEEDED = re.compile(r"\{(.+)\}(?:\.\.\.)?")
"""An argument that must be given, as typer writes it in the usage; the dots for several stand in its name already."""


class _French:
    """What a command and a group of commands have in common."""

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace("Usage:", "Utilisation :", 1).replace(
            "COMMAND [ARGS]...", "COMMANDE [ARGUMENTS]..."
        )

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        return [_in_usage(piece) for piece in super().collect_usage_pieces(ctx)]  # type: ignore[misc]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from proexp_batch.cli.help import show_help

        show_help(self, ctx)

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Affiche cette aide."
        return option


def _in_usage(piece: str) -> str:
    needed = _NEEDED.fullmatch(piece)
    return needed[1] if needed else piece


class FrenchCommand(_French, TyperCommand):
    """A command whose help is in French."""


class FrenchGroup(_French, TyperGroup):
    """The group of commands, with its help in French."""


def use_utf8() -> None:
    """Write French whatever the console was set up for; signs it cannot show are replaced."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")
