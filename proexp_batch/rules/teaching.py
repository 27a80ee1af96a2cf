"""Rules on who teaches the modules and how: in-house, providers, AFEST, FOAD."""

from __future__ import annotations

from proexp_batch.model.columns import Column, Sheet
from proexp_batch.model.expressions import Condition, parameter
from proexp_batch.model.fields import company, modules
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.excel import Cells, bare, both, only_digits
from proexp_batch.rules.engine.formulas import on_a_row
from proexp_batch.rules.engine.rule import (
    BLOCKING,
    WARNING,
    Hits,
    column_rule,
    form_rule,
    hits,
    row_rule,
    rule,
)
from proexp_batch.rules.engine.shapes import without

_WITH_PROVIDER = modules.modality.among("EXTERNAL", "FOAD", "AFEST") & modules.provider.given
"""Modules given to a provider that is named: without its name, nothing else is asked about it."""

GIVEN_TO_PROVIDER = modules.modality.among("EXTERNAL") | _WITH_PROVIDER
"""Modules taught by a provider: external ones, and those at a distance or in work that name one."""


row_rule(
    "MOD-008",
    "Formation interne sans service de formation",
    BLOCKING,
    2,
    modules.modality,
    modules.modality.among("INTERNAL") & company.training_service.no,
    message="Le module est interne, mais l'entreprise déclare n'avoir pas de service de formation.",
    fix="Confiez le module à un organisme de formation, ou corrigez la réponse dans la feuille Entreprise.",
    why="Les enseignements sont assurés par un organisme, ou par l'entreprise si elle a un service de formation.",
    wrong="Modalité Interne, service de formation : Non",
    right="Modalité Externe, ou service de formation : Oui",
    sources=("L6325-2", "L6325-13"),
)


row_rule(
    "MOD-023",
    "AFEST ou FOAD de l'entreprise sans service de formation",
    WARNING,
    2,
    modules.modality,
    modules.modality.among("AFEST", "FOAD") & modules.provider.empty & company.training_service.no,
    message="Le module est assuré par l'entreprise elle-même, qui déclare n'avoir pas de service de formation.",
    fix="Indiquez l'organisme de formation qui assure ou encadre le module, ou corrigez la réponse dans la feuille "
    "Entreprise.",
    why="En situation de travail ou à distance aussi, la formation est mise en œuvre par un organisme, ou par l'entreprise "
    "si elle a un service de formation.",
    wrong="Modalité AFEST, organisme vide, service de formation : Non",
    right="Modalité AFEST, organisme nommé, ou service de formation : Oui",
    sources=("L6325-2", "L6325-13"),
)


row_rule(
    "MOD-009",
    "Module externe sans organisme",
    BLOCKING,
    2,
    modules.provider,
    without(modules.provider, when=modules.modality.among("EXTERNAL")),
    message="Le module est externe, mais l'organisme de formation n'est pas nommé.",
    fix="Indiquez le nom de l'organisme de formation, ou corrigez la modalité.",
    why="Une convention est signée avec chaque organisme de formation.",
    wrong="Modalité Externe, organisme vide",
    right="Modalité Externe, « Institut des procédés additifs »",
    sources=("D6325-12", "L6353-1"),
)


row_rule(
    "MOD-010",
    "Organisme sans numéro de déclaration d'activité",
    WARNING,
    3,
    modules.nda,
    without(modules.nda, when=_WITH_PROVIDER),
    message="L'organisme de formation n'a pas de numéro de déclaration d'activité (NDA).",
    detail="Organisme : {provider}.",
    fix="Demandez le NDA à l'organisme : 11 chiffres, il figure sur sa convention. S'il s'agit de sa première convention, "
    "il n'en a pas encore : dites-le à votre conseiller.",
    why="Tout organisme de formation déclare son activité, au plus tard à sa première convention ; le numéro figure sur "
    "les suivantes.",
    wrong="Organisme nommé, NDA vide",
    right="44670012367",
    sources=("L6351-1", "R6351-6"),
)


