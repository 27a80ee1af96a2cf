"""Rules that hold for every sheet: what is required is there, and says something."""

from proexp_batch.dossier.batch import Batch
from proexp_batch.dossier.columns import Column, Kind, Layout, Sheet
from proexp_batch.dossier.sheets import SHEETS
from proexp_batch.dossier.wording import fold
from proexp_batch.rules.rule import BLOCKING, WARNING, Hits, column_rule, hits, rule

_REQUIRED = tuple(
    f"{sheet.key}.{column.field}"
    for sheet in SHEETS.values()
    for column in sheet.columns.values()
    if column.required_from is not None
)
_REQUIRED_TEXTS = tuple(
    f"{sheet.key}.{column.field}"
    for sheet in SHEETS.values()
    for column in sheet.columns.values()
    if column.required_from is not None and column.kind in (Kind.TEXT, Kind.NAME, Kind.FILE)
)
_NOT_YET = {
    fold(text)
    for text in ("à compléter", "à définir", "à préciser", "à renseigner", "xxx", "xx", "todo", "tbd")
}


def _has_column(b: Batch, sheet: Sheet, column: Column) -> "list[bool]":
    return [
        (read := dossier.sheets.get(sheet.key)) is not None
        and (column.field in read.columns or column.field in read.lines)
        for dossier in b.dossiers
    ]


@column_rule(
    "SAI-001",
    "Information obligatoire absente",
    BLOCKING,
    1,
    _REQUIRED,
    message="« {label} » n'est pas rempli.",
    fix="Remplissez la cellule.",
    why="Cette information est nécessaire à partir de l'étape déposée.",
    wrong="Une ligne d'apprenant sans date de naissance",
    right="La même ligne, complète",
)
def required_value_missing(b: Batch, sheet: Sheet, column: Column) -> Hits:
    """A required cell is empty in a row that has begun, in a sheet that has the column."""
    frame = b[sheet.key]
    due = b.spread(sheet.key, b.step) >= (column.required_from or 1)
    missing = due & ~b.filled[sheet.key][column.field]
    if sheet.layout is Layout.TABLE or frame.empty:
        has = [dossier for dossier, present in enumerate(_has_column(b, sheet, column)) if present]
        missing &= frame["dossier"].isin(has)
    return hits(missing, label=column.label)


@column_rule(
    "SAI-002",
    "Colonne obligatoire absente",
    BLOCKING,
    1,
    tuple(place for place in _REQUIRED if not place.startswith("company.")),
    message="La colonne « {label} » manque dans la feuille {title}.",
    fix="Ajoutez une colonne avec ce titre et remplissez-la, ou reprenez la feuille du modèle.",
    why="Cette information est nécessaire à partir de l'étape déposée.",
    wrong="Une feuille Apprenants sans colonne « Date de naissance »",
    right="La feuille du modèle, colonnes dans n'importe quel ordre",
)
def required_column_missing(b: Batch, sheet: Sheet, column: Column) -> Hits:
    """A sheet with rows lacks a required column; said once for the sheet."""
    frame = b[sheet.key]
    due = b.spread(sheet.key, b.step) >= (column.required_from or 1)
    lacking = [dossier for dossier, present in enumerate(_has_column(b, sheet, column)) if not present]
    first = ~frame["dossier"].duplicated()
    return hits(
        due & first & frame["dossier"].isin(lacking), where=sheet.key, label=column.label, title=sheet.title
    )


@column_rule(
    "SAI-003",
    "Information laissée à compléter",
    WARNING,
    1,
    _REQUIRED_TEXTS,
    message="« {label} » est resté à compléter.",
    fix="Remplacez ce texte par la vraie information.",
    why="Un texte d'attente n'est pas une information.",
    wrong="« à compléter »",
    right="« Régler une imprimante 3D »",
)
def left_to_complete(b: Batch, sheet: Sheet, column: Column) -> Hits:
    """A required text only says that it is still to be written."""
    folded = b[sheet.key][column.field].map(fold, na_action="ignore")
    return hits(folded.isin(_NOT_YET), label=column.label)


def _declare_empty_sheet(code: str, key: str, what: str, why: str) -> None:
    sheet = SHEETS[key]

    @rule(
        code,
        f"Feuille {sheet.title} vide",
        BLOCKING,
        sheet.required_from,
        "company.name",
        message=f"La feuille {sheet.title} ne contient {what}.",
        fix=f"Remplissez la feuille {sheet.title}, ou corrigez l'étape du dépôt si le dossier n'en est pas là.",
        why=why,
        wrong=f"Un dossier à l'étape {sheet.required_from} dont la feuille {sheet.title} est vide",
        right=f"Au moins une ligne remplie dans la feuille {sheet.title}",
    )
    def sheet_is_empty(b: Batch) -> Hits:
        with_rows = b[key]["dossier"].unique()
        return hits(~b["company"]["dossier"].isin(with_rows), where=key)


_declare_empty_sheet(
    "APP-001",
    "learners",
    "aucun apprenant",
    "À partir de l'étape 3, le dossier présente au moins un contrat.",
)
_declare_empty_sheet(
    "COM-001", "competences", "aucune compétence", "Le référentiel métier est la base de tout le parcours."
)
_declare_empty_sheet(
    "MOD-001",
    "modules",
    "aucun module",
    "À partir de l'étape 2, le dossier présente le parcours de formation.",
)
_declare_empty_sheet(
    "EVA-001",
    "evaluations",
    "aucune évaluation",
    "À partir de l'étape 5, les évaluations jalonnent le parcours.",
)
_declare_empty_sheet(
    "TUT-001", "tutors", "aucun tuteur", "L'employeur désigne un tuteur pour chaque contrat (art. L6325-3-1)."
)
_declare_empty_sheet(
    "PIE-001",
    "documents",
    "aucune pièce",
    "Le dossier de l'étape 3 est complet : référentiel, parcours, convention, CERFA.",
)
