"""The pages of the documentation that the code writes: rules by step, columns, the live template, templates of papers."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from proexp_batch.manual.columns import columns_page
from proexp_batch.manual.live import live_page
from proexp_batch.manual.papers import Described, papers_page
from proexp_batch.manual.texts import (
    circumstances,
    escaped,
    introduced,
    rules_table,
    sections,
    table,
    tidy,
    values_of,
)
from proexp_batch.model.findings import Severity
from proexp_batch.model.parameters import Parameter, Parameters
from proexp_batch.model.sheets.choices import STEPS
from proexp_batch.model.wording import plural, typo
from proexp_batch.rules.catalogue import FAMILIES
from proexp_batch.rules.engine.rule import Rule

COMMAND = "python3 run.py manuel"
"""What renews the pages, run in the folder of the project."""

NOTICE = typo(
    f"<!-- Page écrite par le programme : ne la modifiez pas à la main, lancez « {COMMAND} ». -->\n\n"
)


def pages(
    rules: Sequence[Rule], parameters: Parameters, papers: Described, look: type[msgspec.Struct]
) -> dict[str, str]:
    """Every page by its path in the folder of the documentation; `papers` and `look` are what templates find."""
    made = {
        "colonnes.md": NOTICE + columns_page(),
        "modele-vivant.md": NOTICE + live_page(),
        "gabarits.md": NOTICE + papers_page(papers, look),
        "regles/README.md": NOTICE + _index(rules),
    }
    for step in range(1, len(STEPS) + 1):
        begun = [rule for rule in rules if rule.step == step]
        made[f"regles/{_page(step)}"] = NOTICE + _step_page(step, begun, parameters)
    return made


def _page(step: int) -> str:
    return f"etape-{step}.md"


def _title(step: int) -> str:
    label = next(choice.label for choice in STEPS if choice.code == str(step))
    return typo(f"Étape {label.replace(' - ', ' : ', 1)}")


def _index(rules: Sequence[Rule]) -> str:
    return "\n".join(
        (
            "# Les règles\n",
            typo(
                f"{plural(len(rules), 'règle')}. Une règle s'applique à partir de son étape : un dossier déposé à "
                "l'étape 3 est contrôlé sur les règles des étapes 1, 2 et 3. Un point bloquant refuse le dossier, "
                "un avertissement demande de regarder, une information ne demande rien.\n"
            ),
            "## Par étape\n",
            _counts(rules),
            "## Par code\n",
            _families(rules),
            "## Toutes\n",
            rules_table(rules, lambda rule: f"{_page(rule.step)}#{rule.code.lower()}"),
        )
    )


def _counts(rules: Sequence[Rule]) -> str:
    counts = Counter((rule.step, rule.severity) for rule in rules)
    rows = [
        (
            f"[{_title(step)}]({_page(step)})",
            *(str(counts[step, severity]) for severity in Severity),
            str(sum(counts[step, severity] for severity in Severity)),
        )
        for step in range(1, len(STEPS) + 1)
    ]
    totals = [sum(rule.severity is severity for rule in rules) for severity in Severity]
    rows.append(("Toutes les étapes", *map(str, totals), str(len(rules))))
    return table(("Règles qui commencent à", "Bloquant", "Avertissement", "Information", "Total"), rows)


def _families(rules: Sequence[Rule]) -> str:
    counts = Counter(rule.code[:3] for rule in rules)
    rows = [(code, label, str(counts[code])) for code, label in FAMILIES.items() if counts[code]]
    return table(("Code", "Sujet", "Règles"), rows)


def _step_page(step: int, rules: Sequence[Rule], parameters: Parameters) -> str:
    others = ", ".join(
        f"[étape {other}]({_page(other)})" for other in range(1, len(STEPS) + 1) if other != step
    )
    parts = [
        f"# {_title(step)}\n",
        typo(f"{plural(len(rules), 'règle')} à partir de cette étape. Les autres : {others}, ")
        + "[toutes](README.md).\n",
    ]
    for code, label in FAMILIES.items():
        family = [rule for rule in rules if rule.code.startswith(code)]
        if family:
            parts.append(f"## {label}\n")
            parts.extend(_rule(rule, parameters) for rule in family)
    return "\n".join(parts)


def _rule(rule: Rule, parameters: Parameters) -> str:
    lines = [
        f"### {rule.code}\n",
        f"**{escaped(tidy(rule.title))}**  ",
        f"{circumstances(rule)}\n",
    ]
    for section in sections(rule, parameters):
        lines.append(_item(section.title, section.paragraphs))
    if rule.parameters:
        lines.append(typo("- *Valeurs appliquées* :"))
        lines.extend(f"  - {_values(parameters[name])}" for name in rule.parameters)
    return "\n".join(lines) + "\n"


def _item(title: str, paragraphs: Iterable[str]) -> str:
    texts = [escaped(paragraph) for paragraph in paragraphs]
    if len(texts) == 1:
        return typo(f"- *{title}* : {texts[0]}")
    return "\n".join((typo(f"- *{title}* :"), *(f"  - {text}" for text in texts)))


def _values(parameter: Parameter) -> str:
    said = " ; ".join(values_of(parameter))
    return escaped(tidy(f"{introduced(parameter)} {said} ({parameter.source})"))
