"""Papers from a deposited workbook through the real program: written, told, recorded, verified, replaced, removed."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from proexp_batch.cli import main
from proexp_batch.model.wording import NBSP
from proexp_batch.ooxml.package import Package
from proexp_batch.register import Register
from proexp_batch.seal.stamp import PASSWORD as STAMP_PASSWORD
from tests.deposit.running import configured
from tests.papers.reading import read, tight
from tests.seal.certificates import PASSWORD as SECRET
from tests.seal.certificates import issued, stored
from tests.whole.places import CLOSED, DEPOSIT, FAULTY, RIGHT, ROOT, TODAY

Output = pytest.CaptureFixture[str]

NAME = "attestation-PE-2022-1107.pdf"
FOLDER = Path("dossiers", "dossier")


@pytest.fixture
def deposit(tmp_path: Path) -> Path:
    folder = tmp_path / "depot"
    folder.mkdir()
    shutil.copy(CLOSED, folder / "dossier.xlsx")
    return folder


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "sceau.pem"
    assert main(["cle", "creer", str(file)]) == 0
    return file


def treated(deposit: Path, *options: str, code: int = 0) -> Path:
    output = deposit.parent / "sortie"
    command = ["traiter", str(deposit), "--sortie", str(output), "--aujourdhui", TODAY.isoformat()]
    assert main([*command, "--processus", "1", *options]) == code
    return output


def pdfs(output: Path) -> list[str]:
    return sorted(path.name for path in output.rglob("*.pdf"))


def entry(output: Path) -> dict[str, object]:
    [found] = json.loads((output / "rapport.json").read_text("utf-8"))["dossiers"]
    assert isinstance(found, dict)
    return found


def said(capsys: Output, *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert main(list(arguments)) == code
    return capsys.readouterr().out.replace(NBSP, " ")


def cell_texts(workbook: Path) -> Iterator[str]:
    for row in openpyxl.load_workbook(workbook).worksheets[0].iter_rows():
        yield from (cell.value for cell in row if cell.value)


def test_the_pdf_beside_the_sheet_says_what_the_sheet_says(deposit: Path) -> None:
    output = treated(deposit)
    assert pdfs(output) == [NAME]
    told = (
        tight("".join(cell_texts(output / FOLDER / "attestations.xlsx"))),
        read((output / FOLDER / NAME).read_bytes()),
    )
    # The sheet has the heads of its tables of competences once, the PDF over each of them.
    sheet, pdf = (text.replace(tight("Compétence Objectif Évaluation"), "") for text in told)
    assert pdf == sheet


def test_the_same_dossier_gives_the_same_bytes_on_another_day(deposit: Path) -> None:
    first = (treated(deposit) / FOLDER / NAME).read_bytes()
    again = treated(deposit, "--aujourdhui", "2026-11-25")
    assert (again / FOLDER / NAME).read_bytes() == first


def test_whoever_wants_only_sheets_gets_no_pdf(deposit: Path) -> None:
    output = treated(deposit)
    assert pdfs(output) == [NAME]
    treated(deposit, "--sans-pdf")
    assert pdfs(output) == []
    assert (output / FOLDER / "attestations.xlsx").exists()


def test_an_attestation_in_pdf_that_no_longer_holds_is_removed(deposit: Path) -> None:
    output = treated(deposit)
    shutil.copy(FAULTY, deposit / "dossier.xlsx")
    treated(deposit, code=1)
    assert pdfs(output) == []


def test_all_papers_are_told_in_the_report_and_linked_in_the_summary(deposit: Path) -> None:
    output = treated(deposit, "--documents")
    told = entry(output)
    [contract] = told["contracts"]  # type: ignore[misc]
    paths = [*told["papers"].values(), *contract["papers"].values()]  # type: ignore[attr-defined]
    assert sorted(Path(path).name for some in paths for path in some) == pdfs(output)
    assert {"referential"} == set(told["papers"])  # type: ignore[call-overload]
    assert set(contract["papers"]) == {"path", "review", "attestation", "certificate"}
    assert told["unmade"] == []
    sheet = openpyxl.load_workbook(output / "synthese.xlsx")["Contrats"]
    links = [cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert any(link and link.endswith(f"\\{NAME}") for link in links)


def test_a_dossier_with_blocking_points_gets_drafts_and_no_statement(deposit: Path) -> None:
    shutil.copy(FAULTY, deposit / "dossier.xlsx")
    output = treated(deposit, "--documents", code=1)
    assert "PROJET" in read((output / FOLDER / "referentiel.pdf").read_bytes()).upper()
    assert not any(name.startswith(("attestation", "certificat")) for name in pdfs(output))
    assert entry(output)["unmade"]


def test_results_of_an_earlier_run_are_no_deposit(deposit: Path) -> None:
    output = treated(deposit, "--documents")
    shutil.move(output, deposit / "ancien")
    report = json.loads((treated(deposit) / "rapport.json").read_text("utf-8"))
    assert [one["file"] for one in report["dossiers"]] == ["dossier.xlsx"]


def test_papers_of_some_workbooks_are_written_into_a_folder(tmp_path: Path, capsys: Output) -> None:
    where = ["--sortie", str(tmp_path / "papiers"), "--aujourdhui", TODAY.isoformat()]
    told = said(
        capsys, "documents", str(CLOSED), str(RIGHT), *where, "--type", "parcours", "--type", "attestation"
    )
    assert pdfs(tmp_path / "papiers") == [
        f"{RIGHT.stem} - parcours-PE-2023-0841.pdf",
        f"{CLOSED.stem} - {NAME}",
        f"{CLOSED.stem} - parcours-PE-2022-1107.pdf",
    ]
    assert "Aucun contrat n'a encore d'attestation" in told
    assert "3 documents écrits" in told
    assert main(["documents", str(CLOSED), *where, "--type", "diplome"]) == 2


def test_a_workbook_that_cannot_be_read_gets_no_paper_and_the_others_do(
    tmp_path: Path, capsys: Output
) -> None:
    broken = DEPOSIT / "envoi interrompu.xlsx"
    where = ["--sortie", str(tmp_path / "papiers"), "--aujourdhui", TODAY.isoformat()]
    told = said(capsys, "documents", str(broken), str(CLOSED), *where, "--type", "attestation", code=1)
    assert "illisible" in told
    assert pdfs(tmp_path / "papiers") == [f"{CLOSED.stem} - {NAME}"]


def verified(capsys: Output, key: Path, what: Path | str, *more: str, code: int = 0) -> str:
    return said(capsys, "verifier-attestation", str(what), "--cle-publique", f"{key}.pub", *more, code=code)


def test_what_a_batch_seals_is_authentic(deposit: Path, key: Path, capsys: Output) -> None:
    output = treated(deposit, "--cle", str(key))
    for name in (NAME, "attestations.xlsx"):
        assert verified(capsys, key, output / FOLDER / name).startswith("Authentique")
    assert entry(output)["unmade"] == []


def test_a_stamped_attestation_is_authentic_and_says_who_stamped_it(
    deposit: Path, key: Path, capsys: Output
) -> None:
    pytest.importorskip("pyhanko")
    stamp, output = stored(deposit.parent / "cachet.p12", issued("Opco d'essai")), deposit.parent / "sortie"
    command = [sys.executable, "-m", "proexp_batch", "traiter", str(deposit), "--sortie", str(output)]
    options = ["--aujourdhui", TODAY.isoformat(), "--cle", str(key), "--cachet", str(stamp)]
    # Workers have the surroundings that the program was started in.
    subprocess.run(
        [*command, *options],
        cwd=ROOT,
        env={**os.environ, STAMP_PASSWORD: SECRET},
        check=True,
        capture_output=True,
    )
    told = verified(capsys, key, output / FOLDER / NAME)
    assert told.startswith("Authentique")
    assert "Opco d'essai" in told


def test_a_stamp_with_a_wrong_password_stops_the_batch(
    deposit: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyhanko")
    monkeypatch.setenv(STAMP_PASSWORD, "un autre")
    stamp = stored(deposit.parent / "cachet.p12", issued("Opco d'essai"))
    output = treated(deposit, "--cachet", str(stamp), code=3)
    assert not output.exists()
    assert STAMP_PASSWORD in capsys.readouterr().err


def test_a_result_turned_into_another_is_told_in_the_sheet(deposit: Path, key: Path, capsys: Output) -> None:
    output = treated(deposit, "--cle", str(key))
    package = Package.open((output / FOLDER / "attestations.xlsx").read_bytes())
    texts = package.read("xl/sharedStrings.xml").decode()
    assert "en cours d'acquisition au" in texts
    forged = texts.replace("en cours d'acquisition au", "acquise le")
    package.write("xl/sharedStrings.xml", forged.encode())
    file = deposit.parent / "fausse.xlsx"
    file.write_bytes(package.save())
    told = verified(capsys, key, file, code=1)
    assert told.startswith("Modifié")
    assert "acquise le" in told
    assert "en cours d'acquisition au" in told


def test_a_batch_with_a_key_that_is_none_writes_nothing(deposit: Path, capsys: Output) -> None:
    (deposit.parent / "faux.pem").write_text("ce n'est pas une clé")
    output = treated(deposit, "--cle", str(deposit.parent / "faux.pem"), code=3)
    assert not output.exists()
    assert "faux.pem" in capsys.readouterr().err


def test_a_template_that_fails_stops_a_batch_before_anything_is_written(
    deposit: Path, capsys: Output
) -> None:
    own = deposit.parent / "gabarits"
    own.mkdir()
    (own / "attestation.typ").write_text('#import "@local/proexp:1.0.0": *\n#donnees.piece.surnom\n')
    output = treated(deposit, "--gabarits", str(own), code=3)
    assert not output.exists()
    told = capsys.readouterr().err.replace(NBSP, " ")
    assert "attestation.typ" in told
    assert "ligne 2" in told


def imported(folder: Path, key: Path) -> tuple[Path, Path]:
    config = configured(folder, more=f"cle = '{key}'\n")
    assert main(["surveiller", "--une-fois", "--config", str(config)]) == 0
    return config, folder / "sortie"


def test_the_register_knows_what_an_import_issued_and_what_was_revoked(
    deposit: Path, key: Path, capsys: Output
) -> None:
    config, output = imported(deposit.parent, key)
    [pdf] = output.rglob("attestation-*.pdf")
    with Register.open(output / "registre.sqlite") as register:
        [recorded] = register.deposits()
    assert Path(recorded.outputs["attestation/PE-2022-1107"]).name == NAME
    told = verified(capsys, key, pdf, "--config", str(config))
    number = told.split("n° ")[1].split(",")[0]
    code = told.split("code ")[1].split(".")[0]
    assert "en vigueur" in told
    assert "en vigueur" in said(capsys, "verifier-attestation", code.lower(), "--config", str(config))

    said(capsys, "revoquer-attestation", number, "--motif", "bilan faux", "--config", str(config))
    assert "révoquée" in verified(capsys, key, pdf, "--config", str(config), code=1)
    assert "révoquée" in said(capsys, "verifier-attestation", code, "--config", str(config), code=1)
