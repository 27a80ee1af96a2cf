"""The words of the rules for people and for programs: the catalogue, and one rule in full.

Everything here is a function of the declared rules and the dated parameters, and gives text or plain data.
"""

import json
import re
import string
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from proexp_batch.model.columns import Column
from proexp_batch.model.parameters import ALWAYS, Parameter, Parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import NBSP, date, listing, typo
from proexp_batch.rules.engine.rule import Rule

"""The day from which a parameter applies that was never different."""

_MANY_SHEETS = 3
_MANY_COLUMNS = 4
_GAP = "   "
_TIGHT = re.compile(r"(?<=\d) (?=\d{3}(?!\d))|(?<=\bart\.) |(?<=\bn°) |(?<=§) ")
_ARTICLE = re.compile(r"[LRD]\d")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a rule's explanation: its title, and paragraphs that are wrapped one by one."""

    title: str
    paragraphs: tuple[str, ...]


def open_sentence(text: str) -> str:
    """A sentence of a rule whose values are left open: each placeholder becomes `…`."""
    parts = string.Formatter().parse(text)
    opened = "".join(said + ("…" if name is not None else "") for said, name, _, _ in parts)
    return tidy(opened.replace("….", "…"))


def tidy(text: str) -> str:
    """Give a text the non-breaking spaces that it needs before it is wrapped."""
    return _TIGHT.sub(NBSP, typo(text))


def headline(rule: Rule) -> str:
    """The title of a rule after its code, in one line."""
    return f"{rule.code}  {tidy(rule.title)}"


def circumstances(rule: Rule) -> str:
    """Severity, step and place of a rule: `bloquant, à partir de l'étape 3, feuille Apprenants`."""
    return tidy(f"{rule.severity.label}, à partir de l'étape {rule.step}, {where(rule)}")


def where(rule: Rule) -> str:
    """Where a rule is told, as a part of a sentence."""
    titles = sheet_titles(rule)
    if not titles:
        return "fichier entier" if rule.code.startswith("FIC") else "toutes les feuilles"
    if len(titles) > _MANY_SHEETS:
        return "toutes les feuilles" if len(titles) == len(SHEETS) else f"feuilles {listing(titles, 9)}"
    return f"feuille {titles[0]}" if len(titles) == 1 else f"feuilles {listing(titles)}"


def sheets_in_short(rule: Rule) -> str:
    """The sheets of a rule for a cell of a table."""
    titles = sheet_titles(rule)
    if not titles:
        return "fichier" if rule.code.startswith("FIC") else "toutes"
    return ", ".join(titles) if len(titles) <= _MANY_SHEETS else "toutes"


def sheet_titles(rule: Rule) -> list[str]:
    """The titles of the sheets that a rule is told on; none where the reader of the files notices it."""
    return [SHEETS[key].title for key in dict.fromkeys(key for key, _ in rule.places)]


def columns_of(rule: Rule) -> list[tuple[str, Column]]:
    """The columns that a rule is told at, each with the key of its sheet; none for a sheet as a whole."""
    return [(key, SHEETS[key].columns[field]) for key, field in rule.places if field]


def cited(sources: Iterable[str]) -> str:
    """Sources as people cite them, articles of the labour code together."""
    parts = []
    for is_code, group in groupby(sources, key=lambda source: bool(_ARTICLE.match(source))):
        same = list(group)
        parts.append(f"code du travail, art. {', '.join(same)}" if is_code else " ; ".join(same))
    return tidy(" ; ".join(parts)) or "logique du dossier"


def sections(rule: Rule, parameters: Parameters) -> tuple[Section, ...]:
    """What is to be said about a rule, in the order in which it is read."""
    said = [
        Section("Ce qui ne va pas", (open_sentence(rule.message),)),
        Section("Comment corriger", (open_sentence(rule.fix),)),
        Section("Pourquoi", (tidy(rule.why),)),
        Section("Source", (cited(rule.sources),)),
        Section("Exemple", (tidy(f"Faux : {rule.wrong}"), tidy(f"Juste : {rule.right}"))),
    ]
    labels = _columns_in_short(rule)
    if labels:
        said.insert(0, Section("Colonnes" if len(rule.places) > 1 else "Colonne", (labels,)))
    return tuple(said)


def _columns_in_short(rule: Rule) -> str:
    """The labels of the columns; nothing where they are too many to help."""
    labels = dict.fromkeys(column.label for _, column in columns_of(rule))
    return tidy(" ; ".join(labels)) if len(labels) <= _MANY_COLUMNS else ""