def _is_no_nda(c: Cells, field: str) -> str:
    text = bare(c(field))
    # Corsica; a zero that Excel took is put back by the deposit's check.
    digits = f'SUBSTITUTE(SUBSTITUTE({text},"2A","20"),"2B","20")'
    length = f"OR(LEN({text})=11,AND({c.number(field)},LEN({text})=10))"
    nothing = f'SUBSTITUTE({text},"0","")=""'
    return both(c.given(field), f"OR({nothing},NOT(AND({length},{only_digits(digits)})))")


form_rule(
    "MOD-011",
    "NDA mal formé",
    BLOCKING,
    3,
    modules.nda,
    message="Le numéro de déclaration d'activité n'a pas 11 chiffres.",
    detail="Lu : « {nda} ».",
    fix="Recopiez les 11 chiffres du NDA (en Corse, 2A ou 2B peut s'y trouver), depuis la convention de formation.",
    why="Le NDA identifie l'organisme auprès de l'administration ; ce n'est ni un SIRET ni un SIREN.",
    wrong="99912345800013",
    right="44670012367",
    sources=("L6351-1",),
    live=_is_no_nda,
)


_CERTIFICATE_ASKED = parameter("qualiopi_required", modules.start).equals(1) & (
    modules.deemed_certified.no | modules.deemed_certified.empty
)
"""Training begun since providers must be certified, and not by one that is deemed to be (L6316-4, II)."""


row_rule(
    "MOD-012",
    "Organisme non certifié Qualiopi",
    BLOCKING,
    3,
    modules.qualiopi,
    GIVEN_TO_PROVIDER & modules.qualiopi.no & _CERTIFICATE_ASKED,
    message="L'organisme de formation est déclaré sans certification Qualiopi.",
    detail="Organisme : {provider}.",
    fix="Choisissez un organisme certifié, ou corrigez la réponse si l'organisme l'est. Si c'est un établissement "
    "d'enseignement supérieur accrédité ou évalué, répondez Oui à « Réputé certifié Qualiopi ».",
    why="L'Opco ne peut payer que des organismes certifiés ou réputés l'être, pour les formations commencées depuis le "
    "1er janvier 2022.",
    wrong="Qualiopi : Non",
    right="Qualiopi : Oui",
    sources=("L6316-1", "L6316-4", "loi n° 2018-771, art. 6", "loi n° 2020-734"),
    parameters=("qualiopi_required",),
)


row_rule(
    "MOD-013",
    "Certification Qualiopi non indiquée",
    WARNING,
    3,
    modules.qualiopi,
    without(modules.qualiopi, when=_WITH_PROVIDER & _CERTIFICATE_ASKED),
    message="La certification Qualiopi de l'organisme n'est pas indiquée.",
    detail="Organisme : {provider}.",
    fix="Demandez à l'organisme son certificat Qualiopi et répondez Oui ou Non. Si c'est un établissement d'enseignement "
    "supérieur accrédité ou évalué, répondez Oui à « Réputé certifié Qualiopi ».",
    why="L'Opco ne peut payer que des organismes certifiés ou réputés l'être, pour les formations commencées depuis le "
    "1er janvier 2022.",
    wrong="Qualiopi : vide",
    right="Qualiopi : Oui",
    sources=("L6316-1", "L6316-4", "loi n° 2018-771, art. 6", "loi n° 2020-734"),
    parameters=("qualiopi_required",),
)


row_rule(
    "MOD-014",
    "Module de l'entreprise sans formateur",
    BLOCKING,
    3,
    modules.trainer,
    without(modules.trainer, when=modules.modality.among("INTERNAL", "AFEST") & modules.provider.empty),
    message="Le module est assuré par l'entreprise, mais aucun formateur n'est nommé.",
    fix="Indiquez le nom du formateur.",
    why="Un module interne ou en situation de travail a un formateur désigné.",
    wrong="Modalité AFEST, formateur vide",
    right="Modalité AFEST, « Dominique Leroy »",
    sources=("D6313-3-2", "L6353-8"),
)


