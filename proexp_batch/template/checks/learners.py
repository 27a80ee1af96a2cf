"""The live checks of `Apprenants`: who, when and how long."""

from proexp_batch.model.sheets.choices import DIPLOMA_LEVELS
from proexp_batch.rules.engine.excel import (
    TODAY,
    WAITING,
    Cells,
    both,
    folded,
    last_day,
    not_among,
    parameter,
)
from proexp_batch.template.live import due, helper, live

_L, _C, _T = Cells("learners"), Cells("company"), Cells("tutors")
_BENEFITS = ("RSA", "ASS", "AAH", "CUI")

# The day by which parameters are looked up: the signature, or the start while the signature is not typed.
DAY = helper(
    "jour_contrat", f'IF({_L.empty("signed")},{_L("start")},IF({_L.number("signed")},{_L("signed")},""))'
)
_REGIME = helper(
    "regime_contrat", f'IF({_L.number("signed")},IFERROR({parameter("regime", _L("signed"))},""),"")'
)
OUTSIDE = f'{_REGIME}="blocking"'
_SIGNATURE = helper("jour_signature", f'IF({OUTSIDE},"",{DAY})')
_LEAST = helper("jour_age_moindre", f"IF({_L.number('start')},MIN({_L('start')},{_SIGNATURE}),{_SIGNATURE})")


def _age(day: str) -> str:
    """Whole years of age on a day; -1 where it cannot be known, or where the birth comes after."""
    birth = _L("birth_date")
    return f'IF({_L.number("birth_date")},IFERROR(DATEDIF({birth},{day},"y"),-1),-1)'


AGE = helper("age_signature", _age(_SIGNATURE))
_LEAST_AGE = helper("age_moindre", _age(_LEAST))
_YOUNG_LIMIT = parameter("age_young_limit", DAY)
MINIMUM_AGE = parameter("age_minimum", DAY)

START, END, _EARLY = _L("start"), _L("end"), _L("early_end")
_SHORTEST = last_day(START, parameter("months_minimum", DAY))
LONG_ENOUGH = helper("duree_suffit", f"IF(AND({_L.number('start', 'end')}),{END}>={_SHORTEST},FALSE)")

_AGREED = f"AND({_C.given('agreement_24_months')},NOT({_C.no('agreement_24_months')}))"
# A priority or a public that is not of the list may be one that allows more.
_PRIORITY = (
    f"OR(NOT(OR({_L.empty('priority')},{_L.choice('priority', 'NONE')})),{_L.choice('public', *_BENEFITS)},"
    f"NOT({_L.known_choice('public')}))"
)
_LONGEST = helper(
    "fin_maximale",
    last_day(
        START,
        f"IF({_PRIORITY},{parameter('months_maximum_priority', DAY)},IF({_AGREED},"
        f"{parameter('months_maximum_agreement', DAY)},{parameter('months_maximum', DAY)}))",
    ),
)
DATES_HOLD = helper("dates_tiennent", f"IF({LONG_ENOUGH},{END}<={_LONGEST},FALSE)")
EARLY_OUTSIDE = (
    f"OR(AND({_L.number('early_end', 'start')},{_EARLY}<{START}),"
    f"AND({_L.number('early_end', 'end')},{_EARLY}>={END}))"
)
_LAST = f"IF({_L.empty('early_end')},{END},{_EARLY})"
REAL_END = helper(
    "fin_reelle",
    f"IF(AND(ISNUMBER({_LAST}),NOT({EARLY_OUTSIDE}),OR(NOT({_L.number('start')}),{_LAST}>={START})),"
    f'{_LAST},"")',
)

_OVER = helper("contrat_fini", f"{REAL_END}<={TODAY}")
for _field in ("hours_done", "review", "signatory", "place"):
    due(f"learners.{_field}", _OVER)
_SENT_BY_NOW = helper(
    "envoi_attendu",
    f"IF({_L.number('start')},{START}+{parameter('days_to_send', START)}<{TODAY},FALSE)",
)
due("learners.sent_to_opco", _SENT_BY_NOW)


@live("APP-002")
def _contract_twice(c: Cells, _: str) -> str:
    return both(c.given("contract"), c.twice("contract"))


@live("APP-003")
def _born_after(c: Cells, _: str) -> str:
    return both(
        c.number("birth_date"),
        f"ISNUMBER({_SIGNATURE})",
        f"N({_SIGNATURE})>0",
        f"{c('birth_date')}>{_SIGNATURE}",
    )


