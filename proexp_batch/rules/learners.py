"""Rules on the learner: identity, public, age, regime of the contract."""

from __future__ import annotations

from proexp_batch.model.expressions import QuantityFact, Shown, parameter
from proexp_batch.model.fields import learners
from proexp_batch.model.sheets.choices import DIPLOMA_LEVELS
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.engine.rule import (
    BLOCKING,
    INFO,
    WARNING,
    Hits,
    form_rule,
    hits,
    row_rule,
    rule,
)
from proexp_batch.rules.engine.shapes import below, in_the_future, unique
from proexp_batch.rules.facts import measures
from proexp_batch.rules.facts.listed import listed_twice
from proexp_batch.rules.facts.measures import (
    AGE,
    DAY,
    LEAST_AGE,
    MINIMUM_BENEFITS,
    ONLY_TOLERATED,
    OUT_OF_THE_SCHEME,
    SIGNATURE_DAY,
)

_REGIME = QuantityFact(lambda b: b.parameters.notes_at("regime", b[learners.signed]))
_OTHER_THAN_YOUNG = ("DE26", *MINIMUM_BENEFITS)


row_rule(
    "APP-002",
    "Numéro de contrat en double",
    BLOCKING,
    3,
    learners.contract,
    unique(learners.contract),
    message="Ce numéro de contrat figure déjà sur une autre ligne.",
    detail="Lu : « {contract} ».",
    fix="Donnez à chaque contrat son propre numéro, ou supprimez la ligne en double.",
    why="Le numéro relie l'apprenant à ses modules, à ses évaluations et à son attestation.",
    wrong="Deux lignes avec le contrat 2023-0041",
    right="2023-0041 et 2023-0042",
)


row_rule(
    "APP-003",
    "Date de naissance impossible",
    BLOCKING,
    3,
    learners.birth_date,
    learners.birth_date > SIGNATURE_DAY,
    values={"reference": SIGNATURE_DAY},
    message="La date de naissance est postérieure à la signature du contrat.",
    detail="Né le {birth_date:date}, signature le {reference:date}.",
    fix="Vérifiez l'année de naissance et la date de signature.",
    why="Le contrat est signé par la personne elle-même.",
    wrong="Né le 14/05/2032, signé le 02/01/2023",
    right="Né le 14/05/2002, signé le 02/01/2023",
)


row_rule(
    "APP-004",
    "Moins de 16 ans",
    BLOCKING,
    3,
    learners.birth_date,
    (learners.birth_date <= SIGNATURE_DAY) & below(AGE, "age_minimum", DAY),
    values={"age": AGE, "reference": DAY, "limit": Shown("age_minimum", DAY)},
    message="L'apprenant n'a pas encore {limit} à la signature du contrat.",
    detail="Né le {birth_date:date}, il a {age} ans le {reference:date}.",
    fix="Vérifiez la date de naissance ; avant cet âge le contrat ne peut pas être signé.",
    why="Le contrat est ouvert à partir de 16 ans ; avant, le travail est interdit.",
    wrong="Né le 02/03/2007, signé le 01/03/2023",
    right="Né le 01/03/2007, signé le 01/03/2023",
    sources=("L4153-1", "L6325-1"),
    parameters=("age_minimum",),
)


row_rule(
    "APP-005",
    "26 ans ou plus, déclaré jeune",
    BLOCKING,
    3,
    learners.public,
    learners.public.among("JEUNE") & (parameter("age_young_limit", DAY) <= LEAST_AGE),
    values={"age": LEAST_AGE, "reference": DAY, "limit": Shown("age_young_limit", DAY)},
    message="L'apprenant est déclaré « Jeune de 16 à 25 ans » mais a déjà {limit} à la signature.",
    detail="Né le {birth_date:date}, il a {age} ans le {reference:date}.",
    fix="Choisissez le public qui convient (demandeur d'emploi de 26 ans et plus, minima sociaux, ancien CUI), "
    "ou corrigez la date de naissance.",
    why="Est jeune au sens du contrat la personne qui n'a pas encore fêté ses 26 ans.",
    wrong="Né le 01/03/1997, signé le 01/03/2023",
    right="Né le 02/03/1997, signé le 01/03/2023",
    sources=("L6325-1",),
    parameters=("age_young_limit",),
)


