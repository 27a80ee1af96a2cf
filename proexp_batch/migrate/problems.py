"""What keeps a file from being used, in French."""

from collections.abc import Sequence

from proexp_batch.model.dossier import Dossier
from proexp_batch.model.findings import Hit
from proexp_batch.model.wording import typo
from proexp_batch.rules.engine.findings import findings


class SourceError(Exception):
    """A file that cannot be used; the message is a French sentence that says why and what to do."""


def refuse_unreadable(dossier: Dossier) -> None:
    """Refuse a file that the reader could not read.

    Raises:
        SourceError: the file is locked, damaged, empty, of another format, or no dossier.
    """
    if not dossier.readable:
        raise SourceError(" ".join(sentences(dossier, dossier.hits)))


def sentences(dossier: Dossier, hits: Sequence[Hit]) -> list[str]:
    """What hits say: what is wrong, what was read, what to do."""
    return [
        typo(" ".join(filter(None, (finding.message, finding.detail, finding.fix))))
        for finding in findings(dossier, hits)
    ]