@live("APP-004")
def _too_young(c: Cells, _: str) -> str:
    return both(f"{AGE}>=0", f"{AGE}<{MINIMUM_AGE}")


@live("APP-005")
def _not_young(c: Cells, _: str) -> str:
    return both(c.choice("public", "JEUNE"), f"{_LEAST_AGE}>={_YOUNG_LIMIT}")


@live("APP-006")
def _not_yet_26(c: Cells, _: str) -> str:
    return both(c.choice("public", "DE26"), f"{AGE}>={MINIMUM_AGE}", f"{AGE}<{_YOUNG_LIMIT}")


@live("APP-007")
def _implausible_age(c: Cells, _: str) -> str:
    young = c.choice("public", "JEUNE")
    # What is written in place of the public may mean « jeune », of whom another rule speaks.
    known = f"OR({c.empty('public')},{c.known_choice('public')})"
    return both(f"{_LEAST_AGE}>{parameter('age_plausible_maximum', DAY)}", known, f"NOT({young})")


@live("APP-008")
def _no_diploma(c: Cells, _: str) -> str:
    return both(c.choice("priority", "NO_DIPLOMA"), c.choice("level", *DIPLOMA_LEVELS))


@live("APP-009")
def _priority_of_another(c: Cells, _: str) -> str:
    others = ("DE26", *_BENEFITS)
    cases = (
        both(c.choice("priority", "NO_DIPLOMA"), c.choice("public", *others)),
        both(c.choice("priority", "LONG_UNEMPLOYED"), c.choice("public", *_BENEFITS)),
        both(c.choice("priority", "MINIMUM_BENEFIT"), c.choice("public", "JEUNE", "DE26")),
    )
    return f"OR({','.join(cases)})"


@live("APP-010")
def _outside_the_scheme(c: Cells, _: str) -> str:
    return OUTSIDE


@live("APP-011")
def _only_tolerated(c: Cells, _: str) -> str:
    return f'{_REGIME}="warning"'


@live("APP-012")
def _signed_in_future(c: Cells, _: str) -> str:
    return both(c.number("signed"), f"{c('signed')}>{TODAY}", f"NOT({OUTSIDE})")


@live("APP-020")
def _starts_before_signature(c: Cells, _: str) -> str:
    held = f"NOT(OR({OUTSIDE},{c('signed')}>{TODAY}))"
    return both(c.number("start", "signed"), f"{START}<{c('signed')}", held)


@live("APP-021")
def _ends_before_start(c: Cells, _: str) -> str:
    return both(c.number("start", "end"), f"{END}<{START}")


@live("APP-022")
def _too_short(c: Cells, _: str) -> str:
    return both(c.number("start", "end"), f"{END}>={START}", f"{END}<{_SHORTEST}")


@live("APP-023")
def _too_long(c: Cells, _: str) -> str:
    return both(c.number("start", "end"), f"{END}>{_LONGEST}")


@live("APP-024")
def _early_end_outside(c: Cells, _: str) -> str:
    return both(EARLY_OUTSIDE, LONG_ENOUGH)


@live("APP-025")
def _early_end_in_future(c: Cells, _: str) -> str:
    told = f"OR({EARLY_OUTSIDE},AND({c.number('early_end_reported')},{c('early_end_reported')}<{_EARLY}))"
    return both(c.number("early_end"), f"{_EARLY}>{TODAY}", f"NOT({told})")


@live("APP-060")
def _unknown_tutor(c: Cells, _: str) -> str:
    # Who has the learner's names may be the learner, of whom another rule speaks.
    names = ",".join(f"ISNUMBER(SEARCH({c(field)},{c('tutor')}))" for field in ("last_name", "first_name"))
    waiting = f"ISNUMBER(MATCH(LOWER(TRIM({c('tutor')})),{WAITING},0))"
    sure = both(c.given("tutor"), _T.name("complet"), f"NOT({waiting})", f"NOT(AND({names}))")
    return f"IF({sure},{not_among(c('tutor'), _T.identifier, folded)},FALSE)"


@live("APP-061")
def _tutor_of_oneself(c: Cells, _: str) -> str:
    names = (f'{c("last_name")}&" "&{c("first_name")}', f'{c("first_name")}&" "&{c("last_name")}')
    same = ",".join(f"TRIM({c('tutor')})={name}" for name in names)
    return both(c.given("last_name"), c.given("first_name"), f"OR({same})")
