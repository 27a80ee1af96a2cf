"""Runs a contender on a deposit, in a process of its own: `python -m benchmarks.contenders NAME DEPOSIT OUTPUT`."""

import importlib
import sys
from pathlib import Path


def main() -> None:
    """Run the function of the contender's module."""
    name, deposit, output = sys.argv[1:]
    importlib.import_module(f"benchmarks.contenders.{name}").run(Path(deposit), Path(output))


if __name__ == "__main__":
    main()
