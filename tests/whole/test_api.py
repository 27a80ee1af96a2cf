"""The package as other programs use it; the example of `docs/api.md` prints what the page says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import proexp_batch
from proexp_batch.decision.facts import Status
from tests.whole.places import FAULTY, LOCKED, RIGHT, ROOT, TODAY


def test_the_example_of_the_page_prints_what_the_page_says(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    blocks = dict(re.findall(r"^```(\w+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL))
    (tmp_path / "example.py").write_text(
        blocks["python"].replace('"samples/depot"', repr(str(ROOT / "samples" / "depot"))), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "example.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.stdout, done.stderr) == (blocks["text"], "")
    assert (tmp_path / "sortie" / "rapport.json").is_file()


def test_a_file_and_its_content_are_decided_alike() -> None:
    of_file = proexp_batch.check(FAULTY, today=TODAY)
    of_bytes = proexp_batch.check(FAULTY.read_bytes(), today=TODAY)
    assert of_file.status is Status.TO_CORRECT
    assert (of_file.findings, of_file.contracts) == (of_bytes.findings, of_bytes.contracts)


def test_what_cannot_be_read_is_a_decision_and_what_is_not_there_an_error(tmp_path: Path) -> None:
    assert proexp_batch.check(LOCKED).status is Status.UNREADABLE
    assert proexp_batch.check(b"").status is Status.UNREADABLE
    with pytest.raises(FileNotFoundError):
        proexp_batch.check(tmp_path / "absent.xlsx")


def test_parameters_and_rules_of_ones_own_are_applied(tmp_path: Path) -> None:
    parameters = tmp_path / "parametres.toml"
    parameters.write_text("[tutor_learners_maximum]\n", encoding="utf-8")
    with pytest.raises(Exception, match=r"parametres\.toml"):
        proexp_batch.check(RIGHT, today=TODAY, parameters=parameters)
    with pytest.raises(Exception, match="aucune_regle"):
        proexp_batch.check(RIGHT, today=TODAY, rules=["aucune_regle"])


def test_several_deposits_are_processed_into_one_output(tmp_path: Path) -> None:
    outcome = proexp_batch.process([RIGHT, str(LOCKED)], tmp_path / "sortie", today=TODAY, workers=1)
    assert [one.status for one in outcome.decisions] == [Status.ACCEPTED, Status.UNREADABLE]
    [annotated] = outcome.written[0].outputs.values()
    assert (tmp_path / "sortie" / annotated).is_file()
    assert not outcome.written[1].outputs


def test_what_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="checks"):
        proexp_batch.checks  # type: ignore[attr-defined]  # noqa: B018
