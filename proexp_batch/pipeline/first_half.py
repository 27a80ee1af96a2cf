"""The first half of the work on a chunk of dossiers: read and validate."""

import datetime as dt
import hashlib
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath

from proexp_batch.decision.contact import contact_of
from proexp_batch.decision.deadlines import deadlines
from proexp_batch.decision.decide import DossierFacts, contract_facts, decide
from proexp_batch.decision.facts import DossierDecision
from proexp_batch.decision.gathering import contents
from proexp_batch.decision.places import row_names
from proexp_batch.decision.repairs import repairs
from proexp_batch.decision.tutoring import tutoring_help
from proexp_batch.decision.unreadable import unreadable
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.engines.worker import Tell, noted
from proexp_batch.model.dossier import Dossier
from proexp_batch.model.findings import Hit
from proexp_batch.model.links import DossierLinks
from proexp_batch.pipeline.abandoned import abandoned, hash_of
from proexp_batch.pipeline.alone import AloneJob
from proexp_batch.pipeline.exchange import keep
from proexp_batch.pipeline.jobs import UNKNOWN_HASH, Checked, CheckJob, given_up
from proexp_batch.reading.dossier import read
from proexp_batch.rules.announced import announced, announcing
from proexp_batch.rules.catalogue import RULES
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.failing import OwnRulesError, RuleError
from proexp_batch.rules.engine.findings import findings
from proexp_batch.rules.engine.schema import check
from proexp_batch.rules.engine.unjudged import unjudged
from proexp_batch.rules.facts.links import links
from proexp_batch.rules.own import load_all
from proexp_batch.settings.limits import Limits
from proexp_batch.settings.papers import ATTESTATION, PAPERS
from proexp_batch.settings.run import Settings

OURS = frozenset(rule.code for rule in RULES)


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
    rules = [rule if rule.code in OURS else announced(rule) for rule in load_all(settings.own_rules)]
    for hit in check(batch, rules):
        if dossiers[hit.dossier].readable:
            hits[hit.dossier].append(hit)
    found = [findings(dossier, hits[number]) for number, dossier in enumerate(dossiers)]
    contracts, tutoring = contract_facts(batch, found), tutoring_help(batch)
    due = deadlines(batch)
    held = contents(batch, _with_papers(dossiers, settings))
    facts = [
        DossierFacts(
            file=dossier.file,
            sha256=dossier.sha256,
            readable=dossier.readable,
            step=int(batch.step[number]) if dossier.readable else None,
            company=_company(dossier),
            findings=found[number],
            contracts=contracts.get(number, ()),
            repairs=repairs(dossier, hits[number]),
            unjudged=unjudged(batch, number, hits[number]) if dossier.readable else (),
            tutoring=tutoring.get(number),
            contents=held.get(number),
            names=row_names(dossier, found[number]),
            deadlines=due.get(number, ()),
            contact=contact_of(dossier),
        )
        for number, dossier in enumerate(dossiers)
    ]
    return facts, links(batch)


def _with_papers(dossiers: Sequence[Dossier], settings: Settings) -> list[int]:
    """The places of the dossiers of which papers are made that say more than attestations do."""
    if not settings.papers.kinds - {PAPERS[ATTESTATION]}:
        return []
    return [number for number, dossier in enumerate(dossiers) if dossier.readable]


def _company(dossier: Dossier) -> str | None:
    rows = dossier.sheets.get("company")
    return rows.values["name"][0] if rows and "name" in rows.values else None


def read_file(file: DepositedFile, number: int, limits: Limits) -> Dossier:
    """Read a deposited file; what cannot be read is said in its hits."""
    try:
        with file.open() as content:
            state = os.fstat(content.fileno())
            if state.st_size > limits.bytes:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
                return _too_big(file.file, digest, number, state.st_size)
            data = content.read(limits.bytes + 1)
    except OSError:
        return Dossier(file.file, UNKNOWN_HASH, False, hits=[Hit("FIC-009", number, None)])
    dossier = read(data, file.file, number)
    dossier.modified = dt.datetime.fromtimestamp(state.st_mtime, dt.UTC)
    return dossier


