"""Rules on the hours of the modules: planned, possible between their dates, done."""

from __future__ import annotations

from proexp_batch.model.expressions import (
    Alternative,
    NamedQuantity,
    QuantityFact,
    Shown,
    parameter,
)
from proexp_batch.model.fields import company, learners, modules
from proexp_batch.model.later import pd
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import Cells
from proexp_batch.rules.engine.excel import parameter as parameter_name
from proexp_batch.rules.engine.formulas import on_a_row
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, Hits, hits, row_rule, rule
from proexp_batch.rules.facts import measures
from proexp_batch.rules.facts.periods import age, most_hours

_BY_LISTS = (
    "What it needs to know of the contracts, by lists of them, is too slow for one formula more on each row."
)

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


_ABSOLUTE = parameter("weekly_hours_absolute", modules.start)

_WEEK = NamedQuantity(
    "semaine_du_module",
    Alternative(
        (company.weekly_hours > 0) & (company.weekly_hours <= _ABSOLUTE), company.weekly_hours, _ABSOLUTE
    ),
)
"""The most hours of a week: those of the company where they are known, else those that no week can exceed."""


@once
def _possible(b: Batch) -> Series:
    """The most hours of each module that its dates leave room for; missing where they are not in order."""
    start, end = b[modules.start], b[modules.end]
    daily = b.parameters.at("daily_hours_maximum", start)
    return most_hours(start, end, daily, masks.values(_WEEK, b, "modules"))


def _possible_on_a_row() -> str:
    cells = Cells("modules")
    start, end, week = cells("start"), cells("end"), on_a_row(_WEEK)
    daily = parameter_name("daily_hours_maximum", start)
    first, last = f"WEEKDAY({start},2)", f"WEEKDAY({end},2)"
    weeks = f"(({end}-{last}-{start}+{first})/7)"
    within = f"MIN({week},{daily}*MAX(1,MIN({last},6)-{first}+1))"
    across = (
        f"MIN({week},{daily}*(7-{first}))+({weeks}-1)*MIN({week},{daily}*6)+MIN({week},{daily}*MIN({last},6))"
    )
    ordered = f"IF(COUNT({start},{end})=2,{start}<={end},FALSE)"
    return f'IF({ordered},IF({weeks}=0,{within},{across}),"")'


_POSSIBLE = NamedQuantity("heures_possibles", QuantityFact(_possible, _possible_on_a_row()))
"""See `_possible`."""

row_rule(
    "MOD-018",
    "Durée de module trop longue pour ses dates",
    WARNING,
    3,
    modules.hours,
    modules.hours > _POSSIBLE,
    values={"possible": _POSSIBLE, "week": _WEEK, "limit": Shown("daily_hours_maximum", modules.start)},
    message="Le module a plus d'heures que ses dates n'en permettent, à {limit} par jour au plus, dimanches non comptés.",
    detail="{hours:hours} du {start:date} au {end:date} ; au plus {possible:hours}, à {week:hours} par semaine.",
    fix="Corrigez les heures ou les dates du module.",
    why="La journée et la semaine de travail, formation comprise, ont une durée maximale, et un jour de repos.",
    wrong="70 h en 3 jours",
    right="70 h en 2 semaines",
    sources=("L6325-10", "L3121-18", "L3121-20", "L3132-3"),
    parameters=("daily_hours_maximum", "weekly_hours_absolute"),
)


