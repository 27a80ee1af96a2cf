"""Rules on the company and the job."""

from __future__ import annotations

from proexp_batch.model.columns import Column, Sheet
from proexp_batch.model.expressions import Shown
from proexp_batch.model.fields import company
from proexp_batch.model.kinds.siret import LA_POSTE, has_right_key
from proexp_batch.model.later import pd
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.steps import EVIDENCE
from proexp_batch.model.wording import number
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.excel import NOTHING, Cells, bare, both, has_luhn_key, only_digits
from proexp_batch.rules.engine.formulas import helper
from proexp_batch.rules.engine.rule import (
    BLOCKING,
    INFO,
    WARNING,
    Hits,
    column_rule,
    form_rule,
    hits,
    row_rule,
    rule,
)
from proexp_batch.rules.engine.shapes import above, without

# The SIRET as it is read: without spaces and dots.
_SIRET = helper("siret_lu", bare(Cells("company")("siret")))
_PADDED = helper("siret_complete", f'RIGHT("00"&{_SIRET},14)')


def _siret_is_not_14_digits(c: Cells, field: str) -> str:
    # Zeros that Excel took are put back by the deposit's check where both keys are then right.
    keys = both(has_luhn_key(_PADDED, 14), has_luhn_key(f"LEFT({_PADDED},9)", 9))
    lost = both(f"LEN({_SIRET})>11", f"LEN({_SIRET})<14", only_digits(_SIRET))
    repaired = f"IF({lost},{keys},FALSE)"
    right = f"IF(LEN({_SIRET})=14,{only_digits(_SIRET)},{repaired})"
    return f"IF({c.given(field)},NOT({right}),FALSE)"


def _siret_key_is_wrong(c: Cells, field: str) -> str:
    digits = "+".join(f"MID({_SIRET},{rank},1)" for rank in range(1, 15))
    post = both(f'LEFT({_SIRET},9)="{LA_POSTE}"', f"MOD({digits},5)=0")
    zeros = f'OR(LEFT({_SIRET},9)="000000000",RIGHT({_SIRET},5)="00000")'
    key = f"OR({zeros},NOT(OR({has_luhn_key(_SIRET, 14)},{post})))"
    return f"IF(LEN({_SIRET})=14,IF({only_digits(_SIRET)},{key},FALSE),FALSE)"


def _is_letter(text: str, last: str) -> str:
    return f'AND(CODE({text})>=65,CODE({text})<=CODE("{last}"))'


def _is_no_naf(c: Cells, field: str) -> str:
    text = bare(c(field))
    right = both(f"LEN({text})=5", only_digits(f"LEFT({text},4)"), _is_letter(f"RIGHT({text},1)", "Z"))
    return both(c.given(field), f"NOT({right})")


def _is_no_idcc(c: Cells, field: str) -> str:
    text = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE({bare(c(field))},"IDCC",""),"N°",""),":","")'
    return both(c.given(field), f"NOT(AND(LEN({text})<=4,LEN({text})>0,{only_digits(text)}))")


def _is_no_rome(c: Cells, field: str) -> str:
    text = bare(c(field))
    right = both(f"LEN({text})=5", only_digits(f"RIGHT({text},4)"), _is_letter(f"LEFT({text},1)", "N"))
    return both(c.given(field), f"NOT({right})")


form_rule(
    "ENT-001",
    "SIRET de longueur fausse",
    BLOCKING,
    1,
    company.siret,
    message="Le SIRET n'a pas 14 chiffres.",
    detail="Lu : « {siret} ».",
    fix="Recopiez les 14 chiffres du SIRET de l'établissement, depuis un extrait Kbis ou un bulletin de paie.",
    why="Le SIRET identifie l'établissement qui emploie l'apprenant ; le SIREN seul n'a que 9 chiffres.",
    wrong="999123458",
    right="99912345800013",
    live=_siret_is_not_14_digits,
)


@rule(
    "ENT-002",
    "SIRET dont la clé est fausse",
    BLOCKING,
    1,
    company.siret,
    message="Un chiffre du SIRET est faux : sa clé de contrôle ne correspond pas, ou il n'est fait que de zéros.",
    detail="Lu : « {siret} ».",
    fix="Comparez chaque chiffre avec un extrait Kbis ou un bulletin de paie.",
    why="La clé de contrôle (Luhn) signale une faute de frappe ; les établissements de La Poste ont leur propre calcul.",
    wrong="99912345800014, 00000000000000",
    right="99912345800013",
    sources=("INSEE, répertoire SIRENE",),
    live=_siret_key_is_wrong,
)
def siret_key(b: Batch) -> Hits:
    """The check digit of the SIRET, or of its SIREN, does not match; or it is made of zeros."""
    whole = b[company.siret].where(b.is_formed(company.siret))
    return hits(whole.map(lambda digits: not has_right_key(digits), na_action="ignore"))


