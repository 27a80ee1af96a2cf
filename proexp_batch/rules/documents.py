"""Rules on the documents that go with the dossier."""

from __future__ import annotations

from proexp_batch.model.fields import documents
from proexp_batch.model.later import pd
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import WAITING, Cells, both
from proexp_batch.rules.engine.rule import BLOCKING, WARNING, Hits, hits, row_rule, rule, sheet_rule
from proexp_batch.rules.engine.shapes import in_the_future, refers_to
from proexp_batch.rules.facts import measures
from proexp_batch.rules.facts.listed import listed_twice, says_nothing_yet
from proexp_batch.rules.teaching import GIVEN_TO_PROVIDER

_NOWHERE = "What is missing has no cell to colour; the dashboard counts the documents of each kind."


def _covered(b: Batch, kind: str) -> Series:
    """For each contract, whether a document of a kind stands for it or for the whole dossier."""
    of_kind, named = b[documents.kind].eq(kind), b.is_filled(documents.contract)
    everywhere = b["documents"].loc[of_kind & ~named, "dossier"]
    found = b.match("documents", "contract", "learners")[of_kind]
    contracts = b["learners"]["dossier"]
    return contracts.isin(everywhere.unique()) | contracts.index.isin(found)


def surely_listed(b: Batch, kind: str) -> Series:
    """Per dossier: the sheet has rows, all of a kind that was read, and names only known contracts for it."""
    kinds, listed = b[documents.kind], b["documents"]["dossier"]
    astray = b.is_filled(documents.contract) & (b.match("documents", "contract", "learners") < 0)
    unsure = kinds.isna() | (kinds.eq(kind) & astray)
    dossiers = b["company"]["dossier"]
    return dossiers.isin(listed.unique()) & ~dossiers.isin(listed[unsure].unique())


def _missing(b: Batch, kind: str, concerned: Series | None = None) -> Hits:
    """Dossiers that lack a kind of document for some contract, with those contracts."""
    lacking = ~_covered(b, kind) & ~listed_twice(b, "learners")
    if concerned is not None:
        lacking &= concerned
    contracts = b["learners"]
    names = contracts[lacking].groupby("dossier")["contract"].agg(lambda found: list(found.dropna()))
    total = contracts.groupby("dossier").size()
    index = b["company"].index
    some = names.map(len) < total.reindex(names.index)
    shown = names.map(lambda found: "contrats " + ", ".join(found[:6])).where(some, "tout le dossier")
    mask = pd.Series(index.isin(names.index), index=index) & surely_listed(b, kind)
    return hits(mask, lacking=shown.reindex(index))


def _declare_required(code: str, kind: str, why: str, sources: tuple[str, ...]) -> None:
    label = documents.kind.label_of(kind)

    @sheet_rule(
        code,
        f"Pièce manquante : {label}",
        BLOCKING,
        3,
        "documents",
        message=f"La pièce « {label} » manque dans la liste des pièces.",
        detail="Concerne : {lacking}.",
        fix=f"Joignez la pièce et inscrivez-la dans la feuille Pièces, type « {label} ».",
        why=why,
        wrong=f"Une liste de pièces sans « {label} »",
        right=f"Une ligne « {label} » avec le nom du fichier",
        sources=sources,
        silent=_NOWHERE,
    )
    def required_document_missing(b: Batch) -> Hits:
        return _missing(b, kind)


_declare_required(
    "PIE-002",
    "REFERENTIAL",
    "Les compétences à acquérir sont définies par l'employeur et l'Opco, en accord avec le salarié : le référentiel "
    "métier les dit.",
    ("loi n° 2018-771, art. 28 VI",),
)
_declare_required(
    "PIE-003",
    "PATH",
    "Le parcours précise le programme, l'organisation et l'évaluation de la formation.",
    ("D6325-11",),
)
_declare_required("PIE-004", "CERFA", "Le contrat est établi sur le CERFA n° 12434.", ("L6325-5", "D6325-1"))


