"""Prints the seconds of CPU that reading a workbook takes once a small one was read, so that no import is counted.

Run as `python -m benchmarks.reading ours|calamine SMALL BIG`.
"""

import sys
import time
from pathlib import Path, PurePosixPath

from benchmarks.contenders import floor


def ours(path: Path) -> None:
    """Read the workbook into rows, as the program does before it judges."""
    from proexp_batch.reading.dossier import read

    read(path.read_bytes(), PurePosixPath(path.name), 0)


def calamine(path: Path) -> None:
    """Read every cell of every sheet with calamine."""
    floor.read(path)


READERS = {"ours": ours, "calamine": calamine}


def main() -> None:
    """Read the small workbook, then measure the other one."""
    reader, small, path = READERS[sys.argv[1]], Path(sys.argv[2]), Path(sys.argv[3])
    reader(small)
    began = time.process_time()
    reader(path)
    print(time.process_time() - began)


if __name__ == "__main__":
    main()
