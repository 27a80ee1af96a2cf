"""`surveiller`: what became of the points of the last version, in everything that is given back."""

import datetime as dt
import json
import os
import sqlite3
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from proexp_batch.cli import main
from tests.deposit.running import Server, configured
from tests.deposit.test_intake import Import
from tests.making.draft import Draft
from tests.making.libreoffice import MISSING, SOFFICE, converted
from tests.making.plain import plain
from tests.making.workbooks import xlsx
from tests.whole.test_since import FAULTS

Output = pytest.CaptureFixture[str]


@pytest.fixture
def imported(tmp_path: Path) -> Import:
    return Import(tmp_path)


def told(folder: Path) -> list[dict[str, Any]]:
    """What the reports of all lots say of dossiers, the first one first."""
    reports = sorted(folder.glob("lots/*/rapport.json"), key=lambda path: path.stat().st_mtime_ns)
    return [one for path in reports for one in json.loads(path.read_text("utf-8"))["dossiers"]]


def since(folder: Path) -> list[tuple[int, int, int, int] | None]:
    """Version compared with, corrected, remaining, new."""
    names = ("version", "corrected", "remaining", "new")
    found = (one["since"] for one in told(folder))
    return [None if one is None else tuple(one[name] for name in names) for one in found]  # type: ignore[misc]


def control(path: Path) -> tuple[list[str], list[str]]:
    """The lines of the sheet above its list, and the first column of the list."""
    rows = [row[0].value for row in openpyxl.load_workbook(path)["Contrôle"].iter_rows()]
    plain_rows = [str(one).replace("\u00a0", " ") for one in rows if one]
    at = plain_rows.index("Gravité")
    return plain_rows[:at], plain_rows[at + 1 :]


def versions() -> tuple[Draft, Draft, Draft]:
    """Three versions: two points; both still there below inserted rows and one more; one of the three left."""
    first = plain(5)
    FAULTS["modules"](first)
    FAULTS["tutors"](first)
    second = first.copy()
    second.first_row += 3
    FAULTS["evaluations"](second)
    second.tutors.insert(0, {**second.tutors[0], "name": "Inès Aubert", "volunteer": True})
    third = second.copy()
    third.first_row += 2
    third.modules[-1]["qualiopi"] = True
    third.evaluations[-1]["evaluator"] = "Dominique Keller"
    return first, second, third


def test_three_versions(imported: Import, capsys: Output) -> None:
    for name, draft in zip(
        ("dossier.xlsx", "dossier v2.xlsx", "dossier final.xlsx"), versions(), strict=True
    ):
        imported.put(f"Opco 2i/{name}", xlsx(draft))
        assert imported.run() == 1
    assert since(imported.output) == [None, (1, 0, 2, 1), (2, 2, 1, 0)]
    day = f"{dt.date.today():%d/%m/%Y}"
    made = imported.output / "dossiers" / "Opco 2i"
    above, listed = control(made / "dossier" / "annote.xlsx")
    assert not [line for line in above if "Depuis" in line]
    assert not [line for line in listed if "(" in line]
    above, listed = control(made / "dossier v2" / "annote.xlsx")
    assert above[2] == f"Depuis la version 1 du {day} : 2 points restants, 1 nouveau."
    assert sorted(one for one in listed if "bloquant" in one) == [
        "bloquant",
        "bloquant",
        "bloquant (nouveau)",
    ]
    above, listed = control(made / "dossier final" / "annote.xlsx")
    assert above[2] == f"Depuis la version 2 du {day} : 2 points corrigés, 1 restant."
    capsys.readouterr()
    register = ["registre", "--sortie", str(imported.output)]
    assert main([*register, "--dossier", "dossier final.xlsx"]) == 0
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert f"Depuis la version 1 du {day} : 2 points restants, 1 nouveau\n" in said
    assert f"Depuis la version 2 du {day} : 2 points corrigés, 1 restant\n" in said
    assert said.count("Depuis") == 2
    assert main([*register, "--dossier", "dossier final.xlsx", "--format", "json"]) == 0
    deposits = json.loads(capsys.readouterr().out)["deposits"]
    assert [one["since"] for one in deposits] == [one["since"] for one in told(imported.output)]
    summaries = sorted(imported.output.glob("lots/*/synthese.xlsx"), key=lambda path: path.stat().st_mtime_ns)
    assert [column(path) for path in summaries] == [
        (True, None),
        (False, "2 points restants, 1 nouveau"),
        (False, "2 points corrigés, 1 restant"),
    ]


