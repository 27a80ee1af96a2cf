"""Writes an electronic stamp into a PDF, so that the file stays PDF/A-2a and PDF/UA-1, and the same twice."""

import asyncio
import datetime as dt
import hashlib
from functools import lru_cache
from io import BytesIO
from typing import Any

from asn1crypto import keys, x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import InvisSigSettings, MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import SignatureObject, SimpleSigner
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko_certvalidator.registry import SimpleCertificateStore

from proexp_batch.model.wording import typo
from proexp_batch.seal.stamp_key import StampError, StampKey

FIELD = "Cachet"
_TITLE = "Cachet électronique"
_DIGEST = "sha256"
_ROOM = 64
"""Bytes to spare for a signature: those of ECDSA are not all of one length."""


class _Signer(SimpleSigner):
    """Signs with a key that is held open, and gives the same signature for the same bytes."""

    def __init__(self, key: StampKey) -> None:
        chain = SimpleCertificateStore()
        chain.register_multiple(_plain(one) for one in key.chain)
        plain = key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        super().__init__(_plain(key.certificate), keys.PrivateKeyInfo.load(plain), chain)
        self._key = key.private

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        assert digest_algorithm == _DIGEST
        if not isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        try:
            return self._key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        except (
            UnsupportedAlgorithm
        ):  # an OpenSSL of before 3.2: as good a signature, but another one each time
            return self._key.sign(data, ec.ECDSA(hashes.SHA256()))

    def cms(self, digest: bytes) -> Any:
        """The signature of a document with that digest, as the standard asks for it."""
        return asyncio.run(self.async_sign(digest, _DIGEST, use_pades=True))


class _Writer(IncrementalPdfFileWriter):
    """Updates a PDF without anything that differs each time, and leaves its metadata as they are.

    PDF/A wants the two kinds of metadata to agree; the moment of the stamp stands in the stamp itself.
    """

    def _update_meta(self) -> None:
        pass


@lru_cache(maxsize=4)
def _signer(certificate: bytes, key: StampKey) -> tuple[_Signer, int]:
    """The signer of a certificate, and the signs that its signatures take in a file."""
    signer = _Signer(key)
    return signer, 2 * (len(signer.cms(bytes(32)).dump()) + _ROOM)


def with_signature(pdf: bytes, key: StampKey, moment: dt.datetime, reason: str, place: str) -> bytes:
    """A PDF with a signature that certifies it and allows no change.

    Raises:
        StampError: it cannot be updated.
    """
    certificate = key.certificate.public_bytes(Encoding.DER)
    signer, room = _signer(certificate, key)
    try:
        # What follows the last line of a PDF begins a line of its own.
        writer = _Writer(BytesIO(pdf + b"\n"))
        first, _ = writer.document_id
        second = hashlib.sha256(pdf + certificate + moment.isoformat().encode()).digest()[:16]
        writer._document_id = generic.ArrayObject(
            [generic.ByteStringObject(first), generic.ByteStringObject(second)]
        )
        writer.register_extension(ESIC_EXTENSION_1)
        return _signed(writer, signer, _signature(moment, reason, place, room))
    except (PdfError, ValueError, KeyError) as error:
        raise StampError(
            typo(
                f"Le PDF ne peut pas recevoir de cachet électronique : {error}. Vérifiez qu'il n'en a pas déjà un."
            )
        ) from error


def _signature(moment: dt.datetime, reason: str, place: str, room: int) -> SignatureObject:
    return SignatureObject(
        timestamp=moment,
        subfilter=SigSeedSubFilter.PADES,
        reason=reason or None,
        location=place or None,
        bytes_reserved=room,
    )


def _signed(writer: _Writer, signer: _Signer, signature: SignatureObject) -> bytes:
    """The updated file; the steps are those of `PdfCMSEmbedder.write_cms`."""
    # PDF/A wants what is on a page to be printed, PDF/UA wants it tagged unless it lies beside the page: without any
    # size, beside the page, it is fine for both.
    nowhere = InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
    field = SigFieldSpec(FIELD, on_page=0, invis_sig_settings=nowhere, readable_field_name=_TITLE)
    steps = PdfCMSEmbedder(new_field_spec=field).write_cms(FIELD, writer)
    next(steps)
    certifying = SigMDPSetup(_DIGEST, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    steps.send(SigObjSetup(signature, mdp_setup=certifying))
    prepared, output = steps.send(SigIOSetup(_DIGEST))
    steps.send(signer.cms(prepared.document_digest))
    made: bytes = output.getvalue()
    return made


def _plain(certificate: Any) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))
