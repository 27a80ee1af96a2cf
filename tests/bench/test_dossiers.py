"""The dossiers of the benchmark, through the real program: the sizes, verdicts and attestations that are promised."""

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import dossiers, turns
from benchmarks.faults import HARMLESS, OF_CONTRACT, OF_DOSSIER
from benchmarks.measuring import Measure, measured
from benchmarks.reference import People, reference
from benchmarks.sizes import CONTRACTS
from benchmarks.stamping import Stamp

COUNT, SEED = 8, 3
GENERATED, SINGLE = "generated", "single"
FAULTS = [
    *((fault, 0) for fault in OF_DOSSIER),
    *((fault, CONTRACTS - 1) for fault in OF_CONTRACT),
    *((fault, CONTRACTS) for fault in HARMLESS),
]


@pytest.fixture(scope="module")
def deposit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generated dossiers, and one dossier for each fault there is."""
    folder = tmp_path_factory.mktemp("bench") / "depot"
    dossiers.write(folder / GENERATED, COUNT, seed=SEED)
    (folder / SINGLE).mkdir()
    stamp = Stamp(reference(0, SEED))
    for position, (fault, _) in enumerate(FAULTS):
        draft = reference(1000 + position, SEED)
        fault(draft, position % CONTRACTS)
        (folder / SINGLE / f"{position}.xlsx").write_bytes(stamp.make(draft))
    return folder


@pytest.fixture(scope="module")
def measure(deposit: Path) -> Measure:
    return measured(turns.whole_job(deposit, deposit.parent / "sortie", workers=1), codes=(1,))


@pytest.fixture(scope="module")
def report(deposit: Path, measure: Measure) -> dict[str, dict]:
    """What is said of each dossier, by its path."""
    told = json.loads((deposit.parent / "sortie" / "rapport.json").read_text(encoding="utf-8"))
    return {dossier["file"]: dossier for dossier in told["dossiers"]}


def issued(dossier: dict) -> int:
    return sum(contract["attestation"] for contract in dossier["contracts"])


def test_every_sheet_has_the_size_that_is_promised() -> None:
    for made in dossiers.drafts(8):
        sizes = {key: len(rows) for key, rows in made.draft.rows.items() if key != "company"}
        assert sizes == {
            "learners": 5,
            "competences": 15,
            "modules": 20,
            "evaluations": 100,
            "tutors": 5,
            "documents": 33,
        }


def test_half_has_faults_and_three_attestations_are_issued_on_average(report: dict[str, dict]) -> None:
    found = [dossier for file, dossier in report.items() if file.startswith(GENERATED)]
    assert Counter(dossier["status"] for dossier in found) == {"accepted": COUNT / 2, "to_correct": COUNT / 2}
    assert sum(map(issued, found)) == 3 * COUNT


@pytest.mark.parametrize("position", range(len(FAULTS)))
def test_each_fault_costs_the_attestations_that_it_says(report: dict[str, dict], position: int) -> None:
    dossier = report[f"{SINGLE}/{position}.xlsx"]
    _, attestations = FAULTS[position]
    assert issued(dossier) == attestations
    assert (dossier["status"] == "to_correct") == (attestations < CONTRACTS)


def test_no_dossier_says_anything_of_another(report: dict[str, dict]) -> None:
    told = {finding["code"] for dossier in report.values() for finding in dossier["findings"]}
    assert not [code for code in told if code.startswith("DOS-")]


def test_people_are_in_one_dossier_only() -> None:
    people = [People(number).learner() for number in (*range(3000), 13_200, 99_999, 999_999)]
    assert len(set(people)) == len(people)


@pytest.mark.parametrize(("share", "faulty"), [(0, 0), (0.3, 3), (1, 10)])
def test_the_share_of_faults_is_what_is_asked_for(share: float, faulty: int) -> None:
    assert sum(made.faulty for made in dossiers.drafts(10, share)) == faulty


def test_the_same_seed_gives_the_same_bytes(deposit: Path, tmp_path: Path) -> None:
    def content(folder: Path) -> list[bytes]:
        return [path.read_bytes() for path in sorted(folder.iterdir())]

    dossiers.write(tmp_path / "again", COUNT, seed=SEED)
    dossiers.write(tmp_path / "other", COUNT, seed=SEED + 1)
    assert content(tmp_path / "again") == content(deposit / GENERATED)
    assert not set(content(tmp_path / "other")) & set(content(deposit / GENERATED))


def test_the_program_keeps_its_distance_from_the_others(deposit: Path, measure: Measure) -> None:
    """The ratios of the page with wide margins: start-up counts much in so few dossiers."""
    if measure.cpu is None:
        pytest.skip("the system does not tell the CPU of all processes")
    count = COUNT + len(FAULTS)
    floor = sum(turns.run(turns.FLOOR, deposit / name)[0].cpu for name in (GENERATED, SINGLE))
    naive = turns.run(turns.NAIVE, deposit / GENERATED)[0].cpu
    assert measure.cpu < 8 * floor
    assert measure.cpu / count < naive / COUNT
