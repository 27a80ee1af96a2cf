"""The pieces that the live formulas of the template are made of: references, tests, names.

All formulas are written as an `.xlsx` keeps them: English names, commas, and, in defined names, references
relative to row 1, which Excel and LibreOffice read as « the row of the cell that uses the name ».
"""

from collections.abc import Callable

from proexp_batch.model.columns import Layout
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import NBSP, fold
from proexp_batch.ooxml.addresses import letters

FIRST_ROW, LAST_ROW = 3, 503
"""The rows in which colours follow what is typed: the example's row and five hundred more."""

STEP, TODAY = "etape", "aujourdhui"
RANKS, WAITING, NOTHING, TOTALS, SHARES = "rangs", "attente", "mots_vides", "totaux", "parts_de_formation"
"""Names of cells of the hidden sheet: the step of the deposit, the day, a column of the numbers from 1 to 40, words
that hold the place of a value still to come, words that say that there is none, words that begin a line of totals,
the bounds of the share of training."""

PRIOR_CODES, PRIOR_CODES_SURE = "acquis_nommes", "acquis_surs"
"""Names of two facts: how many competences are said to be had already, and whether all of them are surely known."""


class Cells:
    """References to the cells of one declared sheet, by field."""

    def __init__(self, key: str) -> None:
        self.sheet = SHEETS[key]
        self._letters = {name: letters(at) for at, name in enumerate(self.sheet.columns, start=1)}
        self._title = f"'{self.sheet.title}'!"

    def __call__(self, field: str) -> str:
        """The cell of a field in the same row; in the form, its only cell."""
        if self.sheet.layout is Layout.FORM:
            return f"{self._title}$B${FIRST_ROW + list(self.sheet.columns).index(field)}"
        return f"{self._title}${self._letters[field]}1"

    def all(self, field: str) -> str:
        """The whole column of a field."""
        letter = self._letters[field]
        return f"{self._title}${letter}${FIRST_ROW}:${letter}${LAST_ROW}"

    def so_far(self, field: str) -> str:
        """The column of a field from its header down to the same row."""
        letter = self._letters[field]
        return f"{self._title}${letter}${FIRST_ROW - 1}:${letter}1"

    def header(self, field: str) -> str:
        """The header of a field."""
        return f"{self._title}${self._letters[field]}${FIRST_ROW - 1}"

    def used(self, field: str) -> str:
        """The column of a field down to the last row in use; for what is slow on five hundred rows."""
        column = self.all(field)
        # Gnumeric takes a range from a function to a function, and none from a cell to a function.
        return f"INDEX({column},1):INDEX({column},MAX(1,{self.name('derniere')}))"

    @property
    def row_text(self) -> str:
        """What stands in all the declared cells of the same row, as one text without blanks around it."""
        return f"TRIM({'&'.join(map(self, self._letters))})"

    @property
    def row(self) -> str:
        """All the declared cells of the same row."""
        first, *_, last = self._letters.values()
        return f"{self._title}${first}1:${last}1"

    @property
    def block(self) -> str:
        """All the declared cells of all the rows."""
        first, *_, last = self._letters.values()
        return f"{self._title}${first}${FIRST_ROW}:${last}${LAST_ROW}"

    @property
    def form_block(self) -> str:
        """All the answers of a form."""
        return f"{self._title}$B${FIRST_ROW}:$B${FIRST_ROW + len(self.sheet.columns) - 1}"

    @property
    def identifier(self) -> str:
        """The column that names the rows."""
        return self.all(self.sheet.identifier)

    @property
    def beside_identifier(self) -> str:
        """The field that stands next to the name of a row, where people write « Total » as well."""
        return next(field for field in self.sheet.columns if field != self.sheet.identifier)

    def name(self, stem: str) -> str:
        """The defined name of something about this sheet: `lignes_apprenants`."""
        return f"{stem}_{fold(self.sheet.title)}"

    def empty(self, field: str) -> str:
        """The cell holds nothing but blanks."""
        return f'TRIM({self(field)})=""'

    def given(self, field: str) -> str:
        """The cell holds something."""
        return f'TRIM({self(field)})<>""'

    def number(self, *fields: str) -> str:
        """The cells hold numbers or dates; a text that looks like one is left to the deposit's check."""
        return ",".join(f"ISNUMBER({self(field)})" for field in fields)

    def yes(self, field: str) -> str:
        """The answer is Oui."""
        return f'{self(field)}="Oui"'

    def no(self, field: str) -> str:
        """The answer is Non."""
        return f'{self(field)}="Non"'

    def choice(self, field: str, *codes: str) -> str:
        """The cell holds one of some labels of its list."""
        tests = [f"{self(field)}={choice_name(self.sheet.key, field, code)}" for code in codes]
        return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"

    def known_choice(self, field: str) -> str:
        """The cell holds a label of its list."""
        return f"ISNUMBER(MATCH({self(field)},{choice_name(self.sheet.key, field, '')},0))"

    def twice(self, *fields: str) -> str:
        """An earlier row has the same values."""
        same = "*".join(f"({self.so_far(field)}={self(field)})" for field in fields)
        return f"SUMPRODUCT(1*{same})>1"