form_rule(
    "ENT-003",
    "Code NAF mal formé",
    WARNING,
    1,
    company.naf,
    message="Le code NAF n'a pas la forme attendue.",
    detail="Lu : « {naf} ».",
    fix="Écrivez 4 chiffres et une lettre, par exemple 62.01Z.",
    why="Le code NAF aide l'Opco à rattacher l'entreprise à sa branche.",
    wrong="6201",
    right="62.01Z",
    live=_is_no_naf,
)


form_rule(
    "ENT-004",
    "IDCC mal formé",
    WARNING,
    1,
    company.idcc,
    message="L'IDCC n'a pas 4 chiffres.",
    detail="Lu : « {idcc} ».",
    fix="Écrivez les 4 chiffres de l'identifiant de la convention collective, par exemple 1486.",
    why="L'IDCC désigne la convention collective, donc les accords de branche applicables.",
    wrong="Syntec",
    right="1486",
    live=_is_no_idcc,
)


form_rule(
    "ENT-005",
    "Code ROME mal formé",
    WARNING,
    1,
    company.rome,
    message="Le code ROME n'a pas la forme attendue.",
    detail="Lu : « {rome} ».",
    fix="Écrivez une lettre et 4 chiffres, par exemple H2503.",
    why="Le code ROME rattache le métier visé au répertoire des métiers.",
    wrong="2503H",
    right="H2503",
    live=_is_no_rome,
)


row_rule(
    "ENT-006",
    "Activité qui n'est pas ouverte à l'alternance",
    BLOCKING,
    1,
    company.open_to_alternance,
    company.open_to_alternance.no,
    message="L'activité est déclarée non ouverte à l'alternance.",
    fix="Choisissez une activité qui s'apprend en alternant travail et formation, ou corrigez la réponse.",
    why="Le contrat associe des enseignements et l'exercice d'une activité en rapport avec eux.",
    wrong="Non",
    right="Oui",
    sources=("L6325-2", "L6325-3"),
)


row_rule(
    "ENT-007",
    "Tiers facilitateur sans nom",
    WARNING,
    1,
    company.facilitator,
    without(company.facilitator, when=company.facilitator_hours > 0),
    message="Des heures de tiers facilitateur sont indiquées sans le nom de l'organisme.",
    detail="Heures indiquées : {facilitator_hours:hours}.",
    fix="Indiquez le nom du tiers facilitateur, ou effacez les heures.",
    why="L'Opco paie le tiers facilitateur ; il doit savoir lequel.",
    wrong="14 h, sans nom",
    right="14 h, Conseil Compétences Est",
)


row_rule(
    "ENT-008",
    "Tiers facilitateur sans heures",
    INFO,
    1,
    company.facilitator_hours,
    without(company.facilitator_hours, when=company.facilitator.given),
    message="Un tiers facilitateur est nommé sans son nombre d'heures.",
    fix="Indiquez les heures d'accompagnement si vous les connaissez.",
    why="L'Opco paie le tiers facilitateur selon les heures faites.",
    wrong="Conseil Compétences Est, sans heures",
    right="Conseil Compétences Est, 14 h",
)


row_rule(
    "ENT-009",
    "Heures de tiers facilitateur inhabituelles",
    WARNING,
    1,
    company.facilitator_hours,
    above(company.facilitator_hours, "facilitator_hours_usual"),
    values={"usual": Shown("facilitator_hours_usual")},
    message="Les heures de tiers facilitateur dépassent {usual}, le double de la moyenne.",
    detail="Indiqué : {facilitator_hours:hours}.",
    fix="Vérifiez le nombre d'heures et joignez une explication s'il est juste.",
    why="L'accompagnement dure environ 14 h en moyenne.",
    wrong="140 h",
    right="14 h",
    parameters=("facilitator_hours_usual",),
)


