"""The key and the certificate of an electronic stamp: a PKCS#12 file, opened with a password and looked at before use."""

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from proexp_batch.model.reasons import why
from proexp_batch.model.wording import date, typo

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

PASSWORD = "PROEXP_CACHET_MOT_DE_PASSE"
"""The environment variable with the password of the file: no option and no file of settings holds it."""

_LEAST_RSA = 2048


class StampError(Exception):
    """A stamp cannot be put on or looked at; the message is a French sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class StampKey:
    """What a PKCS#12 file holds: a private key, its certificate, and those that lead from it to a root."""

    private: "RSAPrivateKey | EllipticCurvePrivateKey"
    certificate: "x509.Certificate"
    chain: "Sequence[x509.Certificate]"

    def moment_of(self, day: dt.date) -> dt.datetime:
        """The moment, in Paris, at which a stamp of a day is put on: its midnight, or the first one that is valid."""
        midnight = dt.datetime.combine(day, dt.time(), ZoneInfo("Europe/Paris"))
        return max(midnight, self.certificate.not_valid_before_utc.astimezone(midnight.tzinfo))


def opened(file: Path) -> StampKey:
    """The key in a PKCS#12 file; it is opened once in a process.

    Raises:
        StampError: it cannot be read, the password is not the right one, or nothing in it can stamp.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise fault(
            file, f"il ne peut pas être lu : {why(error)}. Vérifiez son chemin et ses droits"
        ) from None
    return _opened(file, data, os.environ.get(PASSWORD, ""))


@lru_cache(maxsize=4)
def _opened(file: Path, data: bytes, password: str) -> StampKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import pkcs12

    asked = f"Donnez le bon mot de passe dans la variable {PASSWORD}"
    try:
        found = pkcs12.load_key_and_certificates(data, password.encode() or None)
    except UnsupportedAlgorithm:
        raise fault(
            file, "son chiffrement est trop ancien. Exportez le certificat de nouveau, chiffré en AES"
        ) from None
    except ValueError as error:
        if "password" in str(error).lower():
            raise fault(file, f"son mot de passe n'est pas le bon. {asked}") from None
        raise fault(file, "ce n'est pas un fichier PKCS#12 (.p12, .pfx)") from None
    private, certificate, chain = found
    if private is None or certificate is None:
        missing = "clé privée" if private is None else "certificat"
        raise fault(
            file,
            f"il ne contient pas de {missing}. Exportez le certificat de nouveau, avec sa clé privée",
        )
    return StampKey(_able(file, private, certificate), certificate, tuple(chain))


def _able(
    file: Path, private: object, certificate: "x509.Certificate"
) -> "RSAPrivateKey | EllipticCurvePrivateKey":
    """The private key, if it can stamp and belongs to the certificate.

    Raises:
        StampError: it cannot, it does not, or the certificate is not made for it.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    wanted = f"Il faut une clé RSA d'au moins {_LEAST_RSA} bits, ou une clé EC (P-256, P-384 ou P-521)"
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise fault(file, f"les lecteurs de PDF ne connaissent pas sa sorte de clé. {wanted}")
    curves = ec.SECP256R1 | ec.SECP384R1 | ec.SECP521R1
    strong = (
        private.key_size >= _LEAST_RSA
        if isinstance(private, rsa.RSAPrivateKey)
        else isinstance(private.curve, curves)
    )
    if not strong:
        raise fault(file, f"sa clé est trop faible, ou trop rare. {wanted}")
    if private.public_key() != certificate.public_key():
        raise fault(file, "sa clé n'est pas celle de son certificat. Exportez les deux ensemble")
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return private
    if not (usage.digital_signature or usage.content_commitment):
        raise fault(file, "son certificat n'est pas fait pour signer. Demandez un certificat de cachet")
    return private


def refuse_out_of_date(file: Path, key: StampKey, day: dt.date) -> None:
    """See that a certificate is valid on a day.

    Raises:
        StampError: it is not valid yet, or not any more.
    """
    paris = ZoneInfo("Europe/Paris")
    first = key.certificate.not_valid_before_utc.astimezone(paris)
    last = key.certificate.not_valid_after_utc.astimezone(paris)
    if first.date() > day:
        raise fault(file, f"son certificat n'est valable qu'à partir du {date(first.date())}")
    if last < key.moment_of(day):
        raise fault(
            file, f"son certificat a expiré le {date(last.date())}. Mettez un certificat en cours de validité"
        )


def fault(file: Path, reason: str) -> StampError:
    """Why the stamp of a file cannot be used, as a sentence."""
    return StampError(typo(f"Le cachet « {file} » ne peut pas servir : {reason}."))
