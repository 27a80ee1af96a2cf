"""Rules on who accompanies whom: the tutor of each contract, the company's own trainers of each module."""

from __future__ import annotations

from proexp_batch.model.expressions import Condition
from proexp_batch.model.fields import learners, modules, tutors
from proexp_batch.model.later import pd
from proexp_batch.model.people import CIVILITIES, fits, people, person
from proexp_batch.model.sheets.tutors import IS_TUTOR
from proexp_batch.model.wording import typo
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch, Series
from proexp_batch.rules.engine.excel import WAITING, Cells, both, choice_name, folded
from proexp_batch.rules.engine.frames import rows_of
from proexp_batch.rules.engine.rule import BLOCKING, INFO, WARNING, Hits, hits, rule
from proexp_batch.rules.facts.course import same_person
from proexp_batch.rules.facts.listed import is_number_for_a_name, lists_all, says_nothing_yet, surely_unknown
from proexp_batch.rules.facts.nearest import meant_codes, suggestion

_T = Cells("tutors")
_FAR = " " * 60


def _last_word(text: str) -> str:
    return f'TRIM(RIGHT(SUBSTITUTE(TRIM({text})," ","{_FAR}"),{len(_FAR)}))'


def _without_signs(text: str) -> str:
    for sign in ".,()":
        text = f'SUBSTITUTE({text},"{sign}"," ")'
    return text


def _is_no_tutor(c: Cells, field: str) -> str:
    # Who has the learner's names may be the learner, of whom another rule speaks.
    names = ",".join(f"ISNUMBER(SEARCH({c(name)},{c(field)}))" for name in ("last_name", "first_name"))
    waiting = f"ISNUMBER(MATCH(LOWER(TRIM({c(field)})),{WAITING},0))"
    sure = both(c.given(field), _T.name("complet"), f"NOT({waiting})", f"NOT(AND({names}))")
    # The same words in another order, with or without civility, name the same person: nothing is told as long as one
    # tutor has the last of them. Comparing all would be more than a formula can hold.
    last, civil = _last_word(folded(c(field))), _last_word(_without_signs(f"LOWER({c(field)})"))
    civility = f'ISNUMBER(FIND(" "&{civil}&" "," {" ".join(CIVILITIES)} maître "))'
    perhaps = f"({civility}+ISNUMBER(FIND({last},{folded(_T.identifier)})))>0"
    listed = f"ISNUMBER(MATCH({c(field)},{_T.identifier},0))"
    return f"IF({sure},IF({listed},FALSE,SUMPRODUCT(1*({perhaps}))=0),FALSE)"


@rule(
    "APP-060",
    "Tuteur inconnu",
    BLOCKING,
    4,
    learners.tutor,
    message="Ce tuteur n'est pas dans la feuille Tuteurs.",
    detail="Lu : « {tutor} ».{suggestion}",
    fix="Écrivez le nom comme dans la feuille Tuteurs, ou ajoutez-y le tuteur.",
    why="Un tuteur est désigné pour chaque contrat ; ses conditions doivent être vérifiées.",
    wrong="« D. Leroy », quand la feuille Tuteurs dit « Dominique Leroy »",
    right="« Dominique Leroy »",
    sources=("L6325-3-1", "D6325-6"),
    live=_is_no_tutor,
)
def unknown_tutor(b: Batch) -> Hits:
    """A tutor that the sheet of tutors does not know; one name on many rows is one fact."""
    frame = b["learners"]
    found = b.match("learners", "tutor", "tutors")
    unknown_name = surely_unknown(b, "tutors", frame["dossier"], b[learners.tutor], found)
    mask = unknown_name & ~says_nothing_yet(b[learners.tutor]) & ~_tutor_of_oneself(b)
    unknown = ((row.Index, row.dossier, row.tutor) for row in rows_of(frame, mask))
    meant = meant_codes(b, unknown, "tutors", frame.index)
    proposed = suggestion(b[learners.tutor], meant).mask(_names_several(b, mask), _SEVERAL)
    return hits(mask, group=b.keys("learners", "tutor"), suggestion=proposed, meant=meant)


_SEVERAL = typo(" Plusieurs tuteurs sont nommés : gardez celui qui suit l'apprenant, un seul par contrat.")


def _names_several(b: Batch, mask: Series) -> Series:
    """Of some cells for one tutor, those that name two or more of those whom the sheet of tutors knows."""
    known, several = _tutors_known(b), pd.Series(False, index=mask.index)
    for row in rows_of(b["learners"], mask):
        several[row.Index] = len(known.get(row.dossier, set()) & set(people(row.tutor))) > 1
    return several


