"""The second half of the work on a chunk of dossiers: decide and write."""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from proexp_batch.decision.decide import DossierFacts, decide, duplicate
from proexp_batch.decision.facts import DossierDecision, Written
from proexp_batch.decision.sameness import result_of
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.disk.files import remove_if_there, write_below
from proexp_batch.documents.catalogue import of_dossier
from proexp_batch.documents.document import DossierDocument
from proexp_batch.model.findings import Finding
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import date, typo
from proexp_batch.pipeline.earlier import Repeated
from proexp_batch.pipeline.exchange import Kept, take_up
from proexp_batch.settings.run import Settings


@dataclass(frozen=True, slots=True)
class WriteJob:
    """A checked chunk to decide and write under `output`.

    `repeated` tells the files that repeat another, `more` the findings that the rest of the batch showed.
    """

    kept: Kept
    files: tuple[DepositedFile, ...]
    repeated: Repeated
    more: Mapping[PurePosixPath, Sequence[Finding]]
    settings: Settings
    output: Path


def write_chunk(job: WriteJob) -> list[tuple[DossierDecision, Written]]:
    """Decide about each dossier of a chunk and write its outputs.

    Raises:
        OSError: what the first half kept cannot be read, or was changed.
    """
    results = []
    for file, fact in zip(job.files, take_up(job.kept), strict=True):
        decision = _decision(job, file, fact)
        results.append((decision, _write(file, decision, job.settings, job.output)))
    return results


def _decision(job: WriteJob, file: DepositedFile, fact: DossierFacts) -> DossierDecision:
    """What is decided about a file; an earlier result is taken over only if it is what would be decided now."""
    first = job.repeated.copies.get(file.file)
    if first is not None:
        return duplicate(fact, file.folder, first, "traité dans le même lot")
    decision = decide(fact, file.folder, job.more.get(file.file, ()))
    known = job.repeated.known.get(file.file)
    if known is None or known.result != result_of(decision):
        return decision
    received = f"reçu le {date(known.received.astimezone())} et {known.status.label}"
    return duplicate(fact, file.folder, known.file, received)


def _write(file: DepositedFile, decision: DossierDecision, settings: Settings, output: Path) -> Written:
    """Write the outputs of one dossier; an earlier run's outputs that no longer hold are removed."""
    due = [document for document in of_dossier() if document.is_due(decision)]
    outputs: dict[str, PurePosixPath] = {}
    hashes: dict[str, str] = {}
    failures: list[str] = []
    try:
        for document in of_dossier():
            if document not in due:
                remove_if_there(file.place(output, document.name))
        original = _read(file) if due else b""
        if due and hashlib.sha256(original).hexdigest() != decision.sha256:
            failure = "Le fichier a changé pendant le traitement ; déposez-le de nouveau."
            return Written(failure=failure, retry=True)
        for document in due:
            path = file.output(document.name)
            content = _content(document, decision, original, settings)
            if content is None:
                remove_if_there(file.place(output, document.name))
                failures.append(document.failure)
            else:
                write_below(file.place(output, document.name), content)
                outputs[document.kind] = path
                hashes[document.kind] = hashlib.sha256(content).hexdigest()
    except OSError as error:
        return Written(failure=typo(f"Écriture impossible : {why(error)}."), retry=True)
    return Written(outputs, " ".join(failures) or None, hashes=hashes)


def _read(file: DepositedFile) -> bytes:
    with file.open() as content:
        return content.read()


def _content(
    document: DossierDocument, decision: DossierDecision, original: bytes, settings: Settings
) -> bytes | None:
    try:
        return document.content(decision, original, settings)
    except OSError:
        # A disk or a process that refuses now may not another time.
        raise
    except Exception as error:
        # One workbook that cannot be annotated must not cost the others their results.
        print(f"{decision.sha256[:12]}: {type(error).__name__}", file=sys.stderr)
        return None


def split_write(job: WriteJob) -> list[WriteJob]:
    """A chunk is written again as a whole: what was written before is written alike."""
    return [job]


def give_up_write(job: WriteJob) -> list[tuple[DossierDecision, Written]]:
    """The results for a chunk whose writing brought the process down twice.

    Raises:
        OSError: as for `write_chunk`.
    """
    failure = Written(failure="L'écriture n'a pas abouti ; relancez le traitement.", retry=True)
    return [
        (decide(fact, file.folder, job.more.get(file.file, ())), failure)
        for file, fact in zip(job.files, take_up(job.kept), strict=True)
    ]
