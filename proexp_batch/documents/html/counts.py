"""The figures of a batch: key figures, and tables of counts with a bar for each."""

from collections.abc import Iterator, Mapping, Sequence

from proexp_batch.decision.facts import Status
from proexp_batch.documents.html import cells
from proexp_batch.documents.html.cells import Head
from proexp_batch.documents.html.markup import Markup, bar, closing, joined, tag
from proexp_batch.documents.summary.figures import Figures, RuleCount
from proexp_batch.documents.summary.words import NO_STEP, STEP_LABELS, key_figures, note_on_shares, tutoring
from proexp_batch.model.findings import Severity
from proexp_batch.model.wording import plural

TOP_RULES = 15


def key(counted: Figures) -> Markup:
    """The key figures."""
    pairs = (tag("div", tag("dt", figure.label), tag("dd", figure.text)) for figure in key_figures(counted))
    return joined(tag("dl", *pairs, class_="chiffres"), tag("p", note_on_shares(counted), class_="gris"))


def spread(counted: Figures) -> Iterator[Markup]:
    """Dossiers and contracts by status, dossiers by step, findings by severity, helps for tutors."""
    yield tag(
        "div",
        _statuses("Dossiers par statut", "Dossiers", counted.dossiers),
        _statuses("Contrats par statut", "Contrats", counted.contracts),
        _steps(counted),
        _severities(counted),
        class_="cadres",
    )
    at_most, what_for = tutoring(counted.tutoring)
    yield tag("p", tag("strong", at_most), ". ", what_for)


def rules(found: tuple[RuleCount, ...]) -> Markup:
    """The most frequent findings."""
    if not found:
        return tag("p", "Aucun constat.")
    shown = found[:TOP_RULES]
    most = max(rule.findings for rule in shown)
    heads = (Head("Code"), Head("Constat", "large"), Head("Gravité"), Head("Constats", "nombre"),
             Head("Dossiers", "nombre"), Head("Part du plus fréquent", sorts=False))  # fmt: skip
    rows = (
        tag(
            "tr",
            tag("th", rule.code, scope="row"),
            tag("td", rule.message),
            tag("td", cells.severity(rule.severity)),
            cells.number(rule.findings),
            cells.number(rule.dossiers),
            tag("td", bar(rule.findings / most, f"gravite-{rule.severity.value}")),
        )
        for rule in shown
    )
    every = plural(len(found), "constat différent", "constats différents")
    caption = f"{every}, du plus fréquent au plus rare" + (
        f" ; voici les {len(shown)} premiers." if len(shown) < len(found) else "."
    )
    start = cells.table_start(caption, heads, class_="liste", id="t-regles")
    return tag("div", start, *rows, cells.TABLE_END, class_="defile", role="region", tabindex="0",
               aria_label="Constats les plus fréquents")  # fmt: skip


def _statuses(caption: str, head: str, counts: Mapping[Status, int]) -> Markup:
    rows = [(cells.status(one), counts[one], f"statut-{one.value}") for one in Status]
    return _table(caption, ("Statut", head), rows)


def _steps(counted: Figures) -> Markup:
    rows = [
        (NO_STEP if step is None else STEP_LABELS[step], count, "") for step, count in counted.steps.items()
    ]
    return _table("Dossiers par étape", ("Étape", "Dossiers"), rows)


def _severities(counted: Figures) -> Markup:
    rows = [(cells.severity(one), counted.findings[one], f"gravite-{one.value}") for one in Severity]
    return _table("Constats par gravité", ("Gravité", "Constats"), rows)


def _table(caption: str, names: tuple[str, str], rows: Sequence[tuple[str, int, str]]) -> Markup:
    total = sum(count for _, count, _ in rows)
    most = max((count for _, count, _ in rows), default=0) or 1
    heads = (Head(names[0]), Head(names[1], "nombre"), Head("Proportion"))
    drawn = (
        tag("tr", tag("th", name, scope="row"), cells.number(count), tag("td", bar(count / most, look)))
        for name, count, look in rows
    )
    foot = tag("tfoot", tag("tr", tag("th", "Total", scope="row"), cells.number(total), tag("td")))
    return joined(cells.table_start(caption, heads), *drawn, closing("tbody"), foot, closing("table"))