def values_of(parameter: Parameter) -> list[str]:
    """The values of a parameter in words, each with the day from which it applies."""
    shown = [parameter.shown(index) for index in range(len(parameter.values))]
    days = [date(start) for start in parameter.starts]
    if parameter.starts[0] <= ALWAYS:
        if len(shown) == 1:
            return shown
        days[0] = f"avant le {days[1]}"
    return [tidy(f"{day} : {value}") for day, value in zip(days, shown, strict=True)]


def introduced(parameter: Parameter) -> str:
    """The label of a parameter with the words that lead to its values."""
    always = len(parameter.values) == 1 and parameter.starts[0] <= ALWAYS
    return tidy(f"{parameter.label} :" if always else f"{parameter.label}, à partir du")


def explained(rule: Rule, parameters: Parameters, width: int) -> list[tuple[str, str]]:
    """A rule in full as blocks of a heading and of lines that fit `width`; the first block is the rule's title."""
    blocks = [(headline(rule), wrapped(circumstances(rule), width))]
    for section in sections(rule, parameters):
        lines = [wrapped(paragraph, width, "  ") for paragraph in section.paragraphs]
        blocks.append((section.title, "\n".join(lines)))
    if rule.parameters:
        shown = [_parameter_lines(parameters[name], width) for name in rule.parameters]
        blocks.append(("Valeurs appliquées", "\n".join(shown)))
    return blocks


def _parameter_lines(parameter: Parameter, width: int) -> str:
    head, values = introduced(parameter), values_of(parameter)
    if len(values) == 1:
        return wrapped(f"{head} {values[0]}", width, "  ")
    return f"{wrapped(head, width, '  ')}\n{in_columns(values, width, '    ')}"


def wrapped(text: str, width: int, indent: str = "", hanging: str = "") -> str:
    """Break a text at its normal spaces only, so that no unit parts from its number.

    `indent` stands before every line, `hanging` also before all but the first.
    """
    return textwrap.fill(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent + hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def in_columns(items: Sequence[str], width: int, indent: str) -> str:
    """Set short texts in as many columns as fit, read line by line; long ones get a line each, or several."""
    room = width - len(indent)
    longest = max(map(len, items))
    across = max(1, (room + len(_GAP)) // (longest + len(_GAP)))
    if across == 1:
        return "\n".join(wrapped(item, width, indent, "  ") for item in items)
    lines = [items[start : start + across] for start in range(0, len(items), across)]
    return "\n".join(indent + _GAP.join(item.ljust(longest) for item in line).rstrip() for line in lines)


def rule_data(rule: Rule, parameters: Parameters) -> dict[str, Any]:
    """One rule for other programs; `docs/regles.schema.json` describes it."""
    return {
        "code": rule.code,
        "title": rule.title,
        "severity": rule.severity.value,
        "step": rule.step,
        "sheets": sheet_titles(rule),
        "columns": [
            {"sheet": SHEETS[key].title, "label": column.label, "field": f"{key}.{column.field}"}
            for key, column in columns_of(rule)
        ],
        "message": open_sentence(rule.message),
        "fix": open_sentence(rule.fix),
        "why": rule.why,
        "sources": list(rule.sources),
        "parameters": [_parameter_data(parameters[name]) for name in rule.parameters],
        "examples": {"wrong": rule.wrong, "right": rule.right},
    }


def _parameter_data(parameter: Parameter) -> dict[str, Any]:
    values = zip(parameter.starts, parameter.values, strict=True)
    return {
        "name": parameter.name,
        "label": parameter.label,
        "unit": parameter.unit,
        "source": parameter.source,
        "values": [
            {
                "from": None if start <= ALWAYS else start.isoformat(),
                "value": value,
                "shown": parameter.shown(index),
            }
            for index, (start, value) in enumerate(values)
        ],
    }


def rules_json(rules: Iterable[Rule], parameters: Parameters) -> str:
    """The rules for other programs, as the text of a JSON document."""
    # The package may import this module; its version is only needed once a document is made.
    from proexp_batch import __version__

    data = {"version": __version__, "rules": [rule_data(rule, parameters) for rule in rules]}
    return json.dumps(data, ensure_ascii=False, indent=2)


def rules_table(rules: Iterable[Rule], link: Callable[[Rule], str] | None = None) -> str:
    """The rules as one table in Markdown; `link` gives the address of what is written about a rule."""
    rows = [
        (
            f"[{rule.code}]({link(rule)})" if link else rule.code,
            rule.severity.label,
            str(rule.step),
            sheets_in_short(rule),
            escaped(tidy(rule.title)),
        )
        for rule in rules
    ]
    return table(("Code", "Gravité", "Étape", "Feuilles", "Règle"), rows)


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; the cells are Markdown already."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def escaped(text: str) -> str:
    """A text as Markdown that shows it as it is."""
    return re.sub(r"([\\`*_<|])", r"\\\1", text)
