"""The page of the documentation that describes every sheet and column of the workbook."""

from collections.abc import Iterator

from proexp_batch.manual.texts import escaped, table, tidy
from proexp_batch.model.columns import Column, Layout, Sheet
from proexp_batch.model.kinds import KINDS
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import typo


def columns_page() -> str:
    """The page: how cells are written, then sheet by sheet the columns, the lists and the other headers."""
    links = ", ".join(f"[{sheet.title}](#{sheet.title.lower()})" for sheet in SHEETS.values())
    parts = [
        "# Les colonnes du classeur\n",
        typo(f"Les feuilles : {links}.\n"),
        "L'ordre des colonnes et celui des feuilles sont libres, des colonnes et des feuilles en plus ne gênent pas. "
        "Les majuscules, les accents et la ponctuation ne comptent pas dans les titres.\n",
        "## Comment écrire\n",
        typo(
            "Ce qui est écrit autrement, mais dont le sens est certain, est compris ; une information dit ce qui a "
            "été lu. Ce qui est douteux est refusé, jamais deviné.\n"
        ),
        table(("Type", "De préférence", "Compris aussi", "Remarque"), _spellings()),
    ]
    for sheet in SHEETS.values():
        parts.extend(_sheet(sheet))
    return "\n".join(parts)


def _spellings() -> Iterator[tuple[str, ...]]:
    for spelling in filter(None, (kind.spelling for kind in KINDS.values())):
        others = " · ".join(f"« {other} »" for other in spelling.others)
        yield tuple(escaped(tidy(text)) for text in (spelling.label, spelling.plain, others, spelling.remark))


def _sheet(sheet: Sheet) -> Iterator[str]:
    thing = "ligne" if sheet.layout is Layout.FORM else "colonne"
    yield f"## {sheet.title}\n"
    yield escaped(tidy(f"{sheet.intro} Feuille nécessaire à partir de l'étape {sheet.required_from}.\n"))
    yield table((thing.capitalize(), "Obligatoire", "Ce qu'il faut écrire", "Exemple"), _rows(sheet))
    listed = [column for column in sheet.columns.values() if column.choices]
    if listed:
        yield typo("Choix possibles :\n")
        yield table((thing.capitalize(), "Choix", "Compris aussi"), _choices(listed))
    yield typo(f"Autres titres reconnus, pour la feuille : {escaped(', '.join(sheet.aliases))}.\n")
    others = [
        (_label(column), _joined(column.aliases), f"`{sheet.key}.{name}`")
        for name, column in sheet.columns.items()
    ]
    yield table((thing.capitalize(), "Autres titres reconnus", "Nom dans les règles"), others)


def _rows(sheet: Sheet) -> Iterator[tuple[str, ...]]:
    for column in sheet.columns.values():
        required = "" if column.required_from is None else f"étape {column.required_from}"
        if column.due_in_words:
            required += f", {column.due_in_words}"
        help_text = " ".join(filter(None, (column.help, column.kind.hint(column))))
        yield _label(column), required, escaped(tidy(help_text)), escaped(tidy(_example(column)))


def _label(column: Column) -> str:
    return escaped(tidy(column.label))


def _example(column: Column) -> str:
    return "" if column.example is None else column.kind.shown(column, column.example)


def _choices(columns: list[Column]) -> Iterator[tuple[str, ...]]:
    for column in columns:
        for index, choice in enumerate(column.choices):
            label = _label(column) if index == 0 else ""
            yield label, escaped(tidy(choice.label)), _joined(choice.aliases)


def _joined(names: tuple[str, ...]) -> str:
    return escaped(tidy(" · ".join(names)))
