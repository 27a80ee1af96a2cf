"""What is sent from one part of the work to another: typed plain data, which runs no code when it is read.

What the first half keeps for the second may lie where others can write, and the halves may run on two machines. So the
hash of what was kept goes with the job: what was changed meanwhile is refused.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import msgspec

from proexp_batch.decision.decide import DossierFacts
from proexp_batch.decision.facts import DossierDecision, Written
from proexp_batch.model.plain import from_plain, to_plain
from proexp_batch.pipeline.compared import Compared
from proexp_batch.pipeline.jobs import Kept, Packed, Result

_ENCODER = msgspec.msgpack.Encoder(enc_hook=to_plain)
_DECODER = msgspec.msgpack.Decoder(list[DossierFacts], dec_hook=from_plain)
_RESULT = msgspec.msgpack.Decoder(tuple[DossierDecision, Written], dec_hook=from_plain)
_COMPARED = msgspec.msgpack.Decoder(Compared, dec_hook=from_plain)


class AlteredError(OSError):
    """What was kept is not there as it was; an `OSError` with a French reason."""

    @classmethod
    def of(cls, path: Path) -> Self:
        """The one of a file."""
        return cls(0, "ce que le programme gardait pour la suite a été changé entre-temps", str(path))


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
        raise AlteredError.of(kept.path)
    try:
        return decode(data)
    except msgspec.DecodeError as error:
        raise AlteredError.of(kept.path) from error


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


def pack(result: Result) -> Packed:
    """A result to be sent and recorded."""
    decision, _ = result
    return Packed(str(decision.file), decision.status.value, _ENCODER.encode(result))


def unpack(data: bytes) -> Result:
    """The result in what `pack` made."""
    return _RESULT.decode(data)


def packed_compared(compared: Compared) -> bytes:
    """What else says of a file, to be recorded: alike for what is alike."""
    return _ENCODER.encode(compared)


def unpack_compared(data: bytes) -> Compared:
    """What `packed_compared` made."""
    return _COMPARED.decode(data)
