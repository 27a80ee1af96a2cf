"""The first half of the work on a chunk of dossiers: read and validate."""

import datetime as dt
import hashlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from proexp_batch.decision.decide import DossierFacts, contract_facts
from proexp_batch.decision.repairs import repairs
from proexp_batch.decision.tutoring import tutoring_help
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.formats.registry import MAX_FILE_BYTES
from proexp_batch.model.dossier import Dossier
from proexp_batch.model.findings import Hit
from proexp_batch.model.links import DossierLinks
from proexp_batch.pipeline.exchange import Kept, keep
from proexp_batch.reading.dossier import read
from proexp_batch.rules.catalogue import RULES
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.findings import findings
from proexp_batch.rules.engine.rule import RuleError
from proexp_batch.rules.engine.schema import check
from proexp_batch.rules.engine.unjudged import unjudged
from proexp_batch.rules.facts.links import links
from proexp_batch.rules.own import OwnRulesError, load_all
from proexp_batch.settings.run import Settings

OURS = frozenset(rule.code for rule in RULES)
UNKNOWN_HASH = "0" * 64
"""Stands for the hash of a file that could not be opened."""


@dataclass(frozen=True, slots=True)
class CheckJob:
    """Files to read and validate; what is known of them is kept in the file `kept`, for the second half."""

    files: tuple[DepositedFile, ...]
    settings: Settings
    kept: Path


@dataclass(frozen=True, slots=True)
class Checked:
    """What the parent needs to know of a checked chunk: where the rest is kept, what is known of each file, the links.

    `hashes` and `readable` run along `files`.
    """

    kept: Kept
    files: tuple[DepositedFile, ...]
    hashes: tuple[str, ...]
    readable: tuple[bool, ...]
    links: tuple[DossierLinks, ...]


def check_files(
    files: Sequence[DepositedFile], settings: Settings
) -> tuple[list[DossierFacts], list[DossierLinks]]:
    """Read files and check them as one batch; see `check_dossiers`."""
    return check_dossiers([read_file(file, number) for number, file in enumerate(files)], settings)


def check_dossiers(
    dossiers: Sequence[Dossier], settings: Settings
) -> tuple[list[DossierFacts], list[DossierLinks]]:
    """Check dossiers as one batch; the facts are in their order.

    Raises:
        RuleError: a rule failed to run.
        OwnRulesError: the Opco's own rules cannot be loaded.
    """
    batch = Batch(dossiers, settings.parameters, settings.today)
    hits: dict[int, list[Hit]] = {number: list(dossier.hits) for number, dossier in enumerate(dossiers)}
    for hit in check(batch, load_all(settings.own_rules)):
        if dossiers[hit.dossier].readable:
            hits[hit.dossier].append(hit)
    contracts, tutoring = contract_facts(batch), tutoring_help(batch)
    facts = [
        DossierFacts(
            file=dossier.file,
            sha256=dossier.sha256,
            readable=dossier.readable,
            step=int(batch.step[number]) if dossier.readable else None,
            company=_company(dossier),
            findings=findings(dossier, hits[number]),
            contracts=contracts.get(number, ()),
            repairs=repairs(dossier, hits[number]),
            unjudged=unjudged(batch, number, hits[number]) if dossier.readable else (),
            tutoring=tutoring.get(number),
        )
        for number, dossier in enumerate(dossiers)
    ]
    return facts, links(batch)


def _company(dossier: Dossier) -> str | None:
    rows = dossier.sheets.get("company")
    return rows.values["name"][0] if rows and "name" in rows.values else None


def read_file(file: DepositedFile, number: int) -> Dossier:
    """Read a deposited file; what cannot be read is said in its hits."""
    try:
        with file.open() as content:
            state = os.fstat(content.fileno())
            size = state.st_size
            if size > MAX_FILE_BYTES:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
                hit = Hit("FIC-006", number, None, values={"size": f"{size // 1_000_000} Mo"})
                return Dossier(file.file, digest, False, hits=[hit])
            data = content.read(MAX_FILE_BYTES + 1)
    except OSError:
        return Dossier(file.file, UNKNOWN_HASH, False, hits=[Hit("FIC-009", number, None)])
    dossier = read(data, file.file, number)
    dossier.modified = dt.datetime.fromtimestamp(state.st_mtime, dt.UTC)
    return dossier


def check_chunk(job: CheckJob) -> Checked:
    """Read and validate the files of a chunk.

    Raises:
        OSError: the file for what is known of them cannot be written.
        RuleError: one of the Opco's own rules failed to run.
    """
    try:
        facts, linked = check_files(job.files, job.settings)
    except Exception as error:
        facts, linked = _one_by_one(job, error)
    return _kept(job, facts, linked)


def _one_by_one(job: CheckJob, error: Exception) -> tuple[list[DossierFacts], list[DossierLinks]]:
    """The facts of a chunk that cannot be checked as a whole: only the file that is the cause is given up."""
    if isinstance(error, OwnRulesError) or (isinstance(error, RuleError) and error.code not in OURS):
        raise error
    if len(job.files) == 1:
        # The text of the error may quote a cell, and the name of the file a person: the journal and the report tell
        # which one it is.
        cause = error.code if isinstance(error, RuleError) else type(error).__name__
        given_up = _given_up(job.files[0])
        print(f"{given_up.sha256[:12]}: {cause}", file=sys.stderr)
        return [given_up], []
    facts: list[DossierFacts] = []
    linked: list[DossierLinks] = []
    for file in job.files:
        try:
            more_facts, more_links = check_files([file], job.settings)
        except Exception as cause:
            more_facts, more_links = _one_by_one(replace(job, files=(file,)), cause)
        facts.extend(more_facts)
        linked.extend(more_links)
    return facts, linked


def _given_up(file: DepositedFile) -> DossierFacts:
    try:
        with file.open() as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        digest = UNKNOWN_HASH
    dossier = Dossier(file.file, digest, False, hits=[Hit("FIC-008", 0, None)])
    return DossierFacts(file.file, digest, False, None, None, findings(dossier, dossier.hits), ())


def _kept(job: CheckJob, facts: Sequence[DossierFacts], linked: Sequence[DossierLinks]) -> Checked:
    kept = keep(facts, job.kept)
    hashes, readable = [fact.sha256 for fact in facts], [fact.readable for fact in facts]
    return Checked(kept, job.files, tuple(hashes), tuple(readable), tuple(linked))


def split_check(job: CheckJob) -> list[CheckJob]:
    """The job of each file of a chunk."""
    return [
        CheckJob((file,), job.settings, job.kept.with_suffix(f".{number}"))
        for number, file in enumerate(job.files)
    ]


def give_up_check(job: CheckJob) -> Checked:
    """The result for a file whose reading brought the process down."""
    return _kept(job, [_given_up(file) for file in job.files], [])
