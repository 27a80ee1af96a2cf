"""Rules on the référentiel: competences, blocs, certification codes."""

from __future__ import annotations

from proexp_batch.model.expressions import ConditionFact
from proexp_batch.model.fields import competences, modules
from proexp_batch.model.later import pd
from proexp_batch.model.sheets.learners import PRIOR_LEARNING
from proexp_batch.model.wording import listing, typo
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import (
    PRIOR_CODES,
    PRIOR_CODES_SURE,
    WAITING,
    Cells,
    bare,
    both,
    has_token,
    joined,
    only_digits,
)
from proexp_batch.rules.engine.rule import BLOCKING, INFO, WARNING, Hits, hits, row_rule, rule
from proexp_batch.rules.engine.shapes import same_as_before, unique, without
from proexp_batch.rules.facts.listed import says_nothing_in_words
from proexp_batch.rules.facts.prior import doubtful, named_contracts, needed, prior_learning

_CERTIFICATION = r"RNCP(?!0+(BC|\Z))\d{1,5}(BC(?!00)\d{2})?|RS(?!0+\Z)\d{1,4}"
"""What a code looks like; zeros alone, as a number or as a bloc, hold the place of one."""


row_rule(
    "COM-002",
    "Code de compétence en double",
    BLOCKING,
    1,
    competences.code,
    unique(competences.code),
    message="Ce code de compétence figure déjà sur une autre ligne.",
    detail="Lu : « {code} ».",
    fix="Donnez à chaque compétence son propre code, ou supprimez la ligne en double.",
    why="Les modules et les évaluations désignent une compétence par son code.",
    wrong="Deux lignes C3",
    right="C3 et C4",
)


row_rule(
    "COM-003",
    "Compétence certifiante sans code",
    BLOCKING,
    1,
    competences.certification,
    without(competences.certification, when=competences.certifying.yes),
    message="La compétence est dite certifiante mais n'a pas de code RNCP ou RS.",
    fix="Indiquez le code du bloc (RNCP34126BC02) ou de la certification (RS5801), ou répondez Non à Certifiante.",
    why="Un bloc n'est certifiant que s'il appartient à une certification enregistrée.",
    wrong="Certifiante : Oui, code vide",
    right="Certifiante : Oui, RNCP34126BC02",
    sources=("L6113-1", "L6313-7"),
)


row_rule(
    "COM-004",
    "Code de certification sur une compétence non certifiante",
    WARNING,
    1,
    competences.certifying,
    competences.certifying.no & competences.certification.known,
    message="La compétence porte un code RNCP ou RS mais est dite non certifiante.",
    detail="Code indiqué : « {certification} ».",
    fix="Répondez Oui à Certifiante, ou effacez le code.",
    why="L'attestation distingue les blocs certifiants des autres.",
    wrong="Certifiante : Non, RNCP34126BC02",
    right="Certifiante : Oui, RNCP34126BC02",
    sources=("L6313-7",),
)


def _are(form: str, codes: Series) -> Series:
    """Codes of a form, given as a regular expression."""
    return codes.str.fullmatch(form).fillna(False).astype(bool)


def _is_not_zero(text: str) -> str:
    return f'SUBSTITUTE({text},"0","")<>""'


def _is_no_certification(c: Cells, field: str) -> str:
    text = bare(c(field))
    bloc = f'MID({text},LEN({text})-3,2)="BC"'
    number = f"IF({bloc},MID({text},5,LEN({text})-8),MID({text},5,40))"
    two = f"RIGHT({text},2)"
    end = f"IF({bloc},{both(only_digits(two), _is_not_zero(two))},TRUE)"
    rncp = both(f'LEFT({text},4)="RNCP"', _is_not_zero(number), f"LEN({number})<=5", only_digits(number), end)
    digits = f"MID({text},3,40)"
    rs = both(f'LEFT({text},2)="RS"', _is_not_zero(digits), f"LEN({text})<=6", only_digits(digits))
    right = f"OR({rs},IF(LEN({text})>4,{rncp},FALSE))"
    asked = both(c.given(field), f"OR({c.empty('certifying')},{c.yes('certifying')})")
    return f"IF({asked},NOT({right}),FALSE)"


