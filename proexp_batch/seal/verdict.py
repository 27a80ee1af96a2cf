"""What is found out about a seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from proexp_batch.seal.statement import Statement


class State(StrEnum):
    """What a seal proves."""

    AUTHENTIC = "authentic"
    UNCHECKED = "unchecked"
    ALTERED = "altered"
    FORGED = "forged"
    UNKNOWN_KEY = "unknown_key"
    UNSEALED = "unsealed"
    UNTOLD = "untold"
    UNREADABLE = "unreadable"

    @property
    def label(self) -> str:
        """The French words shown to people."""
        return _LABELS[self]


_LABELS = {
    State.AUTHENTIC: "Authentique",
    State.UNCHECKED: "À vérifier",
    State.ALTERED: "Modifié",
    State.FORGED: "Faux",
    State.UNKNOWN_KEY: "Clé inconnue",
    State.UNSEALED: "Sans sceau",
    State.UNTOLD: "À demander au registre",
    State.UNREADABLE: "Illisible",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of one attestation, and why.

    `what` are French sentences. `number` and `code` are those that the seal names, empty where it names none; they are
    proven only where the state is authentic. `stated` is what was sealed, where a true seal says it. `where` is the
    sheet of a workbook.
    """

    state: State
    what: Sequence[str]
    number: str = ""
    code: str = ""
    stated: Statement | None = None
    where: str = ""