@sheet_rule(
    "PIE-005",
    "Pièce manquante : convention de formation",
    BLOCKING,
    3,
    "documents",
    message="Le parcours a des modules confiés à un organisme, mais aucune convention de formation n'est dans la liste "
    "des pièces.",
    detail="Concerne : {lacking}.",
    fix="Joignez la convention signée avec l'organisme et inscrivez-la dans la feuille Pièces.",
    why="Une convention est signée avec chaque organisme de formation.",
    wrong="Un module externe, aucune convention",
    right="Une ligne « Convention de formation » avec le nom du fichier",
    sources=("D6325-12", "L6353-1"),
    silent=_NOWHERE,
)
def convention_missing(b: Batch) -> Hits:
    """Modules given to a provider without any convention."""
    pairs = b.module_contracts
    given = masks.mask(GIVEN_TO_PROVIDER, b, "modules").reindex(pairs["module"]).to_numpy()
    index = b["learners"].index
    return _missing(b, "CONVENTION", pd.Series(index.isin(pairs.loc[given, "learner"]), index=index))


row_rule(
    "PIE-006",
    "Pièce d'un contrat inconnu",
    BLOCKING,
    3,
    documents.contract,
    refers_to(documents.contract),
    message="Ce numéro de contrat n'est pas dans la feuille Apprenants.",
    detail="Lu : « {contract} ».{suggestion}",
    fix="Reprenez le numéro tel qu'il est écrit dans la feuille Apprenants, ou videz la cellule si la pièce vaut pour tous.",
    why="Une pièce doit pouvoir être rattachée à son contrat.",
    wrong="2023-0014, quand le contrat est 2023-0041",
    right="2023-0041",
)


def _is_listed_before(c: Cells, field: str) -> str:
    return both(c.given(field), c.twice(field, "kind", "contract"))


@rule(
    "PIE-007",
    "Fichier inscrit deux fois",
    WARNING,
    3,
    documents.file,
    message="Ce fichier est déjà inscrit, avec le même type et le même contrat.",
    detail="Lu : « {file} ».",
    fix="Supprimez la ligne en double, ou corrigez le nom du fichier.",
    why="Une pièce inscrite deux fois cache souvent une pièce oubliée.",
    wrong="Deux lignes convention.pdf",
    right="convention-1.pdf et convention-2.pdf",
    live=_is_listed_before,
)
def document_twice(b: Batch) -> Hits:
    """The same file, kind and contract on two rows."""
    frame = b["documents"].assign(folded=b.keys("documents", "file"))
    same = frame.duplicated(["dossier", "folded", "kind", "contract"])
    return hits(frame["folded"].notna() & same)


def _has_no_extension(c: Cells, field: str) -> str:
    text = f"TRIM({c(field)})"
    dots = ",".join(f'LEFT(RIGHT({text},{length}),1)="."' for length in range(3, 7))
    return both(c.given(field), f"ISNUMBER(MATCH(LOWER({text}),{WAITING},0))=FALSE", f"NOT(OR({dots}))")


@rule(
    "PIE-008",
    "Nom de fichier incomplet",
    WARNING,
    3,
    documents.file,
    message="Le nom du fichier n'a pas d'extension.",
    detail="Lu : « {file} ».",
    fix="Écrivez le nom exact du fichier joint, avec son extension (.pdf, .jpg…).",
    why="La pièce est retrouvée par son nom.",
    wrong="convention signée",
    right="convention-signee.pdf",
    live=_has_no_extension,
)
def file_without_extension(b: Batch) -> Hits:
    """A file name without an extension."""
    names = b[documents.file]
    whole = names.str.contains(r"\.[A-Za-z0-9]{2,5}$", regex=True)
    return hits(names.notna() & ~whole & ~says_nothing_yet(names))


row_rule(
    "PIE-009",
    "Pièce datée d'après le contrôle",
    WARNING,
    3,
    documents.date,
    in_the_future(documents.date),
    message="La pièce est datée d'après le jour du contrôle.",
    detail="Datée du {date:date}.",
    fix="Vérifiez la date de la pièce.",
    why="Une pièce jointe existe déjà.",
    wrong="Une convention de l'année prochaine",
    right="Une convention signée",
)


@sheet_rule(
    "PIE-010",
    "Pièce manquante : bilan final",
    WARNING,
    6,
    "documents",
    message="Le bilan final n'est pas dans la liste des pièces.",
    detail="Concerne : {lacking}.",
    fix="Joignez le compte rendu du bilan et inscrivez-le dans la feuille Pièces, type « Bilan final ».",
    why="Le bilan dit si les compétences ont été acquises et si le parcours a répondu au besoin.",
    wrong="Étape 6, aucune ligne « Bilan final »",
    right="Une ligne « Bilan final »",
    silent=_NOWHERE,
)
def review_document_missing(b: Batch) -> Hits:
    """No document of the final review for a contract that ended."""
    return _missing(b, "REVIEW", measures.real_end(b) <= b.today)
