"""What a seal seals: the texts that people read in an attestation, in one canonical form, and the text of the seal.

The canonical form is JSON in UTF-8, keys sorted, without blanks: `{"c":code,"n":number,"t":[texts],"v":1}`, every text
in Unicode NFC; of a sheet also `"p":[the cell of each text]`. The seal is `PROEXP1:number:digest:key:signature`: the
number percent-encoded, digest (SHA-256 of the canonical form) and signature in base64url without padding, the key by
its identifier.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote

from proexp_batch.model.wording import valid
from proexp_batch.seal.keys import SIGNATURE_BYTES, PublicKey, SealingKey

_DIGEST_BYTES = 32
_VERSION = 1
# What is signed begins with what it is, so that no signature counts for anything else.
_OF_STATEMENT = b"proexp_batch/attestation/1\0"
_OF_FILE = b"proexp_batch/fichier/1\0"

# The number holds no colon and every repeat has an end: it is looked for in what anybody wrote.
SEAL = r"PROEXP1:([A-Za-z0-9_.~%-]{1,1300}):([A-Za-z0-9_-]{43}):([0-9a-f]{8}):([A-Za-z0-9_-]{86})"
"""The pattern of a seal, with its parts as groups."""

_SEAL = re.compile(SEAL)
_LONGEST_NUMBER = 100

MARK = "PROEXP1"
"""How everything that belongs to a seal begins."""

_MOST_STATED = 8_000_000
"""A statement is never larger, in bytes: no more of it is unpacked."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The number, the short code and the texts of an attestation, in the order in which they are read.

    `places` are the cells that the texts stand in, as many, or none where they stand in no sheet.
    """

    number: str
    code: str
    texts: tuple[str, ...]
    places: tuple[str, ...] = ()

    @classmethod
    def of(cls, number: str, code: str, texts: Iterable[str]) -> Statement:
        """A statement with its texts as they are compared; those that are empty are left out."""
        told = (compared(text) for text in texts)
        return cls(compared(number), compared(code), tuple(text for text in told if text))

    @classmethod
    def of_sheet(cls, number: str, code: str, texts: Iterable[tuple[str, str]]) -> Statement:
        """As `of`, given the cell before each text: moved, a text could be about something else."""
        told = [(place, compared(text)) for place, text in texts]
        kept = [(place, text) for place, text in told if text]
        places, shown = (tuple(one[at] for one in kept) for at in (0, 1))
        return cls(compared(number), compared(code), shown, places)

    def canonical(self) -> bytes:
        """The form that is hashed."""
        stated: dict[str, object] = {"v": _VERSION, "n": self.number, "c": self.code, "t": self.texts}
        if self.places:
            stated["p"] = self.places
        return json.dumps(stated, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def digest(self) -> bytes:
        """SHA-256 of the canonical form."""
        return hashlib.sha256(self.canonical()).digest()

    def packed(self) -> str:
        """The canonical form, compressed, in base64url."""
        return base64url(zlib.compress(self.canonical(), 9))


def compared(text: str) -> str:
    """A text as it is compared: in Unicode NFC, lines ended in one way, without what no file can hold."""
    return unicodedata.normalize("NFC", valid(text).replace("\r\n", "\n").replace("\r", "\n"))


def unpacked(packed: str) -> Statement | None:
    """The statement that was packed; `None` for anything else, and for what is not its canonical form."""
    data = from_base64url(packed)
    if data is None:
        return None
    try:
        opener = zlib.decompressobj()
        content = opener.decompress(data, _MOST_STATED)
        if not opener.eof or opener.unused_data:
            return None
        told = json.loads(content)
    # Anybody may have written it: nested too deeply, it is a `RecursionError`.
    except (zlib.error, ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.get("v") != _VERSION:
        return None
    number, code, texts, places = (
        told.get("n"),
        told.get("c"),
        _texts(told.get("t")),
        _texts(told.get("p", [])),
    )
    if not (isinstance(number, str) and isinstance(code, str)) or texts is None or places is None:
        return None
    if places and len(places) != len(texts):
        return None
    found = Statement(number, code, texts, places)
    try:
        return found if found.canonical() == content else None
    except UnicodeEncodeError:
        return None


def _texts(told: object) -> tuple[str, ...] | None:
    """The texts of a list, `None` for anything else."""
    if not isinstance(told, list) or not all(isinstance(one, str) for one in told):
        return None
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal: it says of one number what the texts of its attestation were."""

    number: str
    digest: bytes
    key: str
    signature: bytes

    @classmethod
    def of(cls, statement: Statement, key: SealingKey) -> Seal:
        """The seal of a statement."""
        digest, number = statement.digest(), _short(statement.number)
        return cls(number, digest, key.public.id, key.sign(_message(digest, number)))

    def __str__(self) -> str:
        number = quote(self.number, safe="")
        return f"{MARK}:{number}:{base64url(self.digest)}:{self.key}:{base64url(self.signature)}"

    def is_of(self, keys: Sequence[PublicKey]) -> bool:
        """Whether one of these keys made it."""
        message = _message(self.digest, self.number)
        return any(key.has_signed(message, self.signature) for key in keys if key.id == self.key)

    def is_about(self, statement: Statement) -> bool:
        """Whether it seals just this."""
        return self.number == _short(statement.number) and self.digest == statement.digest()


def read_seal(text: str) -> Seal | None:
    """The seal that a text is; `None` for anything else, and for another spelling of it than the one that is written."""
    match = _SEAL.fullmatch(text)
    if match is None:
        return None
    digest, signature = from_base64url(match[2]), from_base64url(match[4])
    if (
        digest is None
        or signature is None
        or len(digest) != _DIGEST_BYTES
        or len(signature) != SIGNATURE_BYTES
    ):
        return None
    found = Seal(unquote(match[1]), digest, match[3], signature)
    return found if str(found) == text else None


def _short(number: str) -> str:
    """A number as a seal names it: of a very long one, which no QR code could hold, the beginning and the end."""
    return number if len(number) <= _LONGEST_NUMBER else f"{number[:80]}…{number[-16:]}"


def signed_file(digest: bytes) -> bytes:
    """What is signed of a whole file, given its SHA-256."""
    return _OF_FILE + digest


def _message(digest: bytes, number: str) -> bytes:
    # The digest is of one length: nothing of the number can be taken for a part of it.
    return _OF_STATEMENT + digest + number.encode()


def base64url(data: bytes) -> str:
    """Base64 with the signs that file names and addresses may hold, without padding (RFC 4648, §5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_base64url(text: str) -> bytes | None:
    """The bytes; `None` for what nobody would write of them, which other readers might take for the same."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64url(data) == text else None
