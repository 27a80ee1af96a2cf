"""Some hundred damaged workbooks through the whole program: none stops it, none is lost, none wrongly accepted.

`python -m tests.fuzz --seconds 600 --seed 7` goes on for as long as one likes; PROEXP_FUZZ and PROEXP_SEED say here how
many are tried, and from which one on.
"""

import os
from pathlib import Path

import pytest

from tests.fuzz.campaign import Campaign, Tally
from tests.fuzz.corpus import Source, mutant, sources

COUNT = int(os.environ.get("PROEXP_FUZZ", "200"))
SEED = int(os.environ.get("PROEXP_SEED", "2026"))

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="the system has no such limits"),
    # openpyxl warns of what it leaves out of damaged workbooks.
    pytest.mark.filterwarnings("ignore::UserWarning:openpyxl"),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tuple[Source, ...]:
    return sources(tmp_path_factory.mktemp("returned"))


def test_damaged_workbooks_cost_only_themselves(corpus: tuple[Source, ...], tmp_path: Path) -> None:
    campaign = Campaign(tmp_path / "tried", corpus, values=4)
    half = SEED + COUNT // 2
    campaign.batch([mutant(corpus, seed) for seed in range(SEED, half)])
    campaign.watched([mutant(corpus, seed) for seed in range(half, SEED + COUNT)])
    tally: Tally = campaign.tally
    print(f"\n{tally}")
    assert tally.tried.total() == COUNT
    assert (tally.crashes, tally.hangs, tally.swollen, tally.stops) == ([], [], [], []), str(tally)
    assert (tally.lost, tally.twice, tally.wrongly_accepted) == (0, 0, []), str(tally)


def test_the_same_seed_makes_the_same_workbook(corpus: tuple[Source, ...], tmp_path: Path) -> None:
    again = sources(tmp_path / "again")
    assert [mutant(corpus, seed).data for seed in range(20)] == [
        mutant(again, seed).data for seed in range(20)
    ]