def column(path: Path) -> tuple[bool, str | None]:
    """Whether the column of the summary is hidden, and what stands in its first row."""
    sheet = openpyxl.load_workbook(path)["Dossiers"]
    [cell] = [cell for cell in sheet[4] if cell.value == "Depuis la dernière version"]
    text = sheet.cell(5, cell.column).value
    return sheet.column_dimensions[cell.column_letter].hidden, text and str(text).replace("\u00a0", " ")


def test_a_batch_of_its_own_has_no_last_time(imported: Import) -> None:
    first, second, _ = versions()
    for draft in (first, second):
        imported.put("dossier.xlsx", xlsx(draft))
        assert main(["traiter", str(imported.deposit), "--sortie", str(imported.output)]) == 1
        report = json.loads((imported.output / "rapport.json").read_text("utf-8"))
        assert [one["since"] for one in report["dossiers"]] == [None]
        assert column(imported.output / "synthese.xlsx") == (True, None)


def test_two_versions_in_one_batch_are_both_compared_with_the_last_one(imported: Import) -> None:
    first, second, third = map(xlsx, versions())
    imported.put("dossier.xlsx", first)
    imported.run()
    imported.put("dossier 2.xlsx", second)
    imported.put("dossier 3.xlsx", third)
    imported.run()
    # Each of the two is told of the other one, too.
    assert since(imported.output) == [None, (1, 0, 2, 2), (1, 1, 1, 1)]


def test_the_returned_workbook_that_comes_back_is_compared_as_it_is(imported: Import) -> None:
    """The company corrects in the workbook that it got, with our marks in it, and inserts a row there."""
    imported.put("dossier.xlsx", xlsx(versions()[0]))
    imported.run()
    workbook = openpyxl.load_workbook(imported.output / "dossiers" / "dossier" / "annote.xlsx")
    sheet = workbook["Modules"]
    sheet.insert_rows(3)
    workbook.save(imported.folder / "corrigé.xlsx")
    imported.put("corrigé.xlsx", imported.folder / "corrigé.xlsx")
    imported.run()
    [_, found] = since(imported.output)
    assert found is not None
    assert (found[0], found[1]) == (1, 0)
    assert found[2] == 2


@pytest.mark.skipif(SOFFICE is None, reason=MISSING)
def test_what_is_no_workbook_of_excel_is_compared_too(imported: Import, tmp_path: Path) -> None:
    sources = []
    for number, draft in enumerate(versions()[:2]):
        source = tmp_path / f"v{number}.xlsx"
        source.write_bytes(xlsx(draft))
        sources.append(source)
    for made in converted(sources, "ods", tmp_path / "ods"):
        imported.put("dossier.ods", made)
        imported.run()
    [_, found] = since(imported.output)
    assert found == (1, 0, 2, 1)
    _, listed = control(imported.output / "dossiers" / "dossier (2)" / "annote.xlsx")
    assert sum("nouveau" in one for one in listed) == 1


def test_killed_at_any_moment_it_says_the_same(tmp_path: Path) -> None:
    """What was recorded and not put away, what was written and not recorded: the last version stays the last one."""
    first, second, _ = map(xlsx, versions())
    for at in range(1, 400, int(os.environ.get("PROEXP_KILL_STEP", "29"))):
        folder = tmp_path / str(at)
        (folder / "depot").mkdir(parents=True)
        arguments = ["--une-fois", "--config", str(configured(folder))]
        with Server(folder / "dit.txt") as server:
            (folder / "depot" / "dossier.xlsx").write_bytes(first)
            assert server.run(*arguments) == 1
            (folder / "depot" / "dossier.xlsx").write_bytes(second)
            server.start(*arguments, die_at=at)
            code = server.ended()
            assert code in (-9, 1)
            if code == -9:
                assert server.run(*arguments) in (0, 1)
        with sqlite3.connect(folder / "sortie" / "registre.sqlite") as connection:
            rows = connection.execute("SELECT version, since_version, remaining, new FROM deposit").fetchall()
        assert rows == [(1, None, None, None), (2, 1, 2, 1)]
        if code == 1:
            break
    else:
        pytest.fail("it never came to its end")