def _lacks(modality: str, column: Column) -> Condition:
    """An element that a modality asks for, answered no or not at all; what could not be read has its own finding."""
    return modules.modality.among(modality) & (column.no | column.empty)


@column_rule(
    "MOD-015",
    "Élément de l'AFEST absent",
    BLOCKING,
    3,
    (
        modules.afest_analysis,
        modules.afest_trainer,
        modules.afest_reflection,
        modules.afest_evaluation,
    ),
    message="Le module est en AFEST, mais « {label} » n'est pas à Oui.",
    fix="Prévoyez cet élément et répondez Oui, ou changez la modalité du module.",
    why="Une formation en situation de travail comprend quatre éléments : analyse du travail, formateur désigné avant, "
    "phases réflexives, évaluations spécifiques.",
    wrong="Phases réflexives : Non",
    right="Les quatre éléments à Oui",
    sources=("D6313-3-2",),
    live=lambda cells, field: on_a_row(_lacks("AFEST", cells.sheet.columns[field])),
)
def afest_element_missing(b: Batch, sheet: Sheet, column: Column) -> Hits:
    """One of the four elements of an AFEST is missing or refused."""
    return hits(masks.mask(_lacks("AFEST", column), b, sheet.key), label=column.label)


@column_rule(
    "MOD-016",
    "Élément de la FOAD absent",
    BLOCKING,
    3,
    (modules.foad_assistance, modules.foad_information, modules.foad_evaluation),
    message="Le module est à distance, mais « {label} » n'est pas à Oui.",
    fix="Prévoyez cet élément et répondez Oui, ou changez la modalité du module.",
    why="Une formation à distance comprend trois éléments : une assistance, une information sur les activités et leur "
    "durée, des évaluations.",
    wrong="Assistance : Non",
    right="Les trois éléments à Oui",
    sources=("D6313-3-1",),
    live=lambda cells, field: on_a_row(_lacks("FOAD", cells.sheet.columns[field])),
)
def foad_element_missing(b: Batch, sheet: Sheet, column: Column) -> Hits:
    """One of the three elements of a FOAD is missing or refused."""
    return hits(masks.mask(_lacks("FOAD", column), b, sheet.key), label=column.label)


@rule(
    "MOD-021",
    "Un organisme, deux numéros",
    WARNING,
    3,
    modules.nda,
    message="Le même organisme porte un autre numéro de déclaration d'activité sur une autre ligne.",
    detail="Organisme : {provider} ; ici « {nda} », ailleurs « {first} ».",
    fix="Gardez le bon numéro sur toutes les lignes de l'organisme.",
    why="Un organisme a un seul numéro de déclaration d'activité.",
    wrong="Deux NDA pour « Institut des procédés additifs »",
    right="Le même NDA sur les deux lignes",
    sources=("L6351-1",),
    silent="Finding the rows of a provider by its name would fold the whole column again on each row.",
)
def provider_with_two_ndas(b: Batch) -> Hits:
    """A provider with different NDAs; those that differ from its first one are marked."""
    numbers = b[modules.nda].where(b.is_formed(modules.nda))
    first = numbers.groupby([b["modules"]["dossier"], b.keys("modules", "provider")]).transform("first")
    return hits(numbers.notna() & first.notna() & (numbers != first), first=first)


row_rule(
    "MOD-022",
    "Module interne avec un organisme",
    WARNING,
    2,
    modules.modality,
    modules.modality.among("INTERNAL") & modules.provider.known & ~company.training_service.no,
    message="Le module est dit interne, mais un organisme de formation est nommé.",
    detail="Organisme : {provider}.",
    fix="Choisissez la modalité Externe, ou effacez l'organisme.",
    why="Un module confié à un organisme demande une convention, un NDA et Qualiopi.",
    wrong="Modalité Interne, organisme « Institut des procédés additifs »",
    right="Modalité Externe",
    sources=("D6325-12",),
)
