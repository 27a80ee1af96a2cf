"""Whatever place of work is named, the SMIC that applies is understood: Mayotte has its own."""

import pytest

from proexp_batch.model.kinds import Kind
from proexp_batch.model.sheets import SHEETS

TERRITORY = SHEETS["company"].columns["territory"]
READ = Kind.CHOICE.parser(TERRITORY)


@pytest.mark.parametrize(
    "place",
    ["La Réunion", "974", "Saint-Denis (97400)", "Guadeloupe", "Strasbourg", "67000 Strasbourg", "Ile-de-France",
     "France entière sauf Mayotte", "hors Mayotte", "Saint-Pierre-et-Miquelon", 75011.0],
)  # fmt: skip
def test_every_place_but_mayotte_has_the_smic_of_france(place: object) -> None:
    assert READ(place).value == "FRANCE"


@pytest.mark.parametrize(
    "place",
    ["Mayotte", "Mamoudzou", "97600 Mamoudzou", "Mayotte (976)", "département de Mayotte", 976.0, "Mayote"],
)
def test_the_places_of_mayotte_have_its_own(place: object) -> None:
    assert READ(place).value == "MAYOTTE"


@pytest.mark.parametrize("text", ["?", "-", "x"])
def test_what_names_no_place_is_not_understood(text: str) -> None:
    assert READ(text).value is None


def test_the_line_is_still_found_by_its_old_name() -> None:
    assert SHEETS["company"].spellings["lieu de travail"] == "territory"
