"""What the first half of the work keeps for the second: typed plain data in a file, which runs no code when it is read.

The file may lie where others can write, and the halves may run on two machines. So the hash of what was kept goes with
the job: what was changed meanwhile is refused.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from proexp_batch.decision.decide import DossierFacts
from proexp_batch.model.plain import from_plain, to_plain
from proexp_batch.pipeline.jobs import Kept

_ENCODER = msgspec.msgpack.Encoder(enc_hook=to_plain)
_DECODER = msgspec.msgpack.Decoder(list[DossierFacts], dec_hook=from_plain)
_CHANGED = "ce que le programme gardait pour la suite a été changé entre-temps"


class AlteredError(OSError):
    """What was kept is not there as it was; an `OSError` with a French reason."""


def keep(facts: Sequence[DossierFacts], path: Path) -> Kept:
    """Write facts to a file.

    Raises:
        OSError: it cannot be written.
    """
    data = encode(facts)
    path.write_bytes(data)
    return Kept(path, hashlib.sha256(data).hexdigest())


def take_up(kept: Kept) -> list[DossierFacts]:
    """Read the facts that `keep` wrote.

    Raises:
        AlteredError: another content stands there, or it was written by another version of the program.
        OSError: the file cannot be read.
    """
    data = kept.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != kept.sha256:
        raise AlteredError(0, _CHANGED, str(kept.path))
    try:
        return decode(data)
    except msgspec.DecodeError as error:
        raise AlteredError(0, _CHANGED, str(kept.path)) from error


def encode(facts: Sequence[DossierFacts]) -> bytes:
    """Facts as MessagePack."""
    return _ENCODER.encode(facts)


def decode(data: bytes) -> list[DossierFacts]:
    """The facts that `encode` wrote.

    Raises:
        msgspec.DecodeError: the data is something else, or a part of it has not its type.
    """
    try:
        return _DECODER.decode(data)
    except (UnicodeDecodeError, RecursionError) as error:
        # msgspec lets these two through.
        raise msgspec.DecodeError(str(error)) from error
