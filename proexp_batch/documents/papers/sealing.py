"""What makes an attestation one that can be verified: the Opco's seal, and its electronic stamp, in each PDF."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec

from proexp_batch.seal.keys import SealingKey, key_password, sealing_key
from proexp_batch.seal.statement import Statement

if TYPE_CHECKING:
    from proexp_batch.seal.marks import Marks
    from proexp_batch.settings.run import Settings


class SealWords(msgspec.Struct, frozen=True, rename={"keywords": "mots_cles"}):
    """What the template of a sealed paper has to show and to pass on."""

    code: Annotated[str, msgspec.Meta(description="Le code de vérification, en groupes de quatre signes.")]
    qr: Annotated[str, msgspec.Meta(description="Le code QR du sceau, une image SVG.")]
    keywords: Annotated[
        str,
        msgspec.Meta(
            description="Les mots-clés du document, qui portent le sceau : sans eux, rien ne se vérifie."
        ),
    ]


def key_of(settings: Settings) -> SealingKey | None:
    """The key that seals the attestations of a run, `None` where none is chosen.

    Raises:
        SealError: it cannot be used.
    """
    file = settings.papers.key
    if file is None:
        return None
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        changed = 0
    return _key(file, changed, key_password())


@lru_cache(maxsize=2)
def _key(file: Path, changed: int, password: str | None) -> SealingKey:
    return sealing_key(file, password)


def marks_of(statement: Statement | None, settings: Settings) -> Marks | None:
    """The seal of what a paper states; `None` where it is not one to be sealed, or no key is chosen.

    Raises:
        SealError: the key cannot be used.
    """
    key = key_of(settings)
    if statement is None or key is None:
        return None
    from proexp_batch.seal.marks import Marks

    return Marks.of(statement, key)


def words_of(marks: Marks) -> SealWords:
    """What the template gets of a seal."""
    from proexp_batch.seal.pdf import keywords

    return SealWords(marks.statement.code, marks.svg(), keywords(marks))


def finished(pdf: bytes, paper: str, marks: Marks | None, settings: Settings) -> bytes:
    """A PDF as it is handed over: sealed where there is a seal, stamped where a stamp is chosen.

    Raises:
        SealError: the template does not pass the seal on.
        StampError: the stamp cannot be put on.
    """
    key = key_of(settings)
    if marks is not None and key is not None:
        from proexp_batch.seal.pdf import sealed_pdf

        pdf = sealed_pdf(pdf, key, paper)
    if settings.papers.stamp is not None:
        from proexp_batch.seal.stamp import Stamp, stamped

        pdf = stamped(pdf, Stamp(settings.papers.stamp, settings.today))
    return pdf