def _tutors_known(b: Batch) -> dict[int, set[str]]:
    """Whom the sheet of tutors of each dossier knows, as `person` gives them."""
    known: dict[int, set[str]] = {}
    for dossier, name in zip(b["tutors"]["dossier"], b[tutors.name], strict=True):
        if isinstance(name, str):
            known.setdefault(dossier, set()).add(person(name))
    return known


@rule(
    "APP-062",
    "Tuteur écrit autrement",
    INFO,
    4,
    learners.tutor,
    message="Le nom du tuteur n'est pas écrit comme dans la feuille Tuteurs ; la même personne a été reconnue.",
    detail="Lu : « {tutor} » ; la feuille Tuteurs dit « {meant} ».",
    fix="Rien d'obligatoire ; écrivez le nom de la même façon dans les deux feuilles.",
    why="L'ordre des mots, les majuscules, les accents, les traits d'union et la civilité ne changent pas la personne.",
    wrong="« Mme Leroy Dominique », quand la feuille Tuteurs dit « Dominique Leroy »",
    right="« Dominique Leroy » dans les deux feuilles",
)
def tutor_spelled_otherwise(b: Batch) -> Hits:
    """A tutor whom the sheet of tutors knows, but writes otherwise."""
    names, dossiers = b[learners.tutor], b["learners"]["dossier"]
    known = b.fetch(b.match("learners", "tutor", "tutors"), "tutors", "name")
    written = set(zip(b["tutors"]["dossier"], b[tutors.name], strict=True))
    alike = [pair in written for pair in zip(dossiers, names, strict=True)]
    otherwise = known.notna() & ~pd.Series(alike, index=names.index, dtype=bool)
    return hits(otherwise, group=b.keys("learners", "tutor"), meant=known)


def _has_another_role(c: Cells, field: str) -> str:
    at = f"MATCH({c(field)},{_T.identifier},0)"
    role = f"INDEX({_T.all('roles')},{at})"
    tutor, every = (choice_name("tutors", "roles", code) for code in ("TUTOR", ""))
    # MATCH takes * and ? for other signs.
    same = f"INDEX({_T.identifier},{at})={c(field)}"
    understood = f"ISNUMBER(MATCH({role},{every},0))"
    return both(
        c.given(field), _T.name("complet"), same, understood, f"NOT(ISNUMBER(SEARCH({tutor},{role})))"
    )


@rule(
    "APP-063",
    "Tuteur sans le rôle de tuteur",
    BLOCKING,
    4,
    learners.tutor,
    message="Dans la feuille Tuteurs, cette personne n'a pas le rôle de tuteur.",
    detail="Lu : « {tutor} ».",
    fix="Ajoutez « Tuteur » à ses rôles, ou désignez un autre tuteur.",
    why="Un tuteur est désigné pour chaque contrat ; ses conditions doivent être vérifiées.",
    wrong="Tuteur « Dominique Leroy », dont le seul rôle est Formateur interne",
    right="« Dominique Leroy », rôles « Tuteur ; Formateur interne »",
    sources=("L6325-3-1", "D6325-6"),
    live=_has_another_role,
)
def tutor_without_the_role(b: Batch) -> Hits:
    """A tutor whose roles, all of them read, are others."""
    found = b.match("learners", "tutor", "tutors")
    roles = b[tutors.roles].notna() & ~masks.mask(IS_TUTOR, b, "tutors")
    others = roles.reindex(found).fillna(False).astype(bool).set_axis(found.index)
    return hits(others & ~_tutor_of_oneself(b), group=b.keys("learners", "tutor"))


def _has_the_same_name(c: Cells, field: str) -> str:
    names = (f'{c("last_name")}&" "&{c("first_name")}', f'{c("first_name")}&" "&{c("last_name")}')
    same = ",".join(f"TRIM({c(field)})={name}" for name in names)
    return both(c.given("last_name"), c.given("first_name"), f"OR({same})")


@rule(
    "APP-061",
    "Apprenant tuteur de lui-même",
    BLOCKING,
    4,
    learners.tutor,
    message="Le tuteur est l'apprenant lui-même.",
    fix="Désignez un autre salarié comme tuteur.",
    why="Le tuteur est un salarié qualifié de l'entreprise, chargé d'accompagner l'apprenant.",
    wrong="Tuteur : l'apprenant",
    right="Tuteur : un salarié expérimenté",
    sources=("D6325-6",),
    live=_has_the_same_name,
)
def tutor_of_oneself(b: Batch) -> Hits:
    """The tutor bears the name of the learner."""
    return hits(_tutor_of_oneself(b))


