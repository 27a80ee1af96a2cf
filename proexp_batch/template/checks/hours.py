"""The live checks of `Apprenants` on weekly hours, hours of training and pay."""

from proexp_batch.rules.engine.excel import SHARES, Cells, both, has_token, parameter
from proexp_batch.template.checks.learners import AGE, DATES_HOLD, DAY, END, MINIMUM_AGE, START
from proexp_batch.template.live import helper, live

_L, _C, _M = Cells("learners"), Cells("company"), Cells("modules")

_CONCERNED = f'(TRIM({_M.all("contracts")})="")'
_NAMED = has_token(_M.all("contracts"), _L("contract"))
_THEIRS = f"({_M.name('commencees')}*(({_CONCERNED}+{_NAMED})>0))"
_SHARED_OUT = both("contrats_des_modules_surs", _L.name("complet"), _L.given("contract"))


@live("APP-026")
def _without_module(c: Cells, _: str) -> str:
    return f"IF(AND({_M.name('lignes')}>0,{_SHARED_OUT}),SUMPRODUCT({_THEIRS})=0,FALSE)"


_HOURS = _L("hours_planned")
_ENOUGH = both(
    _L.number("hours_planned"), f"N({DAY})>0", f"{_HOURS}>={parameter('training_hours_minimum', DAY)}"
)
_WEEKLY, _COMPANY_WEEK = _L("weekly_hours"), _C("weekly_hours")
_ABSOLUTE = parameter("weekly_hours_absolute", DAY)
_IS_MINOR = f"{AGE}<{parameter('age_of_majority', DAY)},{AGE}>={MINIMUM_AGE}"
_TOO_LONG_FOR_MINOR = helper(
    "mineur_trop_d_heures",
    f"IF({_L.number('weekly_hours')},"
    f"AND({_IS_MINOR},{_WEEKLY}>{parameter('weekly_hours_minor', DAY)}),FALSE)",
)
_OVER_COMPANY = (
    f"AND(ISNUMBER({_COMPANY_WEEK}),{_COMPANY_WEEK}>0,{_COMPANY_WEEK}<={_ABSOLUTE},{_WEEKLY}>{_COMPANY_WEEK})"
)
_TOTAL = helper(
    "heures_totales",
    f"IF(AND({DATES_HOLD},{_L.number('weekly_hours')},{_WEEKLY}>0,{_WEEKLY}<={_ABSOLUTE},"
    f'NOT({_TOO_LONG_FOR_MINOR}),NOT({_OVER_COMPANY})),{_WEEKLY}*({END}-{START}+1)/7,"")',
)


_PART = helper("part_de_formation", f"{_HOURS}/IF({_ENOUGH},{_TOTAL},0)")
"""The share of training; in error where the total duration is not known, so that nothing is then told."""


_ZONE = f"MATCH({_PART},{SHARES},1)"
"""Where the share stands among the bounds: 1 far below, 2 just below, 3 right, 4 just above, 5 far above."""


@live("APP-030")
def _too_few_hours(c: Cells, _: str) -> str:
    limit = parameter("training_hours_minimum", DAY)
    return both(c.number("hours_planned"), f"ISNUMBER({DAY})", f"N({DAY})>0", f"{_HOURS}<{limit}")


@live("APP-031")
def _share_too_low(c: Cells, _: str) -> str:
    return f"{_ZONE}=1"


@live("APP-032")
def _share_just_too_low(c: Cells, _: str) -> str:
    return f"{_ZONE}=2"


_NOT_AGREED = f"OR({_C.empty('agreement_over_25')},{_C.no('agreement_over_25')})"


@live("APP-033")
def _share_too_high(c: Cells, _: str) -> str:
    return both(_NOT_AGREED, f"{_ZONE}=5")


@live("APP-034")
def _share_just_too_high(c: Cells, _: str) -> str:
    return both(_NOT_AGREED, f"{_ZONE}=4")


@live("APP-035")
def _modules_do_not_add_up(c: Cells, _: str) -> str:
    hours = _M.all("hours")
    whole = f"SUMPRODUCT({_THEIRS}*(1-ISNUMBER({hours})*({hours}>0)))=0"
    # SUMIF's like would not follow the lists of contracts; N() does not take a column: texts are excluded above.
    total = f"SUMPRODUCT({_THEIRS},{hours})"
    apart = f"ABS({total}-{_HOURS})>{parameter('modules_sum_tolerance', DAY)}"
    some = f"SUMPRODUCT({_THEIRS})>0"
    sure = both(_SHARED_OUT, _M.name("complet"), c.number("hours_planned"), f"N({DAY})>0")
    return f"IF({sure},IF(AND({some},{whole}),{apart},FALSE),FALSE)"


@live("APP-036")
def _over_the_company_week(c: Cells, _: str) -> str:
    return both(
        c.number("weekly_hours"), f"{_WEEKLY}<={_ABSOLUTE}", _OVER_COMPANY, f"NOT({_TOO_LONG_FOR_MINOR})"
    )


@live("APP-037")
def _over_the_legal_week(c: Cells, _: str) -> str:
    legal = parameter("weekly_hours_legal", DAY)
    return both(
        c.number("weekly_hours"),
        f"N({DAY})>0",
        _C.empty("weekly_hours"),
        f"{_WEEKLY}>{legal}",
        f"{_WEEKLY}<={_ABSOLUTE}",
        f"NOT({_TOO_LONG_FOR_MINOR})",
    )


@live("APP-038")
def _week_impossible(c: Cells, _: str) -> str:
    stated = f"OR(AND(ISNUMBER({_COMPANY_WEEK}),{_COMPANY_WEEK}>={_WEEKLY}),ISTEXT({_COMPANY_WEEK}))"
    over = both(f"N({DAY})>0", f"{_WEEKLY}>{_ABSOLUTE}", f"NOT({stated})")
    return both(c.number("weekly_hours"), f"OR({_WEEKLY}<=0,{over})")


@live("APP-039")
def _minor_week(c: Cells, _: str) -> str:
    return f"IF({_TOO_LONG_FOR_MINOR},{_WEEKLY}<={_ABSOLUTE},FALSE)"


@live("APP-044")
def _pay_implausible(c: Cells, _: str) -> str:
    return both(
        c.number("monthly_pay", "start"), f"{c('monthly_pay')}>{parameter('pay_plausible_maximum', START)}"
    )
