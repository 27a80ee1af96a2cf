"""Says of an attestation whether it is authentic: of its file, of the text of its QR code, of its number or short code."""

from __future__ import annotations

from collections.abc import Sequence

from proexp_batch.decision.short_code import read_short_code
from proexp_batch.model.wording import typo
from proexp_batch.ooxml.package import OLE
from proexp_batch.seal.keys import PublicKey
from proexp_batch.seal.read_pdf import unknown_key, verify_pdf
from proexp_batch.seal.read_workbook import verify_workbook
from proexp_batch.seal.statement import MARK, read_seal
from proexp_batch.seal.verdict import State, Verdict

_PDF_HEAD = 1024
_LONGEST_TEXT = 3_000


def verify(
    content: bytes | str, keys: tuple[PublicKey, ...], roots: Sequence[bytes] = ()
) -> tuple[Verdict, ...]:
    """What the seals of a file (bytes) or of a code (text) prove: one verdict, for a workbook one a sheet.

    `roots` are certificates of authorities, in PEM or DER, for the electronic stamp that a PDF may have besides.
    Nothing that anybody made raises an error; what takes too long or too much memory has to be bounded by the caller.
    """
    if isinstance(content, str):
        return (_of_code(content.strip(), keys),)
    if b"%PDF-" in content[:_PDF_HEAD]:
        return (verify_pdf(content, keys, roots),)
    if content.startswith((b"PK", OLE)):
        return verify_workbook(content, keys)
    what = "Ce n'est ni un PDF ni un classeur .xlsx : donnez le fichier tel qu'il a été remis."
    return (Verdict(State.UNREADABLE, [typo(what)]),)


def is_code(text: str) -> bool:
    """Whether a text is what stands in a QR code, a short code, or the number of an attestation."""
    text = text.strip()
    return text.startswith(f"{MARK}:") or read_short_code(text) is not None or is_number(text)


def is_number(text: str) -> bool:
    """Whether a text has the form of the number of an attestation: `AFF-2022-0451-1A2B3C4D`."""
    return text.upper().startswith("AFF-") and len(text) > 12


def _of_code(text: str, keys: tuple[PublicKey, ...]) -> Verdict:
    if not text.startswith(f"{MARK}:"):
        return _to_ask(text)
    seal = read_seal(text) if len(text) <= _LONGEST_TEXT else None
    if seal is None:
        what = "Ce texte n'est pas celui d'un sceau entier : lisez à nouveau le code QR, en une seule fois."
        return Verdict(State.UNREADABLE, [typo(what)])
    if all(key.id != seal.key for key in keys):
        return Verdict(State.UNKNOWN_KEY, [typo(unknown_key(seal.key))], seal.number)
    if not seal.is_of(keys):
        what = "Ce sceau est faux : la clé dont il se réclame ne l'a pas fait. Ne vous fiez pas au document."
        return Verdict(State.FORGED, [typo(what)], seal.number)
    what = (
        f"Ce sceau a bien été fait pour l'attestation n° {seal.number}. Le document qui porte ce code doit porter ce "
        "numéro. Le code ne dit rien des textes imprimés : pour les vérifier, demandez le fichier."
    )
    return Verdict(State.AUTHENTIC, [typo(what)], seal.number)


def _to_ask(text: str) -> Verdict:
    code = read_short_code(text)
    if code is None and not is_number(text):
        what = "Ce n'est ni le texte d'un code QR, ni un code de vérification, ni un numéro d'attestation."
        return Verdict(State.UNREADABLE, [typo(what)])
    what = (
        "Un code ou un numéro ne prouve rien à lui seul : seul le registre de l'Opco peut dire s'il l'a délivré. Donnez "
        "--sortie ou --registre, ou vérifiez le fichier ou le code QR."
    )
    return Verdict(State.UNTOLD, [typo(what)], "" if code else text, code or "")
