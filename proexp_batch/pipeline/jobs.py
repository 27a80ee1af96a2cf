"""What is given to workers and what comes back: chunks of files, for each half of the work."""

import errno
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from proexp_batch.decision.facts import DossierDecision, Written
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.engines.engine import Ending
from proexp_batch.engines.worker import Part
from proexp_batch.model.links import DossierLinks
from proexp_batch.pipeline.compared import Compared
from proexp_batch.rules.engine.failing import RuleError
from proexp_batch.settings.run import Settings

Result = tuple[DossierDecision, Written]
"""The decision about a dossier, and where its outputs are."""

UNKNOWN_HASH = "0" * 64
"""Stands for the hash of a file that could not be opened."""

MOST_DEATHS = 2
"""After so many processes that died of it, a file is given up."""

Deaths = Mapping[PurePosixPath, tuple[Ending, ...]]
"""How the processes ended that died while they worked on a file."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the first half keeps what it knows for the second, and the hash (SHA-256) of that file."""

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class CheckJob:
    """Files to read and validate; what is known of them is kept in the file `kept`, for the second half."""

    files: tuple[DepositedFile, ...]
    settings: Settings
    kept: Path
    deaths: Deaths = field(default_factory=dict)


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


@dataclass(frozen=True, slots=True)
class WriteJob:
    """Files to decide about and write under `output`; along them, their `places` in what is kept, and what else says."""

    kept: Kept
    files: tuple[DepositedFile, ...]
    places: tuple[int, ...]
    compared: tuple[Compared, ...]
    settings: Settings
    output: Path
    deaths: Deaths = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Packed:
    """A result as it is sent and recorded: the file, the status, and all of it; see `exchange`."""

    file: str
    status: str
    result: bytes


def given_up(deaths: Deaths, file: DepositedFile) -> Ending | None:
    """How the last process ended that died of a file which is given up; `None` for one that is still tried."""
    endings = deaths.get(file.file, ())
    return endings[-1] if len(endings) >= MOST_DEATHS else None


def apart(files: Sequence[DepositedFile], deaths: Deaths) -> list[tuple[DepositedFile, ...]]:
    """Files as they may be tried together: those of which a process died before, each by itself."""
    together = tuple(file for file in files if not deaths.get(file.file))
    return [some for some in (together, *((file,) for file in files if deaths.get(file.file))) if some]


def blame_rule(part: Part, ending: Ending) -> None:
    """Stop where a process died of one of the Opco's own rules: no file is the cause.

    Raises:
        RuleError: it did.
    """
    if isinstance(part, str):
        raise RuleError(part, _OF_A_RULE[ending])


_OF_A_RULE = {
    Ending.TIME: "elle prend trop de temps",
    Ending.MEMORY: "elle demande trop de mémoire",
    Ending.CRASH: "elle arrête le programme",
}


def parted_check(job: CheckJob, part: Part, ending: Ending) -> list[CheckJob]:
    """What is tried in the place of a job whose process died at a file, or (`None`) at no file in particular.

    Raises:
        RuleError: as for `blame_rule`.
    """
    blame_rule(part, ending)
    groups, deaths = _parted(job.files, job.deaths, part, ending)
    return [
        replace(job, files=files, deaths=deaths, kept=job.kept.with_name(f"{job.kept.name}-{number}"))
        for number, files in enumerate(groups)
    ]


def parted_write(job: WriteJob, part: Part, ending: Ending) -> list[WriteJob]:
    """As `parted_check`; what was written before is written alike."""
    along = dict(zip(job.files, zip(job.places, job.compared, strict=True), strict=True))
    groups, deaths = _parted(job.files, job.deaths, part, ending)
    return [
        replace(
            job,
            files=files,
            deaths=deaths,
            places=tuple(along[file][0] for file in files),
            compared=tuple(along[file][1] for file in files),
        )
        for files in groups
    ]


def _parted(
    files: tuple[DepositedFile, ...], deaths: Deaths, part: Part, ending: Ending
) -> tuple[list[tuple[DepositedFile, ...]], Deaths]:
    if not isinstance(part, int) and len(files) > 1:
        return [(file,) for file in files], deaths
    culprit = files[part if isinstance(part, int) else 0]
    if given_up(deaths, culprit) is not None:
        # Nothing of the file was looked at: it is not the cause.
        raise OSError(errno.ECHILD, os.strerror(errno.ECHILD))
    deaths = {**deaths, culprit.file: (*deaths.get(culprit.file, ()), ending)}
    return apart(files, deaths), deaths