row_rule(
    "APP-006",
    "Moins de 26 ans, déclaré demandeur d'emploi de 26 ans et plus",
    BLOCKING,
    3,
    learners.public,
    learners.public.among("DE26")
    & (parameter("age_minimum", DAY) <= AGE)
    & (parameter("age_young_limit", DAY) > AGE),
    values={"age": AGE, "reference": DAY, "limit": Shown("age_young_limit", DAY)},
    message="L'apprenant est déclaré « Demandeur d'emploi de 26 ans et plus » mais n'a pas {limit} à la signature.",
    detail="Né le {birth_date:date}, il a {age} ans le {reference:date}.",
    fix="Choisissez « Jeune de 16 à 25 ans », ou corrigez la date de naissance.",
    why="Avant 26 ans, la personne relève du public jeune, avec sa propre rémunération.",
    wrong="Né le 02/03/1997, signé le 01/03/2023",
    right="Né le 01/03/1997, signé le 01/03/2023",
    sources=("L6325-1",),
    parameters=("age_young_limit",),
)


row_rule(
    "APP-007",
    "Âge peu vraisemblable",
    WARNING,
    3,
    learners.birth_date,
    (parameter("age_plausible_maximum", DAY) < LEAST_AGE)
    & ~learners.public.among("JEUNE")
    & (learners.public.empty | learners.public.known),
    values={"age": LEAST_AGE, "reference": DAY, "limit": Shown("age_plausible_maximum", DAY)},
    message="L'apprenant aurait plus de {limit} à la signature : la date de naissance est à vérifier.",
    detail="Né le {birth_date:date}, il aurait {age} ans le {reference:date}.",
    fix="Vérifiez l'année de naissance.",
    why="Une faute de frappe sur l'année est fréquente.",
    wrong="Né le 14/05/1902",
    right="Né le 14/05/2002",
    parameters=("age_plausible_maximum",),
)


row_rule(
    "APP-008",
    "Priorité « sans diplôme » contredite",
    BLOCKING,
    3,
    learners.priority,
    learners.priority.among("NO_DIPLOMA") & learners.level.among(*DIPLOMA_LEVELS),
    message="Le public prioritaire « sans second cycle ni diplôme » ne va pas avec le niveau de formation indiqué.",
    fix="Corrigez le niveau de formation, ou choisissez « Non prioritaire » ou un autre motif.",
    why="Ce motif demande de n'avoir ni achevé le second cycle ni obtenu de diplôme technologique ou professionnel.",
    wrong="Motif « sans diplôme », niveau CAP",
    right="Motif « sans diplôme », niveau « Sans diplôme »",
    sources=("L6325-1-1",),
)


row_rule(
    "APP-009",
    "Priorité inattendue pour ce public",
    WARNING,
    3,
    learners.priority,
    (learners.priority.among("NO_DIPLOMA") & learners.public.among(*_OTHER_THAN_YOUNG))
    | (learners.priority.among("LONG_UNEMPLOYED") & learners.public.among(*MINIMUM_BENEFITS))
    | (learners.priority.among("MINIMUM_BENEFIT") & learners.public.among("JEUNE", "DE26")),
    message="Le motif de priorité n'est pas celui que l'on attend pour ce public.",
    fix="Vérifiez les deux réponses ; si la personne relève de plusieurs publics, il n'y a rien à corriger.",
    why="Les publics ne s'excluent pas : un demandeur d'emploi peut avoir le RSA, un jeune l'AAH. Chaque motif a pourtant "
    "son public habituel, et une erreur de ligne dans la liste change la durée permise.",
    wrong="Public « Jeune », motif « RSA, ASS, AAH ou ancien CUI »",
    right="Public « Bénéficiaire du RSA », motif « RSA, ASS, AAH ou ancien CUI »",
    sources=("L6325-1", "L6325-1-1"),
)


row_rule(
    "APP-010",
    "Hors de la période de l'expérimentation",
    BLOCKING,
    3,
    learners.signed,
    OUT_OF_THE_SCHEME,
    values={"regime": _REGIME},
    message="Le contrat ne peut pas être expérimental à cette date de signature : {regime}.",
    detail="Signé le {signed:date}.",
    fix="Vérifiez la date de signature ; si elle est juste, seul un contrat de professionnalisation ordinaire est possible.",
    why="L'expérimentation a une base légale limitée dans le temps.",
    wrong="Signé le 15/01/2025",
    right="Signé le 15/01/2023",
    sources=("loi n° 2018-771, art. 28 VI", "décret n° 2018-1263", "loi n° 2020-1577, art. 17"),
    parameters=("regime",),
)