@rule(
    "COM-005",
    "Code RNCP ou RS mal formé",
    BLOCKING,
    1,
    competences.certification,
    message="Le code de certification n'a pas la forme attendue.",
    detail="Lu : « {certification} ».",
    fix="Écrivez RNCP suivi du numéro, puis BC et deux chiffres pour un bloc (RNCP34126BC02), ou RS et un numéro (RS5801).",
    why="Le code figure sur l'attestation ; il doit désigner une fiche du répertoire.",
    wrong="34126 bloc 2",
    right="RNCP34126BC02",
    sources=("L6113-1",),
    live=_is_no_certification,
)
def certification_format(b: Batch) -> Hits:
    """A certification code that is neither RNCP nor RS."""
    codes = b[competences.certification]
    return hits(
        codes.notna() & ~_are(_CERTIFICATION, codes) & ~b[competences.certifying].eq(False).fillna(False)
    )


def _is_aimed_at_by_no_module(c: Cells, field: str) -> str:
    path = Cells("modules")
    aimed = f"SUMPRODUCT(1*{has_token(path.all('competences'), c(field))})"
    sure = both(
        c.given(field),
        f"{path.name('lignes')}>0",
        "competences_des_modules_sures",
        f"NOT({c.twice(field)})",
    )
    return f"IF({sure},IF({aimed}=0,{_is_needed(c(field))},FALSE),FALSE)"


def _is_needed(code: str) -> str:
    """A formula: of the contracts, one at least has not the competence already."""
    people = Cells("learners")
    held = has_token(joined(*(people.all(column.field) for column in PRIOR_LEARNING.values())), code)
    lacking = f"SUMPRODUCT({people.name('commencees')}*(1-{held}))>0"
    return f"IF({PRIOR_CODES}=0,TRUE,IF({PRIOR_CODES_SURE},{lacking},FALSE))"


@rule(
    "COM-006",
    "Compétence sans module",
    BLOCKING,
    2,
    competences.code,
    message="Aucun module du parcours ne vise cette compétence.",
    detail="Compétence « {code} »{lacking}.",
    fix="Ajoutez le code à un module (colonne Compétences visées), ou retirez la compétence du référentiel ; si chaque "
    "apprenant l'a déjà, inscrivez-la dans ses compétences déjà acquises (feuille Apprenants).",
    why="Le parcours doit permettre d'acquérir chaque compétence du référentiel que l'apprenant n'a pas déjà.",
    wrong="C4 dans Compétences, absente de tous les modules",
    right="C4 visée par le module M2, ou déjà acquise par chaque apprenant",
    sources=("L6325-3", "D6325-11", "D6325-13"),
    live=_is_aimed_at_by_no_module,
)
def competence_without_module(b: Batch) -> Hits:
    """No module aims at a competence that some contract lacks, in a dossier whose modules all name known codes."""
    frame = b["competences"]
    aimed = frame.index.isin(b.module_competences["competence"])
    codes = b.matched_codes("modules", "competences", "competences")
    dossiers = b["modules"]["dossier"]
    unsure = {*codes.loc[codes["found"] < 0, "dossier"], *dossiers[b[modules.competences].isna()]}
    usable = frame["dossier"].isin(dossiers.unique()) & ~frame["dossier"].isin(unsure)
    first = ~frame.duplicated(["dossier", "code"])
    lacking = named_contracts(b, needed(b))
    had = frame.index.isin(prior_learning(b)["competence"])
    # Where nothing is sure of any contract, each of them may have it.
    unknown = doubtful(b).groupby(b["learners"]["dossier"]).all()
    had |= frame["dossier"].isin(unknown.index[unknown])
    wanted = ~had | frame.index.isin(lacking.index)
    words = lacking.map(lambda names: typo(f" ; ne l'ont pas déjà : {listing(names)}"))
    return hits(
        usable & first & b[competences.code].notna() & ~aimed & wanted,
        lacking=words.reindex(frame.index).fillna(""),
    )


_TITLE = f"TRIM({Cells('competences')('title')})"
_IS_UNWRITTEN = ConditionFact(
    lambda b: says_nothing_in_words(b[competences.title]),
    f"OR(LEN({_TITLE})=1,ISNUMBER(MATCH(LOWER({_TITLE}),{WAITING},0)))",
)
"""A title that is still to be written has a rule of its own."""


row_rule(
    "COM-007",
    "Intitulé de compétence en double",
    WARNING,
    1,
    competences.title,
    same_as_before(competences.title) & ~unique(competences.code) & ~_IS_UNWRITTEN,
    message="Une autre compétence a le même intitulé.",
    fix="Précisez ce qui distingue les deux compétences, ou gardez une seule ligne.",
    why="Deux compétences de même intitulé ne peuvent pas être évaluées séparément.",
    wrong="C1 et C2 : « Régler une imprimante 3D »",
    right="C1 : « Régler une imprimante 3D à fil », C2 : « Régler une imprimante 3D à résine »",
)


