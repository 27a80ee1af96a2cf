"""The hidden sheet `Calculs` of the template: the parameters, and what the live checks know of the whole workbook."""

from collections.abc import Iterator, Sequence

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from proexp_batch.model.columns import Column, Layout
from proexp_batch.model.pages import CALCULATIONS_TITLE
from proexp_batch.model.parameters import Parameter, standard_parameters
from proexp_batch.model.placeholders import SAYS_NOTHING
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.sheets.learners import PRIOR_LEARNING
from proexp_batch.model.steps import EVIDENCE
from proexp_batch.model.wording import fold
from proexp_batch.rules.engine.excel import (
    NOTHING,
    PRIOR_CODES,
    PRIOR_CODES_SURE,
    RANKS,
    SHARES,
    STEP,
    TODAY,
    TOTALS,
    WAITING,
    Cells,
    choice_name,
    joined,
    parameter,
    token,
    tokens,
)
from proexp_batch.rules.engine.formulas import over_columns

ONCE = ("learners", "competences", "modules", "tutors")
"""Sheets whose rows must have different names for what another sheet names to be certain."""

_WAITING = (
    "à compléter", "a compléter", "a completer", "à completer", "à définir", "a définir", "à definir", "a definir",
    "à préciser", "a préciser", "à preciser", "a preciser", "à renseigner", "a renseigner", "xxx", "xx", "todo", "tbd",
    "à remplir", "a remplir", "à saisir", "a saisir", "à venir", "a venir", "à voir", "a voir", "en attente",
    "non renseigné", "non renseigne", "?", "??", "???", "-", "--", "---", ".", "..", "...", "…", "/", "*", "0", "00", "000",
)  # fmt: skip
_NOTHING = tuple(
    sorted(
        {
            word
            for folded in SAYS_NOTHING
            for word in (folded, folded.replace(" ", "/"), folded.replace("neant", "néant"))
        }
    )
)
_TOTALS = ("total", "totaux", "total général", "total general", "sous-total", "sous total")
_WORDS = {WAITING: _WAITING, TOTALS: _TOTALS, NOTHING: _NOTHING}
_HIGHEST_RANK = 40
_FACTS, _PARAMETERS, _LISTS = 0, 3, 7
_SHARES = _LISTS + 1 + len(_WORDS)
FIRST_FREE_COLUMN = _SHARES + 2
"""The first column of the sheet, counted from 0, that nothing here is written into."""

TABLES = [Cells(sheet.key) for sheet in SHEETS.values() if sheet.layout is Layout.TABLE]


def begun(cells: Cells) -> str:
    """For each row of a sheet, whether it is one of the company's; an array."""
    names = f'TRIM(IFERROR({cells.identifier},""))'
    label = f'IF({names}="",TRIM(IFERROR({cells.all(cells.beside_identifier)},"")),{names})'
    ones = f"INDEX({RANKS},1):INDEX({RANKS},{len(cells.sheet.columns)})^0"
    return (
        f'(MMULT((1-ISBLANK({cells.block}))*IFERROR(({cells.block}<>0)*({cells.block}<>"Non"),1),{ones})>0)'
        f'*(LEFT({names},7)<>"EXEMPLE")*(1-ISNUMBER(MATCH({label},{TOTALS},0)))'
    )


