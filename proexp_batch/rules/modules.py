"""Rules on the training path: codes, dates, hours, competences aimed at."""

from __future__ import annotations

from proexp_batch.model.columns import Column, Sheet
from proexp_batch.model.fields import learners, modules
from proexp_batch.model.later import pd
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import Cells, both, has_token, is_plain_list
from proexp_batch.rules.engine.excel import parameter as parameter_name
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, Hits, column_rule, hits, row_rule
from proexp_batch.rules.engine.shapes import each_refers_to, earlier, unique
from proexp_batch.rules.facts import measures

row_rule(
    "MOD-002",
    "Code de module en double",
    BLOCKING,
    2,
    modules.code,
    unique(modules.code),
    message="Ce code de module figure déjà sur une autre ligne.",
    detail="Lu : « {code} ».",
    fix="Donnez à chaque module son propre code, ou supprimez la ligne en double.",
    why="Deux lignes de même code comptent deux fois les heures.",
    wrong="Deux lignes M2",
    right="M2 et M3",
)


row_rule(
    "MOD-003",
    "Compétence visée inconnue",
    BLOCKING,
    2,
    modules.competences,
    each_refers_to(modules.competences),
    message="Le module vise une compétence qui n'est pas dans la feuille Compétences.",
    detail="Code inconnu : {unknown:list}.{suggestion}",
    fix="Reprenez le code tel qu'il est écrit dans la feuille Compétences, ou ajoutez-y la compétence.",
    why="Chaque module vise des compétences du référentiel.",
    wrong="C9, quand le référentiel va de C1 à C6",
    right="C6",
    sources=("D6325-11",),
)


row_rule(
    "MOD-004",
    "Contrat concerné inconnu",
    BLOCKING,
    3,
    modules.contracts,
    each_refers_to(modules.contracts),
    message="Le module concerne un contrat qui n'est pas dans la feuille Apprenants.",
    detail="Numéro inconnu : {unknown:list}.{suggestion}",
    fix="Reprenez le numéro tel qu'il est écrit dans la feuille Apprenants, ou videz la cellule "
    "si le module vaut pour tous.",
    why="Les heures de chaque contrat sont la somme de ses modules.",
    wrong="2023-0014, quand le contrat est 2023-0041",
    right="2023-0041",
)


row_rule(
    "MOD-005",
    "Module qui finit avant de commencer",
    BLOCKING,
    2,
    modules.end,
    earlier(modules.end, than=modules.start),
    message="La fin du module précède son début.",
    detail="Début le {start:date}, fin le {end:date}.",
    fix="Vérifiez les deux dates.",
    why="La période de réalisation du module doit être connue.",
    wrong="Du 31/03/2023 au 23/01/2023",
    right="Du 23/01/2023 au 31/03/2023",
)


_SIDES = {"start": "commence avant le début", "end": "finit après la fin"}


def _outside(b: Batch, field: str, *, wholly: bool) -> Hits:
    """Modules outside a contract they concern, wholly or in part, and the contract with its dates.

    Of the field `start` those that begin before it, of `end` those that end after it.
    """
    pairs = b.module_contracts

    def of_module(values: Series) -> Series:
        return values.reindex(pairs["module"]).set_axis(pairs.index)

    def of_contract(values: Series) -> Series:
        return values.reindex(pairs["learner"]).set_axis(pairs.index)

    start, end = of_module(b[modules.start]), of_module(b[modules.end])
    first, last = of_contract(b[learners.start]), of_contract(b[learners.end])
    ordered = ~(end < start) & of_contract(measures.long_enough(b))
    apart = (end < first) | (start > last)
    over = start < first if field == "start" else end > last
    met = ordered & over & (apart if wholly else ~apart)
    found = pairs[met].drop_duplicates("module").set_index("module")["learner"]
    index = b["modules"].index

    def told(column: Column) -> Series:
        return b[column].reindex(found).set_axis(found.index).reindex(index)

    return hits(
        pd.Series(index.isin(found.index), index=index),
        side=_SIDES[field],
        number=told(learners.contract),
        from_day=told(learners.start),
        to_day=told(learners.end),
    )