def _too_big(file: PurePosixPath, digest: str, number: int, size: int) -> Dossier:
    hit = Hit("FIC-006", number, None, values={"size": f"{size // 1_000_000} Mo"})
    return Dossier(file, digest, False, hits=[hit])


def check_chunk(job: CheckJob, tell: Tell) -> Checked:
    """Read and validate the files of a chunk, but for those that are given up.

    Raises:
        OSError: the file for what is known of them cannot be written.
        RuleError: one of the Opco's own rules failed to run.
    """
    facts: dict[DepositedFile, DossierFacts] = {}
    for file in job.files:
        if (ending := given_up(job.deaths, file)) is not None:
            facts[file] = abandoned(file.file, hash_of(file), ending, job.settings.limits)
    dossiers: dict[DepositedFile, Dossier] = {}
    for number, file in enumerate(job.files):
        if file not in facts:
            tell(number)
            with noted(file.note):
                dossiers[file] = read_file(file, len(dossiers), job.settings.limits)
    tell(None)
    linked: list[DossierLinks] = []
    with ExitStack() as notes:
        if len(dossiers) == 1:
            notes.enter_context(noted(next(iter(dossiers)).note))
        notes.enter_context(announcing(tell))
        checked, linked = _checked(list(dossiers.values()), job.settings)
    facts.update(zip(dossiers, checked, strict=True))
    return _kept(job, [facts[file] for file in job.files], linked)


def _checked(
    dossiers: Sequence[Dossier], settings: Settings
) -> tuple[list[DossierFacts], list[DossierLinks]]:
    """The facts of dossiers; where they cannot be checked as a whole, only the one that is the cause is given up."""
    try:
        return check_dossiers(dossiers, settings)
    except (MemoryError, OwnRulesError):
        raise
    except Exception as error:
        if isinstance(error, RuleError) and error.code not in OURS:
            raise
        if len(dossiers) == 1:
            # The text of the error may quote a cell, and the name of the file a person: the journal and the report
            # tell which one it is.
            cause = error.code if isinstance(error, RuleError) else type(error).__name__
            dossier = dossiers[0]
            print(f"{dossier.sha256[:12]}: {cause}", file=sys.stderr)
            return [unreadable(dossier.file, dossier.sha256, "FIC-008")], []
    facts: list[DossierFacts] = []
    linked: list[DossierLinks] = []
    for dossier in dossiers:
        more_facts, more_links = _checked([dossier], settings)
        facts.extend(more_facts)
        linked.extend(more_links)
    return facts, linked


def _kept(job: CheckJob, facts: Sequence[DossierFacts], linked: Sequence[DossierLinks]) -> Checked:
    kept = keep(facts, job.kept)
    hashes, readable = [fact.sha256 for fact in facts], [fact.readable for fact in facts]
    return Checked(kept, job.files, tuple(hashes), tuple(readable), tuple(linked))


def decide_alone(job: AloneJob, tell: Tell) -> DossierDecision:
    """The decision about one workbook, checked by itself.

    Raises:
        OwnRulesError, RuleError: the Opco's own rules cannot be loaded, or one failed to run.
    """
    if job.ending is not None:
        return decide(abandoned(job.file, _hash_alone(job), job.ending, job.settings.limits), job.file)
    dossier = _read_alone(job)
    with announcing(tell):
        [facts], _ = _checked([dossier], job.settings)
    return decide(facts, job.file.with_suffix(""))


def _hash_alone(job: AloneJob) -> str:
    if isinstance(job.source, bytes):
        return hashlib.sha256(job.source).hexdigest()
    return hash_of(DepositedFile(job.source, job.file, job.file))


def _read_alone(job: AloneJob) -> Dossier:
    limits = job.settings.limits
    if isinstance(job.source, Path):
        return read_file(DepositedFile(job.source, job.file, job.file), 0, limits)
    if len(job.source) > limits.bytes:
        digest = hashlib.sha256(job.source).hexdigest()
        return _too_big(job.file, digest, 0, len(job.source))
    return read(job.source, job.file, 0)