def facts() -> Iterator[tuple[str, str, str]]:
    """What is computed once for the whole workbook: defined name, label, formula, the ones before those that use them."""
    yield TODAY, "Jour du contrôle", "TODAY()"
    for cells in TABLES:
        rows = cells.name("commencees")
        title = cells.sheet.title
        yield cells.name("lignes"), f"{title} : lignes remplies", f"SUM({rows})"
        yield (
            cells.name("derniere"),
            f"{title} : rang de la dernière ligne",
            f"MAX({rows}*(ROW({cells.identifier})-ROW({cells.header(cells.sheet.identifier)})))",
        )
        yield cells.name("complet"), f"{title} : chaque ligne a son nom", _complete(cells)
    for step, columns in EVIDENCE.items():
        yield _shown_name(step), f"Étape {step} : remplie à plus de la moitié", _shown(columns)
    yield STEP, "Étape", _step()
    modules, learners, competences = Cells("modules"), Cells("learners"), Cells("competences")
    yield (
        "contrats_des_modules_surs",
        "Modules : tous les contrats nommés sont connus",
        f"{_named(modules, 'contracts')}={_known(modules, learners, 'contracts')}",
    )
    yield (
        "competences_des_modules_sures",
        "Modules : toutes les compétences nommées sont connues",
        f"AND({_known(modules, competences, 'competences')}={_named(modules, 'competences')},"
        f'SUM({modules.name("commencees")}*(TRIM({modules.all("competences")})=""))=0)',
    )
    prior = [column.field for column in PRIOR_LEARNING.values()]
    yield PRIOR_CODES, "Apprenants : compétences déjà acquises", _named(learners, *prior)
    yield (
        PRIOR_CODES_SURE,
        "Apprenants : toutes les compétences déjà acquises sont connues",
        f"IF({PRIOR_CODES}=0,TRUE,AND({_known(learners, competences, *prior)}={PRIOR_CODES},{learners.name('complet')}))",
    )
    yield from _left(learners, modules)
    yield (
        "apprenants_comptes_une_fois",
        "Apprenants : ni doublon ni rupture douteuse",
        _counted_once(learners),
    )


def _left(learners: Cells, modules: Cells) -> Iterator[tuple[str, str, str]]:
    """What the dashboard counts."""
    for sheet in SHEETS.values():
        for step in sorted({column.required_from or 0 for column in sheet.columns.values()} - {0}):
            label = f"{sheet.title} : absents, obligatoires dès l'étape {step}"
            yield lacking_name(sheet.key, step), label, _lacking(Cells(sheet.key), step)
    for sheet in SHEETS.values():
        yield (
            unread_name(sheet.key),
            f"{sheet.title} : ce que seul le contrôle peut lire",
            _unread(Cells(sheet.key)),
        )
    yield "cloture_commencee", "Apprenants : bilans commencés", _closing(learners)
    rows = f"SUM({modules.name('commencees')}*({modules.all('modality')}={choice_name('modules', 'modality', 'EXTERNAL')}))"
    yield "modules_externes", "Modules externes", rows
    documents = Cells("documents")
    for kind in documents.sheet.columns["kind"].choices:
        same = f"({documents.all('kind')}={choice_name('documents', 'kind', kind.code)})"
        yield listed_name(kind.code), f"Pièces : {kind.label}", f"SUM({documents.name('commencees')}*{same})"


def lacking_name(key: str, step: int) -> str:
    """The defined name of the number of missing cells of a sheet that a step asks for."""
    return f"{Cells(key).name('manquent')}_{step}"


def unread_name(key: str) -> str:
    """The defined name of the number of cells of a sheet of which only the deposit's check can tell what they mean."""
    return Cells(key).name("illisibles")


def _unread(cells: Cells) -> str:
    """How many cells hold what the deposit's check may refuse without a formula that could tell.

    Another text than those of their list, a text in the place of a day or a number, and, where a text is required, one
    that holds its place or says that there is nothing.
    """
    form = cells.sheet.layout is Layout.FORM
    terms = []
    for column in cells.sheet.columns.values():
        cell = cells(column.field) if form else cells.all(column.field)
        given = f'(TRIM(IFERROR({cell},"x"))<>"")'
        if name := column.kind.drop_down(column).name:
            offered = choice_name(column.sheet, column.field, "") if column.choices else f"liste_{name}"
            terms.append(f"{given}*(1-ISNUMBER(MATCH(TRIM({cell}),{offered},0)))")
        elif column.kind.is_date or column.kind.is_number:
            terms.append(f"{given}*(1-ISNUMBER({cell}))")
        elif column.required_from is not None:
            small = f'LOWER(TRIM(IFERROR({cell},"")))'
            terms.append(
                "(("
                + "+".join(f"ISNUMBER(MATCH({small},{words},0))" for words in (WAITING, NOTHING))
                + ")>0)"
            )
    found = "+".join(terms) or "0"
    return found if form else f"SUM({cells.name('commencees')}*({found}))"


def asked_at_first(step: int) -> int:
    """How many cells that a step asks for are empty in an empty template: those of the form, which has no rows."""
    return sum(column.required_from == step for column in SHEETS["company"].columns.values())


def listed_name(kind: str) -> str:
    """The defined name of the number of documents of a kind."""
    return f"pieces_{kind.lower()}"


