"""What the rest of its batch, and what is known from before, say of a file."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from proexp_batch.decision.since import Before
from proexp_batch.model.findings import Finding
from proexp_batch.pipeline.earlier import Taken


@dataclass(frozen=True, slots=True)
class Compared:
    """What else says of a file.

    It repeats, to the letter, `copy`, the first one of the batch, or `known`, one from before it whose result may hold no
    more; `more` are the findings that other dossiers show. `before` is the last version of its dossier.
    """

    copy: PurePosixPath | None = None
    known: Taken | None = None
    more: tuple[Finding, ...] = ()
    before: Before | None = None


NOTHING_MORE = Compared()
