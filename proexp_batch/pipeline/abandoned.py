"""What becomes of a file of which processes died."""

import hashlib
from pathlib import PurePosixPath

from proexp_batch.decision.decide import DossierFacts
from proexp_batch.decision.unreadable import unreadable
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.engines.engine import Ending
from proexp_batch.pipeline.jobs import UNKNOWN_HASH
from proexp_batch.settings.limits import Limits

_CODES = {Ending.TIME: "FIC-017", Ending.MEMORY: "FIC-018", Ending.CRASH: "FIC-019"}


def abandoned(file: PurePosixPath, sha256: str, ending: Ending, limits: Limits) -> DossierFacts:
    """The facts of a file whose work comes to no end; its content is not looked at."""
    return unreadable(file, sha256, _CODES[ending], seconds=limits.seconds, memory=limits.memory)


def hash_of(file: DepositedFile) -> str:
    """The hash (SHA-256) of a file, `UNKNOWN_HASH` of one that cannot be opened."""
    try:
        with file.open() as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return UNKNOWN_HASH
