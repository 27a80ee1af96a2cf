"""What learners have already: what is told of it, and what is not."""

from typing import Any

import pytest

from tests.making.draft import Draft
from tests.making.plain import D, plain, with_competences, with_evaluation, with_path
from tests.rules.boundaries import Example, told_of

START = D(2023, 1, 9)
A, B, C = "2023-0001", "2023-0002", "2023-0003"
Module = tuple[str, str | None]


def path(*learners: dict[str, Any], step: int = 3, **modules: Module) -> Draft:
    """A dossier of C1 to C4, with contracts of a year and these modules."""
    given = [{"start": START, **row} for row in learners]
    return with_path(with_competences(plain(step, learners=given), 4), **modules)


def prior(codes: str, ground: str = "experience") -> dict[str, str]:
    return {f"prior_{ground}": codes}


THREE: dict[str, Module] = {"M1": ("C1;C2", None), "M2": ("C3", None)}
FOUR: dict[str, Module] = {"M1": ("C1;C2", None), "M2": ("C3;C4", None)}

PATH = [
    Example("no module for C4", path({}, **THREE), "COM-006"),
    Example("no module for C4, had by experience", path(prior("C4"), **THREE)),
    Example("no module for C4, had by certification", path(prior("C4", "certification"), **THREE)),
    Example("no module for C4, had on two grounds", path({**prior("C4"), **prior("C4", "certification")}, **THREE)),
    Example("no module for C4, had by both", path(prior("C4"), prior("C4", "certification"), **THREE)),
    Example("no module for C4, had by one of two", path(prior("C4"), {}, **THREE), "COM-006"),
    Example("no module for C4, another is had", path(prior("C1"), **THREE), "COM-006"),
    Example("no module for C4, its code misspelt", path(prior("C9"), **THREE), "COM-020"),
    Example("a module for C4 and the other contract", path(prior("C4"), {}, **THREE, M3=("C4", B))),
    Example("a module for C4 and one of two others", path(prior("C4"), {}, {}, **THREE, M3=("C4", B)), "COM-024"),
    Example("a module for C4 and both others", path(prior("C4"), {}, {}, **THREE, M3=("C4", f"{B};{C}"))),
    Example("a module for C4 and nobody without it", path(prior("C4"), {}, **THREE, M3=("C3;C4", A)), "COM-024"),
    Example("different paths, nothing had", path({}, {}, **THREE, M3=("C4", A))),
    Example("one of the two of a module is had", path(prior("C4"), **FOUR)),
    Example("both of a module are had", path(prior("C3;C4"), **FOUR), "COM-025"),
    Example("both of a module are had by one of two", path(prior("C3;C4"), {}, **FOUR)),
    Example("both of a module are had by two", path(prior("C3;C4"), prior("C4;C3"), **FOUR), "COM-025"),
    Example("all but one are had", path(prior("C1;C2;C3"), M1=("C4", None))),
    Example("all are had", path(prior("C1;C2;C3;C4"), **FOUR), "COM-023"),
    Example("fewer hours than the minimum, though much is had",
            path({**prior("C4"), "hours_planned": 149.0, "end": D(2023, 7, 31)}, **THREE), "APP-030"),
    Example("the minimum of hours, since much is had",
            path({**prior("C4"), "hours_planned": 160.0, "end": D(2023, 7, 31)}, **THREE)),
]  # fmt: skip


def positioned(result: str, **learner: Any) -> Draft:
    """A dossier whose only contract has C4 already, and was positioned on it."""
    draft = path({**prior("C4"), **learner}, step=5, **THREE)
    return with_evaluation(draft, START, "POSITIONING", competence="C4", result=result)


def twice(first: str, second: str) -> Draft:
    return with_evaluation(positioned(first), D(2023, 2, 9), "POSITIONING", competence="C4", result=second)


BY_POSITIONING = prior("C4", "positioning")
EVALUATED = [
    Example("confirmed", positioned("ACQUIRED")),
    Example("contradicted", positioned("NOT_ACQUIRED"), "COM-022"),
    Example("not wholly confirmed", positioned("IN_PROGRESS"), "COM-022"),
    Example("contradicted, then confirmed", twice("NOT_ACQUIRED", "ACQUIRED")),
    Example("confirmed, then contradicted", twice("ACQUIRED", "NOT_ACQUIRED"), "COM-022 EVA-013"),
    Example("found at a positionnement with a date", path({**BY_POSITIONING, "positioning": START}, **THREE)),
    Example("found at a positionnement without one", path(BY_POSITIONING, **THREE), "COM-021"),
    Example("without one, after two months", path({**BY_POSITIONING, "positioning": None}, step=5, **THREE), "APP-053"),
    Example("found at a positionnement evaluated", positioned("ACQUIRED", prior_experience=None, positioning=None,
                                                              **BY_POSITIONING)),
    Example("evaluated though no module of the contract aims at it",
            with_evaluation(path(prior("C4"), {}, step=5, **THREE, M3=("C4", B)), D(2023, 6, 9), "SUMMATIVE",
                            competence="C4", result="ACQUIRED")),
    Example("evaluated at the end though taught later to others",
            with_evaluation(path(prior("C3"), {}, step=5, **FOUR), D(2023, 1, 9), "FORMATIVE", competence="C3",
                            result="ACQUIRED")),
]  # fmt: skip

EXAMPLES = [*PATH, *EVALUATED]


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    return told_of(EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.words)
def test_limit(example: Example, told: dict[str, str]) -> None:
    assert told[example.words] == example.codes