def _lacking(cells: Cells, step: int) -> str:
    """How many cells that a step asks for are empty."""
    columns = [column for column in cells.sheet.columns.values() if column.required_from == step]
    if cells.sheet.layout is Layout.FORM:
        return "+".join(f'(TRIM(IFERROR({cells(column.field)},"x"))="")' for column in columns)
    terms = []
    for column in columns:
        empty = f'(TRIM(IFERROR({cells.all(column.field)},"x"))="")'
        terms.append(empty if column.due is None else f"{empty}*({over_columns(column.due)})")
    return f"SUM({cells.name('commencees')}*({'+'.join(terms)}))"


def _closing(learners: Cells) -> str:
    """How many contracts have something of the final review."""
    given = f"(ISNUMBER({learners.all('review')})+ISNUMBER({learners.all('hours_done')}))>0"
    return f"SUM({learners.name('commencees')}*({given}))"


def _complete(cells: Cells) -> str:
    """Every row of the company has its name, no row only a word that stands for one, and (`ONCE`) no name is twice."""
    names = cells.identifier
    rows = cells.name("commencees")
    tests = [
        f"{cells.name('lignes')}>0",
        f'SUM({rows}*(TRIM({names})=""))=0',
        f"SUM({rows}*ISNUMBER(MATCH(LOWER(TRIM({names})),{WAITING},0)))=0",
    ]
    if cells.sheet.key in ONCE:
        tests.append(f'SUM(({names}<>"")*(COUNTIF({names},{names})>1))=0')
    return f"IFERROR(AND({','.join(tests)}),FALSE)"


def _shown_name(step: int) -> str:
    """The defined name of whether what is filled in shows a step."""
    return f"etape_{step}_remplie"


def _shown(columns: Sequence[Column]) -> str:
    """More than half of some columns is filled, of the rows in which any of them is (`EVIDENCE`)."""
    cells = Cells(columns[0].sheet)
    marks = "+".join(f'(TRIM(IFERROR({cells.all(column.field)},"x"))<>"")' for column in columns)
    begun = cells.name("commencees")
    # 2 x filled > columns x rows, of the rows with any mark.
    return f"SUM({begun}*(2*({marks})-{len(columns)}*(({marks})>0)))>0"


def _step() -> str:
    """The step of the deposit: as it is written, by its label or its number, or as what is filled in shows."""
    cell = Cells("company")("step")
    list_of_steps = f"liste_{fold(SHEETS['company'].columns['step'].label).replace(' ', '_')}"
    shown = f"MAX(1,{','.join(f'{step}*{_shown_name(step)}' for step in EVIDENCE)})"
    digit = f'IF(AND(LEN(TRIM({cell}))=1,ISNUMBER(FIND(TRIM({cell}),"123456"))),TRIM({cell})*1,{shown})'
    return f"IFERROR(MATCH(TRIM({cell}),{list_of_steps},0),IFERROR({digit},1))"


def _named(cells: Cells, *fields: str) -> str:
    """How many codes stand in columns of lists."""
    text = tokens(joined(*map(cells.all, fields)))
    return f'SUM({cells.name("commencees")}*(LEN({text})-LEN(SUBSTITUTE({text}," ",""))+({text}<>"")))'


def _known(cells: Cells, target: Cells, *fields: str) -> str:
    """How many of these codes are those of another sheet."""
    lists, known = joined(*map(cells.used, fields)), f"TRANSPOSE({target.used(target.sheet.identifier)})"
    found = f'ISNUMBER(FIND(" "&{token(known)}&" "," "&{tokens(lists)}&" "))'
    example = f'(LEFT(TRIM({cells.used(cells.sheet.identifier)}),7)<>"EXEMPLE")'
    return f'SUM({found}*({known}<>"")*{example})'


def _counted_once(cells: Cells) -> str:
    """No learner is there twice, and no contract ends before it starts or breaks off after its end."""
    last, first, birth = (cells.all(field) for field in ("last_name", "first_name", "birth_date"))
    start, end, early = (cells.all(field) for field in ("start", "end", "early_end"))
    twice = f'SUM(({last}<>"")*(COUNTIFS({last},{last},{first},{first},{birth},{birth})>1))=0'
    ordered = f"SUM(ISNUMBER({start})*ISNUMBER({end})*({end}<{start}))=0"
    inside = f"SUM(ISNUMBER({early})*((({early}>={end})+({early}<{start}))>0))=0"
    readable = f'SUM(({early}<>"")*(1-ISNUMBER({early})))=0'
    return f"IFERROR(AND({cells.name('complet')},{twice},{ordered},{inside},{readable}),FALSE)"


