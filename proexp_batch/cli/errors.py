"""What can go wrong with a command, in French, and the exit code of each."""

import sqlite3
import sys
from collections.abc import Iterable
from typing import Any

import typer

from proexp_batch.model.nearest import nearest
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import fold, typo

WRONG_USE = 2
UNFINISHED = 3
INTERRUPTED = 130


class UsageFaultError(Exception):
    """The command was used wrongly; the message is a French sentence for people."""


class UnfinishedError(Exception):
    """The work could not be finished; the message is a French sentence for people."""


def explain(error: Exception) -> int | None:
    """Say an error of use or of the work in French and give the exit code; `None` if it is a fault of ours."""
    if isinstance(error, UsageFaultError | UnfinishedError):
        print(str(error), file=sys.stderr)
        return WRONG_USE if isinstance(error, UsageFaultError) else UNFINISHED
    if isinstance(error, sqlite3.Error):
        print(typo(f"Le registre n'est pas utilisable : {why(error)}."), file=sys.stderr)
        return UNFINISHED
    if isinstance(error, typer.Exit):
        return error.exit_code
    if isinstance(error, typer.Abort):
        print("Interrompu.", file=sys.stderr)
        return INTERRUPTED
    if not hasattr(error, "format_message"):
        return None
    print(_fault(error), file=sys.stderr)
    context = getattr(error, "ctx", None)
    if context is not None:
        print(f"Aide : {context.command_path} --help", file=sys.stderr)
    return WRONG_USE


def _fault(error: Any) -> str:
    parameter = getattr(error, "param", None)
    kind = type(error).__name__
    message = str(error.message)
    if kind == "MissingParameter":
        return _missing(parameter)
    if kind == "NoArgsIsHelpError":
        return ""
    if kind == "NoSuchOption":
        return _unknown_option(error)
    if kind == "BadOptionUsage":
        takes = "ne prend pas de" if "does not take" in message else "attend une"
        return f"L'option {error.option_name} {takes} valeur."
    if message.startswith("No such command"):
        known = getattr(error.ctx.command, "commands", ())
        return _unknown("Commande inconnue", message.split(chr(39))[1], known)
    if "unexpected extra argument" in message:
        return f"Argument en trop : {message.partition('(')[2].rstrip(').')}."
    if kind == "BadParameter" and parameter is not None and message.isascii() and "'" in message:
        return f"Valeur refusée pour {parameter.human_readable_name} : {message.split(chr(39))[1]}."
    if kind == "BadParameter" and parameter is not None and message.startswith("Input should be"):
        return f"Valeur refusée pour {parameter.opts[0]} : {_bounds(message)}."
    return message


def _unknown_option(error: Any) -> str:
    # Of `-sortie` the parser takes each letter for an option, once it knows no such word.
    whole = getattr(error.__context__, "option_name", error.option_name)
    parameters = error.ctx.command.get_params(error.ctx) if error.ctx is not None else ()
    known = [
        name for parameter in parameters if parameter.param_type_name == "option" for name in parameter.opts
    ]
    return _unknown("Option inconnue", whole, known)


def _unknown(what: str, word: str, known: Iterable[str]) -> str:
    """That there is no such word, and which one may be meant; neither case nor accents nor dashes count."""
    by_letters = {fold(one): one for one in known}
    begun = [one for one in by_letters if one.startswith(fold(word) or "?")]
    meant = begun[0] if len(begun) == 1 else nearest(fold(word), by_letters)
    asked = f" Voulez-vous dire « {by_letters[meant]} » ?" if meant else ""
    return typo(f"{what} : {word}.{asked}")


def _missing(parameter: Any) -> str:
    """What must be given, in the words of its help."""
    if parameter is None:
        return "Il manque un argument."
    wanted = str(getattr(parameter, "help", None) or parameter.human_readable_name)
    what = wanted.partition(";")[0].rstrip(". ")
    if parameter.param_type_name == "option":
        return typo(f"Indiquez {parameter.opts[0]} {parameter.metavar or ''} : {what[:1].lower()}{what[1:]}.")
    return typo(f"Indiquez {what[:1].lower()}{what[1:]}.")


def _bounds(message: str) -> str:
    """What a number may be, from the words in which typer refuses one."""
    limit = message.rpartition(" ")[2]
    if "greater than" in message:
        return f"au moins {limit}"
    return f"au plus {limit}" if "less than" in message else "ce n'est pas une valeur possible"
