"""The live checks of `Entreprise`."""

from proexp_batch.rules.engine.excel import RANKS, TODAY, Cells, bare, both, luhn, only_digits, parameter
from proexp_batch.template.live import helper, live

_C = Cells("company")
_SIRET = helper("siret_lu", bare(_C("siret")))
_PADDED = helper("siret_complete", f'RIGHT("00"&{_SIRET},14)')
_LA_POSTE = "356000000"


@live("ENT-001")
def _siret_length(c: Cells, _: str) -> str:
    # Zeros that Excel took are put back by the deposit's check where both keys are then right.
    keys = both(luhn(_PADDED, 14), luhn(f"LEFT({_PADDED},9)", 9))
    lost = both(f"LEN({_SIRET})>11", f"LEN({_SIRET})<14", only_digits(_SIRET))
    repaired = f"IF({lost},{keys},FALSE)"
    right = f"IF(LEN({_SIRET})=14,{only_digits(_SIRET)},{repaired})"
    return f"IF({c.given('siret')},NOT({right}),FALSE)"


@live("ENT-002")
def _siret_key(c: Cells, _: str) -> str:
    digits = f"SUMPRODUCT(1*MID({_SIRET},INDEX({RANKS},1):INDEX({RANKS},14),1))"
    post = both(f'LEFT({_SIRET},9)="{_LA_POSTE}"', f"MOD({digits},5)=0")
    key = f"NOT(OR({luhn(_SIRET, 14)},{post}))"
    return f"IF(LEN({_SIRET})=14,IF({only_digits(_SIRET)},{key},FALSE),FALSE)"


def _is_letter(text: str, last: str) -> str:
    return f'AND(CODE({text})>=65,CODE({text})<=CODE("{last}"))'


@live("ENT-003")
def _naf(c: Cells, _: str) -> str:
    text = bare(c("naf"))
    right = both(f"LEN({text})=5", only_digits(f"LEFT({text},4)"), _is_letter(f"RIGHT({text},1)", "Z"))
    return both(c.given("naf"), f"NOT({right})")


@live("ENT-004")
def _idcc(c: Cells, _: str) -> str:
    text = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({bare(c("idcc"))},"IDCC",""),"N°",""),":","")'
    return both(c.given("idcc"), f"NOT(AND(LEN({text})<=4,LEN({text})>0,{only_digits(text)}))")


@live("ENT-005")
def _rome(c: Cells, _: str) -> str:
    text = bare(c("rome"))
    right = both(f"LEN({text})=5", only_digits(f"RIGHT({text},4)"), _is_letter(f"LEFT({text},1)", "N"))
    return both(c.given("rome"), f"NOT({right})")


@live("ENT-006")
def _not_open(c: Cells, _: str) -> str:
    return c.no("open_to_alternance")


@live("ENT-007")
def _facilitator_without_name(c: Cells, _: str) -> str:
    return both(c.number("facilitator_hours"), f"{c('facilitator_hours')}>0", c.empty("facilitator"))


@live("ENT-009")
def _facilitator_hours(c: Cells, _: str) -> str:
    limit = parameter("facilitator_hours_usual", TODAY)
    return both(c.number("facilitator_hours"), f"{c('facilitator_hours')}>{limit}")


@live("ENT-011")
def _week(c: Cells, _: str) -> str:
    limit = parameter("weekly_hours_absolute", TODAY)
    hours = c("weekly_hours")
    return both(c.number("weekly_hours"), f"OR({hours}>{limit},{hours}<=0)")
