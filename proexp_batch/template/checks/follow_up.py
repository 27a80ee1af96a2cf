"""The live checks of `Évaluations` and `Tuteurs`."""

from proexp_batch.rules.engine.excel import (
    TODAY,
    Cells,
    both,
    folded,
    last_day,
    not_among,
    parameter,
    token,
)
from proexp_batch.template.live import helper, live

_C, _E, _L, _K, _D, _T = map(
    Cells, ("company", "evaluations", "learners", "competences", "documents", "tutors")
)

_FOUND = helper("contrat_evalue", f"MATCH({_E('contract')},{_L.all('contract')},0)")


def _of_contract(field: str) -> str:
    return f"INDEX({_L.all(field)},{_FOUND})"


_FIRST, _PLANNED, _EARLY = _of_contract("start"), _of_contract("end"), _of_contract("early_end")
# Six months to the day; a contract that is refused for its dates judges no evaluation.
_HELD = helper(
    "contrat_evalue_sur",
    # MATCH takes * and ? for other signs, and the first of two like numbers: then nothing is sure.
    f"IFERROR(IF(AND({_of_contract('contract')}={_E('contract')},ISNUMBER({_FIRST}),ISNUMBER({_PLANNED}),"
    f'OR(TRIM({_EARLY})="",ISNUMBER({_EARLY}))),'
    f"AND({_PLANNED}>={last_day(_FIRST, parameter('months_minimum', _FIRST))},"
    f"OR(N({_EARLY})=0,AND({_EARLY}<{_PLANNED},{_EARLY}>={_FIRST}))),FALSE),FALSE)",
)
_LAST = helper("fin_du_contrat_evalue", f"IF(N({_EARLY})>0,{_EARLY},{_PLANNED})")


@live("EVA-002")
def _unknown_contract(c: Cells, _: str) -> str:
    unknown = not_among(c("contract"), _L.all("contract"), token)
    return f"IF(AND({c.given('contract')},{_L.name('complet')}),{unknown},FALSE)"


@live("EVA-003")
def _unknown_competence(c: Cells, _: str) -> str:
    unknown = not_among(c("competence"), _K.all("code"), token)
    return f"IF(AND({c.given('competence')},{_K.name('complet')}),{unknown},FALSE)"


_OTHER_KINDS = ("FORMATIVE", "SUMMATIVE", "FINAL")


@live("EVA-004")
def _before_start(c: Cells, _: str) -> str:
    known = both(c.number("date"), _HELD, c.choice("kind", *_OTHER_KINDS))
    return f"IF({known},{c('date')}<{_FIRST},FALSE)"


def _after_end(c: Cells, *kinds: str) -> str:
    known = both(c.number("date"), _HELD, c.choice("kind", *kinds))
    return f"IF({known},AND({c('date')}>{_LAST},{c('date')}<={TODAY}),FALSE)"


@live("EVA-005")
def _after_the_end(c: Cells, _: str) -> str:
    return _after_end(c, "POSITIONING", "FORMATIVE", "SUMMATIVE")


@live("EVA-006")
def _final_after_end(c: Cells, _: str) -> str:
    return _after_end(c, "FINAL")


@live("EVA-007")
def _in_the_future(c: Cells, _: str) -> str:
    return both(c.number("date"), f"{c('date')}>{TODAY}")


_SAME = ("contract", "competence", "date", "kind")


def _whole(c: Cells) -> str:
    return both(
        *(c.given(field) for field in (*_SAME, "result")), c.known_choice("result"), c.known_choice("kind")
    )


@live("EVA-011")
def _contradictory(c: Cells, _: str) -> str:
    same = "*".join(f"({c.so_far(field)}={c(field)})" for field in _SAME)
    result = c.so_far("result")
    rank = f"(ROW({result})-ROW({c.header('result')})+1)"
    # The first row that has them, without an array formula: the greatest of what is left to a thousand.
    first = f'1000-SUMPRODUCT(MAX({same}*({result}<>"")*(1000-{rank})))'
    return f"IF({_whole(c)},INDEX({result},{first})<>{c('result')},FALSE)"


@live("EVA-012")
def _written_twice(c: Cells, _: str) -> str:
    return f"IF({_whole(c)},{c.twice(*_SAME, 'result')},FALSE)"


@live("EVA-014")
def _without_evidence(c: Cells, _: str) -> str:
    return both(c.choice("kind", "SUMMATIVE", "FINAL"), c.empty("evidence"))


@live("EVA-015")
def _evidence_not_listed(c: Cells, _: str) -> str:
    unknown = not_among(c("evidence"), _D.identifier, folded)
    return f"IF(AND({c.given('evidence')},{_D.name('complet')}),{unknown},FALSE)"


def _not_exempt() -> str:
    return _C.choice("employer_kind", "COMPANY")


@live("TUT-002")
def _tutor_twice(c: Cells, _: str) -> str:
    return both(c.given("name"), c.twice("name"))


@live("TUT-003")
def _too_little_experience(c: Cells, _: str) -> str:
    limit = parameter("tutor_experience_minimum", TODAY)
    return both(c.number("experience"), f"{c('experience')}<{limit}", _not_exempt())


@live("TUT-004")
def _not_a_volunteer(c: Cells, _: str) -> str:
    return both(c.no("volunteer"), c.no("is_employer"), _not_exempt())


def _at_once() -> str:
    """The greatest number of learners whom a tutor follows on one day: counted on each day on which one starts."""
    start, early = _L.all("start"), _L.all("early_end")
    there = f'{_L.all("tutor")},{_T("name")},{start},"<="&{start},{_L.all("end")},">="&{start}'
    gone = f'COUNTIFS({there},{early},"<"&{start})'
    return f"SUMPRODUCT(MAX(({_L.all('tutor')}={_T('name')})*(COUNTIFS({there})-{gone})))"


helper("apprenants_en_meme_temps", f"{_at_once()}+N({_T('other_learners')})")


def _too_many(c: Cells, answer: str, limit: str) -> str:
    sure = both(c.given("name"), answer, _not_exempt(), "apprenants_comptes_une_fois", _T.name("complet"))
    return f"IF({sure},apprenants_en_meme_temps>{parameter(limit, TODAY)},FALSE)"


@live("TUT-005")
def _tutor_of_too_many(c: Cells, _: str) -> str:
    return _too_many(c, c.no("is_employer"), "tutor_learners_maximum")


@live("TUT-006")
def _employer_of_too_many(c: Cells, _: str) -> str:
    return _too_many(c, c.yes("is_employer"), "employer_learners_maximum")


@live("TUT-007")
def _training_too_long(c: Cells, _: str) -> str:
    limit = parameter("tutor_training_hours_maximum", TODAY)
    return both(c.number("training_hours"), f"{c('training_hours')}>{limit}")


@live("TUT-011")
def _experience_implausible(c: Cells, _: str) -> str:
    return both(c.number("experience"), f"{c('experience')}>{parameter('tutor_experience_plausible', TODAY)}")


@live("TUT-012")
def _two_employers(c: Cells, _: str) -> str:
    return both(c.yes("is_employer"), _T.name("complet"), c.twice("is_employer"))
