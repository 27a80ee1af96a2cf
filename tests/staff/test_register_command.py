"""`registre`: lists, filters, formats, the history of a dossier, and a copy to keep."""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proexp_batch.cli import main
from proexp_batch.cli.register import csv_columns, csv_text
from proexp_batch.model.wording import NBSP
from proexp_batch.register import Deposit, Register, Result
from tests.staff.filled import OLD, YOUNG, Filled, checked, run, samples
from tests.whole.altering import altered
from tests.whole.places import RIGHT

Say = Callable[..., str]
DEPOSIT = Deposit(
    **{
        "id": 1,
        "sha256": "ab" * 32,
        "file": "a.xlsx",
        "size": 3,
        "today": "2026-10-02",
        "status": "accepted",
    },
    **{
        "received": "2026-10-02T09:30:00Z",
        "processed": "2026-10-02T09:30:00Z",
        "step": None,
        "company": None,
    },
    **dict.fromkeys(("first_id", "dossier_id", "version", "archived")),
    **dict.fromkeys(("blocking", "warnings", "information"), 0),
)


@pytest.fixture(scope="module")
def results() -> list[Result]:
    return samples()


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Result:
    path = tmp_path_factory.mktemp("corrige") / "corrigé.xlsx"
    return checked(altered(RIGHT, path, {("Apprenants", "Heures de formation prévues"): 321}))[0]


@pytest.fixture
def filled(tmp_path: Path, results: list[Result], corrected: Result) -> Filled:
    made = Filled(tmp_path, [*results, corrected])
    made.add(0, OLD, "Delmotte")
    made.add(2, YOUNG, "Chaudronnerie")
    made.add(4, YOUNG, "Delmotte corrigé")
    made.add(4, YOUNG, "Copie", digest=made.register().deposits()[0].sha256)
    made.add(3, YOUNG, "Protégé")
    return made


@pytest.fixture
def say(filled: Filled, capsys: pytest.CaptureFixture[str]) -> Say:
    def said(*arguments: object, code: int = 0) -> str:
        given = ["registre", "--sortie", str(filled.config.sortie), *map(str, arguments)]
        assert main(given) == code
        captured = capsys.readouterr()
        return (captured.out if not code else captured.out + captured.err).replace(NBSP, " ")

    return said


def names(text: str) -> list[str]:
    return [Path(one["file"]).stem for one in json.loads(text)["deposits"]]


def test_the_list_says_what_came_of_each_deposit_the_latest_first(say: Say) -> None:
    lines = say().splitlines()
    assert [line.partition(",")[0] for line in lines] == ["n° 5", "n° 4", "n° 3", "n° 2", "n° 1"]
    assert "Opco 2i/Protégé.xlsx : illisible" in lines[0]
    assert "Copie.xlsx : doublon du n° 3, version 2" in lines[1]
    assert "version 2, étape 3, contrat PE-2023-0841" in lines[2]
    assert ": à corriger" in lines[3]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ((), ["Protégé", "Copie", "Delmotte corrigé", "Chaudronnerie", "Delmotte"]),
        (("--limite", "2"), ["Protégé", "Copie"]),
        (("--statut", "à corriger"), ["Chaudronnerie"]),
        (("--statut", "A CORRIGER"), ["Chaudronnerie"]),
        (("--statut", "unreadable"), ["Protégé"]),
        (("--depuis", "2026-10-03"), []),
        (("--depuis", "2026-10-02", "--statut", "doublon"), ["Copie"]),
        (("--jusqu-au", "2021-03-05"), ["Delmotte"]),
        (("--texte", "chaudron"), ["Chaudronnerie"]),
        (("--texte", "0841"), ["Delmotte corrigé", "Delmotte"]),
    ],
)
def test_filters(say: Say, filters: tuple[str, ...], found: list[str]) -> None:
    assert names(say("--format", "json", *filters)) == found


def test_a_list_that_is_cut_says_so(say: Say) -> None:
    assert "Seuls les 2 derniers" in say("--limite", 2)
    assert "Aucun dépôt ne correspond" in say("--depuis", "2030-01-01")


@pytest.mark.parametrize(
    "text", ["Opco 2i/Delmotte.xlsx", "delmotte.XLSX", "PE-2023-0841", "pe-2023-0841", "1", "3"]
)
def test_history_by_all_that_names_a_dossier(say: Say, text: str) -> None:
    shown = say("--dossier", text)
    assert "3 dépôts, 1 dossier" in shown
    assert [part in shown for part in ("N° 1, version 1", "N° 3, version 2", "N° 4, version 2")] == [True] * 3
    assert "Archive : archive/2021-03/Delmotte.xlsx" in shown
    assert "Classeur rendu : dossiers/Delmotte/annote.xlsx" in shown


def test_history_by_siret_however_it_is_written(say: Say, filled: Filled) -> None:
    with closing(sqlite3.connect(filled.config.registre)) as connection:
        (siret,) = connection.execute("SELECT siret FROM dossier WHERE id = 1").fetchone()
    for text in (siret, f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}"):
        assert "3 dépôts, 1 dossier" in say("--dossier", text)


def test_history_counts_findings_by_code(say: Say, filled: Filled) -> None:
    shown = say("--dossier", "Chaudronnerie.xlsx")
    counted = next(line for line in shown.splitlines() if "Constats" in line)
    with filled.register() as register:
        codes = [code for code, *_ in register.codes(2)]
    for code in codes:
        assert code in counted
    (document,) = json.loads(say("--dossier", "Chaudronnerie.xlsx", "--format", "json"))["deposits"]
    assert [one["code"] for one in document["findings"]] == codes


