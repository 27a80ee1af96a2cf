"""Rules on the training path: dates, modalities, providers, competences aimed at."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from proexp_batch.dossier.batch import Batch, Column
from proexp_batch.dossier.columns import Column as ColumnDeclaration
from proexp_batch.dossier.columns import Sheet
from proexp_batch.rules import when
from proexp_batch.rules.known import listed_twice, surely_unknown
from proexp_batch.rules.nearest import meant_codes, suggestion
from proexp_batch.rules.rule import BLOCKING, WARNING, Hits, column_rule, hits, rule


def _modality(b: Batch, *codes: str) -> Column:
    return b["modules"]["modality"].isin(codes)


def given_to_provider(b: Batch) -> Column:
    """Modules taught by a provider: external ones, and those at a distance or in work that name one."""
    named = b.filled["modules"]["provider"]
    return _modality(b, "EXTERNAL") | (_modality(b, "FOAD", "AFEST") & named)


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


def _with_code_replaced(lists: Column, unknown: Mapping[Any, str], meant: Column) -> Column:
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


def _outside(b: Batch, wholly: bool) -> tuple[Column, dict[str, Column]]:
    """Modules outside a contract they concern, wholly or in part, and the contract with its dates."""
    pairs = b.module_contracts
    modules = b["modules"].loc[pairs["module"], ["start", "end"]].set_axis(pairs.index)
    contract = b["learners"].loc[pairs["learner"], ["contract", "start", "end"]].set_axis(pairs.index)
    held = when.long_enough(b).reindex(pairs["learner"]).set_axis(pairs.index)
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
    "MOD-008",
    "Formation interne sans service de formation",
    BLOCKING,
    2,
    "modules.modality",
    message="Le module est interne, mais l'entreprise déclare n'avoir pas de service de formation.",
    fix="Confiez le module à un organisme de formation, ou corrigez la réponse dans la feuille Entreprise.",
    why="Les enseignements sont assurés par un organisme, ou par l'entreprise si elle a un service de formation.",
    wrong="Modalité Interne, service de formation : Non",
    right="Modalité Externe, ou service de formation : Oui",
    sources=("L6325-2", "L6325-13"),
)
def internal_without_training_service(b: Batch) -> Hits:
    """An internal module in a company without a training service."""
    return hits(_modality(b, "INTERNAL") & _no_training_service(b))


def _no_training_service(b: Batch) -> Column:
    return b.company("modules", "training_service").eq(False).fillna(False).astype(bool)


@rule(
    "MOD-009",
    "Module externe sans organisme",
    BLOCKING,
    2,
    "modules.provider",
    message="Le module est externe, mais l'organisme de formation n'est pas nommé.",
    fix="Indiquez le nom de l'organisme de formation, ou corrigez la modalité.",
    why="Une convention est signée avec chaque organisme de formation.",
    wrong="Modalité Externe, organisme vide",
    right="Modalité Externe, « Institut des procédés additifs »",
    sources=("D6325-12", "L6353-1"),
)
def external_without_provider(b: Batch) -> Hits:
    """An external module without its provider."""
    return hits(_modality(b, "EXTERNAL") & ~b.filled["modules"]["provider"])


@rule(
    "MOD-010",
    "Organisme sans numéro de déclaration d'activité",
    BLOCKING,
    3,
    "modules.nda",
    message="L'organisme de formation n'a pas de numéro de déclaration d'activité (NDA).",
    detail="Organisme : {provider}.",
    fix="Demandez le NDA à l'organisme : 11 chiffres, il figure sur sa convention.",
    why="Tout organisme de formation déclare son activité ; l'Opco ne paie que des organismes déclarés.",
    wrong="Organisme nommé, NDA vide",
    right="44670012367",
    sources=("L6351-1",),
)
def provider_without_nda(b: Batch) -> Hits:
    """A module taught by a provider without its NDA."""
    return hits(_with_provider(b) & ~b.filled["modules"]["nda"])


def _with_provider(b: Batch) -> Column:
    """Modules given to a provider that is named: without its name, nothing else is asked about it."""
    return given_to_provider(b) & b.filled["modules"]["provider"]


@rule(
    "MOD-011",
    "NDA mal formé",
    BLOCKING,
    3,
    "modules.nda",
    message="Le numéro de déclaration d'activité n'a pas 11 chiffres.",
    detail="Lu : « {nda} ».",
    fix="Recopiez les 11 chiffres du NDA (en Corse, 2A ou 2B peut s'y trouver), depuis la convention de formation.",
    why="Le NDA identifie l'organisme auprès de l'administration ; ce n'est ni un SIRET ni un SIREN.",
    wrong="99912345800013",
    right="44670012367",
    sources=("L6351-1",),
)
def nda_format(b: Batch) -> Hits:
    """An NDA that is not 11 digits, Corsica's 2A and 2B apart."""
    nda = b["modules"]["nda"]
    return hits(nda.notna() & ~_nda_is_formed(nda))


def _nda_is_formed(nda: Column) -> Column:
    right = nda.str.fullmatch(r"\d{11}|\d{0,3}2[AB]\d{6,9}").fillna(False).astype(bool)
    return right & nda.str.len().eq(11)


@rule(
    "MOD-012",
    "Organisme non certifié Qualiopi",
    BLOCKING,
    3,
    "modules.qualiopi",
    message="L'organisme de formation est déclaré sans certification Qualiopi.",
    detail="Organisme : {provider}.",
    fix="Choisissez un organisme certifié, ou corrigez la réponse si l'organisme l'est.",
    why="L'Opco ne peut payer que des organismes certifiés.",
    wrong="Qualiopi : Non",
    right="Qualiopi : Oui",
    sources=("L6316-1",),
)
def provider_not_certified(b: Batch) -> Hits:
    """A provider said not to be certified."""
    return hits(given_to_provider(b) & b["modules"]["qualiopi"].eq(False))


