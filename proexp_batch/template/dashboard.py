"""The sheet `Tableau de bord` of the template: what is left to do, by step and by sheet, counted by formulas."""

from collections.abc import Iterable

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from proexp_batch.drawing.palette import AMBER, INK, MIST, NAVY, RED, RULE
from proexp_batch.model.columns import Layout, Sheet
from proexp_batch.model.pages import DASHBOARD_TITLE
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.sheets.choices import STEPS
from proexp_batch.model.wording import typo
from proexp_batch.rules.engine.excel import FIRST_ROW, STEP, Cells
from proexp_batch.template.board import (
    COUNT,
    LACKING,
    LATER,
    LISTED,
    READY,
    REVIEW,
    STATE,
    TEXT,
    TO_DO,
    UNDER_WAY,
    UNREAD,
    WHAT,
    WIDTHS,
    Board,
)
from proexp_batch.template.calculations import asked_at_first, lacking_name, listed_name, unread_name
from proexp_batch.template.live import MISSING_LOOK, REVIEW_ROWS
from proexp_batch.template.looks import Styles
from proexp_batch.template.signals import FORM_REVIEW

_FIRST_STEP_ROW = 6
_DOCUMENTS = (
    ("REFERENTIAL", "Pour tout le dossier, ou pour chaque contrat."),
    ("PATH", "Pour tout le dossier, ou pour chaque contrat."),
    ("CONVENTION", "Si un module est confié à un organisme de formation."),
    ("CERFA", "Un par contrat."),
    ("REVIEW", "À l'étape 6, pour chaque contrat terminé."),
)


def step_rows() -> dict[int, int]:
    """The row (from 0) of each step."""
    return {int(step.code): _FIRST_STEP_ROW + at for at, step in enumerate(STEPS)}


def sheet_rows() -> dict[str, int]:
    """The row (from 0) of each sheet."""
    return {key: _FIRST_STEP_ROW + len(STEPS) + 3 + at for at, key in enumerate(SHEETS)}


def document_rows() -> dict[str, int]:
    """The row (from 0) of each kind of document."""
    first = max(sheet_rows().values()) + 4
    return {kind: first + at for at, (kind, _) in enumerate(_DOCUMENTS)}


def steps_of(sheet: Sheet) -> list[int]:
    """The steps from which something is required in a sheet."""
    steps = {column.required_from for column in sheet.columns.values()}
    return sorted(step for step in steps if step is not None)


def _empty(sheet: Sheet) -> str:
    """Whether a sheet has no row of the company yet."""
    cells = Cells(sheet.key)
    if sheet.layout is Layout.FORM:
        return f"COUNTA({cells.form_block})=0"
    return f"{cells.name('lignes')}=0"


def _review_range(sheet: Sheet) -> str:
    """The cells that say in words what to review."""
    form = sheet.layout is Layout.FORM
    letter = xl_col_to_name(FORM_REVIEW if form else len(sheet.columns))
    last = FIRST_ROW - 1 + (len(sheet.columns) if form else REVIEW_ROWS[sheet.key])
    return f"'{sheet.title}'!${letter}${FIRST_ROW}:${letter}${last}"


def _plural(count: str, one: str, many: str) -> str:
    return f'IF({count}=1,"{one}",{count}&" {many}")'


def write_dashboard(page: Worksheet, styles: Styles, *, empty: bool) -> None:
    """Fill the sheet `Tableau de bord`; in an `empty` template its formulas come with the values they have there."""
    for index, width in enumerate(WIDTHS):
        page.set_column(index, index, width)
    board = Board(page, styles, empty)
    page.set_row(0, 34)
    page.write_string(0, WHAT, DASHBOARD_TITLE, styles.title())
    page.write_string(
        1,
        WHAT,
        typo(
            "Ce qui reste à remplir et à revoir, compté pendant que vous écrivez. Le contrôle du dépôt, plus complet, "
            "peut trouver d'autres points."
        ),
        styles.intro(),
    )
    _write_deposit(board)
    _write_steps(board)
    _write_sheets(board)
    _write_documents(board)
    _write_colours(board)
    _set_up(page)


def _write_deposit(board: Board) -> None:
    """The step of the deposit, said by the company or inferred."""
    board.page.set_row(3, 28)
    cell = Cells("company")("step")
    shape = {"bold": True, "bg_color": MIST, "font_color": NAVY, "valign": "vcenter"}
    board.page.write_string(3, WHAT, "Étape de ce dépôt", board.styles.of(**shape, indent=1))
    stated = f'INDEX({_steps_list()},{STEP})&IF(TRIM({cell})="","{_INFERRED}","")'
    for index in range(COUNT, STATE + 1):
        board.page.write_blank(3, index, None, board.styles.of(**shape))
    at_first = f"{STEPS[0].label}{_INFERRED}" if board.empty else ""
    board.page.write_formula(3, COUNT, f"={stated}", board.styles.of(**shape), at_first)


