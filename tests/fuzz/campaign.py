"""Tries damaged workbooks through the whole program, between good dossiers, and counts what became of them."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from proexp_batch.disk.content import digest_of
from proexp_batch.register import Register
from tests.deposit.making import Deposit, Workbooks
from tests.deposit.running import check_places, configured, count, no_claim_left
from tests.fuzz.corpus import Mutant, Source, cells
from tests.fuzz.sound import sound
from tests.whole.places import ROOT, TODAY

ACCEPTED = ("accepted", "accepted_with_warnings")
CRASHES, HANGS, SWOLLEN, NOT_GIVEN_BACK = ("FIC-008", "FIC-019"), "FIC-017", "FIC-018", "FIC-020"
PATIENCE = 1800.0
"""Seconds after which a batch counts as one that does not end."""


@dataclass(slots=True)
class Tally:
    """What became of the damaged workbooks; each list names them by seed, with what is to be looked at."""

    tried: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    crashes: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    swollen: list[str] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)
    lost: int = 0
    twice: int = 0
    not_given_back: list[str] = field(default_factory=list)
    wrongly_accepted: list[str] = field(default_factory=list)
    peak: int = 0

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing to look at."""
        told = (
            self.crashes,
            self.hangs,
            self.swollen,
            self.stops,
            self.not_given_back,
            self.wrongly_accepted,
        )
        return not any(told) and (self.lost, self.twice) == (0, 0)

    def __str__(self) -> str:
        kinds = ", ".join(f"{kind} {number}" for kind, number in sorted(self.tried.items()))
        ends = ", ".join(f"{end} {number}" for end, number in self.ended.most_common())
        lines = [
            f"{self.tried.total()} files tried ({kinds})",
            f"they ended as: {ends}",
            f"crashes {len(self.crashes)}, hangs {len(self.hangs)}, out of memory {len(self.swollen)}, "
            f"stops {len(self.stops)}, lost {self.lost}, twice {self.twice}, "
            f"read but not given back {len(self.not_given_back)}, wrongly accepted {len(self.wrongly_accepted)}, "
            f"peak memory of the parent {self.peak} MB",
        ]
        for name in ("crashes", "hangs", "swollen", "stops", "not_given_back", "wrongly_accepted"):
            lines += [f"  {name}: {one}" for one in getattr(self, name)]
        return "\n".join(lines)