def _count_outside(c: Cells, field: str, *, wholly: bool) -> str:
    """How many contracts that the module concerns it is outside of, wholly or in part, at its start or its end."""
    theirs = Cells("learners")
    first, last, number = (theirs.all(field) for field in ("start", "end", "contract"))
    # Counted with DATE, which takes columns; at the end of a month it asks for a little more than the rule.
    long = f"({last}>=DATE(YEAR({first}),MONTH({first})+{parameter_name('months_minimum', first)},DAY({first}))-1)"
    held = f"{theirs.name('commencees')}*ISNUMBER({first})*ISNUMBER({last})*{long}"
    concerned = f'((TRIM({c("contracts")})="")+{has_token(c("contracts"), number)}*({number}<>"")>0)'
    apart = f"((({c('end')}<{first})+({c('start')}>{last}))>0)"
    over = f"({c('start')}<{first})" if field == "start" else f"({c('end')}>{last})"
    met = f"{over}*{apart}" if wholly else f"{over}*(1-{apart})"
    return f"SUMPRODUCT({held}*{concerned}*{met})"


def _has_sure_dates(c: Cells) -> str:
    plain = f"OR({c.empty('contracts')},{is_plain_list(c('contracts'))})"
    # Of two contracts with the same number, the deposit's check takes the first: then nothing is sure here.
    return both(c.number("start", "end"), f"{c('start')}<={c('end')}", plain, "apprenants_comptes_une_fois")


def _is_apart(c: Cells, field: str) -> str:
    return f"IF({_has_sure_dates(c)},{_count_outside(c, field, wholly=True)}>0,FALSE)"


def _overruns(c: Cells, field: str) -> str:
    partly = _count_outside(c, field, wholly=False)
    apart = "+".join(_count_outside(c, side, wholly=True) for side in _SIDES)
    return f"IF({_has_sure_dates(c)},AND({partly}>0,{apart}=0),FALSE)"


@column_rule(
    "MOD-006",
    "Module hors des dates du contrat",
    BLOCKING,
    3,
    (modules.start, modules.end),
    message="Le module {side} d'un contrat qu'il concerne, et se déroule entièrement en dehors.",
    detail="Module du {start:date} au {end:date} ; contrat {number} du {from_day:date} au {to_day:date}.",
    fix="Corrigez les dates du module, ou indiquez dans Contrats concernés ceux qui le suivent vraiment.",
    why="La formation a lieu pendant le contrat ou l'action de professionnalisation.",
    wrong="Module en 2022 pour un contrat de 2023",
    right="Module entre le début et la fin du contrat",
    sources=("L6325-3", "L6325-13"),
    live=_is_apart,
)
def module_outside_contract(b: Batch, sheet: Sheet, column: Column) -> Hits:
    """The module does not overlap a contract it concerns: told at its start if it comes before, else at its end."""
    return _outside(b, column.field, wholly=True)


@column_rule(
    "MOD-007",
    "Module qui déborde du contrat",
    WARNING,
    3,
    (modules.start, modules.end),
    message="Le module {side} d'un contrat qu'il concerne.",
    detail="Module du {start:date} au {end:date} ; contrat {number} du {from_day:date} au {to_day:date}.",
    fix="Corrigez les dates du module, ou indiquez dans Contrats concernés ceux qui le suivent vraiment.",
    why="La formation a lieu pendant le contrat ou l'action de professionnalisation.",
    wrong="Module jusqu'au 31/01/2024 pour un contrat fini le 08/01/2024",
    right="Module jusqu'au 05/01/2024",
    sources=("L6325-3", "L6325-13"),
    live=_overruns,
)
def module_overruns_contract(b: Batch, sheet: Sheet, column: Column) -> Hits:
    """The module overlaps a contract only in part: told at its start, its end, or both."""
    partly = _outside(b, column.field, wholly=False)
    apart = [_outside(b, side, wholly=True).mask for side in _SIDES]
    return Hits(partly.mask & ~(apart[0] | apart[1]), partly.values)
