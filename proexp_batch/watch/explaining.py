"""The texts that say why nothing was given back for a file, and what to do."""

import datetime as dt
from collections.abc import Sequence
from pathlib import PurePosixPath

from proexp_batch.decision.facts import Status
from proexp_batch.model.wording import long_date, typo
from proexp_batch.register import Deposit

_WHY = "Pourquoi il est ici"


def reason_in(text: str) -> str:
    """Why a file is in the quarantine, from the text beside it; empty where that says nothing."""
    line = next((line for line in text.splitlines() if line.startswith(_WHY)), "")
    return line.partition(":")[2].strip()


def explanation(deposit: Deposit, codes: Sequence[str]) -> str:
    """The text beside a file in the quarantine: why it is there and what to do."""
    from proexp_batch.rules.catalogue import CATALOGUE

    lines = _heading(deposit)
    if deposit.problem is not None:
        lines += [f"{_WHY}, et que faire : {deposit.problem}"]
    else:
        # Recorded by a version that kept no sentence: the title has none of the values that a sentence wants.
        for rule in (CATALOGUE[code] for code in codes if code in CATALOGUE):
            lines += [f"{_WHY} : {rule.title}.", f"Que faire : {rule.fix}"]
    lines += ["", "Rien n'a été rendu pour ce fichier. Une fois corrigé, déposez-le de nouveau."]
    return typo("\n".join(lines)) + "\n"


def duplicate_text(deposit: Deposit, first: Deposit) -> str:
    """The text for a file that was received before: which one, and what to do. Another sender's file is not named."""
    alike = PurePosixPath(first.file).parent == PurePosixPath(deposit.file).parent
    name = f"« {PurePosixPath(first.file).name} », " if alike else ""
    lines = [
        *_heading(deposit),
        f"Pourquoi rien n'est rendu : ce fichier a le même contenu qu'un fichier déjà contrôlé ({name}reçu le "
        f"{_received(first)}, {Status(first.status).label}). Le résultat rendu alors reste valable.",
        "Que faire : rien, si vous n'avez rien changé. Sinon, enregistrez vos corrections dans le classeur, "
        "puis déposez-le de nouveau.",
    ]
    return typo("\n".join(lines)) + "\n"


def _heading(deposit: Deposit) -> list[str]:
    return [
        f"Fichier : {deposit.file}",
        f"Reçu le : {_received(deposit)}",
        f"Numéro au registre : {deposit.id}",
        "",
    ]


def _received(deposit: Deposit) -> str:
    return long_date(dt.datetime.fromisoformat(deposit.received).astimezone())