_BLOCS_ARE_FOLDED = "Finding the rows of a bloc by its name would fold the whole column again on each row."


def _differs_in_bloc(b: Batch, values: Series) -> Series:
    """Rows whose value is not the first one of their bloc; missing values are passed over."""
    bloc = [b["competences"]["dossier"], b.keys("competences", "bloc")]
    first = values.groupby(bloc).transform("first")
    return values.notna() & first.notna() & (values != first).fillna(False)


@rule(
    "COM-008",
    "Bloc à la fois certifiant et non certifiant",
    WARNING,
    1,
    competences.certifying,
    message="Ce bloc a des compétences certifiantes et d'autres qui ne le sont pas.",
    detail="Bloc « {bloc} ».",
    fix="Un bloc est certifiant en entier : corrigez la colonne Certifiante, ou séparez les blocs.",
    why="C'est le bloc d'une certification qui est enregistré, avec toutes ses compétences.",
    wrong="Bloc « Production » : C1 Oui, C2 Non",
    right="Bloc « Production » : C1 Oui, C2 Oui",
    sources=("L6113-1",),
    silent=_BLOCS_ARE_FOLDED,
)
def bloc_half_certifying(b: Batch) -> Hits:
    """A bloc whose competences do not all say the same; those that differ from its first one are marked.

    An answer that its own code contradicts has its own finding.
    """
    answers = b[competences.certifying]
    agrees = answers == b.is_filled(competences.certification)
    return hits(_differs_in_bloc(b, answers.where(agrees.fillna(False))))


@rule(
    "COM-009",
    "Bloc de compétences certifiant de plusieurs certifications",
    WARNING,
    1,
    competences.certification,
    message="Les compétences de ce bloc portent des codes de blocs différents.",
    detail="Bloc « {bloc} », code « {certification} ».",
    fix="Donnez le même code à toutes les compétences du bloc, ou séparez les blocs.",
    why="Un bloc de compétences enregistré a un seul code.",
    wrong="Bloc « Production » : RNCP34126BC02 et RNCP34126BC03",
    right="Bloc « Production » : RNCP34126BC02 sur chaque ligne",
    sources=("L6113-1",),
    silent=_BLOCS_ARE_FOLDED,
)
def bloc_with_two_codes(b: Batch) -> Hits:
    """A bloc whose competences carry different codes; those that differ from its first one are marked."""
    codes = b[competences.certification]
    return hits(_differs_in_bloc(b, codes.where(_are(_CERTIFICATION, codes))))


@rule(
    "COM-010",
    "Objectif identique à l'intitulé",
    INFO,
    1,
    competences.objective,
    message="L'objectif pédagogique répète l'intitulé de la compétence.",
    fix="Décrivez ce que l'apprenant saura faire, dans quelles conditions.",
    why="L'objectif précise la compétence ; il figure sur l'attestation.",
    wrong="Objectif : « Régler une imprimante 3D »",
    right="Objectif : « Obtenir une pièce conforme au plan, seul, en une heure »",
    sources=("D6325-11",),
)
def objective_repeats_title(b: Batch) -> Hits:
    """The objective says nothing more than the title."""
    objective, title = b.keys("competences", "objective"), b.keys("competences", "title")
    return hits(objective.notna() & title.notna() & (objective == title))


@rule(
    "COM-011",
    "Certification entière au lieu d'un bloc",
    INFO,
    1,
    competences.certification,
    message="Le code désigne la certification entière et non l'un de ses blocs.",
    detail="Lu : « {certification} ».",
    fix="Ajoutez le numéro du bloc (BC01, BC02…) s'il s'agit d'un bloc.",
    why="Le contrat expérimental vise un ou plusieurs blocs.",
    wrong="RNCP34126",
    right="RNCP34126BC02",
    sources=("L6113-1",),
)
def whole_certification(b: Batch) -> Hits:
    """An RNCP code without a bloc."""
    return hits(_are(r"RNCP\d{1,5}", b[competences.certification]))


def last_result_order(evaluations: pd.DataFrame) -> pd.DataFrame:
    """Evaluations in the order in which their results count: the latest last, the final kind after the others."""
    rank = evaluations["kind"].map({"POSITIONING": 0, "FORMATIVE": 1, "SUMMATIVE": 2, "FINAL": 3}).fillna(1)
    return evaluations.assign(rank=rank).sort_values(["date", "rank", "row"], kind="stable")