_INFERRED = typo(" (déduite de ce qui est rempli : indiquez-la en haut de la feuille Entreprise)")


def _steps_list() -> str:
    return "liste_etape_de_ce_depot"


def _write_steps(board: Board) -> None:
    head = {
        WHAT: "Étape par étape",
        COUNT: "Feuilles vides",
        LACKING: "Informations obligatoires absentes",
        REVIEW: "Lignes à revoir",
        TEXT: "Ce qui reste",
        STATE: "État",
    }
    board.heading(_FIRST_STEP_ROW - 1, head)
    for step in STEPS:
        number = int(step.code)
        row = step_rows()[number]
        empty = [sheet for sheet in SHEETS.values() if sheet.required_from == number]
        own = [sheet.key for sheet in empty]
        lacking = [lacking_name(sheet.key, number) for sheet in SHEETS.values() if number in steps_of(sheet)]
        count, missing = (xl_rowcol_to_cell(row, index, col_abs=True) for index in (COUNT, LACKING))
        board.text(row, WHAT, step.label)
        board.number(row, COUNT, "+".join(["0", *(f"({_empty(sheet)})" for sheet in empty)]), len(empty))
        board.number(row, LACKING, "+".join(lacking) or "0", asked_at_first(number))
        review = f"IF({STEP}={number},{_reviews(SHEETS)},{_reviews(own)})"
        board.number(row, REVIEW, review, 0)
        reviewed = xl_rowcol_to_cell(row, REVIEW, col_abs=True)
        unread = f"IF({STEP}={number},{_unread(SHEETS)},{_unread(own)})"
        names = "&".join(f'IF({_empty(sheet)},", {sheet.title}","")' for sheet in empty) or '""'
        left = (
            f'IF({missing}=0,"",{_plural(missing, _ONE_LACKS, _MANY_LACK)}&IF({count}=0,"","{_SEMICOLON}"))'
            f'&IF({count}=0,"",IF({count}=1,"{_ONE_TO_FILL_IN}","{_MANY_TO_FILL_IN}")&MID({names},3,99))'
        )
        nothing = (
            f"IF({reviewed}>0,{_plural(reviewed, _ONE_REVIEW, _MANY_REVIEWS)},IF({unread}>0,"
            f'{_plural(unread, _ONE_UNREAD, _MANY_UNREAD)},"{_NOTHING_LEFT}"))'
        )
        at_first = _first_left(asked_at_first(number), [sheet.title for sheet in empty])
        board.text(row, TEXT, f"IF({missing}+{count}=0,{nothing},{left})", at_first)
        state = f'IF({_untouched(number)},"{TO_DO}",{_state(f"{missing}+{count}+{reviewed}", unread)})'
        board.state(row, state, TO_DO)
    first, last = step_rows()[1], step_rows()[6]
    here = {"type": "formula", "criteria": f"={STEP}=ROW()-{first}"}
    mark = board.styles.of(bold=True, bg_color=MIST, font_color=NAVY)
    board.page.conditional_format(first, WHAT, last, TEXT, {**here, "format": mark})
    board.colour_states(first, last)


_ONE_LACKS, _MANY_LACK = "1 information obligatoire manque", "informations obligatoires manquent"
_ONE_TO_FILL_IN, _MANY_TO_FILL_IN = typo("feuille à remplir : "), typo("feuilles à remplir : ")
_ONE_REVIEW, _MANY_REVIEWS = "1 ligne à revoir", "lignes à revoir"
_ONE_UNREAD, _MANY_UNREAD = (
    "1 cellule que seul le contrôle peut lire",
    "cellules que seul le contrôle peut lire",
)
_SEMICOLON = typo(" ; ")
_NOTHING_LEFT = "Rien ne manque"


def _first_left(missing: int, empty: list[str]) -> str:
    """What is left in an empty template."""
    parts = [_ONE_LACKS if missing == 1 else f"{missing} {_MANY_LACK}"] if missing else []
    if empty:
        parts.append((_ONE_TO_FILL_IN if len(empty) == 1 else _MANY_TO_FILL_IN) + ", ".join(empty))
    return _SEMICOLON.join(parts) or _NOTHING_LEFT


def _untouched(step: int) -> str:
    """Whether nothing of a step has been begun."""
    own = [sheet for sheet in SHEETS.values() if sheet.required_from == step]
    if not own:
        return "cloture_commencee=0"
    return f"AND({','.join(_empty(sheet) for sheet in own)})"


def _reviews(keys: Iterable[str]) -> str:
    """How many rows of some sheets are to be reviewed."""
    rows = sheet_rows()
    return "+".join(f"${xl_col_to_name(REVIEW)}${rows[key] + 1}" for key in keys) or "0"


