"""Makes the help of the command line speak French."""

import io
import sys
from functools import cache
from typing import Any

from typer.core import TyperCommand, TyperGroup

from proexp_batch.cli.terminal import cleaning


@cache
def _help_in_french() -> None:
    """Set the words of typer's help, and let what it shows be clean; its module is imported for nothing but help."""
    from typer import rich_utils

    rich_utils.OPTIONS_PANEL_TITLE = "Options"
    rich_utils.ARGUMENTS_PANEL_TITLE = "Arguments"
    rich_utils.COMMANDS_PANEL_TITLE = "Commandes"
    rich_utils.DEFAULT_STRING = "[par défaut : {}]"
    rich_utils.REQUIRED_LONG_STRING = "[obligatoire]"
    made_by_typer = rich_utils._get_rich_console
    rich_utils._get_rich_console = lambda stderr=False: cleaning(made_by_typer(stderr))


class _French:
    """What a command and a group of commands have in common."""

    def get_usage(self, ctx: Any) -> str:
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace("Usage:", "Utilisation :", 1).replace(
            "COMMAND [ARGS]...", "COMMANDE [ARGUMENTS]..."
        )

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _help_in_french()
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = "Affiche cette aide."
        return option


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
