"""The keys of the seal: Ed25519 (RFC 8032), the private one in PKCS#8, the public one in SubjectPublicKeyInfo, as PEM.

A file of public keys may hold several, one after another: keys change over the years, and what an old one sealed
stays sealed.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proexp_batch.disk.content import opened
from proexp_batch.disk.files import write_new
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import typo

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SIGNATURE_BYTES = 64
_KEY_BYTES = 32
_MOST_BYTES = 100_000
"""No file of keys is larger: a thousand public keys are not."""
_BLOCK = re.compile(rb"-----BEGIN PUBLIC KEY-----[^-]{1,2000}-----END PUBLIC KEY-----")


class SealError(Exception):
    """Nothing can be sealed or checked; the message is a French sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key, by its 32 bytes (RFC 8032, §5.1.5)."""

    raw: bytes

    @property
    def id(self) -> str:
        """What names it in a seal: eight hexadecimal digits."""
        return hashlib.sha256(self.raw).hexdigest()[:8]

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the private key of this one signed a message."""
        asymmetric, _ = _cryptography()
        from cryptography.exceptions import InvalidSignature

        try:
            asymmetric.Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A private key, and the public one that tells what it signed."""

    private: Ed25519PrivateKey
    public: PublicKey

    def sign(self, message: bytes) -> bytes:
        """The signature of a message, 64 bytes; the same message always has the same one."""
        return self.private.sign(message)


def make_pair(file: Path, password: str | None = None) -> PublicKey:
    """Make a key: the private one in `file`, for its owner alone, the public one beside it, in `public_file(file)`.

    Raises:
        SealError: one of them is there already, or cannot be written.
    """
    asymmetric, serialization = _cryptography()
    beside = public_file(file)
    for path in (file, beside):
        if path.exists() or path.is_symlink():
            raise SealError(
                typo(
                    f"« {path} » existe déjà : une clé n'est jamais remplacée, ce qu'elle a scellé ne se vérifie "
                    "qu'avec elle. Donnez un autre nom de fichier."
                )
            )
    private = asymmetric.Ed25519PrivateKey.generate()
    locked = (
        serialization.NoEncryption()
        if password is None
        else serialization.BestAvailableEncryption(password.encode())
    )
    pem = serialization.Encoding.PEM
    private_bytes = private.private_bytes(pem, serialization.PrivateFormat.PKCS8, locked)
    public = private.public_key()
    public_bytes = public.public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    for path, content, is_private in ((file, private_bytes, True), (beside, public_bytes, False)):
        try:
            write_new(path, content, private=is_private)
        except OSError as error:
            raise SealError(typo(f"La clé « {path} » n'a pas pu être écrite : {why(error)}.")) from error
    return PublicKey(public.public_bytes_raw())


def public_file(file: Path) -> Path:
    """Where the public key of a private one is written."""
    return file.with_name(f"{file.name}.pub")


def sealing_key(file: Path, password: str | None = None) -> SealingKey:
    """The private key of a file.

    Raises:
        SealError: there is none, or not without its password.
    """
    asymmetric, serialization = _cryptography()
    content = _content(file)
    try:
        private = serialization.load_pem_private_key(content, None if password is None else password.encode())
    except TypeError:
        needed = (
            f"il faut son mot de passe dans la variable {PASSWORD}"
            if password is None
            else f"elle n'a pas de mot de passe ; retirez la variable {PASSWORD}"
        )
        raise SealError(typo(f"La clé « {file} » ne s'ouvre pas : {needed}.")) from None
    except Exception as error:
        # What it raises on a damaged file depends on its version and on that of OpenSSL.
        reason = "son mot de passe est faux, ou" if password is not None else ""
        raise SealError(
            typo(
                f"La clé « {file} » ne s'ouvre pas : {reason} ce n'est pas une clé privée en PEM.".replace(
                    "  ", " "
                )
            )
        ) from error
    if not isinstance(private, asymmetric.Ed25519PrivateKey):
        raise SealError(typo(f"La clé « {file} » n'est pas une clé Ed25519 : faites-en une avec cle creer."))
    return SealingKey(private, PublicKey(private.public_key().public_bytes_raw()))


def public_keys(files: Iterable[Path]) -> tuple[PublicKey, ...]:
    """The public keys of files, each once.

    Raises:
        SealError: a file holds none, or one that is no Ed25519 key.
    """
    found: dict[bytes, PublicKey] = {}
    for file in files:
        for key in _public_keys_of(file):
            found[key.raw] = key
    return tuple(found.values())


def _public_keys_of(file: Path) -> list[PublicKey]:
    asymmetric, serialization = _cryptography()
    content = _content(file)
    if b"PRIVATE KEY-----" in content:
        raise SealError(
            typo(
                f"« {file} » est une clé privée, qui ne se donne à personne : pour vérifier, donnez la clé publique "
                f"(« {public_file(file).name} »)."
            )
        )
    keys = []
    for block in _BLOCK.findall(content):
        try:
            key = serialization.load_pem_public_key(block)
        except Exception as error:  # as for a private one
            raise SealError(typo(f"La clé publique « {file} » est abîmée : redemandez-la.")) from error
        if not isinstance(key, asymmetric.Ed25519PublicKey):
            raise SealError(typo(f"« {file} » contient une clé qui n'est pas une clé Ed25519."))
        keys.append(PublicKey(key.public_bytes_raw()))
    if not keys:
        raise SealError(typo(f"« {file} » ne contient pas de clé publique (« BEGIN PUBLIC KEY »)."))
    return keys


PASSWORD = "PROEXP_CLE_MOT_DE_PASSE"
"""The environment variable with the password of a private key: no option and no file of settings holds it."""


def key_password() -> str | None:
    """The password of the private key, `None` where it has none."""
    return os.environ.get(PASSWORD) or None


def _content(file: Path) -> bytes:
    try:
        with opened(file) as stream:
            content = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise SealError(typo(f"Le fichier de clé « {file} » ne peut pas être lu : {why(error)}.")) from error
    if len(content) > _MOST_BYTES:
        raise SealError(typo(f"« {file} » n'est pas une clé : il est trop gros."))
    return content


def _cryptography() -> tuple[Any, Any]:
    """The modules that sign and that read keys.

    Raises:
        SealError: they are not there; for a few machines nobody has built them.
    """
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise SealError(
            typo(
                "Les sceaux demandent la bibliothèque cryptography, qui n'est pas installée sur cette machine."
            )
        ) from error
    return ed25519, serialization
