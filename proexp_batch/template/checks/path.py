"""The live checks of `Compétences` and `Modules`."""

from proexp_batch.rules.engine.excel import (
    Cells,
    bare,
    both,
    has_token,
    is_plain_list,
    only_digits,
    parameter,
    token,
    tokens,
)
from proexp_batch.template.live import live

_C, _M, _L, _K = Cells("company"), Cells("modules"), Cells("learners"), Cells("competences")


def _given_twice(c: Cells) -> str:
    return both(c.given("code"), c.twice("code"))


@live("COM-002")
def _competence_twice(c: Cells, _: str) -> str:
    return _given_twice(c)


@live("COM-003")
def _certifying_without_code(c: Cells, _: str) -> str:
    return both(c.yes("certifying"), c.empty("certification"))


@live("COM-004")
def _code_without_certifying(c: Cells, _: str) -> str:
    return both(c.no("certifying"), c.given("certification"))


@live("COM-005")
def _certification_format(c: Cells, _: str) -> str:
    text = bare(c("certification"))
    bloc = f'MID({text},LEN({text})-3,2)="BC"'
    number = f"IF({bloc},MID({text},5,LEN({text})-8),MID({text},5,40))"
    end = f"IF({bloc},{only_digits(f'RIGHT({text},2)')},TRUE)"
    rncp = both(f'LEFT({text},4)="RNCP"', f"LEN({number})>0", f"LEN({number})<=5", only_digits(number), end)
    rs = both(f'LEFT({text},2)="RS"', f"LEN({text})>2", f"LEN({text})<=6", only_digits(f"MID({text},3,40)"))
    right = f"OR({rs},IF(LEN({text})>4,{rncp},FALSE))"
    asked = both(c.given("certification"), f"OR({c.empty('certifying')},{c.yes('certifying')})")
    return f"IF({asked},NOT({right}),FALSE)"


@live("COM-006")
def _competence_without_module(c: Cells, _: str) -> str:
    aimed = f"SUMPRODUCT(1*{has_token(_M.all('competences'), c('code'))})"
    sure = both(
        c.given("code"), f"{_M.name('lignes')}>0", "competences_des_modules_sures", f"NOT({c.twice('code')})"
    )
    return f"IF({sure},{aimed}=0,FALSE)"


@live("COM-007")
def _title_twice(c: Cells, _: str) -> str:
    return both(c.given("title"), c.twice("title"), f"NOT({_given_twice(c)})")


@live("MOD-002")
def _module_twice(c: Cells, _: str) -> str:
    return _given_twice(c)


def _unknown(c: Cells, field: str, target: Cells) -> str:
    """A list names a code that the other sheet does not have: its known codes do not fill it."""
    # Each code between two spaces of its own, so that one cannot take its neighbour's.
    apart = f'(" "&SUBSTITUTE({tokens(c(field))}," ","  ")&" ")'
    known = target.used(target.sheet.identifier)
    one = f'" "&{token(known)}&" "'
    taken = f'(LEN({apart})-LEN(SUBSTITUTE({apart},{one},"")))*(TRIM({known})<>"")'
    sure = both(c.given(field), target.name("complet"), is_plain_list(c(field)))
    return f"IF({sure},SUMPRODUCT({taken})<LEN({apart}),FALSE)"


@live("MOD-003")
def _unknown_competence(c: Cells, _: str) -> str:
    return _unknown(c, "competences", _K)


@live("MOD-004")
def _unknown_contract(c: Cells, _: str) -> str:
    return _unknown(c, "contracts", _L)


@live("MOD-005")
def _ends_before_start(c: Cells, _: str) -> str:
    return both(c.number("start", "end"), f"{c('end')}<{c('start')}")


def _outside(c: Cells, what: str) -> str:
    """Contracts that the module concerns and of which it is `what`: `apart` or `over`; counted."""
    first, last = _L.all("start"), _L.all("end")
    # Counted with DATE, which takes columns; at the end of a month it asks for a little more than the rule.
    long = f"({last}>=DATE(YEAR({first}),MONTH({first})+{parameter('months_minimum', first)},DAY({first}))-1)"
    held = f"{_L.name('commencees')}*ISNUMBER({first})*ISNUMBER({last})*{long}"
    theirs = f'((TRIM({c("contracts")})="")+{has_token(c("contracts"), _L.all("contract"))}*({_L.all("contract")}<>"")>0)'
    apart = f"((({c('end')}<{first})+({c('start')}>{last}))>0)"
    over = f"((({c('start')}<{first})+({c('end')}>{last}))>0)"
    met = apart if what == "apart" else f"{over}*(1-{apart})"
    return f"SUMPRODUCT({held}*{theirs}*{met})"


