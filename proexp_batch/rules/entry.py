"""Rules that hold for every sheet: what is required is there, and says something."""

from __future__ import annotations

from proexp_batch.model.columns import Column, Layout, Sheet
from proexp_batch.model.fields import company, competences, evaluations, learners, modules, tutors
from proexp_batch.model.later import pd
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import listing, typo
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import Cells, both
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.engine.rule import BLOCKING, Hits, column_rule, hits, sheet_rule
from proexp_batch.rules.evaluations import names_nobody
from proexp_batch.rules.facts.listed import is_number_for_a_name, says_nothing_in_words, says_nothing_yet
from proexp_batch.rules.facts.nearest import nearest_header
from proexp_batch.rules.facts.periods import none

_REQUIRED = tuple(
    column
    for sheet in SHEETS.values()
    for column in sheet.columns.values()
    if column.required_from is not None
)
_REQUIRED_TEXTS = tuple(column for column in _REQUIRED if column.kind.free_text)
_IN_WORDS = (
    company.job_title,
    competences.title,
    competences.objective,
    competences.criterion,
    modules.title,
)
"""What can only be said in words; names and file names can be shorter, or of digits."""
_BOUNDED = tuple(
    column
    for sheet in SHEETS.values()
    for column in sheet.columns.values()
    if column.minimum is not None or column.maximum is not None
)


def _has_sheet(b: Batch, sheet: Sheet) -> list[bool]:
    return [sheet.key in dossier.sheets for dossier in b.dossiers]


def _has_column(b: Batch, sheet: Sheet, column: Column) -> list[bool]:
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
    silent="The template shows it by what the column itself declares: no formula of the rule's own is needed.",
)
def required_value_missing(b: Batch, sheet: Sheet, column: Column) -> Hits:
    """A required cell is empty in a row that has begun, in a sheet that has the column."""
    missing = _is_due(b, sheet, column) & ~b.is_filled(column)
    if not missing.any():
        return hits(missing, label=column.label)
    is_form = sheet.layout is Layout.FORM
    there = _has_sheet(b, sheet) if is_form else _has_column(b, sheet, column)
    has = [dossier for dossier, present in enumerate(there) if present]
    return hits(missing & b[sheet.key]["dossier"].isin(has), label=column.label)


@once
def _is_due(b: Batch, sheet: Sheet, column: Column) -> Series:
    """Rows in which a column must be filled in: from its step on, and once it can be known."""
    due = b.has_come_to(column.required_from or 1, sheet.key)
    return due if column.due is None else due & masks.mask(column.due, b, sheet.key)


@column_rule(
    "SAI-002",
    "Colonne obligatoire absente",
    BLOCKING,
    1,
    tuple(column for column in _REQUIRED if SHEETS[column.sheet].layout is Layout.TABLE),
    message="La colonne « {label} » manque dans la feuille {title}.",
    detail="{unknown}",
    fix="Si elle y est sous un autre titre, donnez-lui celui-ci ; sinon, ajoutez-la et remplissez-la, ou reprenez la "
    "feuille du modèle.",
    why="Cette information est nécessaire à partir de l'étape déposée.",
    wrong="Une feuille Apprenants sans colonne « Date de naissance »",
    right="La feuille du modèle, colonnes dans n'importe quel ordre",
    silent="A column that is missing has no cell to colour.",
)
def required_column_missing(b: Batch, sheet: Sheet, column: Column) -> Hits:
    """A sheet with rows lacks a required column; said once for the sheet."""
    frame, rows_due = b[sheet.key], _is_due(b, sheet, column)
    lacking = [dossier for dossier, present in enumerate(_has_column(b, sheet, column)) if not present]
    if not frame["dossier"].isin(lacking).any():
        return hits(none(frame.index), as_a_whole=True, label=column.label, title=sheet.title, unknown="")
    due = frame["dossier"].isin(frame.loc[rows_due, "dossier"].unique())
    first = ~frame["dossier"].duplicated()
    missing = due & first & frame["dossier"].isin(lacking)
    told = {
        at: _unknown_headers(b.dossiers[dossier].sheets[sheet.key].unknown, column)
        for at, dossier in frame.loc[missing, "dossier"].items()
    }
    unknown = pd.Series(told, dtype=object).reindex(frame.index)
    return hits(missing, as_a_whole=True, label=column.label, title=sheet.title, unknown=unknown)


def _unknown_headers(headers: list[str], column: Column) -> str:
    """A sentence that names the headers that were not understood, and the one that may be the column's."""
    if not headers:
        return ""
    many = len(headers) > 1
    said = f"{'Titres non reconnus' if many else 'Titre non reconnu'} : {listing([f'« {one} »' for one in headers])}."
    near = nearest_header(headers, column)
    return typo(said if near is None or not many else f"{said} Le plus proche : « {near} ».")


