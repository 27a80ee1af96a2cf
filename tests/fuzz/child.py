"""Runs one command of the program, then writes its exit code and its peak of memory: `python -m tests.fuzz.child`.

The process is the parent of those that work on the files: it must end well, and stay small, whatever they meet.
"""

import json
import sys
from pathlib import Path

from proexp_batch.cli import main


def peak() -> int:
    """The most memory that this process has taken, in megabytes; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    [line] = [line for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    code = main(sys.argv[2:])
    Path(sys.argv[1]).write_text(json.dumps({"code": code, "peak": peak()}), "utf-8")
