"""Rules on the training path: codes, dates, hours, competences aimed at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proexp_batch.model.later import pd
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, Hits, hits, rule
from proexp_batch.rules.facts import measures
from proexp_batch.rules.facts.listed import listed_twice, surely_unknown
from proexp_batch.rules.facts.nearest import meant_codes, suggestion


@rule(
    "MOD-002",
    "Code de module en double",
    BLOCKING,
    2,
    "modules.code",
    message="Ce code de module figure déjà sur une autre ligne.",
    detail="Lu : « {code} ».",
    fix="Donnez à chaque module son propre code, ou supprimez la ligne en double.",
    why="Deux lignes de même code comptent deux fois les heures.",
    wrong="Deux lignes M2",
    right="M2 et M3",
)
def module_twice(b: Batch) -> Hits:
    """A module code stands on two rows; the later ones are marked."""
    return hits(listed_twice(b, "modules"))


def unknown_codes(b: Batch, key: str, field: str, target: str) -> Hits:
    """Rows whose codes name nothing in `target`, with those codes and the one that was meant."""
    codes = b.matched_codes(key, field, target)
    codes = codes.reset_index(drop=True)
    astray = codes[surely_unknown(b, target, codes["dossier"], codes["name"], codes["found"])]
    names = astray.groupby("at")["name"].agg(lambda found: list(dict.fromkeys(found)))
    index = b[key].index
    dossiers: Any = b[key]["dossier"]
    single = {at: codes[0] for at, codes in names.items() if len(codes) == 1}
    meant = meant_codes(b, ((at, dossiers[at], code) for at, code in single.items()), target, index)
    mask = pd.Series(index.isin(names.index), index=index)
    return hits(
        mask,
        unknown=names.reindex(index),
        suggestion=suggestion(meant),
        meant=_with_code_replaced(b[key][field], single, meant),
    )


def _with_code_replaced(lists: Series, unknown: Mapping[Any, str], meant: Series) -> Series:
    """The lists of codes with the unknown one replaced by the one meant; missing where none was."""
    replaced = {
        at: " ; ".join(meant[at] if code == unknown[at] else code for code in str(lists[at]).split(";"))
        for at in unknown
        if isinstance(meant[at], str)
    }
    return pd.Series(replaced, dtype=object).reindex(lists.index)


@rule(
    "MOD-003",
    "Compétence visée inconnue",
    BLOCKING,
    2,
    "modules.competences",
    message="Le module vise une compétence qui n'est pas dans la feuille Compétences.",
    detail="Code inconnu : {unknown:list}.{suggestion}",
    fix="Reprenez le code tel qu'il est écrit dans la feuille Compétences, ou ajoutez-y la compétence.",
    why="Chaque module vise des compétences du référentiel.",
    wrong="C9, quand le référentiel va de C1 à C6",
    right="C6",
    sources=("D6325-11",),
)
def unknown_competence(b: Batch) -> Hits:
    """A module aims at a competence that is not in the référentiel."""
    return unknown_codes(b, "modules", "competences", "competences")


@rule(
    "MOD-004",
    "Contrat concerné inconnu",
    BLOCKING,
    3,
    "modules.contracts",
    message="Le module concerne un contrat qui n'est pas dans la feuille Apprenants.",
    detail="Numéro inconnu : {unknown:list}.{suggestion}",
    fix="Reprenez le numéro tel qu'il est écrit dans la feuille Apprenants, ou videz la cellule "
    "si le module vaut pour tous.",
    why="Les heures de chaque contrat sont la somme de ses modules.",
    wrong="2023-0014, quand le contrat est 2023-0041",
    right="2023-0041",
)
def unknown_contract(b: Batch) -> Hits:
    """A module names a contract that is not known."""
    return unknown_codes(b, "modules", "contracts", "learners")


@rule(
    "MOD-005",
    "Module qui finit avant de commencer",
    BLOCKING,
    2,
    "modules.end",
    message="La fin du module précède son début.",
    detail="Début le {start:date}, fin le {end:date}.",
    fix="Vérifiez les deux dates.",
    why="La période de réalisation du module doit être connue.",
    wrong="Du 31/03/2023 au 23/01/2023",
    right="Du 23/01/2023 au 31/03/2023",
)
def module_ends_before_start(b: Batch) -> Hits:
    """The end of the module precedes its start."""
    frame = b["modules"]
    return hits(frame["end"] < frame["start"])


def _outside(b: Batch, wholly: bool) -> tuple[Series, dict[str, Series]]:
    """Modules outside a contract they concern, wholly or in part, and the contract with its dates."""
    pairs = b.module_contracts
    modules = b["modules"].loc[pairs["module"], ["start", "end"]].set_axis(pairs.index)
    contract = b["learners"].loc[pairs["learner"], ["contract", "start", "end"]].set_axis(pairs.index)
    held = measures.long_enough(b).reindex(pairs["learner"]).set_axis(pairs.index)
    ordered = ~(modules["end"] < modules["start"]) & held
    apart = (modules["end"] < contract["start"]) | (modules["start"] > contract["end"])
    over = (modules["start"] < contract["start"]) | (modules["end"] > contract["end"])
    met = ordered & (apart if wholly else over & ~apart)
    first = pairs[met].drop_duplicates("module").set_index("module")["learner"]
    index = b["modules"].index
    learners = b["learners"].loc[first].set_axis(first.index)
    values = {
        "number": learners["contract"].reindex(index),
        "from_day": learners["start"].reindex(index),
        "to_day": learners["end"].reindex(index),
    }
    return pd.Series(index.isin(first.index), index=index), values


@rule(
    "MOD-006",
    "Module hors des dates du contrat",
    BLOCKING,
    3,
    "modules.start",
    message="Le module se déroule entièrement en dehors d'un contrat qu'il concerne.",
    detail="Module du {start:date} au {end:date} ; contrat {number} du {from_day:date} au {to_day:date}.",
    fix="Corrigez les dates du module, ou indiquez dans Contrats concernés ceux qui le suivent vraiment.",
    why="La formation a lieu pendant le contrat ou l'action de professionnalisation.",
    wrong="Module en 2022 pour un contrat de 2023",
    right="Module entre le début et la fin du contrat",
    sources=("L6325-3", "L6325-13"),
)
def module_outside_contract(b: Batch) -> Hits:
    """The module does not overlap a contract it concerns."""
    mask, values = _outside(b, wholly=True)
    return Hits(mask, values)


@rule(
    "MOD-007",
    "Module qui déborde du contrat",
    WARNING,
    3,
    "modules.start",
    message="Le module commence avant ou finit après un contrat qu'il concerne.",
    detail="Module du {start:date} au {end:date} ; contrat {number} du {from_day:date} au {to_day:date}.",
    fix="Corrigez les dates du module, ou indiquez dans Contrats concernés ceux qui le suivent vraiment.",
    why="La formation a lieu pendant le contrat ou l'action de professionnalisation.",
    wrong="Module jusqu'au 31/01/2024 pour un contrat fini le 08/01/2024",
    right="Module jusqu'au 05/01/2024",
    sources=("L6325-3", "L6325-13"),
)
def module_overruns_contract(b: Batch) -> Hits:
    """The module overlaps a contract only in part."""
    mask, values = _outside(b, wholly=False)
    wholly, _ = _outside(b, wholly=True)
    return Hits(mask & ~wholly, values)


@rule(
    "MOD-017",
    "Durée de module nulle ou négative",
    BLOCKING,
    2,
    "modules.hours",
    message="La durée du module n'est pas positive.",
    detail="Lu : {hours:hours}.",
    fix="Indiquez la durée du module en heures.",
    why="Un module sans durée ne peut pas être compté dans les heures de formation.",
    wrong="0",
    right="70",
)
def module_without_duration(b: Batch) -> Hits:
    """A module of no hours, or of a negative number."""
    return hits(b["modules"]["hours"] <= 0)


@rule(
    "MOD-018",
    "Durée de module trop longue pour ses dates",
    WARNING,
    3,
    "modules.hours",
    message="Le module a plus d'heures que ses dates n'en permettent, à {limit} par jour.",
    detail="{hours:hours} du {start:date} au {end:date}, soit {days:number} jours.",
    fix="Corrigez les heures ou les dates du module.",
    why="La journée de travail, formation comprise, a une durée maximale.",
    wrong="70 h en 3 jours",
    right="70 h en 10 jours",
    sources=("L6325-10",),
    parameters=("daily_hours_maximum",),
)
def module_too_dense(b: Batch) -> Hits:
    """More hours of training a day than a day of work may have."""
    frame = b["modules"]
    days = ((frame["end"] - frame["start"]).dt.days + 1).astype("float64")
    limit = b.parameters.at("daily_hours_maximum", frame["start"])
    shown = b.parameters.shown_at("daily_hours_maximum", frame["start"])
    return hits((days > 0) & (frame["hours"] > limit * days), days=days, limit=shown)


@rule(
    "MOD-019",
    "Module un dimanche",
    WARNING,
    3,
    "modules.start",
    message="Le module n'a lieu qu'un dimanche.",
    detail="Le {start:date}.",
    fix="Vérifiez la date : la formation est du temps de travail et n'a pas lieu le dimanche.",
    why="Le repos hebdomadaire s'applique à l'apprenant, formation comprise.",
    wrong="Du 05/03/2023 au 05/03/2023",
    right="Du 06/03/2023 au 06/03/2023",
    sources=("L6325-10",),
)
def module_on_sunday(b: Batch) -> Hits:
    """A module of one day that is a Sunday."""
    frame = b["modules"]
    return hits((frame["start"] == frame["end"]) & frame["start"].dt.day_of_week.eq(6))


@rule(
    "MOD-020",
    "Plus d'heures réalisées que prévues",
    WARNING,
    5,
    "modules.hours_done",
    message="Les heures réalisées du module dépassent les heures prévues.",
    detail="Prévu : {hours:hours} ; réalisé : {hours_done:hours}.",
    fix="Vérifiez les deux nombres.",
    why="L'attestation indique les heures prévues et les heures réalisées.",
    wrong="70 h prévues, 700 h réalisées",
    right="70 h prévues, 70 h réalisées",
)
def more_done_than_planned(b: Batch) -> Hits:
    """More hours done than planned."""
    frame = b["modules"]
    return hits(frame["hours_done"] > frame["hours"])