def _tutor_of_oneself(b: Batch) -> Series:
    return same_person(b[learners.tutor], b[learners.last_name], b[learners.first_name])


@rule(
    "TUT-010",
    "Tuteur sans apprenant",
    INFO,
    4,
    tutors.name,
    message="Aucun apprenant de ce classeur n'a ce tuteur.",
    fix="Vérifiez que le nom est écrit de la même façon dans la feuille Apprenants, ou supprimez la ligne.",
    why="Le tuteur est désigné pour un contrat.",
    wrong="« D. Leroy » ici, « Dominique Leroy » dans Apprenants",
    right="« Dominique Leroy » dans les deux feuilles",
    sources=("L6325-3-1",),
)
def tutor_of_nobody(b: Batch) -> Hits:
    """A tutor whom no learner names, in a dossier where every learner's tutor is known."""
    frame = b["tutors"]
    found = b.match("learners", "tutor", "tutors")
    unsure = b["learners"].loc[found < 0, "dossier"].unique()
    followed = frame.index.isin(found)
    twice = frame.assign(folded=b.keys("tutors", "name")).duplicated(["dossier", "folded"])
    sure = b[tutors.name].notna() & ~twice & ~frame["dossier"].isin(unsure)
    return hits(sure & ~followed & masks.mask(IS_TUTOR, b, "tutors"))


_OWN_TRAINER: Condition = (
    modules.modality.among("INTERNAL", "AFEST", "FOAD") & modules.provider.empty & modules.trainer.known
)
"""The company itself gives the module, by somebody who is named."""


@rule(
    "TUT-016",
    "Formateur qui n'est pas dans la feuille Tuteurs",
    WARNING,
    4,
    modules.trainer,
    message="Le formateur de ce module, assuré par l'entreprise, n'est pas dans la feuille Tuteurs.",
    detail="Lu : « {trainer} ».{suggestion}",
    fix="Ajoutez la personne à la feuille Tuteurs avec le rôle Formateur interne ou Formateur AFEST, ou écrivez son nom "
    "comme elle y est écrite.",
    why="À l'étape 4, les formateurs de l'entreprise sont formés ou accompagnés comme les tuteurs ; en situation de "
    "travail, le formateur est désigné d'avance.",
    wrong="Formateur « Alix Weber », absent de la feuille Tuteurs",
    right="« Alix Weber » dans la feuille Tuteurs, rôle Formateur AFEST",
    sources=("D6313-3-2",),
    silent="A cell may name several people, with initials: too long a comparison for a formula.",
)
def trainer_not_listed(b: Batch) -> Hits:
    """A trainer of the company whom the sheet of tutors, in a workbook that knows of roles, does not list."""
    frame = b["modules"]
    sure = frame["dossier"].isin(lists_all(b, "tutors") & _with_roles(b))
    named = ~(says_nothing_yet(b[modules.trainer]) | is_number_for_a_name(b[modules.trainer]))
    asked = masks.mask(_OWN_TRAINER, b, "modules") & sure & named
    known = _tutors_known(b)
    listed = [_is_listed(row.trainer, known[row.dossier]) for row in rows_of(frame, asked)]
    mask = asked.copy()
    mask[asked] = ~pd.Series(listed, index=frame.index[asked], dtype=bool)
    unknown = ((row.Index, row.dossier, row.trainer) for row in rows_of(frame, mask))
    meant = meant_codes(b, unknown, "tutors", frame.index)
    proposed = suggestion(b[modules.trainer], meant)
    return hits(mask, group=b.keys("modules", "trainer"), suggestion=proposed, meant=meant)


def _with_roles(b: Batch) -> set[int]:
    """Dossiers whose sheet of tutors has the column of roles; others come from before trainers were listed there."""
    sheets = (dossier.sheets.get("tutors") for dossier in b.dossiers)
    return {number for number, rows in enumerate(sheets) if rows is not None and "roles" in rows.columns}


def _is_listed(names: str, known: set[str]) -> bool:
    """Whether one of the people that a cell names is known, be it by initials."""
    return any(
        one in known or any(fits(one.split(), other.split()) for other in known) for one in people(names)
    )
