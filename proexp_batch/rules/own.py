"""An Opco's own rules: a Python file, or an installed module, that declares rules as the project does."""

import importlib
import importlib.util
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from proexp_batch.model.findings import Severity
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import listing, typo
from proexp_batch.rules.catalogue import CATALOGUE, RULES
from proexp_batch.rules.engine.failing import OwnRulesError, reason
from proexp_batch.rules.engine.rule import SENTENCE, Rule

_CODE = re.compile("[A-Z]{3}-[0-9]{3}")


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
    except (Exception, SystemExit) as error:
        # Whatever an Opco's own code fails with is its author's to mend.
        raise OwnRulesError(typo(f"Règles « {name} » refusées : {reason(error)}.")) from error
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


def _check(rule: Rule, name: str) -> None:
    wrong = _wrong_places(rule) or _wrong_kinds(rule) or _wrong_sentences(rule)
    if wrong:
        raise OwnRulesError(typo(f"Règles « {name} » refusées : {rule.code}, {wrong}."))


def _wrong_places(rule: Rule) -> str:
    """Why a rule has no place to be told at; empty if it has."""
    for sheet, field in rule.places:
        if sheet not in SHEETS or (field and field not in SHEETS[sheet].columns):
            return f"la colonne « {sheet}.{field} » n'existe pas"
    if not rule.is_tested or not rule.places:
        return "elle n'a pas de test, ou ne dit pas sur quelle colonne elle porte"
    return ""


def _wrong_kinds(rule: Any) -> str:
    """What of a rule is not of the kind that it must be; empty if all is."""
    if not isinstance(rule.code, str) or not _CODE.fullmatch(rule.code):
        return "son code n'a pas trois lettres, un tiret et trois chiffres"
    if not isinstance(rule.severity, Severity):
        return "sa gravité n'est ni BLOCKING, ni WARNING, ni INFO"
    if not isinstance(rule.step, int) or rule.step not in range(1, 7):
        return "son étape n'est pas un nombre entre 1 et 6"
    for given, words in ((rule.sources, "ses sources"), (rule.parameters, "ses paramètres")):
        if not isinstance(given, tuple) or not all(isinstance(one, str) for one in given):
            return f"{words} ne sont pas des textes entre parenthèses, suivis chacun d'une virgule"
    known = {parameter.name for parameter in standard_parameters()}
    unknown = [one for one in rule.parameters if one not in known]
    return f"le paramètre « {unknown[0]} » n'existe pas" if unknown else ""


def _wrong_sentences(rule: Rule) -> str:
    """What cannot be filled in a sentence of a rule, whatever the values are; empty if nothing."""
    for sentence in (rule.message, rule.detail, rule.fix):
        try:
            pieces = list(SENTENCE.parse(sentence))
        except ValueError:
            return "une de ses phrases a une accolade mal fermée ou sans nom"
        for _, name, form, conversion in pieces:
            if name == "":
                return "une de ses phrases a une accolade mal fermée ou sans nom"
            if name is not None and (conversion or not name.isidentifier()):
                return f"« {{{name}}} » : entre accolades, il ne faut qu'un nom, et un format au besoin"
            if form and form not in SENTENCE.formats():
                return f"le format « {form} » n'existe pas ; il y a {listing(sorted(SENTENCE.formats()))}"
    return ""