def test_nothing_known_is_an_exit_code_of_its_own(say: Say) -> None:
    assert "ne connaît rien sous « PE-0000 »" in say("--dossier", "PE-0000", code=1)
    assert "ne connaît rien" in say("--dossier", " ", code=1)
    assert say("--dossier", "x", "--format", "json", code=1)


def test_csv_opens_in_a_french_excel(say: Say) -> None:
    text = say("--format", "csv")
    assert text.startswith("\ufeffnumero;recu;traite;fichier;statut;")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert list(rows[0]) == list(csv_columns())
    assert [row["statut"] for row in rows][:2] == ["illisible", "doublon"]
    assert rows[4]["contrats"] == "PE-2023-0841"
    assert rows[4]["premier_depot"] == ""


@pytest.mark.parametrize(
    "text", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", " =1", "\r\n=1", "＝1", f"{NBSP}=1"]
)
def test_no_cell_of_the_csv_is_a_formula(filled: Filled, text: str) -> None:
    with filled.register() as register:
        one = register.deposits()[0]
    made = replace(one, company=text, contracts=(text, "x"))
    (row,) = csv.DictReader(io.StringIO(csv_text([made]).removeprefix("\ufeff")), delimiter=";")
    assert row["entreprise"].startswith("'")
    assert row["contrats"].startswith("'")


@given(text=st.text(alphabet="=+-@\t\r\n;\"' aé", max_size=6))
def test_any_text_comes_back_from_the_csv(text: str) -> None:
    read = list(csv.reader(io.StringIO(csv_text([replace(DEPOSIT, file=text)]), newline=""), delimiter=";"))
    assert len(read) == 2
    value = read[1][list(csv_columns()).index("fichier")]
    assert re.sub(r"[\t\r\n]", " ", text) in (value, value.removeprefix("'"))
    assert not value.lstrip().startswith(("=", "+", "-", "@"))


def test_a_backup_holds_everything_in_one_file(say: Say, filled: Filled, tmp_path: Path) -> None:
    target = tmp_path / "copie" / "registre.sqlite"
    target.parent.mkdir()
    assert "Copie du registre" in say("--sauvegarder", target)
    assert {path.name for path in target.parent.iterdir()} == {"registre.sqlite", "registre.cle"}
    with Register.open(target) as copy, filled.register() as original:
        assert copy.deposits() == original.deposits()
    assert "existe déjà" in say("--sauvegarder", target, code=2)
    assert "n'a pas pu être écrite" in say("--sauvegarder", tmp_path / "absent" / "r.sqlite", code=3)


def test_a_backup_that_fails_leaves_nothing_behind(
    say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Register, path: Path) -> None:
        for ending in ("", "-wal", "-shm"):
            Path(f"{path}{ending}").write_bytes(b"x")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Register, "back_up", full)
    target = tmp_path / "copie" / "registre.sqlite"
    target.parent.mkdir()
    assert "database or disk is full" in say("--sauvegarder", target, code=3)
    assert list(target.parent.iterdir()) == []


def test_where_the_register_is(filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = tmp_path / "proexp.toml"
    config.write_text('depot = "depot"\nsortie = "sortie"\n', encoding="utf-8")
    assert main(["registre", "--config", str(config)]) == 0
    assert main(["registre", "--registre", str(filled.config.registre)]) == 0
    monkeypatch.setenv("PROEXP_SORTIE", str(filled.config.sortie))
    assert main(["registre"]) == 0
    monkeypatch.setenv("PROEXP_REGISTRE", str(filled.config.registre))
    assert main(["registre"]) == 0


def test_a_register_is_never_made_by_looking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["registre", "--sortie", str(tmp_path)]) == 2
    assert "n'existe pas" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "registre.sqlite").write_bytes(b"PK rien d'un registre" * 100)
    assert main(["registre", "--sortie", str(tmp_path)]) == 3
    assert "ne peut pas être ouvert" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ("registre",),
        ("registre", "--dossier", "PE-2023-0841"),
        ("purger", "--avant", "2026-01-01"),
        ("surveiller", "--une-fois"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_a_damaged_register_is_said_in_french(
    filled: Filled, capsys: pytest.CaptureFixture[str], command: tuple[str, ...]
) -> None:
    data = bytearray(filled.config.registre.read_bytes())
    data[4096:] = b"\xa5" * len(data[4096:])
    filled.config.registre.write_bytes(data)
    deposited = filled.config.depot / "dossier.xlsx"
    deposited.parent.mkdir(exist_ok=True)
    deposited.write_bytes(RIGHT.read_bytes())
    depot = [str(filled.config.depot)] if command[0] == "surveiller" else []
    assert main([*command, *depot, "--sortie", str(filled.config.sortie)]) == 3
    assert "le fichier est abîmé" in capsys.readouterr().err
    assert deposited.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--statut", "perdu"), "Statut inconnu"),
        (("--format", "xml"), "Format inconnu"),
        (("--depuis", "hier"), "AAAA-MM-JJ"),
        (("--limite", "0"), "Valeur refusée pour --limite : au moins 1."),
    ],
)
def test_wrong_use(say: Say, arguments: tuple[str, ...], said: str) -> None:
    assert said in say(*arguments, code=2)


def test_the_real_program_shows_french_time(filled: Filled) -> None:
    done = run("registre", "--sortie", filled.config.sortie, "--limite", 1, "--jusqu-au", "2021-12-31")
    assert done.returncode == 0, done.stderr
    assert done.stdout.replace(NBSP, " ").startswith(
        "n° 1, 05/03/2021 10:30, Opco 2i/Delmotte.xlsx : accepté"
    )
