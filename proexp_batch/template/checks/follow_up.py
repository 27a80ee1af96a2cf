"""The live checks of `Évaluations`, `Tuteurs` and `Pièces`."""

from proexp_batch.rules.engine.excel import (
    TODAY,
    WAITING,
    Cells,
    both,
    not_among,
    token,
)
from proexp_batch.template.live import live

_C, _E, _L, _K, _D, _T = map(
    Cells, ("company", "evaluations", "learners", "competences", "documents", "tutors")
)


@live("PIE-006")
def _of_unknown_contract(c: Cells, _: str) -> str:
    unknown = not_among(c("contract"), _L.all("contract"), token)
    return f"IF(AND({c.given('contract')},{_L.name('complet')}),{unknown},FALSE)"


@live("PIE-007")
def _document_twice(c: Cells, _: str) -> str:
    return both(c.given("file"), c.twice("file", "kind", "contract"))


@live("PIE-008")
def _without_extension(c: Cells, _: str) -> str:
    text = f"TRIM({c('file')})"
    dots = ",".join(f'LEFT(RIGHT({text},{length}),1)="."' for length in range(3, 7))
    return both(c.given("file"), f"ISNUMBER(MATCH(LOWER({text}),{WAITING},0))=FALSE", f"NOT(OR({dots}))")


@live("PIE-009")
def _in_future(c: Cells, _: str) -> str:
    return both(c.number("date"), f"{c('date')}>{TODAY}")
