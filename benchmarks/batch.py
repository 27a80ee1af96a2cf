"""Times the way of a deposit: how long each half takes for each dossier, one by one and in one batch.

Run from the project's folder: `python benchmarks/batch.py [NUMBER OF DOSSIERS]`. The dossiers are the sample of five
contracts, told apart by a comment in the zip file; everything is written to a temporary folder.
"""

import datetime as dt
import sys
import tempfile
import time
import zipfile
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from proexp_batch.disk.collect import DepositedFile  # noqa: E402
from proexp_batch.engines.processes import default_workers  # noqa: E402
from proexp_batch.pipeline.first_half import check_files  # noqa: E402
from proexp_batch.pipeline.way import process  # noqa: E402
from proexp_batch.reading.dossier import read  # noqa: E402
from proexp_batch.rules.catalogue import RULES  # noqa: E402
from proexp_batch.rules.engine.batch import Batch  # noqa: E402
from proexp_batch.rules.engine.schema import check  # noqa: E402
from proexp_batch.settings.run import settings  # noqa: E402

SAMPLE = ROOT / "samples" / "depot" / "Opco Atlas" / "Pixelande - 5 contrats.xlsx"
TODAY = dt.date(2026, 11, 24)
ALONE = 20


def make_deposit(folder: Path, count: int) -> list[DepositedFile]:
    """Write `count` dossiers that differ in content."""
    files = []
    for number in range(count):
        path = folder / f"{number:05}.xlsx"
        path.write_bytes(SAMPLE.read_bytes())
        with zipfile.ZipFile(path, "a") as archive:
            archive.comment = str(number).encode()
        files.append(DepositedFile(path, PurePosixPath(path.name), PurePosixPath(path.stem)))
    return files


def say(what: str, start: float, count: int) -> None:
    """Print the time of one dossier."""
    print(f"{what:<44}{1000 * (time.perf_counter() - start) / count:8.1f} ms a dossier")


def main(count: int) -> None:
    """Time the steps, then the whole with one process and with all of them."""
    circumstances = settings(TODAY)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "depot"
        folder.mkdir()
        files = make_deposit(folder, count)
        check_files(files[:1], circumstances)

        start = time.perf_counter()
        dossiers = [read(file.path.read_bytes(), file.file, number) for number, file in enumerate(files)]
        say("reading", start, count)

        start = time.perf_counter()
        check(Batch(dossiers, circumstances.parameters, TODAY), RULES)
        say(f"checking, {count} in one batch", start, count)

        start = time.perf_counter()
        for dossier in dossiers[:ALONE]:
            check(Batch([dossier], circumstances.parameters, TODAY), RULES)
        say("checking, one by one", start, min(ALONE, count))

        for workers in sorted({1, default_workers()}):
            start = time.perf_counter()
            process(
                [folder], Path(name) / f"sortie{workers}", circumstances, workers, lambda done, total: None
            )
            say(f"the whole, processes: {workers}", start, count)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
