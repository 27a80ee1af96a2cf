import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from proexp_batch import __version__
from proexp_batch.decision.facts import DossierDecision, Run, Status, Written
from proexp_batch.documents.catalogue import of_dossier
from proexp_batch.documents.report import Report
from proexp_batch.model.deadlines import Deadline, DeadlineKind, DeadlineState
from tests.writing.facts import RUN, batch, contract, dossier, finding

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "rapport.schema.json").read_text("utf-8"))
DOCUMENTS = of_dossier()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def report(run: Run, decisions: Sequence[DossierDecision], written: Sequence[Written]) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(report_bytes(run, decisions, written))
    return made


def report_bytes(run: Run, decisions: Sequence[DossierDecision], written: Sequence[Written]) -> bytes:
    file = BytesIO()
    Report().write(file, run, list(zip(decisions, written, strict=True)), DOCUMENTS)
    return file.getvalue()


def test_report_keeps_to_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    VALIDATOR.validate(json.loads(report_bytes(RUN, *batch())))
    VALIDATOR.validate(report(RUN, [], []))


def test_schema_describes_every_key_and_allows_no_other() -> None:
    def walk(node: object) -> None:
        if isinstance(node, dict):
            for described in node.get("properties", {}).values():
                assert described["description"]
            if node.get("type") == "object":
                # An output that the list gets later stands in a dossier or a contract under its kind.
                others = ({"$ref": "#/$defs/output"}, {"$ref": "#/$defs/files"})
                assert node["additionalProperties"] in (False, *others)
                assert node["required"] == list(node["properties"])
            for child in node.values():
                walk(child)

    walk(SCHEMA)


def test_keys_keep_their_order() -> None:
    one = dossier(findings=(finding(),))
    made = report(RUN, [one], [Written()])
    assert list(made) == ["version", "run", "dossiers"]
    assert list(made["run"]) == ["started", "finished", "today", "dossiers", "contracts"]
    entry = made["dossiers"][0]
    expected = ["file", "sha256", "status", "step", "since", "annotated", "attestations"]
    expected += ["papers", "unmade", "contracts", "findings"]
    assert list(entry) == expected
    assert list(entry["contracts"][0]) == [
        "number",
        "status",
        "attestation",
        "reason",
        "deadlines",
        "papers",
    ]
    assert list(entry["findings"][0]) == ["code", "severity", "sheet", "cell", "column", "message", "fix"]


def test_deadlines_stand_under_their_contract() -> None:
    day = dt.date(2023, 4, 14)
    due = Deadline("7", DeadlineKind.ANSWER, day, DeadlineState.DUE, "code du travail, art. D6325-2")
    made = report(RUN, [dossier(contracts=(contract("6"), contract("7")), deadlines=(due,))], [Written()])
    VALIDATOR.validate(made)
    first, second = made["dossiers"][0]["contracts"]
    assert first["deadlines"] == []
    assert second["deadlines"] == [
        {
            "kind": "answer",
            "day": "2023-04-14",
            "state": "due",
            "actor": "opco",
            "words": DeadlineKind.ANSWER.words,
            "source": "code du travail, art. D6325-2",
        }
    ]
    kinds = SCHEMA["$defs"]["deadline"]["properties"]["kind"]["enum"]
    assert kinds == [kind.value for kind in DeadlineKind]


def test_facts_of_the_run() -> None:
    made = report(RUN, *batch())
    assert made["version"] == __version__
    assert made["run"] == {
        "started": "2023-04-05T07:30:00Z",
        "finished": "2023-04-05T07:30:42Z",
        "today": "2023-04-05",
        "dossiers": 12,
        "contracts": 10,
    }


def test_times_of_another_zone_are_given_in_utc() -> None:
    paris = dt.timezone(dt.timedelta(hours=2))
    run = replace(RUN, started=dt.datetime(2023, 4, 5, 9, 30, tzinfo=paris))
    assert report(run, [], [])["run"]["started"] == "2023-04-05T07:30:00Z"


def test_no_value_of_a_cell_nor_personal_data_gets_out() -> None:
    one = dossier(findings=(finding(detail="SECRET-DETAIL"),), contracts=(contract(learner="SECRET-NOM"),))
    text = report_bytes(RUN, [one], [Written()]).decode()
    for secret in ("SECRET", "Camille", "2001", "Atelier Fictif"):
        assert secret not in text


def test_paths_and_cells_are_written_as_people_do() -> None:
    decisions, written = batch()
    made = report(RUN, decisions, written)["dossiers"]
    assert made[0]["annotated"] == "Région Sud/Été 100% n°0 #bis/entreprise 0/annoté #1 à 100%.xlsx"
    assert made[5]["annotated"] is None
    one = report(RUN, [dossier(findings=(finding(),))], [Written()])["dossiers"][0]
    assert one["findings"][0]["cell"] == "D5:D7"


def test_accents_stay_readable_and_names_that_are_not_unicode_are_written() -> None:
    made = report_bytes(RUN, [dossier("\udce9t\u00e9.xlsx", Status.UNREADABLE)], [Written()])
    assert "\ufffdté.xlsx".encode() in made
    assert made.endswith(b"}\n")
    json.loads(made)


def test_outputs_must_match_the_dossiers() -> None:
    with pytest.raises(ValueError, match="zip"):
        report(RUN, [dossier()], [])


@pytest.mark.parametrize("count", [0, 1, 3])
def test_it_is_written_as_one_would_write_it_whole(count: int) -> None:
    decisions = [dossier(f"{number}\u2028.xlsx", findings=(finding(),)) for number in range(count)]
    made = report_bytes(RUN, decisions, [Written()] * count).decode()
    assert made == json.dumps(json.loads(made), ensure_ascii=False, indent=2) + "\n"