@rule(
    "ENT-010",
    "Étape non indiquée",
    INFO,
    1,
    company.step,
    message="L'étape du dépôt n'est pas indiquée ; elle a été déduite de ce qui est rempli.",
    detail="Étape retenue : {step}, {reason}.",
    fix="Indiquez l'étape pour que les contrôles portent sur la bonne.",
    why="Les règles s'appliquent à partir de leur étape.",
    wrong="Case vide",
    right="3 - Valider le contrat",
)
def step_inferred(b: Batch) -> Hits:
    """The company does not say for which step it deposits."""
    there = pd.Series(["company" in dossier.sheets for dossier in b.dossiers], dtype=bool)
    reasons = [_why(*found) for found in b.shown_step.itertuples(index=False)]
    return hits(there & ~b.is_filled(company.step), step=b.step, reason=pd.Series(reasons, dtype=object))


def _why(step: int, filled: int, asked: int) -> str:
    """Why a step was taken, as the end of a French sentence."""
    if step not in EVIDENCE:
        return "aucune des suivantes n'étant remplie à plus de la moitié"
    title = SHEETS[EVIDENCE[step][0].sheet].title
    return f"la dernière remplie à plus de la moitié ({number(filled)} informations sur {number(asked)} dans {title})"


row_rule(
    "ENT-011",
    "Durée hebdomadaire de l'entreprise impossible",
    BLOCKING,
    3,
    company.weekly_hours,
    above(company.weekly_hours, "weekly_hours_absolute") | company.weekly_hours.equals(0),
    values={"limit": Shown("weekly_hours_absolute")},
    message="La durée hebdomadaire de l'entreprise est impossible : elle dépasse {limit} ou n'est pas positive.",
    detail="Indiqué : {weekly_hours:hours}.",
    fix="Indiquez la durée de travail d'une semaine, en heures.",
    why="Aucune semaine de travail ne peut dépasser cette durée.",
    wrong="151,67",
    right="35",
    sources=("L3121-20",),
    parameters=("weekly_hours_absolute",),
)


def _is_no_email(c: Cells, field: str) -> str:
    # A point after the « @ », which has something before and behind it.
    text = f"TRIM({c(field)})"
    right = f'ISNUMBER(FIND(".",{text},FIND("@",{text},2)+2))'
    nothing = f"ISNUMBER(MATCH(LOWER({text}),{NOTHING},0))"
    return both(c.given(field), f"NOT({nothing})", f"NOT({right})")


form_rule(
    "ENT-014",
    "Courriel du contact mal formé",
    WARNING,
    1,
    company.contact_email,
    message="Le courriel du contact n'est pas une adresse, ou il y en a plusieurs.",
    fix="Écrivez une seule adresse complète, par exemple prenom.nom@entreprise.fr, ou laissez la case vide.",
    why="Les messages sur le dossier partent à cette adresse ; mal écrite, ils n'arrivent pas.",
    wrong="a.morel@atelier",
    right="a.morel@atelier.example",
    live=_is_no_email,
)


form_rule(
    "ENT-015",
    "Téléphone du contact mal formé",
    INFO,
    1,
    company.contact_phone,
    message="Le téléphone du contact n'a pas la forme d'un numéro, ou il y en a plusieurs.",
    fix="Écrivez un seul numéro, avec ses dix chiffres, ou avec + et l'indicatif de son pays.",
    why="Le conseiller appelle ce numéro s'il a une question sur le dossier.",
    wrong="03 53 01",
    right="03 53 01 00 12",
)


_TEXTS = tuple(column for column in SHEETS["company"].columns.values() if column.kind.free_text)


def _begins_as_the_example(c: Cells, field: str) -> str:
    return f'UPPER(LEFT(TRIM({c(field)}),7))="EXEMPLE"'


@column_rule(
    "ENT-013",
    "Exemple du modèle laissé dans la réponse",
    BLOCKING,
    1,
    _TEXTS,
    message="« {label} » commence encore par EXEMPLE, comme dans le modèle.",
    detail="Lu : « {shown} ».",
    fix="Remplacez ce texte par la réponse de l'entreprise.",
    why="L'exemple du modèle n'est pas une donnée de l'entreprise ; il figurerait sur l'attestation.",
    wrong="EXEMPLE Atelier Martin",
    right="Atelier Martin",
    live=_begins_as_the_example,
)
def example_left(b: Batch, sheet: Sheet, column: Column) -> Hits:
    """A text of the form still begins with the word of the template's example."""
    mask = b.keys(column.sheet, column.field).str.match(r"exemple\b")
    return hits(mask, label=column.label, shown=b[column])
