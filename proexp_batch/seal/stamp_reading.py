"""Looks at the electronic stamp of a PDF that may come from anybody: what it proves, and what stood there before it."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from proexp_batch.model.wording import printable, typo
from proexp_batch.seal.stamp import StampVerdict
from proexp_batch.seal.stamp_key import StampError

_ADDED_TO_CATALOG = {"/AcroForm", "/Perms", "/Extensions"}
_OF_A_FORM = {"/Fields", "/SigFlags", "/DA", "/DR"}
_OF_A_FIELD = {"/Type", "/Subtype", "/FT", "/T", "/TU", "/F", "/P", "/Rect", "/V", "/Lock"}
_ENDING = b"%%EOF"

for _name_of_library in ("pyhanko", "pyhanko_certvalidator"):
    # What it finds is in the verdict; its messages name people and companies, in English.
    logging.getLogger(_name_of_library).addHandler(logging.NullHandler())
    logging.getLogger(_name_of_library).propagate = False


def last_signature(pdf: bytes, roots: Sequence[bytes]) -> StampVerdict:
    """What the last signature of a PDF proves.

    Raises:
        StampError: a root is no certificate, or no signature is found where there should be one, or it cannot be read.
    """
    trusted = [one for data in roots for one in _certificates(data)]
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=True)
        return _verdict(pdf, reader, reader.embedded_regular_signatures[-1], trusted)
    except Exception as error:  # a file from anybody, broken or only made in another way
        raise StampError(
            typo(
                "Le PDF contient un cachet électronique qui ne peut pas être examiné : le fichier est abîmé, ou fait par un "
                "programme que celui-ci ne connaît pas. Ouvrez-le dans un lecteur de PDF, qui montre les signatures."
            )
        ) from error


def _verdict(pdf: bytes, reader: Any, signature: Any, trusted: list[x509.Certificate]) -> StampVerdict:
    moment = signature.self_reported_timestamp
    # Nothing proves the moment, as nothing proves it for a stamp of ink; but a certificate lasts some years only, and what
    # it has stamped does not end with it. Without trust given, any root serves to look at the signature itself.
    context = ValidationContext(
        trust_roots=trusted,
        other_certs=list(signature.other_embedded_certs),
        moment=moment or dt.datetime.now(dt.UTC),
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    status = validate_pdf_signature(
        signature,
        signer_validation_context=context,
        key_usage_settings=KeyUsageConstraints(
            key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
        ),
        skip_diff=True,
    )
    before = _before(pdf, reader, signature.signed_revision)
    return StampVerdict(
        intact=bool(status.intact and status.valid),
        whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        alone=_is_alone(before, reader, signature),
        signer=_name(signature.signer_cert),
        trusted=bool(status.trusted) if trusted else None,
        day=None if moment is None else moment.date(),
        before=before,
    )


def _before(pdf: bytes, reader: Any, revision: int) -> bytes:
    """The file as it was before a revision, without the line break that parts them; empty if there was none."""
    if revision == 0:
        return b""
    places = [
        place
        for ref in reader.xrefs.explicit_refs_in_revision(revision)
        if isinstance(place := reader.xrefs[ref], int)
    ]
    before = pdf[: min(places, default=0)]
    before = before.removesuffix(b"\n") if before.endswith(b"\n") else before
    return before if before.rstrip().endswith(_ENDING) else b""


def _is_alone(before: bytes, reader: Any, signature: Any) -> bool:
    """Whether the revision of a signature adds only that to the document: a field that nobody sees."""
    revision = signature.signed_revision
    if not before or revision != reader.xrefs.total_revisions - 1:
        return False
    if reader.xrefs.hybrid_xrefs_present or reader.xrefs.refs_freed_in_revision(revision):
        return False
    old = PdfFileReader(BytesIO(before), strict=True)
    if reader.xrefs.get_startxref_for_revision(revision - 1) != old.last_startxref or reader.encrypted:
        return False
    if any(_part(old.trailer_view, key) != _part(reader.trailer_view, key) for key in ("/Root", "/Info")):
        return False
    field = signature.sig_field
    if not _is_unseen(field) or not _has_form_of(reader.root, field):
        return False
    written = reader.xrefs.explicit_refs_in_revision(revision)
    new = {ref.idnum for ref in written if old.xrefs[_in(old, ref)] is None}
    return not new & _named(old) and all(
        _is_same(
            old.get_object(ref), reader.get_object(ref), field, is_root=ref.idnum == reader.root_ref.idnum
        )
        for ref in written
        if ref.idnum not in new
    )


def _in(reader: Any, ref: Any) -> generic.Reference:
    return generic.Reference(ref.idnum, ref.generation, reader)


def _named(reader: Any) -> set[int]:
    """The objects that any object of a document names: what it names and has not, an update could bring."""
    found: set[int] = set()
    left = [
        reader.get_object(ref)
        for revision in range(reader.xrefs.total_revisions)
        for ref in reader.xrefs.explicit_refs_in_revision(revision)
        if reader.xrefs[_in(reader, ref)] is not None
    ]
    while left:
        one = left.pop()
        if isinstance(one, generic.IndirectObject):
            found.add(one.idnum)
        elif isinstance(one, generic.ArrayObject):
            left += _items(one)
        elif isinstance(one, generic.DictionaryObject):
            left += [one.raw_get(key) for key in one]
    return found


def _is_unseen(field: Any) -> bool:
    left, bottom, right, top = (float(one) for one in field["/Rect"])
    plain = set(field) <= _OF_A_FIELD and field["/FT"] == "/Sig"
    return plain and (left == right or bottom == top)


def _has_form_of(root: Any, field: Any) -> bool:
    """Whether the form of a document consists of that field."""
    form = root["/AcroForm"]
    fields = [_written(one.get_object()) for one in _items(form["/Fields"])]
    return set(form) <= _OF_A_FORM and fields == [_written(field)]


def _is_same(old: Any, new: Any, field: Any, *, is_root: bool) -> bool:
    """Whether an object that was written again says what it said, but for the field that came to the document."""
    if isinstance(old, generic.ArrayObject) and isinstance(new, generic.ArrayObject):
        return _has_field_more(old, new, field)
    if isinstance(old, generic.StreamObject) or not isinstance(old, generic.DictionaryObject):
        return _written(old) == _written(new)
    if isinstance(new, generic.StreamObject) or not isinstance(new, generic.DictionaryObject):
        return False
    if is_root and _ADDED_TO_CATALOG & set(old):
        return False
    left = _ADDED_TO_CATALOG if is_root else {"/Annots"}
    if any(_part(old, key) != _part(new, key) for key in (set(old) | set(new)) - left):
        return False
    if is_root or _part(old, "/Annots") == _part(new, "/Annots"):
        return True
    return _has_field_more(old.get("/Annots", generic.ArrayObject()), new["/Annots"], field)


def _has_field_more(old: Any, new: Any, field: Any) -> bool:
    """Whether a list is the same as before, or has the field besides."""
    known, parts = ([_written(one) for one in _items(each)] for each in (old, new))
    return parts == known or (parts[:-1] == known and _written(new[-1]) == _written(field))


def _items(array: Any) -> list[Any]:
    """The items of a list as they stand there: objects, or references to them."""
    return [array.raw_get(place) for place in range(len(array))]


def _part(one: Any, key: str) -> bytes | None:
    return _written(one.raw_get(key)) if key in one else None


def _written(one: Any) -> bytes:
    stream = BytesIO()
    one.write_to_stream(stream, None)
    return stream.getvalue()


def _name(certificate: x509.Certificate) -> str:
    """Whom a certificate names: the common name, or else the organisation."""
    named = certificate.subject.native
    return printable(" ".join(str(named.get("common_name") or named.get("organization_name") or "").split()))


def _certificates(data: bytes) -> list[x509.Certificate]:
    try:
        found = (
            load_pem_x509_certificates(data) if b"-----BEGIN" in data else [load_der_x509_certificate(data)]
        )
    except ValueError:
        raise StampError(
            typo(
                "Une des autorités à reconnaître n'est pas un certificat (PEM ou DER) : donnez-la de nouveau."
            )
        ) from None
    return [x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in found]
