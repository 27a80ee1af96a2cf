"""The benchmark as a command: from few dossiers to the page and its picture."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import turns
from benchmarks.__main__ import main
from benchmarks.further import HELP, Further
from benchmarks.machine import this_machine
from benchmarks.measuring import FailedCommandError, Measure, measured, python
from benchmarks.page import Options, page, picture
from benchmarks.targets import MET, MISSED, UNKNOWN, targets
from benchmarks.turns import ALONE, FLOOR, LABELS, NAIVE, TWO, VALIDATING, Turns, contenders
from proexp_batch.model.wording import typo


def test_a_tiny_run_makes_the_page_and_its_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the contenders that run elsewhere in the tests, to spare their time."""
    names = [name for name in contenders() if name not in (TWO, NAIVE)]
    monkeypatch.setattr(turns, "contenders", lambda: names)
    where = tmp_path / "docs" / "performance.md"
    options = ["--dossiers", "2", "--tours", "1", "--evaluations", "300", "--page", str(where)]
    assert main(options) == 0
    text = where.read_text(encoding="utf-8")
    for name in names:
        assert f"| {LABELS[name]} | " in text
    assert ("frictionless** n'était pas installé" in text) == (VALIDATING not in names)
    assert len(re.findall(rf"\| (?:{MET}|{MISSED}|{UNKNOWN}) \|$", text, re.MULTILINE)) >= 10
    assert "Les grands lots n'ont pas été mesurés" in text
    drawn = ElementTree.parse(where.parent / "images" / "performance.svg").getroot()
    assert len(drawn.findall("{*}rect")) in (1, 1 + len(names))


def turns_of(**cpu: float | None) -> Turns:
    """Two turns in which nothing but CPU differs, the second one twice as slow."""
    measures = {
        name: [Measure(times * 10.0, None if value is None else times * value, 100.0) for times in (1, 2)]
        for name, value in cpu.items()
    }
    return Turns(100, measures)


def verdicts(found: Turns, beside: Further) -> dict[str, str]:
    return {target.label: target.verdict for target in targets(found, beside)}


def test_ratios_are_formed_turn_by_turn() -> None:
    found = turns_of(alone=2.0, floor=1.0)
    assert found.ratios(ALONE, FLOOR, lambda measure: measure.cpu) == [2.0, 2.0]


def test_targets_are_met_or_missed_or_not_measured() -> None:
    beside = Further(20_000, {HELP: [Measure(1, 0.3, 20)]}, ours=[2.0], calamine=[1.0])
    beside.large = {1000: Measure(50, 90, 200), 10_000: Measure(520, 950, 300)}
    found = verdicts(turns_of(**{ALONE: 1.9, TWO: 2.1, NAIVE: 12.0, FLOOR: 1.0}), beside)
    expected = {
        "CPU du traitement complet, 1 processus, sur celui du plancher": MET,
        "CPU du traitement complet, 2 processus, sur celui du plancher": MISSED,
        "CPU du script ordinaire sur celui du traitement complet, 1 processus": MET,
        "CPU du script ordinaire sur celui du traitement complet, 2 processus": MISSED,
        "CPU de frictionless sur celui du traitement complet, 1 processus": UNKNOWN,
        "Durée avec 1 processus sur la durée avec 2": MISSED,
        "CPU de `--help`": MISSED,
        "CPU de `etat`": UNKNOWN,
        "La même, sur celle pour 1\u00a0000": MISSED,
        "CPU par dossier, 10\u00a0000 dossiers sur 1\u00a0000": MET,
    }
    assert expected.items() <= found.items()


def test_a_system_that_does_not_tell_the_cpu_gets_a_page_that_says_so() -> None:
    measures = {name: [Measure(1.0, None, None)] for name in LABELS}
    beside = Further(20_000)
    text = page(Options(4, 0.5, 1, 1, 20_000, 0), this_machine(), Turns(4, measures), beside)
    assert f"| {LABELS[ALONE]} | 1 s | {UNKNOWN} | {UNKNOWN} | {UNKNOWN} |" in text
    assert picture(Turns(4, measures)).endswith("</svg>\n")


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_is_set_as_french_is(times: int) -> None:
    measures = {name: [Measure(3.5 + at, 3.25 + at, 120.0) for at in range(times)] for name in LABELS}
    beside = Further(20_000, ours=[2.0], calamine=[1.0], large={n: Measure(n, n, 99.0) for n in (100, 1000)})
    text = page(Options(4, 0.5, 1, times, 20_000, 100), this_machine(), Turns(4, measures), beside)
    for line in re.sub(r"`[^`\n]*`", "`", text).splitlines():
        assert line == typo(line)
    assert "## Les grands lots" in text


def test_processes_that_outlive_a_command_are_measured_too() -> None:
    """A child that nobody waits for works on, and takes memory, after its parent ended."""
    works = "import time; held = b'1' * 90_000_000\nwhile time.process_time() < 0.5: pass"
    starts = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {works!r}])"
    found = measured(python("-c", starts))
    if found.cpu is None or found.memory is None:
        pytest.skip("the system does not tell the CPU of all processes")
    assert found.cpu >= 0.5
    assert found.memory >= 90


def test_a_command_that_fails_is_told_with_its_last_words() -> None:
    with pytest.raises(FailedCommandError, match="cassé"):
        measured(python("-c", "import sys; print('cassé'); sys.exit(4)"))
