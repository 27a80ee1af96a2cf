"""An Opco's own rules: a Python file, or an installed module, that declares rules as the project does."""

import importlib
import importlib.util
import string
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import typo
from proexp_batch.rules.catalogue import CATALOGUE, RULES
from proexp_batch.rules.engine.rule import Rule


class OwnRulesError(Exception):
    """Rules that cannot be loaded; the message is a French sentence that names the file or module and the reason."""


def load_all(names: Iterable[str]) -> tuple[Rule, ...]:
    """The rules of the project with those that files or modules declare.

    Raises:
        OwnRulesError: one cannot be loaded, or declares a rule that cannot be one.
    """
    return (*RULES, *(rule for name in names for rule in _load(name)))


@cache
def _load(name: str) -> tuple[Rule, ...]:
    before = {rule.code for rule in CATALOGUE}
    try:
        _import(name)
    except Exception as error:
        # Whatever an Opco's own code fails with is its author's to mend.
        raise OwnRulesError(
            typo(f"Règles « {name} » refusées : {type(error).__name__}, {error}{_place(error, name)}.")
        ) from error
    added = tuple(rule for rule in CATALOGUE if rule.code not in before)
    if not added:
        raise OwnRulesError(typo(f"Règles « {name} » refusées : aucune règle n'y est déclarée."))
    for rule in added:
        _check(rule, name)
    return added


def _import(name: str) -> None:
    if not name.endswith(".py"):
        importlib.import_module(name)
        return
    path = Path(name).absolute()
    module_name = f"proexp_own_rules_{path.stem}"
    spec = importlib.util.spec_from_file_location(module_name, path)
    if spec is None or spec.loader is None:
        raise ImportError("ce n'est pas un fichier Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)


def _place(error: Exception, name: str) -> str:
    """The line of the file where it failed, if it is in that file."""
    trace = error.__traceback__
    line = None
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename).name == Path(name).name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return f" (ligne {line})" if line else ""


def _is_well_formed(sentence: str) -> bool:
    """Whether every placeholder of a sentence is closed and has a name."""
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(sentence)]
    except ValueError:
        return False
    return "" not in names


def _check(rule: Rule, name: str) -> None:
    unknown = [
        f"{sheet}.{field}"
        for sheet, field in rule.places
        if sheet not in SHEETS or (field and field not in SHEETS[sheet].columns)
    ]
    reason = None
    if unknown:
        reason = f"la colonne « {unknown[0]} » n'existe pas"
    elif not rule.is_tested or not rule.places:
        reason = "elle n'a pas de test, ou ne dit pas sur quelle colonne elle porte"
    elif rule.step not in range(1, 7):
        reason = "son étape n'est pas entre 1 et 6"
    elif not all(map(_is_well_formed, (rule.message, rule.detail, rule.fix))):
        reason = "une de ses phrases a une accolade mal fermée ou sans nom"
    if reason:
        raise OwnRulesError(typo(f"Règles « {name} » refusées : {rule.code}, {reason}."))
