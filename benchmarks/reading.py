"""Reads one workbook once warm, and prints the seconds of CPU: `python -m benchmarks.reading ours|calamine FILE`."""

import sys
import time
from pathlib import Path, PurePosixPath

from benchmarks.contenders import floor
from benchmarks.reference import reference
from benchmarks.stamping import Stamp


def ours(path: Path) -> None:
    """Read the workbook into rows, as the program does before it judges."""
    from proexp_batch.reading.dossier import read

    read(path.read_bytes(), PurePosixPath(path.name), 0)


def calamine(path: Path) -> None:
    """Read every cell of every sheet with calamine."""
    floor.read(path)


READERS = {"ours": ours, "calamine": calamine}


def main() -> None:
    """Read a small workbook first, so that no import is counted."""
    reader, path = READERS[sys.argv[1]], Path(sys.argv[2])
    small = path.with_name(f"petit-{reader.__name__}.xlsx")
    first = reference(0, 1)
    small.write_bytes(Stamp(first).make(first))
    reader(small)
    began = time.process_time()
    reader(path)
    print(time.process_time() - began)


if __name__ == "__main__":
    main()
