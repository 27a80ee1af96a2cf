"""The seal of a PDF: what is stated and its seal stand in the keywords, and every byte of the file is signed.

The keywords are one phrase in ASCII, which a PDF holds as it is: in the information of the document, and in its XMP. At
its end stands room for a signature. What is signed is the file with that room as it was, so that it can be checked by
putting the room back.
"""

from __future__ import annotations

import hashlib
import re

from proexp_batch.model.wording import typo
from proexp_batch.seal.keys import PublicKey, SealError, SealingKey
from proexp_batch.seal.marks import Marks
from proexp_batch.seal.statement import (
    MARK,
    SEAL,
    Seal,
    Statement,
    base64url,
    from_base64url,
    read_seal,
    signed_file,
    unpacked,
)

_PHRASE = "Sceau de l'attestation, pour la commande verifier-attestation"
_ROOM = "." * 86
_LONGEST = 32_000
"""A string of a PDF/A-2 holds 32,767 bytes (ISO 19005-2, 6.1.13)."""

_KEYWORDS = re.compile(
    rf"(?P<seal>{SEAL})(?: PROEXP1S:(?P<stated>[A-Za-z0-9_-]{{1,32000}}))?"
    r" PROEXP1F:(?P<key>[0-9a-f]{8}):[A-Za-z0-9_-]{86}"
)
_SIGNED = re.compile(rb"PROEXP1F:([0-9a-f]{8}):([A-Za-z0-9_-]{86})")


def keywords(marks: Marks) -> str:
    """What the template has to set as the keywords of its document, before `sealed_pdf`."""
    stated = f" {MARK}S:{marks.statement.packed()}"
    room = f" {_room(marks.seal.key)}"
    whole = f"{_PHRASE} {marks.seal}{stated}{room}"
    # Without what was stated a seal says whether a file was changed, and no longer where.
    return whole if len(whole) <= _LONGEST else f"{_PHRASE} {marks.seal}{room}"


def sealed_pdf(pdf: bytes, key: SealingKey, template: str = "attestation") -> bytes:
    """A PDF with the keywords of `keywords`, sealed; the same PDF and key give the same bytes.

    Raises:
        SealError: the keywords are not in it, for its template does not set them.
    """
    room = _room(key.public.id).encode()
    if not 1 <= pdf.count(room) <= 2:
        raise SealError(
            typo(
                f"Le gabarit « {template}.typ » ne transmet pas les mots-clés qui portent le sceau : ajoutez-lui "
                "« #set document(keywords: donnees.sceau.mots_cles) »."
            )
        )
    signature = base64url(key.sign(signed_file(hashlib.sha256(pdf).digest())))
    return pdf.replace(room, room[: -len(_ROOM)] + signature.encode())


def _room(key: str) -> str:
    return f"{MARK}F:{key}:{_ROOM}"


class Keywords:
    """The seal that stands in the keywords of a PDF, whoever put it there."""

    def __init__(self, match: re.Match[str]) -> None:
        self.seal: Seal | None = read_seal(match["seal"])
        self.statement: Statement | None = unpacked(match["stated"]) if match["stated"] else None
        self.says_what = bool(match["stated"])
        self.key = match["key"]

    def is_true(self, keys: tuple[PublicKey, ...]) -> bool:
        """Whether one of these keys made the seal, and what is stated is what it seals."""
        if self.seal is None or self.seal.key != self.key or not self.seal.is_of(keys):
            return False
        if self.statement is None:
            return not self.says_what
        return self.seal.is_about(self.statement)


def keywords_in(text: str) -> Keywords | None:
    """The first seal in a text that is whole."""
    match = _KEYWORDS.search(text)
    return Keywords(match) if match else None


def is_untouched(pdf: bytes, keys: tuple[PublicKey, ...]) -> bool:
    """Whether not one byte of a file was changed since one of these keys sealed it."""
    signed = set(_SIGNED.findall(pdf))
    if len(signed) != 1:
        return False
    key, written = signed.pop()
    signature = from_base64url(written.decode())
    if signature is None:
        return False
    before = _SIGNED.sub(_room(key.decode()).encode(), pdf)
    message = signed_file(hashlib.sha256(before).digest())
    return any(one.has_signed(message, signature) for one in keys if one.id == key.decode())