@rule(
    "MOD-013",
    "Certification Qualiopi non indiquée",
    WARNING,
    3,
    "modules.qualiopi",
    message="La certification Qualiopi de l'organisme n'est pas indiquée.",
    detail="Organisme : {provider}.",
    fix="Demandez à l'organisme son certificat Qualiopi et répondez Oui ou Non.",
    why="L'Opco ne peut payer que des organismes certifiés.",
    wrong="Qualiopi : vide",
    right="Qualiopi : Oui",
    sources=("L6316-1",),
)
def certification_not_stated(b: Batch) -> Hits:
    """A provider whose certification is not stated."""
    return hits(_with_provider(b) & ~b.filled["modules"]["qualiopi"])


@rule(
    "MOD-014",
    "Module de l'entreprise sans formateur",
    BLOCKING,
    3,
    "modules.trainer",
    message="Le module est assuré par l'entreprise, mais aucun formateur n'est nommé.",
    fix="Indiquez le nom du formateur.",
    why="Un module interne ou en situation de travail a un formateur désigné.",
    wrong="Modalité AFEST, formateur vide",
    right="Modalité AFEST, « Dominique Leroy »",
    sources=("D6313-3-2", "L6353-8"),
)
def own_module_without_trainer(b: Batch) -> Hits:
    """A module taught by the company itself, naming no provider, without a trainer."""
    own = _modality(b, "INTERNAL", "AFEST") & ~b.filled["modules"]["provider"]
    return hits(own & ~b.filled["modules"]["trainer"])


@column_rule(
    "MOD-015",
    "Élément de l'AFEST absent",
    BLOCKING,
    3,
    (
        "modules.afest_analysis",
        "modules.afest_trainer",
        "modules.afest_reflection",
        "modules.afest_evaluation",
    ),
    message="Le module est en AFEST, mais « {label} » n'est pas à Oui.",
    fix="Prévoyez cet élément et répondez Oui, ou changez la modalité du module.",
    why="Une formation en situation de travail comprend quatre éléments : analyse du travail, formateur désigné avant, "
    "phases réflexives, évaluations spécifiques.",
    wrong="Phases réflexives : Non",
    right="Les quatre éléments à Oui",
    sources=("D6313-3-2",),
)
def afest_element_missing(b: Batch, sheet: Sheet, column: ColumnDeclaration) -> Hits:
    """One of the four elements of an AFEST is missing or refused."""
    return hits(_modality(b, "AFEST") & _not_yes(b, column), label=column.label)


@column_rule(
    "MOD-016",
    "Élément de la FOAD absent",
    BLOCKING,
    3,
    ("modules.foad_assistance", "modules.foad_information", "modules.foad_evaluation"),
    message="Le module est à distance, mais « {label} » n'est pas à Oui.",
    fix="Prévoyez cet élément et répondez Oui, ou changez la modalité du module.",
    why="Une formation à distance comprend trois éléments : une assistance, une information sur les activités et leur "
    "durée, des évaluations.",
    wrong="Assistance : Non",
    right="Les trois éléments à Oui",
    sources=("D6313-3-1",),
)
def foad_element_missing(b: Batch, sheet: Sheet, column: ColumnDeclaration) -> Hits:
    """One of the three elements of a FOAD is missing or refused."""
    return hits(_modality(b, "FOAD") & _not_yes(b, column), label=column.label)


def _not_yes(b: Batch, column: ColumnDeclaration) -> Column:
    """Cells that say no or nothing; one that could not be read has its own finding."""
    return b["modules"][column.field].eq(False).fillna(False) | ~b.filled["modules"][column.field]


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


@rule(
    "MOD-021",
    "Un organisme, deux numéros",
    WARNING,
    3,
    "modules.nda",
    message="Le même organisme porte un autre numéro de déclaration d'activité sur une autre ligne.",
    detail="Organisme : {provider} ; ici « {nda} », ailleurs « {first} ».",
    fix="Gardez le bon numéro sur toutes les lignes de l'organisme.",
    why="Un organisme a un seul numéro de déclaration d'activité.",
    wrong="Deux NDA pour « Institut des procédés additifs »",
    right="Le même NDA sur les deux lignes",
    sources=("L6351-1",),
)
def provider_with_two_ndas(b: Batch) -> Hits:
    """A provider with different NDAs; those that differ from its first one are marked."""
    frame = b["modules"].assign(folded=b.keys("modules", "provider")).dropna(subset=["folded", "nda"])
    frame = frame[_nda_is_formed(frame["nda"])]
    first = frame.groupby(["dossier", "folded"])["nda"].transform("first")
    index = b["modules"].index
    return hits((frame["nda"] != first).reindex(index, fill_value=False), first=first.reindex(index))


@rule(
    "MOD-022",
    "Module interne avec un organisme",
    WARNING,
    2,
    "modules.modality",
    message="Le module est dit interne, mais un organisme de formation est nommé.",
    detail="Organisme : {provider}.",
    fix="Choisissez la modalité Externe, ou effacez l'organisme.",
    why="Un module confié à un organisme demande une convention, un NDA et Qualiopi.",
    wrong="Modalité Interne, organisme « Institut des procédés additifs »",
    right="Modalité Externe",
    sources=("D6325-12",),
)
def internal_with_provider(b: Batch) -> Hits:
    """An internal module that names a provider, in a company that may train by itself."""
    named = b["modules"]["provider"].notna()
    return hits(_modality(b, "INTERNAL") & named & ~_no_training_service(b))
