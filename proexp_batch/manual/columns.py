"""The page of the documentation that describes every sheet and column of the workbook."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from proexp_batch.manual.words import escaped, table, tidy
from proexp_batch.model.columns import Column, Kind, Layout, Sheet
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import date, euros, number, typo


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a kind of cell is written: the plain way, and others that the reader understands."""

    kind: Kind
    label: str
    plain: str
    others: tuple[str, ...]
    remark: str = ""


SPELLINGS = (
    Spelling(
        Kind.DATE,
        "Date",
        "05/04/2023",
        ("5 avril 2023", "mercredi 5 avril 2023", "05-04-23", "5.4.2023", "2023-04-05"),
        "Le jour est toujours lu en premier.",
    ),
    Spelling(Kind.HOURS, "Heures", "35,5", ("35.5", "35 h 30", "35h30", "35:30", "35,5 h")),
    Spelling(
        Kind.MONEY,
        "Montant en euros",
        "1747,20",
        ("1 747,20 €", "1747.20", "1.747,20", "1747,20 euros bruts"),
        "« 1.747 » est refusé : on ne sait pas si le point sépare les milliers ou les centimes.",
    ),
    Spelling(Kind.NUMBER, "Nombre", "2,5", ("2.5", "2,5 ans")),
    Spelling(Kind.YES_NO, "Oui ou non", "Oui", ("x", "o", "vrai", "1", "ok"), "Pour non : n, faux, 0."),
    Spelling(
        Kind.CHOICE,
        "Choix dans une liste",
        "CDI",
        ("cdi", "contrat à durée indéterminée"),
        "Les majuscules et les accents ne comptent pas ; une faute de frappe dans un mot long est comprise.",
    ),
    Spelling(
        Kind.CODES,
        "Plusieurs codes",
        "C1;C2;C3",
        ("C1, C2, C3", "c1 ; c2 ; c3", "C1 à C3"),
        "« tous » vaut pour tous les codes.",
    ),
    Spelling(
        Kind.SIRET,
        "SIRET",
        "99912345800013",
        ("999 123 458 00013", "999.123.458.00013"),
        "Un ou deux zéros perdus au début sont remis si la clé le confirme.",
    ),
    Spelling(Kind.NAF, "Code NAF", "62.01Z", ("6201Z", "62.01 z")),
    Spelling(Kind.IDCC, "IDCC", "0044", ("44", "IDCC 0044"), "Les zéros du début sont remis."),
    Spelling(Kind.ROME, "Code ROME", "H2503", ("h2503", "H 2503")),
    Spelling(Kind.CERTIFICATION, "RNCP ou RS", "RNCP34126BC02", ("rncp34126bc02", "RNCP 34126 BC 02")),
)
"""What a table of the page says; a test asks the reader whether it is true."""


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
        table(("Type", "De préférence", "Compris aussi", "Remarque"), map(_spelling, SPELLINGS)),
    ]
    for sheet in SHEETS.values():
        parts.extend(_sheet(sheet))
    return "\n".join(parts)


def _spelling(spelling: Spelling) -> tuple[str, ...]:
    others = " · ".join(f"« {other} »" for other in spelling.others)
    return tuple(escaped(tidy(text)) for text in (spelling.label, spelling.plain, others, spelling.remark))


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
        help_text = " ".join(filter(None, (column.help, _bounds(column))))
        yield _label(column), required, escaped(tidy(help_text)), escaped(tidy(_example(column)))


def _label(column: Column) -> str:
    return escaped(tidy(column.label))


def _bounds(column: Column) -> str:
    """What a cell of this kind holds, where the help does not say it."""
    if column.kind is Kind.YES_NO:
        return "Oui ou Non."
    if column.choices:
        return "Choix dans une liste."
    if column.minimum is not None and column.maximum is not None:
        return f"Attendu entre {number(column.minimum)} et {number(column.maximum)}."
    return ""


def _example(column: Column) -> str:
    match column.example:
        case None:
            return ""
        case dt.date():
            return date(column.example)
        case int() | float():
            return euros(column.example) if column.kind is Kind.MONEY else number(column.example)
        case _:
            return column.label_of(str(column.example))


def _choices(columns: list[Column]) -> Iterator[tuple[str, ...]]:
    for column in columns:
        for index, choice in enumerate(column.choices):
            label = _label(column) if index == 0 else ""
            yield label, escaped(tidy(choice.label)), _joined(choice.aliases)


def _joined(names: tuple[str, ...]) -> str:
    return escaped(tidy(" · ".join(names)))
