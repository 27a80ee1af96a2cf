"""Cells and sheets that hold far more than anybody types: read in the time that their size asks for, and told."""

import pytest

from proexp_batch.model.nearest import Nearness, likeness, meant_code, meant_person, near
from proexp_batch.model.people import people, person
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import typo
from proexp_batch.reading.tables import MOST_ALIKE
from proexp_batch.reading.values import parsers
from tests.reading.workbooks import book, opened, told

LONGEST = 32_767  # characters of a cell of Excel

_PIECES = (
    "\t",
    " ",
    "\n",
    "A",
    "1",
    "0",
    "o",
    "A-",
    "et ",
    " et",
    "M. ",
    "1,",
    "1 ",
    "(",
    "«",
    " :",
    "00 ",
    "À ",
    "a.b",
)


@pytest.mark.parametrize("key", SHEETS)
def test_every_column_reads_the_longest_cells(key: str) -> None:
    for parse in parsers(SHEETS[key], False).values():
        for piece in _PIECES:
            parse(("A" + piece * LONGEST)[: LONGEST - 1] + "!")


def test_names_between_blanks() -> None:
    blanks = "\t" * 500_000
    assert people(f"Léa{blanks}Martin") == [person("Léa Martin")]
    assert people(f"Léa Martin {blanks};{blanks}Paul Roy")[1:] == [person("Léa Martin"), person("Paul Roy")]
    assert people("Léa Martin\n\n et Paul Roy & & Zoé Roy")[1:] == [
        person("Léa Martin"),
        person("Paul Roy"),
        person("Zoé Roy"),
    ]
    assert person("Mme M. Léa Martin") == person("Léa Martin")
    assert person("M. " * 100_000) == "m"


def test_a_sentence_with_a_long_text_in_it() -> None:
    blanks = " " * 500_000
    assert typo(f"a{blanks}b  ?") == f"a{blanks}b\u00a0?"


def test_long_texts_are_compared_with_nothing() -> None:
    one, other = "ab" * LONGEST, "ba" * LONGEST
    assert likeness(one, other) == 0
    assert near(one, [other], Nearness.HINT, 1) == []
    assert meant_code(one, [other]) is None
    assert meant_person("x " * LONGEST, ["y " * LONGEST]) is None
    assert meant_code("PE-0O1", ["PE-001", other]) == "PE-001"


def test_a_record_that_comes_again_without_end_is_told_once() -> None:
    rows = [["Numéro de contrat", "Nom", "Prénom"], *[["PE-1", "Martin", "Léa"]] * 5_000]
    dossier = opened(book({"Apprenants": rows}))
    assert len(dossier.sheets["learners"].rows) == MOST_ALIKE
    assert told(dossier) == [("LEC-011", f"A{MOST_ALIKE + 2}")]


def test_records_that_differ_are_all_read() -> None:
    rows = [["Numéro de contrat", "Nom", "Prénom"], *[[f"PE-{n}", "Martin", "Léa"] for n in range(2_000)]]
    dossier = opened(book({"Apprenants": rows}))
    assert len(dossier.sheets["learners"].rows) == 2_000
    assert told(dossier) == []
