"""Test certificates for electronic stamps: an authority, what it issues, and PKCS#12 files of it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    pkcs12,
)
from cryptography.x509.oid import NameOID

PASSWORD = "mot de passe d'essai"
FIRST = dt.date(2026, 1, 5)
LAST = dt.date(2028, 1, 4)

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@dataclass(frozen=True)
class Issued:
    """A certificate with its key."""

    key: Key
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


@cache
def key_of(kind: str, number: int = 0) -> Key:
    """A key of a kind, made once; another `number` gives another one."""
    match kind:
        case "RSA":
            return rsa.generate_private_key(65537, 2048)
        case "RSA faible":
            return rsa.generate_private_key(65537, 1024)
        case "EC":
            return ec.generate_private_key(ec.SECP256R1())
        case "EC rare":
            return ec.generate_private_key(ec.SECP256K1())
    return ed25519.Ed25519PrivateKey.generate()


def issued(
    name: str,
    by: Issued | None = None,
    kind: str = "EC",
    first: dt.date = FIRST,
    last: dt.date = LAST,
    *,
    number: int = 0,
    authority: bool = False,
    signs: bool = True,
) -> Issued:
    """A certificate with a name (and of an organisation), issued by itself or another one."""
    key = key_of(kind, number)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Essai"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(1000 + number)
        .not_valid_before(dt.datetime.combine(first, dt.time(9, 30)))
        .not_valid_after(dt.datetime.combine(last, dt.time(9, 30)))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(
            by.key if by else key,
            None if isinstance(by.key if by else key, ed25519.Ed25519PrivateKey) else hashes.SHA256(),
        )
    )
    return Issued(key, certificate)


def stored(path: Path, what: Issued, chain: Sequence[Issued] = (), password: str | None = PASSWORD) -> Path:
    """The PKCS#12 file of a certificate."""
    lock = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    data = pkcs12.serialize_key_and_certificates(
        b"cachet", what.key, what.certificate, [one.certificate for one in chain], lock
    )
    path.write_bytes(data)
    return path
