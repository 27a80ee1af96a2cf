"""`regles` and `expliquer`: the catalogue, and one rule in full."""

import datetime as dt
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from proexp_batch.cli.batch import SEVERITY_COLOURS, UsageFaultError
from proexp_batch.dossier.findings import Severity
from proexp_batch.dossier.parameters import Parameter, standard_parameters
from proexp_batch.dossier.sheets import SHEETS
from proexp_batch.dossier.wording import date, fold, plural, typo
from proexp_batch.rules.catalogue import CATALOGUE, RULES
from proexp_batch.rules.nearest import nearest
from proexp_batch.rules.rule import Rule


def show_rules(step: int | None, sheet: str | None, severity: str | None) -> int:
    """Show the rules that pass the filters; give the exit code."""
    rules = list(_filtered(step, sheet, severity))
    console = Console()
    table = Table()
    for title in ("Code", "Gravité", "Étape", "Feuilles", "Règle"):
        table.add_column(title, overflow="fold")
    for rule in rules:
        colour = SEVERITY_COLOURS[rule.severity]
        table.add_row(
            rule.code, f"[{colour}]{rule.severity.label}[/]", str(rule.step), sheets_of(rule), rule.title
        )
    console.print(table)
    console.print(typo(f"{plural(len(rules), 'règle')}. Le détail d'une règle : expliquer CODE."))
    return 0


def sheets_of(rule: Rule) -> str:
    """The titles of the sheets that a rule looks at."""
    keys = dict.fromkeys(key for key, _ in rule.places)
    if len(keys) > 3:
        return "toutes"
    return ", ".join(SHEETS[key].title for key in keys) or "fichier"


def _filtered(step: int | None, sheet: str | None, severity: str | None) -> Iterable[Rule]:
    key = _sheet_key(sheet) if sheet else None
    wanted = _severity(severity) if severity else None
    for rule in RULES:
        if step is not None and rule.step > step:
            continue
        if key is not None and not any(place[0] == key for place in rule.places):
            continue
        if wanted is not None and rule.severity is not wanted:
            continue
        yield rule


def _sheet_key(name: str) -> str:
    for sheet in SHEETS.values():
        if fold(name) in (fold(title) for title in (sheet.title, *sheet.aliases)):
            return sheet.key
    titles = ", ".join(sheet.title for sheet in SHEETS.values())
    raise UsageFaultError(typo(f"Feuille inconnue : {name}. Les feuilles sont : {titles}."))


def _severity(name: str) -> Severity:
    for severity in Severity:
        if fold(name).rstrip("s") == severity.label.rstrip("s"):
            return severity
    raise UsageFaultError(
        typo(f"Gravité inconnue : {name}. Choisissez bloquant, avertissement ou information.")
    )


def explain_rule(code: str) -> int:
    """Show one rule in full; give the exit code."""
    wanted = code.strip().upper()
    if wanted not in CATALOGUE:
        meant = nearest(wanted, [rule.code for rule in RULES])
        hint = f" Vouliez-vous dire {meant} ?" if meant else " La liste : regles."
        raise UsageFaultError(typo(f"Règle inconnue : {code}.{hint}"))
    rule = CATALOGUE[wanted]
    console = Console()
    colour = SEVERITY_COLOURS[rule.severity]
    console.print(f"[bold]{rule.code}[/]  {escape(rule.title)}")
    console.print(
        typo(
            f"[{colour}]{rule.severity.label}[/], à partir de l'étape {rule.step}, feuille : {sheets_of(rule)}"
        )
    )
    for title, text in (
        ("Pourquoi", rule.why),
        ("Source", " ; ".join(source_text(source) for source in rule.sources) or "logique du dossier"),
        ("Exemple faux", rule.wrong),
        ("Exemple juste", rule.right),
    ):
        console.print(typo(f"\n[bold]{title}[/]\n  {escape(text)}"), highlight=False)
    parameters = standard_parameters()
    if rule.parameters:
        console.print(typo("\n[bold]Valeurs appliquées[/]"))
        for name in rule.parameters:
            console.print(typo("  " + escape(_values(parameters[name]))), highlight=False)
    if "{" not in rule.fix:
        console.print(typo(f"\n[bold]Comment corriger[/]\n  {escape(rule.fix)}"), highlight=False)
    return 0


def source_text(source: str) -> str:
    """A source as people cite it: an article of the labour code by its number, anything else as it is."""
    is_article = source[:1] in "LRD" and source[1:2].isdigit()
    return f"code du travail, art. {source}" if is_article else typo(source)


def _values(parameter: Parameter) -> str:
    shown = []
    for index, start in enumerate(parameter.starts):
        since = f" (depuis le {date(start)})" if start > dt.date(1900, 1, 1) else ""
        shown.append(parameter.shown(index) + since)
    return f"{parameter.label} : {' ; '.join(shown)}"