def write_calculations(workbook: Workbook, page: Worksheet, *, empty: bool) -> None:
    """Write the hidden sheet and its defined names; `empty` says that the template has no rows yet."""
    page.hide()
    page.set_column(_FACTS, _FACTS, 54)
    page.set_column(_PARAMETERS, _PARAMETERS, 70)
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    for row, (name, label, formula) in enumerate(facts(), start=1):
        page.write_string(row, _FACTS, label)
        page.write_array_formula(
            row,
            _FACTS + 1,
            row,
            _FACTS + 1,
            f"{{={formula}}}",
            day if name == TODAY else None,
            _initial(name) if empty else "",
        )
        _define(workbook, name, xl_rowcol_to_cell(row, _FACTS + 1, row_abs=True, col_abs=True))
    row = 1
    for declared in standard_parameters():
        row = _write_parameter(workbook, page, row, declared, day)
    for rank in range(_HIGHEST_RANK):
        page.write_number(rank + 1, _LISTS, rank + 1)
    _define(workbook, RANKS, xl_range_abs(1, _LISTS, _HIGHEST_RANK, _LISTS))
    for row, (bound, value) in enumerate(_shares(), start=1):
        page.write_formula(row, _SHARES, f"={bound}", None, value)
    _define(workbook, SHARES, xl_range_abs(1, _SHARES, row, _SHARES))
    for column, (name, words) in enumerate(_WORDS.items(), start=_LISTS + 1):
        for row, text in enumerate(words, start=1):
            page.write_string(row, column, text)
        _define(workbook, name, xl_range_abs(1, column, len(words), column))


def _shares() -> Iterator[tuple[str, float]]:
    """The bounds of the share of training from which something else is told, the lowest first, and their values."""
    names = ("minimum", "maximum", "tolerance")
    low, high, tolerance = (parameter(f"training_share_{name}", TODAY) for name in names)
    a, b, t = (standard_parameters()[f"training_share_{name}"].values[-1] for name in names)
    # A billionth on the good side of a bound is a matter of rounding.
    yield "0", 0
    yield f"{low}*(1-{tolerance})-0.000000001", round(a * (1 - t) - 1e-9, 12)
    yield f"{low}-0.000000001", round(a - 1e-9, 12)
    yield f"{high}+0.000000001", round(b + 1e-9, 12)
    yield f"{high}*(1+{tolerance})+0.000000001", round(b * (1 + t) + 1e-9, 12)
    yield "1.000000001", 1.000000001


def _initial(name: str) -> int | str:
    """The value of a fact in an empty template, shown where nothing is recalculated."""
    if name == STEP:
        return 1
    if name == TODAY:
        return ""
    for step in range(1, 7):
        if name == lacking_name("company", step):
            return asked_at_first(step)
    # No module names anything unknown as long as there is none. A number, since `True` would be written as a word.
    return int(name.endswith(("_surs", "_sures")))


def _write_parameter(workbook: Workbook, page: Worksheet, row: int, declared: Parameter, day: object) -> int:
    """Write a parameter and its names; gives the next free row."""
    first = row
    for start, value in zip(declared.starts, declared.values, strict=True):
        page.write_string(row, _PARAMETERS, declared.label)
        page.write_datetime(row, _PARAMETERS + 1, start, day)
        page.write(row, _PARAMETERS + 2, value)
        row += 1
    if len(declared.values) == 1:
        cell = xl_rowcol_to_cell(first, _PARAMETERS + 2, row_abs=True, col_abs=True)
        _define(workbook, f"param_{declared.name}", cell)
    else:
        for stem, column in (("dates", 1), ("valeurs", 2)):
            place = xl_range_abs(first, _PARAMETERS + column, row - 1, _PARAMETERS + column)
            _define(workbook, f"param_{declared.name}_{stem}", place)
    return row


def _define(workbook: Workbook, name: str, place: str) -> None:
    workbook.define_name(name, f"={CALCULATIONS_TITLE}!{place}")