def choice_name(key: str, field: str, code: str) -> str:
    """The defined name of one label of a list, `choix_public_jeune`; without a code, of all: `choix_public_`."""
    return f"choix_{fold(SHEETS[key].columns[field].label)}_{code}".replace(" ", "_").lower()


def parameter(name: str, day: str = "") -> str:
    """A parameter, on the day of a cell where its value has changed in time."""
    if len(standard_parameters()[name].values) == 1:
        return f"param_{name}"
    return f"LOOKUP({day},param_{name}_dates,param_{name}_valeurs)"


def last_day(start: str, months: str) -> str:
    """Last day of a period of calendar months, as the deposit's check counts it."""
    moved = f"EDATE({start},{months})"
    return f"({moved}-(DAY({moved})=DAY({start})))"


def bare(cell: str) -> str:
    """A number or a code without spaces, dots and hyphens, in capitals."""
    # A long number written as a text must not turn into 7,3E+13.
    return _without(f'IF(ISNUMBER({cell}),TEXT({cell},"0"),UPPER({cell}))', " ", NBSP, ".", "-")


def only_digits(text: str) -> str:
    """A text has nothing but digits in it."""
    return f"AND(LEN({text})>0,LEN({_without(text, *'0123456789')})=0)"


def has_luhn_key(digits: str, length: int) -> str:
    """The check digit of a text of `length` digits is right."""
    # Every second digit, counted from the last but one, is doubled, and the digits of what this gives are added; the
    # sum must end with 0. Each digit is named: Gnumeric sums no function of many digits outside of array formulas.
    signs = [f"MID({digits},{rank},1)" for rank in range(1, length + 1)]
    terms = [
        f'MID("0246813579",1+{sign},1)' if (length - rank) % 2 else sign
        for rank, sign in enumerate(signs, start=1)
    ]
    return f"MOD({'+'.join(terms)},10)=0"


def token(code: str) -> str:
    """A code as it is looked for in a list of codes: capitals, no spaces."""
    return _without(f"UPPER({code})", " ", NBSP)


def tokens(cell: str) -> str:
    """A cell of several codes as these codes, one space between two."""
    return f'TRIM(SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({token(cell)},",",";"),CHAR(10),";"),";"," "))'


def joined(*lists: str) -> str:
    """Cells of several codes as one that holds them all; arrays give arrays."""
    return '&";"&'.join(lists)


def has_token(cell: str, code: str) -> str:
    """A cell of several codes holds a code; arrays give arrays."""
    return f'ISNUMBER(FIND(" "&{token(code)}&" "," "&{tokens(cell)}&" "))'


def is_plain_list(cell: str) -> str:
    """A cell of several codes holds no « tous », no « C1 à C4 » and no « C1/C2 », which the deposit's check writes out."""
    signs = ("tou", "à", "->", "..", "…", " a ", " et ", "/", "|", "&", "+")
    return "NOT(OR(" + ",".join(f'ISNUMBER(SEARCH("{sign}",{cell}))' for sign in signs) + "))"


_FOLDED = {
    "a": "àâäáã", "e": "éèêë", "i": "îïí", "o": "ôöóõ", "u": "ùûüú", "c": "ç", "n": "ñ", "oe": "œ", "ae": "æ",
    " ": f"{NBSP}-_.,;:'’()/",
}  # fmt: skip


def folded(text: str) -> str:
    """Names as they are compared: small letters without accents, words apart by one space; arrays give arrays."""
    formula = f"LOWER({text})"
    for plain, signs in _FOLDED.items():
        for sign in signs:
            formula = f'SUBSTITUTE({formula},"{sign}","{plain}")'
    return f"TRIM({formula})"


def not_among(cell: str, column: str, reduce: Callable[[str], str]) -> str:
    """A cell names nothing in a column, neither as it is written nor once both are reduced."""
    # The quick look comes first: on most rows it is enough.
    return f"IF(ISNUMBER(MATCH({cell},{column},0)),FALSE,SUMPRODUCT(1*({reduce(column)}={reduce(cell)}))=0)"


def both(*conditions: str) -> str:
    """All of several conditions."""
    return f"AND({','.join(conditions)})"


def _without(text: str, *signs: str) -> str:
    for sign in signs:
        text = f'SUBSTITUTE({text},"{sign}","")'
    return text
