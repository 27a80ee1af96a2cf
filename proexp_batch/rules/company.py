"""Rules on the company and the job."""

import pandas as pd
from stdnum import luhn

from proexp_batch.rules.engine.batch import Batch, Column
from proexp_batch.rules.engine.rule import BLOCKING, INFO, WARNING, Hits, hits, rule

LA_POSTE = "356000000"


def _siret_digits(b: Batch) -> Column:
    siret = b["company"]["siret"]
    return siret.where(siret.str.fullmatch(r"\d{14}").fillna(False).astype(bool))


def _key_is_right(siret: str) -> bool:
    if siret.startswith(LA_POSTE):
        return luhn.is_valid(siret) or sum(map(int, siret)) % 5 == 0
    return luhn.is_valid(siret)


def _format(b: Batch, field: str, pattern: str) -> Column:
    values = b["company"][field]
    return values.notna() & ~values.str.fullmatch(pattern).fillna(False).astype(bool)


@rule(
    "ENT-001",
    "SIRET de longueur fausse",
    BLOCKING,
    1,
    "company.siret",
    message="Le SIRET n'a pas 14 chiffres.",
    detail="Lu : « {siret} ».",
    fix="Recopiez les 14 chiffres du SIRET de l'établissement, depuis un extrait Kbis ou un bulletin de paie.",
    why="Le SIRET identifie l'établissement qui emploie l'apprenant ; le SIREN seul n'a que 9 chiffres.",
    wrong="999123458",
    right="99912345800013",
)
def siret_length(b: Batch) -> Hits:
    """The SIRET is not 14 digits long."""
    return hits(b["company"]["siret"].notna() & _siret_digits(b).isna())


@rule(
    "ENT-002",
    "SIRET dont la clé est fausse",
    BLOCKING,
    1,
    "company.siret",
    message="Un chiffre du SIRET est faux : sa clé de contrôle ne correspond pas.",
    detail="Lu : « {siret} ».",
    fix="Comparez chaque chiffre avec un extrait Kbis ou un bulletin de paie.",
    why="La clé de contrôle (Luhn) signale une faute de frappe ; les établissements de La Poste ont leur propre calcul.",
    wrong="99912345800014",
    right="99912345800013",
    sources=("INSEE, répertoire SIRENE",),
)
def siret_key(b: Batch) -> Hits:
    """The check digit of the SIRET, or of its SIREN, does not match."""
    return hits(_siret_digits(b).map(lambda siret: not _key_is_right(siret), na_action="ignore"))


@rule(
    "ENT-003",
    "Code NAF mal formé",
    WARNING,
    1,
    "company.naf",
    message="Le code NAF n'a pas la forme attendue.",
    detail="Lu : « {naf} ».",
    fix="Écrivez 4 chiffres et une lettre, par exemple 62.01Z.",
    why="Le code NAF aide l'Opco à rattacher l'entreprise à sa branche.",
    wrong="6201",
    right="62.01Z",
)
def naf_format(b: Batch) -> Hits:
    """The NAF code is not four digits and a letter."""
    return hits(_format(b, "naf", r"\d{2}\.\d{2}[A-Z]"))


@rule(
    "ENT-004",
    "IDCC mal formé",
    WARNING,
    1,
    "company.idcc",
    message="L'IDCC n'a pas 4 chiffres.",
    detail="Lu : « {idcc} ».",
    fix="Écrivez les 4 chiffres de l'identifiant de la convention collective, par exemple 1486.",
    why="L'IDCC désigne la convention collective, donc les accords de branche applicables.",
    wrong="Syntec",
    right="1486",
)
def idcc_format(b: Batch) -> Hits:
    """The IDCC is not four digits."""
    return hits(_format(b, "idcc", r"\d{4}"))


@rule(
    "ENT-005",
    "Code ROME mal formé",
    WARNING,
    1,
    "company.rome",
    message="Le code ROME n'a pas la forme attendue.",
    detail="Lu : « {rome} ».",
    fix="Écrivez une lettre et 4 chiffres, par exemple H2503.",
    why="Le code ROME rattache le métier visé au répertoire des métiers.",
    wrong="2503H",
    right="H2503",
)
def rome_format(b: Batch) -> Hits:
    """The ROME code is not a letter and four digits."""
    return hits(_format(b, "rome", r"[A-N]\d{4}"))


