"""The second half of the work on a chunk of dossiers: decide and write."""

import hashlib
import sys
from collections.abc import Collection
from dataclasses import replace
from pathlib import PurePosixPath

from proexp_batch.decision.decide import DossierFacts, decide, duplicate
from proexp_batch.decision.facts import DossierDecision, Status, Written
from proexp_batch.decision.sameness import result_of
from proexp_batch.decision.unreadable import unreadable
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.disk.files import remove_if_there, write_below
from proexp_batch.disk.held import folder_of
from proexp_batch.documents.catalogue import of_dossier, own_names
from proexp_batch.documents.document import DossierDocument, Unmade
from proexp_batch.engines.worker import Tell, noted
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import date, typo
from proexp_batch.pipeline.abandoned import abandoned
from proexp_batch.pipeline.compared import Compared
from proexp_batch.pipeline.exchange import pack, take_up
from proexp_batch.pipeline.jobs import Packed, Result, WriteJob, given_up


class _NotMadeError(Exception):
    """A document cannot be made of this file, now or later; the message is the French sentence that says so."""


class _ChangedError(OSError):
    """The file is not the one that was read."""


def write_chunk(job: WriteJob, tell: Tell) -> list[Packed]:
    """Decide about each dossier of a chunk and write its outputs; what cannot be given back is not accepted.

    Raises:
        OSError: what the first half kept cannot be read, or was changed.
    """
    facts = take_up(job.kept)
    results = []
    for number, (file, place, compared) in enumerate(zip(job.files, job.places, job.compared, strict=True)):
        tell(number)
        with noted(file.note):
            decision, written = _result(job, file, facts[place], compared)
            # What the papers said of people is of no use to the rest of the batch.
            results.append(pack((replace(decision, contents=None), written)))
    return results


def _result(job: WriteJob, file: DepositedFile, fact: DossierFacts, compared: Compared) -> Result:
    if (ending := given_up(job.deaths, file)) is not None:
        decision = decide(abandoned(file.file, fact.sha256, ending, job.settings.limits), file.folder)
    else:
        decision = _decision(file, fact, compared)
    try:
        try:
            return decision, _write(job, file, decision)
        except _NotMadeError as error:
            lost = decide(unreadable(file.file, fact.sha256, "FIC-020", what=str(error)), file.folder)
            return lost, _write(job, file, lost)
    except _ChangedError:
        failure = "Le fichier a changé pendant le traitement ; déposez-le de nouveau."
    except OSError as error:
        failure = typo(f"Écriture impossible : {why(error)}.")
    if decision.status not in (Status.UNREADABLE, Status.DUPLICATE):
        decision = decide(unreadable(file.file, fact.sha256, "FIC-021", what=failure), file.folder)
    return decision, Written(failure=failure, retry=True)


def _decision(file: DepositedFile, fact: DossierFacts, compared: Compared) -> DossierDecision:
    """What is decided about a file; an earlier result is taken over only if it is what would be decided now."""
    if compared.copy is not None:
        return duplicate(fact, file.folder, compared.copy, "traité dans le même lot")
    decision = decide(fact, file.folder, compared.more, compared.before)
    known = compared.known
    if known is None or known.result != result_of(decision):
        return decision
    received = f"reçu le {date(known.received.astimezone())} et {known.status.label}"
    return duplicate(fact, file.folder, known.file, received)


def _write(job: WriteJob, file: DepositedFile, decision: DossierDecision) -> Written:
    """Write the outputs of one dossier, all or none; an earlier run's outputs that no longer hold are removed.

    Raises:
        _NotMadeError: one of them cannot be made.
        OSError: one cannot be written, or the file is another one by now.
    """
    due = [document for document in of_dossier(job.settings) if document.is_due(decision)]
    original = _read(file) if due else b""
    if due and hashlib.sha256(original).hexdigest() != decision.sha256:
        raise _ChangedError
    made = [one for document in due for one in _made(job, document, decision, original)]
    contents = {(document, label): content for document, label, content in made if isinstance(content, bytes)}
    _remove_others(job, file, {document.file_name(label) for document, label in contents})
    outputs: dict[str, PurePosixPath] = {}
    hashes: dict[str, str] = {}
    for (document, label), content in contents.items():
        key, name = document.key(label), document.file_name(label)
        outputs[key] = file.output(name)
        hashes[key] = hashlib.sha256(content).hexdigest()
        write_below(file.place(job.output, name), content)
    unmade = tuple(content.sentence for *_, content in made if isinstance(content, Unmade))
    return Written(outputs, hashes=hashes, unmade=unmade)


def _remove_others(job: WriteJob, file: DepositedFile, written: Collection[str]) -> None:
    """Remove what an earlier run gave back of a dossier under names that it has no more."""
    own, before = own_names(), file.output("*").name.removesuffix("*")
    with folder_of(file.place(job.output, "*")) as folder:
        there = (
            []
            if folder is None
            else [name.removeprefix(before) for name in folder.names() if name.startswith(before)]
        )
    for name in there:
        if own.is_of_dossier(name) and name not in written:
            remove_if_there(file.place(job.output, name))


def _read(file: DepositedFile) -> bytes:
    with file.open() as content:
        return content.read()


def _made(
    job: WriteJob, document: DossierDocument, decision: DossierDecision, original: bytes
) -> list[tuple[DossierDocument, str, bytes | Unmade]]:
    try:
        return [(document, *one) for one in document.files(decision, original, job.settings)]
    except (OSError, MemoryError):
        # A disk or a process that refuses now may not another time.
        raise
    except Exception as error:
        # One workbook that cannot be annotated must not cost the others their results.
        print(f"{decision.sha256[:12]}: {type(error).__name__}", file=sys.stderr)
        if not document.must_be_made:
            return [(document, "", Unmade(document.failure))]
        raise _NotMadeError(document.failure) from error
