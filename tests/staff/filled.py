"""A register and folders as the scheduled import leaves them, made from the samples."""

import datetime as dt
import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from proexp_batch.decision.decide import decide
from proexp_batch.decision.facts import Status, Written
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.register import Register, Result
from proexp_batch.settings.run import settings
from proexp_batch.settings.watch import WatchConfig
from tests.making.checking import check_files
from tests.whole.places import CLOSED, FAULTY, LOCKED, RIGHT, ROOT, TODAY

OLD = dt.datetime(2021, 3, 5, 9, 30, tzinfo=dt.UTC)
YOUNG = dt.datetime(2026, 10, 2, 9, 30, tzinfo=dt.UTC)


def checked(*paths: Path) -> list[Result]:
    """What the program decides about some workbooks."""
    files = [
        DepositedFile(path, PurePosixPath("Opco 2i", path.name), PurePosixPath(path.stem)) for path in paths
    ]
    facts, linked = check_files(files, settings(TODAY))
    links = {link.file: link for link in linked}
    return [
        Result(
            decide(fact, file.folder),
            Written(),
            links.get(file.file),
            file.path.stat().st_size,
            YOUNG,
            YOUNG,
            TODAY,
        )
        for fact, file in zip(facts, files, strict=True)
    ]


@dataclass
class Filled:
    """The folders; `results` are right, closed, faulty and locked, in this order."""

    folder: Path
    results: list[Result]

    @property
    def config(self) -> WatchConfig:
        return WatchConfig(depot=self.folder / "depot", sortie=self.folder / "sortie")

    def register(self) -> Register:
        self.config.sortie.mkdir(parents=True, exist_ok=True)
        return Register.open(self.config.registre)

    def add(self, number: int, processed: dt.datetime, name: str, *, digest: str | None = None) -> int:
        """Record one deposit with its outputs and its archive copy on disk; give its number.

        With the `digest` of another deposit, it is a duplicate of it.
        """
        result = self.results[number]
        outputs = {"annotated": PurePosixPath("dossiers", name, "annote.xlsx")}
        if number == 1:
            outputs["attestations"] = PurePosixPath("dossiers", name, "attestations.xlsx")
        archived = PurePosixPath("archive", f"{processed:%Y-%m}", f"{name}.xlsx")
        for file in (*outputs.values(), archived):
            place = self.config.sortie / file
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(name, encoding="utf-8")
        decision = replace(
            result.decision,
            file=PurePosixPath("Opco 2i", f"{name}.xlsx"),
            status=Status.DUPLICATE if digest else result.decision.status,
            sha256=digest or hashlib.sha256(name.encode()).hexdigest(),
        )
        made = replace(
            result,
            decision=decision,
            written=Written(outputs),
            received=processed,
            processed=processed,
        )
        with self.register() as register:
            (recorded,) = register.record([made])
            register.set_archived(recorded, str(archived))
        return recorded

    def everything(self) -> list[str]:
        """All plain files below the output, but the register's."""
        return sorted(
            path.relative_to(self.config.sortie).as_posix()
            for path in self.config.sortie.rglob("*")
            if path.is_file() and not path.name.startswith("registre.")
        )


def samples() -> list[Result]:
    """The decisions about four samples: accepted, accepted with attestations, to correct, unreadable."""
    results = checked(RIGHT, CLOSED, FAULTY, LOCKED)
    assert [one.decision.status for one in results][-2:] == [Status.TO_CORRECT, Status.UNREADABLE]
    return results


def run(*arguments: object, environ: Mapping[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    """Run the real program as a child process."""
    return subprocess.run(
        [sys.executable, "-m", "proexp_batch", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", "TZ": "Europe/Paris", **(environ or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
