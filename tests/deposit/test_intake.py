"""`surveiller --une-fois`: where everything goes, versions, what is put right at the next start."""

import errno
import json
import shutil
import time
from pathlib import Path

import openpyxl
import pytest

from proexp_batch.cli import main
from proexp_batch.disk.content import digest_of
from proexp_batch.model.wording import typo
from proexp_batch.register import Deposit, Register
from proexp_batch.watch import intake
from proexp_batch.watch.claims import CLAIMS
from proexp_batch.watch.scan import Scanned, scan
from proexp_batch.watch.trials import TRIALS
from tests.deposit.making import Workbooks
from tests.deposit.running import check_output, configured
from tests.whole.altering import altered
from tests.whole.places import CLOSED, FAULTY, LOCKED, RIGHT

Output = pytest.CaptureFixture[str]


class Import:
    """An import in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.deposit, self.output = folder / "depot", folder / "sortie"
        self.deposit.mkdir()

    def put(self, name: str, source: Path | bytes = RIGHT) -> Path:
        path = self.deposit / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source if isinstance(source, bytes) else source.read_bytes())
        return path

    def run(self, *options: str, delai: float = 0.0, more: str = "") -> int:
        config = configured(self.folder, delai=delai, more=more)
        return main(["surveiller", "--une-fois", "--config", str(config), *options])

    def rows(self) -> list[Deposit]:
        """The deposits of the register, the first one first."""
        with Register.open(self.output / "registre.sqlite") as register:
            return register.deposits()[::-1]

    def outputs(self, folder: Path | None = None) -> list[str]:
        folder = folder or self.output / "dossiers"
        return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def imported(tmp_path: Path) -> Import:
    return Import(tmp_path)


def test_every_part_goes_to_its_place(imported: Import, capsys: Output) -> None:
    imported.put("Opco 2i/bilan.xlsx", CLOSED)
    imported.put("protégé.xlsx", LOCKED)
    imported.put("Opco 2i/copie.xlsx", CLOSED)
    assert imported.run() == 1
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert said.startswith("3 dépôts traités : 1 accepté")
    assert imported.outputs() == [
        "Opco 2i/bilan/annote.xlsx",
        "Opco 2i/bilan/attestation-PE-2022-1107.pdf",
        "Opco 2i/bilan/attestations.xlsx",
    ]
    first, copy, locked = imported.rows()
    assert (copy.status, copy.first_id) == ("duplicate", first.id)
    assert first.archived is not None
    assert first.archived.startswith("archive/20")
    assert first.archived.endswith("/Opco 2i/bilan.xlsx")
    assert digest_of(imported.output / first.archived) == digest_of(CLOSED)
    assert locked.archived == "quarantaine/protégé.xlsx"
    text = (imported.output / "quarantaine" / "protégé.xlsx.txt").read_text("utf-8").replace("\u00a0", " ")
    assert "Pourquoi il est ici, et que faire : Ce classeur est protégé par un mot de passe" in text
    check_output(imported.output)
    assert imported.outputs(imported.deposit) == []


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("export.csv", b"a;b\n1;2\n", "Le format .csv n'est pas accepté."),
        ("gros.xlsx", b"PK" + bytes(61_000_000), "Ce fichier est trop gros pour un dossier (61 Mo)."),
    ],
)
def test_the_quarantine_says_why_with_the_values(
    name: str, content: bytes, reason: str, imported: Import
) -> None:
    imported.put(name, content)
    imported.run()
    text = (imported.output / "quarantaine" / f"{name}.txt").read_text("utf-8").replace("\u00a0", " ")
    assert f"Pourquoi il est ici, et que faire : {reason}" in text
    assert "{" not in text


def test_the_summary_of_a_batch_leads_to_the_outputs(imported: Import) -> None:
    imported.put("dossier.xlsx")
    imported.run()
    [lot] = (imported.output / "lots").iterdir()
    [told] = json.loads((lot / "rapport.json").read_text("utf-8"))["dossiers"]
    assert (lot / told["annotated"]).resolve() == imported.output / "dossiers" / "dossier" / "annote.xlsx"
    sheet = openpyxl.load_workbook(lot / "synthese.xlsx")["Dossiers"]
    links = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert any(str(link).replace("\\", "/").endswith("../../dossiers/dossier/annote.xlsx") for link in links)


def test_the_same_content_is_a_duplicate_on_any_day(imported: Import) -> None:
    imported.put("dossier.xlsx")
    assert imported.run() == 0
    imported.put("autre nom.xlsx")
    imported.put("dossier.xlsx")
    assert imported.run() == 0
    assert [(row.status, row.first_id) for row in imported.rows()] == [
        ("accepted", None),
        ("duplicate", 1),
        ("duplicate", 1),
    ]
    check_output(imported.output)


def test_a_corrected_workbook_is_a_new_version_with_outputs_of_its_own(imported: Import) -> None:
    workbooks = Workbooks()
    imported.put("dossier.xlsx", workbooks.make(1))
    imported.run()
    imported.put("Dossier.xlsx", workbooks.make(1, version=1))
    imported.run()
    assert [(row.dossier_id, row.version) for row in imported.rows()] == [(1, 1), (1, 2)]
    assert imported.outputs() == ["Dossier (2)/annote.xlsx", "dossier/annote.xlsx"]
    check_output(imported.output)


def test_an_earlier_dossier_of_another_company_is_remembered(imported: Import, tmp_path: Path) -> None:
    number = {("Apprenants", "Numéro de contrat"): "075202301000123"}
    imported.put("dossier.xlsx", altered(RIGHT, tmp_path / "dossier.xlsx", number))
    imported.run()
    siret = {("Entreprise", "SIRET"): "99912345800013"}
    imported.put("autre.xlsx", altered(RIGHT, tmp_path / "autre.xlsx", {**number, **siret}))
    imported.run()
    with Register.open(imported.output / "registre.sqlite") as register:
        assert "DOS-001" in [code for code, *_ in register.codes(2)]


@pytest.mark.parametrize("false", ["99931427100091", "99931427200019"])
@pytest.mark.parametrize("step", [1, 3])
def test_a_corrected_siret_makes_a_new_version(
    imported: Import, tmp_path: Path, step: int, false: str
) -> None:
    right = "99931427100019"
    for number, siret in enumerate((false, right)):
        book = altered(RIGHT, tmp_path / f"{number}.xlsx", {("Entreprise", "SIRET"): siret})
        imported.put(f"{number}.xlsx", without_contracts(book) if step == 1 else book)
        imported.run()
    assert [(row.dossier_id, row.version) for row in imported.rows()] == [(1, 1), (1, 2)]
    with Register.open(imported.output / "registre.sqlite") as register:
        codes = [code for code, *_ in register.codes(2)]
        assert not [code for code in codes if code.startswith("DOS")]
        assert len(register.history(right)) == 2


@pytest.mark.parametrize(
    "other", [{("Apprenants", "Nom"): "Autre"}, {("Apprenants", "Numéro de contrat"): "B-1"}]
)
def test_a_false_siret_alone_makes_no_version_of_another_s_dossier(
    imported: Import, tmp_path: Path, other: dict[tuple[str, str], str]
) -> None:
    imported.put("a.xlsx", altered(RIGHT, tmp_path / "a.xlsx", {("Entreprise", "SIRET"): "99931427100091"}))
    imported.run()
    imported.put(
        "b.xlsx", altered(RIGHT, tmp_path / "b.xlsx", {("Entreprise", "SIRET"): "99931427100019", **other})
    )
    imported.run()
    assert [row.version for row in imported.rows()] == [1, 1]


def without_contracts(path: Path) -> Path:
    """A workbook of step 1: nothing but the company and the competences."""
    book = openpyxl.load_workbook(path)
    for title in ("Apprenants", "Modules", "Pièces", "Tuteurs", "Évaluations"):
        for row in book[title].iter_rows(min_row=3):
            for cell in row:
                cell.value = None
    book.save(path)
    return path


def test_results_go_back_to_the_company_s_own_folder(imported: Import) -> None:
    for name in ("Société A/dossier.xlsx", "Société B/dossier.xlsx", "Société A/DOSSIER.xlsm"):
        imported.put(name, Workbooks().make(len(name)) + name.encode())
    imported.run("--retour", "depot")
    assert imported.outputs(imported.deposit) == [
        "Société A/retour/DOSSIER - annote.xlsx",
        "Société A/retour/dossier (2) - annote.xlsx",
        "Société B/retour/dossier - annote.xlsx",
    ]
    assert not (imported.output / "dossiers").exists()
    # What was given back is no deposit.
    assert imported.run("--retour", "depot") == 0
    assert len(imported.rows()) == 3
    for row in imported.rows():
        assert (imported.output / row.outputs["annotated"]).is_file()


def test_a_link_in_the_place_of_the_return_folder_leads_nowhere(imported: Import) -> None:
    imported.put("Société/dossier.xlsx")
    elsewhere = imported.folder / "ailleurs"
    elsewhere.mkdir()
    (imported.deposit / "Société" / "retour").symlink_to(elsewhere)
    assert imported.run("--retour", "depot") == 0
    assert list(elsewhere.iterdir()) == []
    assert imported.outputs() == ["Société/dossier/annote.xlsx"]


def test_what_is_not_complete_waits_and_is_said(imported: Import, capsys: Output) -> None:
    cut = imported.put("coupé.xlsx", RIGHT.read_bytes()[:-500])
    imported.put("téléchargement.xlsx.part", RIGHT)
    assert imported.run() == 0
    assert "2 fichiers ne sont pas encore complets" in capsys.readouterr().err.replace("\u00a0", " ")
    with Register.open(imported.output / "registre.sqlite") as register:
        assert [(one.file, one.reason) for one in register.waiting()] == [
            ("coupé.xlsx", "cut"),
            ("téléchargement.xlsx.part", "partial"),
        ]
    cut.write_bytes(RIGHT.read_bytes())
    (imported.deposit / "téléchargement.xlsx.part").unlink()
    assert imported.run() == 0
    assert [row.file for row in imported.rows()] == ["coupé.xlsx"]


def test_a_first_look_that_takes_long_leaves_no_complete_file_behind(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []

    def slow_at_first(folder: Path) -> Scanned:
        if not looks:
            time.sleep(0.1)
        looks.append(folder)
        return scan(folder)

    monkeypatch.setattr("proexp_batch.watch.watcher.scan", slow_at_first)
    imported.put("dossier.xlsx")
    assert imported.run(delai=0.2) == 0
    assert [row.file for row in imported.rows()] == ["dossier.xlsx"]


def test_what_never_becomes_complete_is_reported_once_and_left(imported: Import, capsys: Output) -> None:
    imported.put("coupé.xlsx", RIGHT.read_bytes()[:-500])
    codes = [imported.run(more="abandon = 0\n") for _ in range(2)]
    said = capsys.readouterr().err.replace("\u00a0", " ")
    assert codes == [1, 1]
    assert said.count("reste incomplet : la fin du fichier manque") == 1
    assert "coupé" not in said
    assert imported.outputs(imported.deposit) == ["coupé.xlsx"]


def stopped_after(imported: Import, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Let a run end as if it had been stopped before a step of the intake."""

    def stop(*_: object) -> None:
        raise OSError("le courant est coupé")

    with monkeypatch.context() as patched:
        patched.setattr(intake.Intake, step, stop)
        assert imported.run() == 3