def _unread(keys: Iterable[str]) -> str:
    """How many cells of some sheets only the deposit's check can read."""
    return f"({'+'.join(map(unread_name, keys)) or '0'})"


def _state(left: str, unread: str) -> str:
    """The state of what has been begun: ready only where nothing is left, and all of it could be judged."""
    return f'IF({left}>0,"{UNDER_WAY}",IF({unread}>0,"{UNREAD}","{READY}"))'


def _write_sheets(board: Board) -> None:
    rows = sheet_rows()
    head = {
        WHAT: "Feuille par feuille",
        COUNT: "Lignes remplies",
        LACKING: "Informations obligatoires absentes",
        REVIEW: "Lignes à revoir",
        TEXT: "Premier point à revoir",
        STATE: "État",
    }
    board.heading(min(rows.values()) - 1, head)
    for key, row in rows.items():
        sheet = SHEETS[key]
        cells = Cells(key)
        form = sheet.layout is Layout.FORM
        link = board.styles.of(
            **{"bottom": 1, "bottom_color": RULE, "valign": "vcenter", "font_color": NAVY},
            indent=1,
            underline=1,
        )
        board.page.write_url(row, WHAT, f"internal:'{sheet.title}'!A1", link, sheet.title)
        lines = f"COUNTA({cells.form_block})" if form else cells.name("lignes")
        board.number(row, COUNT, lines, 0)
        due = "+".join(f"IF({STEP}>={step},{lacking_name(key, step)},0)" for step in steps_of(sheet))
        board.number(row, LACKING, due, asked_at_first(1) if form else 0)
        said = _review_range(sheet)
        board.number(row, REVIEW, f'COUNTIF({said},"?*")', 0)
        at = f'MATCH("?*",{said},0)'
        first = f'"{_LINE}"&({at}+{FIRST_ROW - 1})&"{_COLON}"&INDEX({said},{at})'
        unread = unread_name(key)
        beyond = f'IF({unread}=0,"",{_plural(unread, _ONE_UNREAD, _MANY_UNREAD)})'
        board.text(row, TEXT, f"IFERROR({first},{beyond})", "")
        count, lacking, review = (
            xl_rowcol_to_cell(row, index, col_abs=True) for index in (COUNT, LACKING, REVIEW)
        )
        later = f"{STEP}<{sheet.required_from}"
        begun = _state(f"{lacking}+{review}", unread)
        state = f'IF({count}=0,IF({later},"{LATER}","{TO_DO}"),{begun})'
        board.state(row, state, TO_DO if sheet.required_from == 1 else LATER)
    board.colour_states(min(rows.values()), max(rows.values()))


_LINE, _COLON = "Ligne ", typo(" : ")


def _write_documents(board: Board) -> None:
    rows = document_rows()
    board.heading(
        min(rows.values()) - 1,
        {WHAT: "Pièces attendues", COUNT: "Inscrites", TEXT: "Quand", STATE: "État"},
    )
    kinds = SHEETS["documents"].columns["kind"]
    for (kind, when), row in zip(_DOCUMENTS, rows.values(), strict=True):
        board.text(row, WHAT, kinds.label_of(kind))
        board.number(row, COUNT, listed_name(kind), 0)
        for index in (LACKING, REVIEW):
            board.text(row, index, "")
        board.text(row, TEXT, when)
        needed = {"CONVENTION": f"AND({STEP}>=3,modules_externes>0)", "REVIEW": f"{STEP}>=6"}.get(
            kind, f"{STEP}>=3"
        )
        count = xl_rowcol_to_cell(row, COUNT, col_abs=True)
        board.state(row, f'IF({count}>0,"{LISTED}",IF({needed},"{TO_DO}","{LATER}"))', LATER)
    board.colour_states(min(rows.values()), max(rows.values()))


def _write_colours(board: Board) -> None:
    """What the colours in the sheets mean."""
    row = max(document_rows().values()) + 2
    board.page.set_row(row, 24)
    legend = (
        (WHAT, WHAT, "Couleurs pendant la saisie :", None),
        (COUNT, LACKING, "obligatoire, à remplir", MISSING_LOOK),
        (REVIEW, TEXT, "bloquant, à corriger", {"bg_color": RED.ground}),
        (STATE, STATE, "à vérifier", {"bg_color": AMBER.ground}),
    )
    for first, last, text, look in legend:
        style = board.styles.of(valign="vcenter", indent=1, font_color=INK, **(look or {}))
        if first == last:
            board.page.write_string(row, first, typo(text), style)
        else:
            board.page.merge_range(row, first, row, last, typo(text), style)


def _set_up(page: Worksheet) -> None:
    """Set up view and printing."""
    page.hide_gridlines(2)
    page.set_tab_color(NAVY)
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 1)
    page.set_footer(f"&L&8{DASHBOARD_TITLE}&R&8Page &P sur &N")