def _has_dates(c: Cells) -> str:
    plain = f"OR({c.empty('contracts')},{is_plain_list(c('contracts'))})"
    # Of two contracts with the same number, the deposit's check takes the first: then nothing is sure here.
    return both(c.number("start", "end"), f"{c('start')}<={c('end')}", plain, "apprenants_comptes_une_fois")


@live("MOD-006")
def _outside_contract(c: Cells, _: str) -> str:
    return f"IF({_has_dates(c)},{_outside(c, 'apart')}>0,FALSE)"


@live("MOD-007")
def _overruns_contract(c: Cells, _: str) -> str:
    wholly = _outside(c, "apart")
    return f"IF({_has_dates(c)},AND({_outside(c, 'over')}>0,{wholly}=0),FALSE)"


@live("MOD-008")
def _internal_without_service(c: Cells, _: str) -> str:
    return both(c.choice("modality", "INTERNAL"), _C.no("training_service"))


@live("MOD-009")
def _external_without_provider(c: Cells, _: str) -> str:
    return both(c.choice("modality", "EXTERNAL"), c.empty("provider"))


def _with_provider(c: Cells) -> str:
    return both(c.choice("modality", "EXTERNAL", "FOAD", "AFEST"), c.given("provider"))


@live("MOD-010")
def _provider_without_nda(c: Cells, _: str) -> str:
    return both(_with_provider(c), c.empty("nda"))


@live("MOD-011")
def _nda_format(c: Cells, _: str) -> str:
    text = bare(c("nda"))
    # Corsica's departments have a letter; a zero that Excel took is put back by the deposit's check.
    digits = f'SUBSTITUTE(SUBSTITUTE({text},"2A","20"),"2B","20")'
    length = f"OR(LEN({text})=11,AND({c.number('nda')},LEN({text})=10))"
    return both(c.given("nda"), f"NOT(AND({length},{only_digits(digits)}))")


@live("MOD-012")
def _provider_not_certified(c: Cells, _: str) -> str:
    given = f"OR({c.choice('modality', 'EXTERNAL')},{_with_provider(c)})"
    return both(c.no("qualiopi"), given)


@live("MOD-013")
def _certification_not_stated(c: Cells, _: str) -> str:
    return both(_with_provider(c), c.empty("qualiopi"))


@live("MOD-014")
def _without_trainer(c: Cells, _: str) -> str:
    return both(c.choice("modality", "INTERNAL", "AFEST"), c.empty("provider"), c.empty("trainer"))


@live("MOD-015")
def _afest_element(c: Cells, field: str) -> str:
    return both(c.choice("modality", "AFEST"), f"OR({c.empty(field)},{c.no(field)})")


@live("MOD-016")
def _foad_element(c: Cells, field: str) -> str:
    return both(c.choice("modality", "FOAD"), f"OR({c.empty(field)},{c.no(field)})")


@live("MOD-017")
def _without_duration(c: Cells, _: str) -> str:
    return both(c.number("hours"), f"{c('hours')}<=0")


@live("MOD-018")
def _too_dense(c: Cells, _: str) -> str:
    days = f"({c('end')}-{c('start')}+1)"
    return both(
        c.number("hours", "start", "end"),
        f"{days}>0",
        f"{c('hours')}>{parameter('daily_hours_maximum', c('start'))}*{days}",
    )


@live("MOD-019")
def _on_sunday(c: Cells, _: str) -> str:
    return both(c.number("start", "end"), f"{c('start')}={c('end')}", f"WEEKDAY({c('start')})=1")


@live("MOD-020")
def _more_done_than_planned(c: Cells, _: str) -> str:
    return both(c.number("hours", "hours_done"), f"{c('hours_done')}>{c('hours')}")


@live("MOD-022")
def _internal_with_provider(c: Cells, _: str) -> str:
    return both(c.choice("modality", "INTERNAL"), c.given("provider"), f"NOT({_C.no('training_service')})")