class Campaign:
    """Tries damaged workbooks, some at a time, in folders of its own."""

    def __init__(self, folder: Path, sources: Sequence[Source], *, values: int = 1) -> None:
        """Of the accepted ones, every `values`-th has its cells compared with those of its source."""
        self._folder, self._values = folder, values
        self._rounds = 0
        self.tally = Tally()
        self._known = self._report_of_sources(sources)

    def batch(self, mutants: Sequence[Mutant]) -> None:
        """Through `traiter`."""
        deposit, good, output = self._deposited(mutants)
        if not self._ran(
            "traiter", str(deposit.folder), "--sortie", str(output), "--aujourdhui", TODAY.isoformat()
        ):
            return
        report = json.loads((output / "rapport.json").read_text("utf-8"))["dossiers"]
        told = {one["file"]: one for one in report}
        self.tally.twice += len(report) - len(told)
        self.tally.lost += len(good) + len(mutants) - len(told)
        self._look_at_good(told[name] for name in good)
        for mutant in mutants:
            self._look(mutant, told[_name(mutant)], output)

    def watched(self, mutants: Sequence[Mutant]) -> None:
        """Through `surveiller --une-fois`."""
        deposit, good, output = self._deposited(mutants)
        config = configured(output.parent, delai=0)
        if not self._ran("surveiller", "--une-fois", "--config", str(config)):
            return
        # A workbook whose end is missing may still be arriving: it waits where it is.
        waiting = {path.name: digest_of(path) for path in deposit.folder.iterdir() if path.is_file()}
        put_in = Counter(deposit.put_in) - Counter(waiting.values())
        counted = count(list(put_in.elements()), output)
        self.tally.lost += counted.losses
        self.tally.twice += counted.twice
        check_places(output)
        assert no_claim_left(deposit.folder)
        reports = [json.loads(path.read_text("utf-8")) for path in output.glob("lots/*/rapport.json")]
        told = {Path(one["file"]).name: one for report in reports for one in report["dossiers"]}
        with Register.open(output / "registre.sqlite") as register:
            recorded = {row.file: str(row.status) for row in register.deposits()}
        assert {name: one["status"] for name, one in told.items()} == recorded
        self._look_at_good(told[name] for name in good)
        [lot] = output.glob("lots/*")
        for mutant in mutants:
            if _name(mutant) in waiting:
                self.tally.ended["waiting"] += 1
            else:
                self._look(mutant, told[_name(mutant)], lot)

    def _deposited(self, mutants: Sequence[Mutant]) -> tuple[Deposit, list[str], Path]:
        """A deposit with the mutants between good dossiers, the names of these, and where its output goes."""
        self._rounds += 1
        folder = self._folder / f"{self._rounds}"
        deposit, workbooks = Deposit(folder / "depot"), Workbooks()
        good = [f"{mark} bon.xlsx" for mark in ("000", "m 5", "zzz")]
        for number, name in enumerate(good, start=1):
            deposit.put(name, workbooks.make(number))
        for mutant in mutants:
            deposit.put(_name(mutant), mutant.data)
            self.tally.tried[f"{mutant.source.kind} {mutant.how}"] += 1
        return deposit, good, folder / "sortie"

    def _ran(self, *arguments: str) -> bool:
        """Run the program; whether it came to its end."""
        result = self._folder / "ended.json"
        result.unlink(missing_ok=True)
        command = [sys.executable, "-m", "tests.fuzz.child", str(result), *arguments]
        began = time.monotonic()
        try:
            ended = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired:
            self.tally.stops.append(f"{' '.join(arguments)}: did not end in {time.monotonic() - began:.0f} s")
            return False
        told = (
            json.loads(result.read_text("utf-8"))
            if result.exists()
            else {"code": ended.returncode, "peak": 0}
        )
        self.tally.peak = max(self.tally.peak, told["peak"])
        if told["code"] not in (0, 1):
            self.tally.stops.append(f"{' '.join(arguments)}: {told['code']}, {ended.stderr.decode()[-2000:]}")
            return False
        return True

    def _report_of_sources(self, sources: Sequence[Source]) -> dict[str, dict[str, Any]]:
        """What the report says of each source as it is, by its name."""
        deposit = self._folder / "sources"
        deposit.mkdir(parents=True)
        for number, source in enumerate(sources):
            # The same dossier twice in one batch would be told of both.
            (deposit / f"{number}").mkdir()
            (deposit / f"{number}" / source.name).write_bytes(source.data)
        output = self._folder / "report of sources"
        assert self._ran("traiter", str(deposit), "--sortie", str(output), "--aujourdhui", TODAY.isoformat())
        report = json.loads((output / "rapport.json").read_text("utf-8"))["dossiers"]
        return {Path(one["file"]).name: one for one in report}

    def _look_at_good(self, told: Iterable[dict[str, Any]]) -> None:
        wrong = [one["file"] for one in told if one["status"] not in ACCEPTED]
        self.tally.stops += [f"{name} is not accepted as without the others" for name in wrong]

    def _look(self, mutant: Mutant, told: dict[str, Any], output: Path) -> None:
        codes = [finding["code"] for finding in told["findings"]]
        refused = next((code for code in codes if code.startswith("FIC")), "")
        self.tally.ended[f"{told['status']} {refused}".strip()] += 1
        name = f"{mutant.seed} ({mutant.source.name}, {mutant.how}): {refused}"
        if refused in CRASHES:
            self.tally.crashes.append(name)
        elif refused == HANGS:
            self.tally.hangs.append(name)
        elif refused == SWOLLEN:
            self.tally.swollen.append(name)
        elif refused == NOT_GIVEN_BACK:
            self.tally.not_given_back.append(name)
        elif told["status"] in ACCEPTED:
            self.tally.wrongly_accepted += [f"{name}{reason}" for reason in self._wrong(mutant, told, output)]

    def _wrong(self, mutant: Mutant, told: dict[str, Any], output: Path) -> Iterator[str]:
        """Why an accepted one should not have been: what is missing, broken, or told otherwise of the same cells."""
        if told["annotated"] is None or not (output / told["annotated"]).is_file():
            yield "no annotated workbook"
            return
        annotated = (output / told["annotated"]).read_bytes()
        yield from sound(mutant.data, annotated)
        if told["attestations"] is not None and not (output / told["attestations"]).is_file():
            yield "no attestations"
        if mutant.seed % self._values:
            return
        here = cells(mutant.data)
        if here is not None and cells(annotated) is None:
            yield "openpyxl opens the deposit, and not what is given back"
        known = self._known[mutant.source.name]
        if here is not None and here == cells(mutant.source.data) and _facts(told) != _facts(known):
            yield f"the same cells, told otherwise: {sorted(_facts(told) ^ _facts(known), key=str)}"


def _name(mutant: Mutant) -> str:
    return f"m {mutant.seed}{mutant.source.suffix}"


def _facts(told: dict[str, Any]) -> set[tuple[Any, ...]]:
    """What is told of a dossier, but for what others in the batch have to do with it."""
    found = {
        (one["code"], one["sheet"], one["cell"])
        for one in told["findings"]
        if not one["code"].startswith("DOS")
    }
    return found | {("attestations", told["attestations"] is not None), ("step", told["step"])}
