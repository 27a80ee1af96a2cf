"""Rules on the training path: codes, dates, hours, competences aimed at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proexp_batch.model.columns import Column
from proexp_batch.model.expressions import Shown, parameter
from proexp_batch.model.fields import learners, modules
from proexp_batch.model.later import pd
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import Cells, both, has_token, is_plain_list, token, tokens
from proexp_batch.rules.engine.excel import parameter as parameter_name
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, Hits, Shape, hits, row_rule, rule
from proexp_batch.rules.engine.shapes import earlier, unique
from proexp_batch.rules.facts import measures
from proexp_batch.rules.facts.listed import surely_unknown
from proexp_batch.rules.facts.nearest import meant_codes, suggestion

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


def _each_refers_to(column: Column) -> Shape:
    """One of several codes in a cell is surely not in the column that each must stand in."""
    target = column.refers_to
    assert target is not None, column.place
    key = target.sheet

    def test(b: Batch) -> Hits:
        return _unknown_codes(b, column, key)

    def live(cells: Cells, field: str) -> str:
        there = Cells(key)
        # Each code between two spaces of its own, so that one cannot take its neighbour's: known ones must fill the list.
        apart = f'(" "&SUBSTITUTE({tokens(cells(field))}," ","  ")&" ")'
        known = there.used(there.sheet.identifier)
        one = f'" "&{token(known)}&" "'
        taken = f'(LEN({apart})-LEN(SUBSTITUTE({apart},{one},"")))*(TRIM({known})<>"")'
        sure = both(cells.given(field), there.name("complet"), is_plain_list(cells(field)))
        return f"IF({sure},SUMPRODUCT({taken})<LEN({apart}),FALSE)"

    return Shape(test, live)


def _unknown_codes(b: Batch, column: Column, target: str) -> Hits:
    """Rows whose codes name nothing in `target`, with those codes and the one that was meant."""
    codes = b.matched_codes(column.sheet, column.field, target).reset_index(drop=True)
    astray = codes[surely_unknown(b, target, codes["dossier"], codes["name"], codes["found"])]
    names = astray.groupby("at")["name"].agg(lambda found: list(dict.fromkeys(found)))
    dossiers: Any = b[column.sheet]["dossier"]
    single = {at: found[0] for at, found in names.items() if len(found) == 1}
    index = dossiers.index
    meant = meant_codes(b, ((at, dossiers[at], code) for at, code in single.items()), target, index)
    return hits(
        pd.Series(index.isin(names.index), index=index),
        unknown=names.reindex(index),
        suggestion=suggestion(meant),
        meant=_with_code_replaced(b[column], single, meant),
    )


def _with_code_replaced(lists: Series, unknown: Mapping[Any, str], meant: Series) -> Series:
    """The lists of codes with the unknown one replaced by the one meant; missing where none was."""
    replaced = {
        at: " ; ".join(meant[at] if code == unknown[at] else code for code in str(lists[at]).split(";"))
        for at in unknown
        if isinstance(meant[at], str)
    }
    return pd.Series(replaced, dtype=object).reindex(lists.index)


row_rule(
    "MOD-003",
    "Compétence visée inconnue",
    BLOCKING,
    2,
    modules.competences,
    _each_refers_to(modules.competences),
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
    _each_refers_to(modules.contracts),
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


def _outside(b: Batch, wholly: bool) -> Hits:
    """Modules outside a contract they concern, wholly or in part, and the contract with its dates."""
    pairs = b.module_contracts

    def of_module(values: Series) -> Series:
        return values.reindex(pairs["module"]).set_axis(pairs.index)

    def of_contract(values: Series) -> Series:
        return values.reindex(pairs["learner"]).set_axis(pairs.index)

    start, end = of_module(b[modules.start]), of_module(b[modules.end])
    first, last = of_contract(b[learners.start]), of_contract(b[learners.end])
    ordered = ~(end < start) & of_contract(measures.long_enough(b))
    apart = (end < first) | (start > last)
    over = (start < first) | (end > last)
    met = ordered & (apart if wholly else over & ~apart)
    found = pairs[met].drop_duplicates("module").set_index("module")["learner"]
    index = b["modules"].index

    def told(column: Column) -> Series:
        return b[column].reindex(found).set_axis(found.index).reindex(index)

    return hits(
        pd.Series(index.isin(found.index), index=index),
        number=told(learners.contract),
        from_day=told(learners.start),
        to_day=told(learners.end),
    )


def _count_outside(c: Cells, *, wholly: bool) -> str:
    """How many contracts that the module concerns it is outside of, wholly or in part."""
    theirs = Cells("learners")
    first, last, number = (theirs.all(field) for field in ("start", "end", "contract"))
    # Counted with DATE, which takes columns; at the end of a month it asks for a little more than the rule.
    long = f"({last}>=DATE(YEAR({first}),MONTH({first})+{parameter_name('months_minimum', first)},DAY({first}))-1)"
    held = f"{theirs.name('commencees')}*ISNUMBER({first})*ISNUMBER({last})*{long}"
    concerned = f'((TRIM({c("contracts")})="")+{has_token(c("contracts"), number)}*({number}<>"")>0)'
    apart = f"((({c('end')}<{first})+({c('start')}>{last}))>0)"
    over = f"((({c('start')}<{first})+({c('end')}>{last}))>0)"
    met = apart if wholly else f"{over}*(1-{apart})"
    return f"SUMPRODUCT({held}*{concerned}*{met})"


def _has_sure_dates(c: Cells) -> str:
    plain = f"OR({c.empty('contracts')},{is_plain_list(c('contracts'))})"
    # Of two contracts with the same number, the deposit's check takes the first: then nothing is sure here.
    return both(c.number("start", "end"), f"{c('start')}<={c('end')}", plain, "apprenants_comptes_une_fois")


def _is_apart(c: Cells, _: str) -> str:
    return f"IF({_has_sure_dates(c)},{_count_outside(c, wholly=True)}>0,FALSE)"


def _overruns(c: Cells, _: str) -> str:
    partly, apart = _count_outside(c, wholly=False), _count_outside(c, wholly=True)
    return f"IF({_has_sure_dates(c)},AND({partly}>0,{apart}=0),FALSE)"


@rule(
    "MOD-006",
    "Module hors des dates du contrat",
    BLOCKING,
    3,
    modules.start,
    message="Le module se déroule entièrement en dehors d'un contrat qu'il concerne.",
    detail="Module du {start:date} au {end:date} ; contrat {number} du {from_day:date} au {to_day:date}.",
    fix="Corrigez les dates du module, ou indiquez dans Contrats concernés ceux qui le suivent vraiment.",
    why="La formation a lieu pendant le contrat ou l'action de professionnalisation.",
    wrong="Module en 2022 pour un contrat de 2023",
    right="Module entre le début et la fin du contrat",
    sources=("L6325-3", "L6325-13"),
    live=_is_apart,
)
def module_outside_contract(b: Batch) -> Hits:
    """The module does not overlap a contract it concerns."""
    return _outside(b, wholly=True)


@rule(
    "MOD-007",
    "Module qui déborde du contrat",
    WARNING,
    3,
    modules.start,
    message="Le module commence avant ou finit après un contrat qu'il concerne.",
    detail="Module du {start:date} au {end:date} ; contrat {number} du {from_day:date} au {to_day:date}.",
    fix="Corrigez les dates du module, ou indiquez dans Contrats concernés ceux qui le suivent vraiment.",
    why="La formation a lieu pendant le contrat ou l'action de professionnalisation.",
    wrong="Module jusqu'au 31/01/2024 pour un contrat fini le 08/01/2024",
    right="Module jusqu'au 05/01/2024",
    sources=("L6325-3", "L6325-13"),
    live=_overruns,
)
def module_overruns_contract(b: Batch) -> Hits:
    """The module overlaps a contract only in part."""
    partly = _outside(b, wholly=False)
    return Hits(partly.mask & ~_outside(b, wholly=True).mask, partly.values)


row_rule(
    "MOD-017",
    "Durée de module nulle ou négative",
    BLOCKING,
    2,
    modules.hours,
    modules.hours.equals(0),
    message="La durée du module n'est pas positive.",
    detail="Lu : {hours:hours}.",
    fix="Indiquez la durée du module en heures.",
    why="Un module sans durée ne peut pas être compté dans les heures de formation.",
    wrong="0",
    right="70",
)


_DAYS = modules.end - modules.start + 1


row_rule(
    "MOD-018",
    "Durée de module trop longue pour ses dates",
    WARNING,
    3,
    modules.hours,
    (_DAYS > 0) & (modules.hours > parameter("daily_hours_maximum", modules.start) * _DAYS),
    values={"days": _DAYS, "limit": Shown("daily_hours_maximum", modules.start)},
    message="Le module a plus d'heures que ses dates n'en permettent, à {limit} par jour.",
    detail="{hours:hours} du {start:date} au {end:date}, soit {days:number} jours.",
    fix="Corrigez les heures ou les dates du module.",
    why="La journée de travail, formation comprise, a une durée maximale.",
    wrong="70 h en 3 jours",
    right="70 h en 10 jours",
    sources=("L6325-10",),
    parameters=("daily_hours_maximum",),
)


row_rule(
    "MOD-019",
    "Module un dimanche",
    WARNING,
    3,
    modules.start,
    modules.start.equals(modules.end) & modules.start.is_sunday,
    message="Le module n'a lieu qu'un dimanche.",
    detail="Le {start:date}.",
    fix="Vérifiez la date : la formation est du temps de travail et n'a pas lieu le dimanche.",
    why="Le repos hebdomadaire s'applique à l'apprenant, formation comprise.",
    wrong="Du 05/03/2023 au 05/03/2023",
    right="Du 06/03/2023 au 06/03/2023",
    sources=("L6325-10",),
)


row_rule(
    "MOD-020",
    "Plus d'heures réalisées que prévues",
    WARNING,
    5,
    modules.hours_done,
    modules.hours_done > modules.hours,
    message="Les heures réalisées du module dépassent les heures prévues.",
    detail="Prévu : {hours:hours} ; réalisé : {hours_done:hours}.",
    fix="Vérifiez les deux nombres.",
    why="L'attestation indique les heures prévues et les heures réalisées.",
    wrong="70 h prévues, 700 h réalisées",
    right="70 h prévues, 70 h réalisées",
)
