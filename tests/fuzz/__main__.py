"""Tries damaged workbooks for some time: `python -m tests.fuzz --seconds 600 --seed 7`."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.campaign import Campaign
from tests.fuzz.corpus import mutant, sources

AT_ONCE = 100


def run() -> int:
    """Try until the time is over; say what was found, and end with 1 if that is something to look at."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument(
        "--seed", type=int, default=0, help="the first mutant; the same number makes the same one"
    )
    parser.add_argument("--count", type=int, help="how many mutants at most")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="proexp-fuzz-") as folder:
        found = sources(Path(folder) / "returned")
        campaign = Campaign(Path(folder) / "tried", found)
        end, first = time.monotonic() + wanted.seconds, wanted.seed
        last = first + (wanted.count or sys.maxsize)
        while time.monotonic() < end and first < last:
            some = [mutant(found, seed) for seed in range(first, min(first + AT_ONCE, last))]
            (campaign.watched if first // AT_ONCE % 4 == 3 else campaign.batch)(some)
            first += AT_ONCE
            print(campaign.tally, flush=True)
    return 0 if campaign.tally.is_clean else 1


if __name__ == "__main__":
    sys.exit(run())