@rule(
    "MOD-024",
    "Durée de module trop longue pour un mineur",
    WARNING,
    3,
    modules.hours,
    message="Le module a plus d'heures que ses dates n'en permettent à un mineur, à {limit} par jour.",
    detail="{hours:hours} du {start:date} au {end:date} ; au plus {possible:hours} pour le contrat {number}.",
    fix="Corrigez les heures ou les dates du module ; si une dérogation le permet, dites-le à votre conseiller.",
    why="Un mineur travaille au plus 8 heures par jour et 35 heures par semaine, formation comprise.",
    wrong="17 ans, 40 h dans une semaine",
    right="17 ans, 35 h dans une semaine",
    sources=("L3162-1", "R3162-1", "L6325-10"),
    parameters=("daily_hours_minor", "weekly_hours_minor", "age_of_majority"),
    silent=_BY_LISTS,
)
def too_many_hours_for_a_minor(b: Batch) -> Hits:
    """More hours than a learner who is a minor up to the end of the module may work between its dates."""
    start, end, pairs = b[modules.start], b[modules.end], b.module_contracts
    birth = b[learners.birth_date].reindex(pairs["learner"]).set_axis(pairs.index)
    last = end.reindex(pairs["module"]).set_axis(pairs.index)
    minors = pairs[age(birth, last) < b.parameters.at("age_of_majority", last)]
    number = b[learners.contract].reindex(minors.drop_duplicates("module").set_index("module")["learner"])
    index = b["modules"].index
    daily, weekly = (b.parameters.at(f"{span}_hours_minor", start) for span in ("daily", "weekly"))
    possible = most_hours(start, end, daily, weekly)
    beyond = (b[modules.hours] > possible) & ~(b[modules.hours] > _possible(b))
    return hits(
        beyond & index.isin(minors["module"]),
        possible=possible,
        number=number.set_axis(minors["module"].drop_duplicates()).reindex(index),
        limit=b.parameters.shown_at("daily_hours_minor", start),
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
    fix="Vérifiez la date. Si l'établissement donne le repos hebdomadaire par roulement, elle peut être juste : "
    "dites-le à votre conseiller.",
    why="L'apprenant a droit au repos hebdomadaire, formation comprise : le dimanche, sauf dans les établissements qui "
    "le donnent par roulement.",
    wrong="Du 05/03/2023 au 05/03/2023",
    right="Du 06/03/2023 au 06/03/2023",
    sources=("L6325-10", "L3132-3", "L3132-12"),
)


row_rule(
    "MOD-020",
    "Plus d'heures réalisées que prévues",
    WARNING,
    5,
    modules.hours_done,
    (modules.hours > 0) & (modules.hours_done > modules.hours),
    message="Les heures réalisées du module dépassent les heures prévues.",
    detail="Prévu : {hours:hours} ; réalisé : {hours_done:hours}.",
    fix="Vérifiez les deux nombres.",
    why="L'attestation indique les heures prévues et les heures réalisées.",
    wrong="70 h prévues, 700 h réalisées",
    right="70 h prévues, 70 h réalisées",
)


@rule(
    "MOD-025",
    "Heures réalisées du module absentes",
    BLOCKING,
    6,
    modules.hours_done,
    message="Un contrat que le module concerne est terminé, mais ses heures réalisées ne sont pas indiquées.",
    detail="Contrat {number}, fini le {stop:date}.",
    fix="Indiquez les heures du module effectivement suivies, 0 s'il n'a pas été suivi.",
    why="L'attestation donne la durée réalisée, en tout et par modalité : l'une ne peut pas être connue sans l'autre.",
    wrong="320 h réalisées au contrat, un module sans heures réalisées",
    right="Les heures réalisées de chaque module",
    sources=("R6313-3",),
    silent=_BY_LISTS,
)
def hours_done_missing(b: Batch) -> Hits:
    """No hours done of a module that began before the end of a contract that is over.

    One that goes on for other contracts has not been done by them.
    """
    pairs = b.module_contracts
    stop = measures.real_end(b).reindex(pairs["learner"]).set_axis(pairs.index)
    start, end = (
        b[day].reindex(pairs["module"]).set_axis(pairs.index) for day in (modules.start, modules.end)
    )
    running = pairs.loc[~(stop <= b.today) & ~(end <= b.today), "module"]
    due = pairs[(stop <= b.today) & (start <= stop) & ~pairs["module"].isin(running)]
    concerned = due.drop_duplicates("module").set_index("module")["learner"]
    index = b["modules"].index

    def told(values: Series) -> Series:
        return values.reindex(concerned).set_axis(concerned.index).reindex(index)

    return hits(
        pd.Series(index.isin(concerned.index), index=index)
        & ~b.is_filled(modules.hours_done)
        & ~(b[modules.hours] <= 0),
        number=told(b[learners.contract]),
        stop=told(measures.real_end(b)),
    )
