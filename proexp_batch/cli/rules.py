"""`regles`, `expliquer` and `manuel`: the catalogue, one rule in full, and the pages of the documentation."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from proexp_batch.cli.batch import SEVERITY_COLOURS, UsageFaultError
from proexp_batch.cli.french import UnfinishedError
from proexp_batch.dossier.findings import Severity
from proexp_batch.dossier.parameters import standard_parameters
from proexp_batch.dossier.sheets import SHEETS
from proexp_batch.dossier.wording import fold, plural, typo
from proexp_batch.rules.catalogue import CATALOGUE, RULES
from proexp_batch.rules.nearest import nearest
from proexp_batch.rules.rule import Rule
from proexp_batch.writing import manual
from proexp_batch.writing.files import write_whole
from proexp_batch.writing.manual_pages import pages

FORMATS = ("table", "json", "md")
_WIDEST = 100
"""Lines longer than this are hard to read, however wide the terminal is."""


def show_rules(step: int | None, sheet: str | None, severity: str | None, shape: str) -> int:
    """Show the rules that pass the filters, in one of `FORMATS`; give the exit code."""
    rules = list(_filtered(step, sheet, severity))
    match fold(shape):
        case "json":
            print(manual.rules_json(rules, standard_parameters()))
        case "md":
            print(manual.rules_table(rules), end="")
        case "table":
            _show_table(rules)
        case _:
            raise UsageFaultError(typo(f"Format inconnu : {shape}. Les formats sont : {', '.join(FORMATS)}."))
    return 0


def _show_table(rules: list[Rule]) -> None:
    console = Console()
    table = Table()
    for title in ("Code", "Gravité", "Étape", "Feuilles", "Règle"):
        table.add_column(title, overflow="fold")
    for rule in rules:
        severity = f"[{SEVERITY_COLOURS[rule.severity]}]{rule.severity.label}[/]"
        table.add_row(rule.code, severity, str(rule.step), manual.sheets_in_short(rule), escape(rule.title))
    console.print(table)
    console.print(typo(f"{plural(len(rules), 'règle')}. Le détail d'une règle : expliquer CODE."))


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
    rule = _rule(code)
    console = Console()
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    blocks = manual.explained(rule, standard_parameters(), width)
    for number, (heading, lines) in enumerate(blocks):
        # Wrapped already: rich would break at non-breaking spaces.
        console.print(f"[bold]{escape(heading)}[/]", highlight=False, soft_wrap=True)
        colour = SEVERITY_COLOURS[rule.severity] if number == 0 else "none"
        console.print(f"[{colour}]{escape(lines)}[/]", highlight=False, soft_wrap=True)
        if number < len(blocks) - 1:
            console.print()
    return 0


def _rule(code: str) -> Rule:
    wanted = code.strip().upper()
    if wanted not in CATALOGUE:
        meant = nearest(wanted, [rule.code for rule in RULES])
        hint = f" Vouliez-vous dire {meant} ?" if meant else " La liste : regles."
        raise UsageFaultError(typo(f"Règle inconnue : {code}.{hint}"))
    return CATALOGUE[wanted]


def write_pages(folder: Path) -> int:
    """Write the pages about rules and columns; give the exit code."""
    made = pages(RULES, standard_parameters())
    try:
        for name, text in made.items():
            write_whole(folder / name, text.encode())
    except OSError as error:
        raise UnfinishedError(
            typo(f"« {folder} » n'a pas pu être écrit : {error.strerror or error}.")
        ) from None
    print(typo(f"{plural(len(made), 'page écrite', 'pages écrites')} : {folder}"))
    return 0
