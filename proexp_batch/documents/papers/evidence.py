"""The files that show what was evaluated: those that `Pièces` lists and those that evaluations name."""

from collections.abc import Iterable
from typing import Annotated

import msgspec

from proexp_batch.decision.contents import Contents, Contract, Piece
from proexp_batch.model import wording
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import fold

_OF_EVALUATION = "EVIDENCE"
_KINDS = (_OF_EVALUATION, "REVIEW")


class PieceRow(
    msgspec.Struct, frozen=True, rename={"file": "fichier", "kind": "nature", "about": "competences"}
):
    """A file."""

    file: Annotated[str, msgspec.Meta(description="Le nom du fichier.")]
    kind: Annotated[str, msgspec.Meta(description="Le type de pièce.")]
    date: Annotated[str, msgspec.Meta(description="La date de la pièce, « – » si elle n'est pas connue.")]
    about: Annotated[
        str, msgspec.Meta(description="Les codes des compétences dont les évaluations la citent, ou « – ».")
    ]


def pieces(contents: Contents, contract: Contract) -> tuple[PieceRow, ...]:
    """The files of a contract: those listed for it, or for all and cited by no other alone, then those only cited."""
    cited = _cited([contract])
    others = _cited(one for one in contents.contracts if one is not contract)
    listed: dict[str, Piece] = {}
    for piece in contents.pieces:
        key = piece.file.casefold()
        own = piece.contract is not None and fold(piece.contract) == fold(contract.number)
        for_all = piece.contract is None and piece.kind in _KINDS and key not in others
        if key in cited or (own and piece.kind in _KINDS) or for_all:
            listed.setdefault(key, piece)
    rows = [_row(piece, cited.pop(key, ("", []))[1]) for key, piece in listed.items()]
    return (
        *rows,
        *(_row(Piece(_OF_EVALUATION, file, None, None), codes) for file, codes in cited.values()),
    )


def _cited(contracts: Iterable[Contract]) -> dict[str, tuple[str, list[str]]]:
    """The files that evaluations name, in their order, with the codes of the competences; by what tells names apart."""
    found: dict[str, tuple[str, list[str]]] = {}
    for contract in contracts:
        for one in contract.evaluations:
            if one.evidence:
                codes = found.setdefault(one.evidence.casefold(), (one.evidence, []))[1]
                if one.competence not in codes:
                    codes.append(one.competence)
    return found


def _row(piece: Piece, codes: list[str]) -> PieceRow:
    return PieceRow(
        file=piece.file,
        kind=SHEETS["documents"].columns["kind"].label_of(piece.kind) if piece.kind else "–",
        date="–" if piece.date is None else wording.date(piece.date),
        about=", ".join(codes) or "–",
    )