@rule(
    "ENT-006",
    "Activité qui n'est pas ouverte à l'alternance",
    BLOCKING,
    1,
    "company.open_to_alternance",
    message="L'activité est déclarée non ouverte à l'alternance.",
    fix="Choisissez une activité qui s'apprend en alternant travail et formation, ou corrigez la réponse.",
    why="Le contrat associe des enseignements et l'exercice d'une activité en rapport avec eux.",
    wrong="Non",
    right="Oui",
    sources=("L6325-2", "L6325-3"),
)
def not_open_to_alternance(b: Batch) -> Hits:
    """The activity is said not to be open to alternance."""
    return hits(b["company"]["open_to_alternance"].eq(False))


@rule(
    "ENT-007",
    "Tiers facilitateur sans nom",
    WARNING,
    1,
    "company.facilitator",
    message="Des heures de tiers facilitateur sont indiquées sans le nom de l'organisme.",
    detail="Heures indiquées : {facilitator_hours:hours}.",
    fix="Indiquez le nom du tiers facilitateur, ou effacez les heures.",
    why="L'Opco paie le tiers facilitateur ; il doit savoir lequel.",
    wrong="14 h, sans nom",
    right="14 h, Conseil Compétences Est",
)
def facilitator_without_name(b: Batch) -> Hits:
    """Hours of a tiers facilitateur without its name."""
    return hits(b["company"]["facilitator_hours"].gt(0) & ~b.filled["company"]["facilitator"])


@rule(
    "ENT-008",
    "Tiers facilitateur sans heures",
    INFO,
    1,
    "company.facilitator_hours",
    message="Un tiers facilitateur est nommé sans son nombre d'heures.",
    fix="Indiquez les heures d'accompagnement si vous les connaissez.",
    why="L'Opco paie le tiers facilitateur selon les heures faites.",
    wrong="Conseil Compétences Est, sans heures",
    right="Conseil Compétences Est, 14 h",
)
def facilitator_without_hours(b: Batch) -> Hits:
    """A tiers facilitateur without its hours."""
    return hits(b.filled["company"]["facilitator"] & ~b.filled["company"]["facilitator_hours"])


@rule(
    "ENT-009",
    "Heures de tiers facilitateur inhabituelles",
    WARNING,
    1,
    "company.facilitator_hours",
    message="Les heures de tiers facilitateur dépassent {usual}, le double de la moyenne.",
    detail="Indiqué : {facilitator_hours:hours}.",
    fix="Vérifiez le nombre d'heures et joignez une explication s'il est juste.",
    why="L'accompagnement dure environ 14 h en moyenne.",
    wrong="140 h",
    right="14 h",
    parameters=("facilitator_hours_usual",),
)
def facilitator_hours_unusual(b: Batch) -> Hits:
    """Far more hours of tiers facilitateur than usual."""
    today = pd.Series(b.today, index=b["company"].index)
    usual = b.parameters.at("facilitator_hours_usual", today)
    shown = b.parameters.shown_at("facilitator_hours_usual", today)
    return hits(b["company"]["facilitator_hours"] > usual, usual=shown)


@rule(
    "ENT-010",
    "Étape non indiquée",
    INFO,
    1,
    "company.step",
    message="L'étape du dépôt n'est pas indiquée ; elle a été déduite des feuilles remplies.",
    detail="Étape retenue : {step}.",
    fix="Indiquez l'étape pour que les contrôles portent sur la bonne.",
    why="Les règles s'appliquent à partir de leur étape.",
    wrong="Case vide",
    right="3 - Valider le contrat",
)
def step_inferred(b: Batch) -> Hits:
    """The company does not say for which step it deposits."""
    there = pd.Series(["company" in dossier.sheets for dossier in b.dossiers], dtype=bool)
    return hits(there & ~b.filled["company"]["step"], step=b.step)


@rule(
    "ENT-011",
    "Durée hebdomadaire de l'entreprise impossible",
    BLOCKING,
    3,
    "company.weekly_hours",
    message="La durée hebdomadaire de l'entreprise est impossible : elle dépasse {limit} ou n'est pas positive.",
    detail="Indiqué : {weekly_hours:hours}.",
    fix="Indiquez la durée de travail d'une semaine, en heures.",
    why="Aucune semaine de travail ne peut dépasser cette durée.",
    wrong="151,67",
    right="35",
    sources=("L3121-20",),
    parameters=("weekly_hours_absolute",),
)
def company_week_impossible(b: Batch) -> Hits:
    """The company's week is longer than the law's absolute maximum, or not positive."""
    today = pd.Series(b.today, index=b["company"].index)
    limit = b.parameters.at("weekly_hours_absolute", today)
    hours = b["company"]["weekly_hours"]
    shown = b.parameters.shown_at("weekly_hours_absolute", today)
    return hits((hours > limit) | (hours <= 0), limit=shown)