row_rule(
    "APP-011",
    "Période où le dispositif était seulement toléré",
    WARNING,
    3,
    learners.signed,
    ONLY_TOLERATED,
    values={"regime": _REGIME},
    message="À cette date de signature, la prise en charge dépend de l'Opco : {regime}.",
    detail="Signé le {signed:date}.",
    fix="Vérifiez la date de signature ; si elle est juste, votre conseiller décide.",
    why="La base légale s'arrête au 28/12/2023 ; des contrats ont été admis ensuite par tolérance.",
    wrong="Signé le 15/03/2024",
    right="Signé le 15/03/2023",
    sources=("loi n° 2018-771, art. 28 VI", "décret n° 2018-1263", "loi n° 2020-1577, art. 17"),
    parameters=("regime",),
)


row_rule(
    "APP-012",
    "Signature à venir",
    WARNING,
    3,
    learners.signed,
    in_the_future(learners.signed) & ~OUT_OF_THE_SCHEME,
    message="La date de signature est postérieure au jour du contrôle.",
    detail="Signature indiquée : {signed:date}.",
    fix="Vérifiez la date ; si le contrat n'est pas encore signé, déposez de nouveau après la signature.",
    why="L'âge et les montants sont jugés au jour de la signature.",
    wrong="Signé l'année prochaine",
    right="Signé la semaine dernière",
)


@rule(
    "APP-013",
    "Même personne, deux contrats en même temps",
    WARNING,
    3,
    learners.last_name,
    message="Cette personne a déjà, dans ce classeur, un contrat dont les dates chevauchent celui-ci.",
    fix="Supprimez la ligne en double, ou corrigez les dates de l'un des contrats.",
    why="Une personne ne suit pas deux contrats de professionnalisation en même temps.",
    wrong="Deux lignes pour la même personne, aux mêmes dates",
    right="Une seule ligne, ou deux contrats qui se suivent",
    silent="It compares each person with all the others, as people write names, and then days with days.",
)
def learner_twice_at_once(b: Batch) -> Hits:
    """The same person in two contracts that overlap, with two numbers; the one that starts later is marked."""
    return hits(twice_at_once(b) & ~listed_twice(b, "learners"))


@once
def twice_at_once(b: Batch) -> Series:
    """Contracts of someone who already has another at the same time."""
    b.note(learners.birth_date)
    people = b["learners"].assign(
        last=b.keys("learners", "last_name"),
        first=b.keys("learners", "first_name"),
        stop=measures.real_end(b).where(measures.long_enough(b)),
    )
    people = people.dropna(subset=["last", "first", "birth_date", "start", "stop"])
    people = people.sort_values(["dossier", "last", "first", "birth_date", "start", "row"])
    who = [people[name] for name in ("dossier", "last", "first", "birth_date")]
    ended = people["stop"].groupby(who).cummax().groupby(who).shift()
    return (people["start"] <= ended).reindex(b["learners"].index, fill_value=False)


row_rule(
    "APP-014",
    "Public prioritaire sans motif indiqué",
    INFO,
    3,
    learners.priority,
    learners.public.among(*MINIMUM_BENEFITS) & learners.priority.among("NONE"),
    values={"limit": Shown("months_maximum_priority", DAY)},
    message="Ce public est prioritaire par lui-même : la durée peut aller jusqu'à {limit}.",
    fix="Choisissez « RSA, ASS, AAH ou ancien CUI » dans la colonne Public prioritaire.",
    why="Les bénéficiaires du RSA, de l'ASS, de l'AAH et les anciens CUI sont tous du public prioritaire.",
    wrong="Public « Bénéficiaire du RSA », « Non prioritaire »",
    right="Public « Bénéficiaire du RSA », « RSA, ASS, AAH ou ancien CUI »",
    sources=("L6325-1-1",),
    parameters=("months_maximum_priority",),
)


form_rule(
    "APP-015",
    "Numéro de contrat mal formé",
    WARNING,
    3,
    learners.contract,
    message="Le numéro de contrat contient des signes inattendus.",
    detail="Lu : « {contract} ».",
    fix="N'utilisez que des lettres, des chiffres, des tirets, des barres, des points ou des espaces simples.",
    why="Le numéro sert à nommer la feuille d'attestation et à retrouver le contrat.",
    wrong="2023*0041?",
    right="2023-0041",
    silent="Une formule ne sait pas chercher un signe hors d'une liste.",
)
