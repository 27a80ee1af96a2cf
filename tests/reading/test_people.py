"""Names of people: what is the same person, and what is another one."""

import pytest

from proexp_batch.model.columns import Column, Kind
from proexp_batch.model.people import people, person
from proexp_batch.model.sheets.choices import ROLES


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dominique Leroy", "LEROY Dominique"),
        ("Jean-Pierre Müller", "muller jean pierre"),
        ("Mme Élodie Lefèvre", "Lefevre Elodie"),
        ("M.Leroy Claude", "Claude Leroy"),
        ("Monsieur le Goff Yann", "M. Yann Le Goff"),
        ("Dr Anne Roux", "Madame Roux, Anne"),
        ("Claude Leroy (Mme)", "Leroy Claude"),
    ],
)
def test_one_person(one: str, other: str) -> None:
    assert person(one) == person(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dominique Leroy", "Claude Leroy"),
        ("Leroy M.", "Leroy D."),
        ("Jean Leroy", "Jean-Pierre Leroy"),
        ("Иван Петров", "Пётр Иванов"),
        ("M.", "Mme"),
    ],
)
def test_two_people(one: str, other: str) -> None:
    assert person(one) != person(other)


def test_a_cell_may_name_several() -> None:
    assert people("Alix Weber et M. Petit Sacha")[1:] == ["alix weber", "petit sacha"]
    assert people("Petit, Sacha")[0] == "petit sacha"


@pytest.mark.parametrize(
    ("typed", "value", "code"),
    [
        ("Tuteur", "TUTOR", None),
        ("Formateur AFEST ; Tuteur", "TUTOR;AFEST_TRAINER", None),
        ("tuteur et formateur interne", "TUTOR;TRAINER", None),
        ("Tuteur/Tuteur", "TUTOR", None),
        ("tutrice, formatrice AFEST", "TUTOR;AFEST_TRAINER", "LEC-105"),
        ("Tuteur ; plombier", None, "LEC-006"),
        (" ; ", None, "LEC-006"),
    ],
)
def test_several_choices_in_one_cell(typed: str, value: str | None, code: str | None) -> None:
    column = Column("Rôles", Kind.CHOICES, "", None, choices=ROLES)
    assert Kind.CHOICES.parser(column)(typed)[:2] == (value, code)


def test_every_combination_is_offered_and_read_again() -> None:
    column = Column("Rôles", Kind.CHOICES, "", None, choices=ROLES)
    read = Kind.CHOICES.parser(column)
    offered = Kind.CHOICES.drop_down(column).labels
    assert [read(label).value for label in offered] == list(Kind.CHOICES.values(column))
    assert len(offered) == 7
