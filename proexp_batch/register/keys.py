"""The key of a register: with it, and only with it, what the register keeps of a person can be compared with a name.

A plain hash of a name and a birth date is found by trying names and dates; one with a key (RFC 2104) is not. The key lies
in a file beside the register, which only its owner reads.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from proexp_batch.model.links import DossierLinks

_BYTES = 32

Keyed = Callable[[str], str]
"""Gives what is kept in the place of a hash."""


def key_path(register: Path) -> Path:
    """Where the key of a register lies: beside it, and not among the files that SQLite makes of it."""
    return register.with_suffix(".cle")


def read_key(path: Path) -> bytes:
    """The key in a file.

    Raises:
        OSError: it is not there or may not be read.
        ValueError: the file holds no key.
    """
    key = bytes.fromhex(path.read_text("ascii").strip())
    if len(key) != _BYTES:
        raise ValueError(f"{path} holds no key of {_BYTES} bytes")
    return key


def write_key(path: Path, key: bytes) -> None:
    """Write a key to a new file, whole, for its owner alone.

    Raises:
        OSError: it cannot be written, or the file is there already.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, 0o600)
    try:
        os.write(handle, f"{key.hex()}\n".encode())
        os.fsync(handle)
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(handle)


def give_to_owner_of(register: Path, path: Path) -> None:
    """Let the key belong to whom the register belongs: who makes it may be an administrator who only looks.

    Raises:
        OSError: this account is neither.
    """
    owner, made = register.stat(), path.stat()
    if hasattr(os, "chown") and owner.st_uid != made.st_uid:
        os.chown(path, owner.st_uid, owner.st_gid)


def new_key() -> bytes:
    """A key that nobody can guess."""
    return secrets.token_bytes(_BYTES)


def keyed_with(key: bytes) -> Keyed:
    """What is kept in the place of a hash, under a key."""
    return lambda text: hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def mark_of(key: bytes) -> str:
    """What tells a key from another one and gives nothing of it away."""
    return keyed_with(key)("registre")


def keyed_links(links: DossierLinks, keyed: Keyed) -> DossierLinks:
    """The links of a dossier with another hash of each person."""
    return replace(
        links,
        contracts=tuple(
            replace(
                contract,
                person=None if contract.person is None else keyed(contract.person),
                tutor=None if contract.tutor is None else keyed(contract.tutor),
            )
            for contract in links.contracts
        ),
        tutors=tuple(replace(tutor, name=keyed(tutor.name)) for tutor in links.tutors),
    )


def people_of(links: DossierLinks) -> set[str]:
    """The hashes of all persons that the links of a dossier speak of."""
    people = {person for contract in links.contracts for person in (contract.person, contract.tutor)}
    return {person for person in people if person is not None} | {tutor.name for tutor in links.tutors}


def keyed_json(text: str, keyed: Keyed) -> str:
    """Links as a register of before kept them, with another hash of each person; what is no such text stays."""
    try:
        document = json.loads(text)
        for holder, names in (("contracts", ("person", "tutor")), ("tutors", ("name",))):
            for one in document[holder]:
                one.update({name: keyed(one[name]) for name in names if one[name] is not None})
    except (ValueError, KeyError, TypeError, AttributeError):
        return text
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