@pytest.mark.parametrize("step", ["_handle", "_summarise", "_record", "_put_away"])
def test_a_stop_at_any_step_is_put_right(
    imported: Import, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    imported.put("dossier.xlsx")
    imported.put("illisible.xls", b"x")
    stopped_after(imported, monkeypatch, step)
    assert imported.outputs(imported.deposit)
    # What arrives meanwhile under the same name is another deposit.
    imported.put("dossier.xlsx", CLOSED)
    assert imported.run() == (1 if step != "_put_away" else 0)
    assert sorted(row.file for row in imported.rows()) == ["dossier.xlsx", "dossier.xlsx", "illisible.xls"]
    assert imported.outputs() == [
        "dossier (2)/annote.xlsx",
        "dossier (2)/attestation-PE-2022-1107.pdf",
        "dossier (2)/attestations.xlsx",
        "dossier/annote.xlsx",
    ]
    check_output(imported.output)
    assert imported.outputs(imported.deposit) == []


def test_a_problem_is_told_without_the_name_of_a_file(
    imported: Import, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    place = imported.put("Société/Camille Exemple.xlsx")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(place))

    monkeypatch.setattr(intake.Intake, "_handle", fail)
    assert imported.run() == 3
    with Register.open(imported.output / "registre.sqlite") as register:
        problem = register.last_runs()[0]["problem"]
    assert problem == typo(
        f"Le travail n'a pas pu être terminé : le disque est plein ({imported.deposit}). "
        "Les dépôts restent en attente."
    )
    assert problem in capsys.readouterr().err


def test_outputs_that_are_gone_are_made_again(imported: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    imported.put("dossier.xlsx")
    stopped_after(imported, monkeypatch, "_put_away")
    shutil.rmtree(imported.output / "dossiers")
    assert imported.run() == 0
    assert [row.status for row in imported.rows()] == ["accepted"]
    assert imported.outputs() == ["dossier/annote.xlsx"]


def test_a_file_that_is_written_to_while_it_is_handled_comes_back(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported.put("dossier.xlsx")
    stopped_after(imported, monkeypatch, "_put_away")
    [claimed] = (imported.deposit / CLAIMS).rglob("0001*")
    claimed.write_bytes(FAULTY.read_bytes())
    imported.run()
    assert imported.outputs(imported.deposit) == []
    first, second = imported.rows()
    assert (first.archived, first.sha256, second.sha256) == (None, digest_of(RIGHT), digest_of(FAULTY))


def test_a_name_that_is_no_valid_text_is_taken_all_the_same(imported: Import) -> None:
    try:
        (imported.deposit / "d\udce9p\udcf4t.xlsx").write_bytes(RIGHT.read_bytes())
    except (OSError, UnicodeError):
        pytest.skip("this file system only takes valid names")
    assert imported.run() == 0
    assert [row.file for row in imported.rows()] == ["d\ufffdp\ufffdt.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 2),
        (["depot"], 2),
        (["depot", "--sortie", "depot/dedans"], 2),
        (["nulle part", "--sortie", "sortie"], 3),
        (["depot", "--sortie", "sortie", "--config", "absent.toml"], 2),
        (["depot", "--sortie", "sortie", "--regles", "absentes.py"], 3),
    ],
)
def test_wrong_use(
    imported: Import, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, capsys: Output
) -> None:
    monkeypatch.chdir(imported.folder)
    assert main(["surveiller", "--une-fois", *arguments]) == code
    assert capsys.readouterr().err.strip()
    assert not (imported.folder / "sortie").exists()


def test_a_file_for_which_there_is_no_room_keeps_no_other_waiting(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = imported.put("énorme.xlsx")
    with large.open("r+b") as file:
        file.truncate(61_000_000)
        file.seek(-RIGHT.stat().st_size, 2)
        file.write(RIGHT.read_bytes())
    imported.put("dossier.xlsx")
    monkeypatch.setattr(intake, "free_megabytes", lambda _: 10)
    imported.run()
    assert [row.file for row in imported.rows()] == ["dossier.xlsx"]
    assert imported.outputs(imported.deposit) == ["énorme.xlsx"]
    monkeypatch.undo()
    imported.run()
    assert [row.status for row in imported.rows()] == ["accepted", "unreadable"]


def test_a_file_of_which_two_starts_died_is_put_away_unread(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note that is left means that everything died at once, while that file was worked on."""
    imported.put("dossier.xlsx")
    stopped_after(imported, monkeypatch, "_handle")
    trials = imported.output / TRIALS
    trials.mkdir(exist_ok=True)
    [plan] = (imported.deposit / CLAIMS).rglob("plan.json")
    (trials / f"{plan.parent.name}-0001").write_text("crash\n", "ascii")
    (trials / f"{plan.parent.name}-0001.en-cours").touch()
    assert imported.run() == 1
    [lost] = imported.rows()
    assert (lost.status, lost.archived) == ("unreadable", "quarantaine/dossier.xlsx")
    assert list(trials.iterdir()) == []
    # Deposited again, it is another deposit, and tried again.
    imported.put("dossier.xlsx")
    assert imported.run() == 0


def test_one_death_is_no_verdict(imported: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    imported.put("dossier.xlsx")
    stopped_after(imported, monkeypatch, "_handle")
    trials = imported.output / TRIALS
    trials.mkdir(exist_ok=True)
    [plan] = (imported.deposit / CLAIMS).rglob("plan.json")
    (trials / f"{plan.parent.name}-0001.en-cours").touch()
    assert imported.run() == 0
    assert [row.status for row in imported.rows()] == ["accepted"]
    assert list(trials.iterdir()) == []