@column_rule(
    "SAI-003",
    "Information laissée à compléter",
    BLOCKING,
    1,
    _REQUIRED_TEXTS,
    message="« {label} » est resté à compléter.",
    fix="Remplacez ce texte par la vraie information.",
    why="Un texte d'attente, un signe ou un zéro n'est pas une information.",
    wrong="« à compléter », « ? », « - », « 0 »",
    right="« Régler une imprimante 3D »",
    silent="Whoever writes that a text is still to come knows it: a formula for each required text would tell nothing.",
)
def left_to_complete(b: Batch, sheet: Sheet, column: Column) -> Hits:
    """A required text only says that it is still to be written, or says nothing."""
    nothing = says_nothing_in_words if column in _IN_WORDS else says_nothing_yet
    return hits(nothing(b[column]) & ~_is_no_name(b, column), label=column.label)


def _is_no_name(b: Batch, column: Column) -> Series:
    """Names of people of which another rule says that they are none."""
    names = b[column]
    if column not in _PEOPLE:
        return pd.Series(False, index=names.index)
    digits = is_number_for_a_name(names)
    return (
        digits | names.map(names_nobody, na_action="ignore").eq(True)
        if column is evaluations.evaluator
        else digits
    )


def _outside(c: Cells, field: str) -> str:
    # To a condition, a number out of the bounds of its column is missing.
    column, cell = c.sheet.columns[field], c(field)
    signed = (("<", column.minimum), (">", column.maximum))
    tests = ",".join(f"{cell}{sign}{bound:g}" for sign, bound in signed if bound is not None)
    return f"IF({c.number(field)},OR({tests}),FALSE)"


column_rule(
    "SAI-004",
    "Nombre hors des limites",
    BLOCKING,
    1,
    _BOUNDED,
    message="« {label} » doit être un nombre {bounds}.",
    detail="Lu : {value:number}.",
    fix="Corrigez le nombre, ou videz la cellule si elle n'est pas obligatoire et que vous ne le connaissez pas.",
    why="Un nombre impossible fausse les calculs du contrôle et ce que dit l'attestation.",
    wrong="-50 heures réalisées",
    right="50 heures réalisées",
    checked="in_range",
    live=_outside,
)(None)


_PEOPLE = (
    learners.last_name,
    learners.first_name,
    modules.trainer,
    tutors.name,
    evaluations.evaluator,
)


def _is_all_digits(c: Cells, field: str) -> str:
    return both(c.given(field), f"ISNUMBER(1*{c(field)})")


@column_rule(
    "SAI-006",
    "Nom fait de chiffres",
    BLOCKING,
    1,
    _PEOPLE,
    message="« {label} » n'a que des chiffres : ce n'est pas le nom d'une personne.",
    detail="Lu : « {shown} ».",
    fix="Écrivez le nom en lettres.",
    why="Le nom désigne la personne dans le dossier, et l'apprenant sur son attestation.",
    wrong="12345",
    right="Martin",
    live=_is_all_digits,
)
def name_of_digits(b: Batch, sheet: Sheet, column: Column) -> Hits:
    """A name of a person without any letter."""
    names = b[column]
    return hits(is_number_for_a_name(names), label=column.label, shown=names)


@sheet_rule(
    "ENT-012",
    "Feuille Entreprise absente",
    BLOCKING,
    1,
    "company",
    message="La feuille Entreprise manque, ou n'a pas été reconnue.",
    fix="Reprenez la feuille Entreprise du modèle, sans changer ses libellés, et remplissez-la.",
    why="Elle dit qui est l'employeur, quel est le métier et quelles règles s'appliquent.",
    wrong="Un classeur sans feuille Entreprise",
    right="La feuille Entreprise du modèle, remplie",
    silent="A sheet that is missing has no cell to colour.",
)
def company_sheet_missing(b: Batch) -> Hits:
    """The workbook has no sheet of the company; said once, and not for each of its lines."""
    there = pd.Series(_has_sheet(b, SHEETS["company"]), dtype=bool)
    return hits(~there & ~_refused(b, "company"))


def _refused(b: Batch, key: str) -> Series:
    """Dossiers of which the reader said that a sheet as a whole could not be read."""
    told = [
        any(hit.sheet == key and hit.row is None and hit.cell is None for hit in dossier.hits)
        for dossier in b.dossiers
    ]
    return pd.Series(told, dtype=bool)


def _declare_empty_sheet(code: str, key: str, what: str, why: str) -> None:
    sheet = SHEETS[key]

    @sheet_rule(
        code,
        f"Feuille {sheet.title} vide",
        BLOCKING,
        sheet.required_from,
        key,
        message=f"La feuille {sheet.title} ne contient {what}.",
        fix=f"Remplissez la feuille {sheet.title}, ou corrigez l'étape du dépôt si le dossier n'en est pas là.",
        why=why,
        wrong=f"Un dossier à l'étape {sheet.required_from} dont la feuille {sheet.title} est vide",
        right=f"Au moins une ligne remplie dans la feuille {sheet.title}",
        silent="A sheet without rows has no cell to colour; the dashboard says what each step still lacks.",
    )
    def sheet_is_empty(b: Batch) -> Hits:
        with_rows = b[key]["dossier"].unique()
        return hits(~b["company"]["dossier"].isin(with_rows) & ~_refused(b, key))


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
