"""`regles`, `expliquer` and `manuel`: the catalogue, one rule in full, and the pages of the documentation."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape
from rich.text import Text

from proexp_batch.cli import terminal
from proexp_batch.cli.colours import SEVERITY_COLOURS
from proexp_batch.cli.errors import UnfinishedError, UsageFaultError
from proexp_batch.cli.fitting import Column, fitted
from proexp_batch.cli.options import shape_of
from proexp_batch.disk.files import write_whole
from proexp_batch.manual import texts
from proexp_batch.model.findings import Severity
from proexp_batch.model.nearest import meant_code
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.model.reasons import why
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold, plural, typo
from proexp_batch.rules.catalogue import RULES
from proexp_batch.rules.engine.failing import OwnRulesError
from proexp_batch.rules.engine.rule import Rule
from proexp_batch.rules.own import load_all
from proexp_batch.settings.run import Settings

FORMATS = ("table", "json", "md")
_COLUMNS = (
    Column("Code"),
    Column("Gravité"),
    Column("Étape", last_out=2),
    Column("Feuilles", last_out=1),
    Column("Règle"),
)
_WIDEST = 100
"""Lines longer than this are hard to read, however wide the terminal is."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rules are wanted, in the words of people: those that apply at a step, of a sheet, of a severity."""

    step: int | None = None
    sheet: str | None = None
    severity: str | None = None

    def pick(self, rules: Iterable[Rule]) -> list[Rule]:
        """The rules that pass; raises `UsageFaultError` where a word is not known."""
        key = _sheet_key(self.sheet) if self.sheet else None
        wanted = _severity(self.severity) if self.severity else None
        return [
            rule
            for rule in rules
            if (self.step is None or rule.step <= self.step)
            and (key is None or any(sheet == key for sheet, _ in rule.places))
            and (wanted is None or rule.severity is wanted)
        ]


def show_rules(filters: Filters, shape: str, settings: Settings) -> int:
    """Show the rules that pass the filters, in one of `FORMATS`; give the exit code."""
    rules = filters.pick(_all(settings))
    match shape_of(shape, FORMATS):
        case "json":
            print(terminal.escaped(texts.rules_json(rules, settings.parameters)))
        case "md":
            print(texts.rules_table(rules), end="")
        case _:
            _show_table(rules)
    return 0


def _show_table(rules: list[Rule]) -> None:
    console = terminal.console()
    rows = [
        [
            Text(rule.code),
            Text(rule.severity.label, SEVERITY_COLOURS[rule.severity]),
            *map(Text, (str(rule.step), texts.sheets_in_short(rule), rule.title)),
        ]
        for rule in rules
    ]
    table = fitted(_COLUMNS, rows, "Règle", console.width)
    console.print(table)
    console.print(typo(f"{plural(len(rules), 'règle')}. Le détail d'une règle : expliquer CODE."))


def _all(settings: Settings) -> Sequence[Rule]:
    try:
        return load_all(settings.own_rules)
    except OwnRulesError as error:
        raise UnfinishedError(str(error)) from error


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


def explain_rule(code: str, settings: Settings) -> int:
    """Show one rule in full; give the exit code."""
    rule = _rule(code, _all(settings))
    console = terminal.console()
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    blocks = texts.explained(rule, settings.parameters, width)
    for number, (heading, lines) in enumerate(blocks):
        # Wrapped already: rich would break at non-breaking spaces.
        console.print(f"[bold]{escape(heading)}[/]", highlight=False, soft_wrap=True)
        colour = SEVERITY_COLOURS[rule.severity] if number == 0 else "none"
        console.print(f"[{colour}]{escape(lines)}[/]", highlight=False, soft_wrap=True)
        if number < len(blocks) - 1:
            console.print()
    return 0


def _rule(code: str, rules: Sequence[Rule]) -> Rule:
    known = {rule.code: rule for rule in rules}
    wanted = code.strip().upper()
    if wanted not in known:
        meant = meant_code(wanted, list(known))
        hint = f" Vouliez-vous dire {meant} ?" if meant else " La liste : regles."
        raise UsageFaultError(typo(f"Règle inconnue : {code}.{hint}"))
    return known[wanted]


def write_pages(folder: Path) -> int:
    """Write the pages about rules, columns and templates; give the exit code."""
    # With the template, which these pages tell about, come the writers of workbooks.
    from proexp_batch.documents.papers.described import DESCRIBED
    from proexp_batch.documents.papers.look import Look
    from proexp_batch.manual.pages import pages

    made = pages(RULES, standard_parameters(), DESCRIBED, Look)
    try:
        for name, text in made.items():
            write_whole(folder / name, text.encode())
    except OSError as error:
        raise UnfinishedError(typo(f"« {folder} » n'a pas pu être écrit : {why(error)}.")) from None
    print(typo(f"{plural(len(made), 'page écrite', 'pages écrites')} : {folder}"))
    return 0
