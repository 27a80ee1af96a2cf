"""What is dropped on the icon of the program: where its results go, what is said, and the window that waits."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from proexp_batch.cli import desk
from proexp_batch.disk.own import IDENTITY
from tests.whole.places import CLOSED, RIGHT, ROOT

PROGRAM = [sys.executable, "-m", "bundle.program"]
Output = pytest.CaptureFixture[str]


@pytest.fixture
def deposit(tmp_path: Path) -> Path:
    folder = tmp_path / "Dépôt d'été"
    folder.mkdir()
    shutil.copy(CLOSED, folder / "un.xlsx")
    return folder


def said(capsys: Output) -> str:
    return capsys.readouterr().out.replace("\u00a0", " ")


def results(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.endswith((" - résultats", ")")))


def test_the_results_of_a_folder_stand_beside_it(deposit: Path, capsys: Output) -> None:
    assert desk.main([str(deposit)]) == 0
    beside = deposit.parent / "Dépôt d'été - résultats"
    assert (beside / "synthese.xlsx").is_file()
    assert (beside / "dossiers" / "un" / "annote.xlsx").is_file()
    assert [path.name for path in deposit.iterdir()] == ["un.xlsx"]
    first, *_, last = said(capsys).splitlines()
    assert first == "Contrôle de « Dépôt d'été »…"
    assert last == f"Les résultats sont dans le dossier « {beside} ». Commencez par la synthèse."


def test_earlier_results_of_the_same_deposit_are_renewed(deposit: Path) -> None:
    desk.main([str(deposit)])
    shutil.copy(RIGHT, deposit / "deux.xlsx")
    desk.main([f"{deposit}{os.sep}"])
    assert results(deposit.parent) == ["Dépôt d'été - résultats"]
    assert (deposit.parent / "Dépôt d'été - résultats" / "dossiers" / "deux").is_dir()


@pytest.mark.parametrize("held", ["document.docx", "rapport.json", IDENTITY, None], ids=str)
def test_what_is_somebody_elses_is_left_alone(deposit: Path, held: str | None) -> None:
    """A folder with anything that is not known as results, that of an import, or a file with that name."""
    taken = deposit.parent / "Dépôt d'été - résultats"
    if held:
        taken.mkdir()
    kept = taken / held if held else taken
    kept.write_text("précieux", "utf-8")
    assert desk.main([str(deposit)]) == 0
    assert results(deposit.parent) == ["Dépôt d'été - résultats", "Dépôt d'été - résultats (2)"]
    assert kept.read_text("utf-8") == "précieux"
    assert kept == taken or list(taken.iterdir()) == [kept]


def test_an_empty_folder_is_taken(deposit: Path) -> None:
    (deposit.parent / "Dépôt d'été - résultats").mkdir()
    desk.main([str(deposit)])
    assert results(deposit.parent) == ["Dépôt d'été - résultats"]


def test_a_link_with_that_name_is_not_followed(deposit: Path) -> None:
    elsewhere = deposit.parent / "ailleurs"
    elsewhere.mkdir()
    (deposit.parent / "Dépôt d'été - résultats").symlink_to(elsewhere, target_is_directory=True)
    desk.main([str(deposit)])
    assert list(elsewhere.iterdir()) == []
    assert (deposit.parent / "Dépôt d'été - résultats (2)" / "synthese.xlsx").is_file()


def test_several_files_get_a_folder_of_their_own_each_time(deposit: Path, capsys: Output) -> None:
    shutil.copy(RIGHT, deposit / "deux.xlsx")
    dropped = [str(deposit / name) for name in ("un.xlsx", "deux.xlsx")]
    assert [desk.main(dropped), desk.main(dropped)] == [0, 0]
    named = "un.xlsx et 1 autre - résultats"
    assert results(deposit) == [named, f"{named} (2)"]
    assert "Contrôle de « un.xlsx » et « deux.xlsx »…" in said(capsys)
    # The folder that they came from is checked later: what was written into it is no deposit.
    desk.main([str(deposit)])
    assert "2 dossiers : " in said(capsys)


def test_a_workbook_and_its_namesake_in_another_format_do_not_share_results(deposit: Path) -> None:
    shutil.copy(RIGHT, deposit / "un.xlsm")
    desk.main([str(deposit / "un.xlsx")])
    desk.main([str(deposit / "un.xlsm")])
    assert results(deposit) == ["un.xlsm - résultats", "un.xlsx - résultats"]


def test_results_are_never_within_what_was_dropped(deposit: Path) -> None:
    desk.main([str(deposit / "un.xlsx"), str(deposit)])
    assert [path.name for path in deposit.iterdir()] == ["un.xlsx"]
    assert results(deposit.parent) == ["Dépôt d'été et 1 autre - résultats"]


def test_a_link_to_a_folder_around_it(deposit: Path) -> None:
    link = deposit / "raccourci"
    link.symlink_to(deposit, target_is_directory=True)
    desk.main([str(link)])
    assert sorted(path.name for path in deposit.iterdir()) == ["raccourci", "un.xlsx"]
    assert results(deposit.parent) == ["Dépôt d'été - résultats"]


def test_the_current_folder_has_a_name_too(
    deposit: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(deposit)
    assert desk.main(["."]) == 0
    assert results(deposit.parent) == ["Dépôt d'été - résultats"]
    assert said(capsys).startswith("Contrôle de « Dépôt d'été »…")


def test_a_whole_disk_has_nothing_beside_it(capsys: Output) -> None:
    assert desk.main([Path(__file__).anchor]) == 2
    assert said(capsys).startswith("C'est un disque entier qui a été déposé : ")


def test_a_long_name_is_shortened(tmp_path: Path) -> None:
    folder = tmp_path / ("é" * 120)
    folder.mkdir()
    assert desk.main([str(folder)]) == 0
    [beside] = results(tmp_path)
    assert beside.startswith("ééé")


def test_what_was_dropped_is_gone(tmp_path: Path, capsys: Output) -> None:
    assert desk.main([str(tmp_path / "parti")]) == 2
    assert f"« {tmp_path / 'parti'} » n'existe pas." in capsys.readouterr().err.replace("\u00a0", " ")
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_written_beside(
    deposit: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    def refused(folder: Path) -> None:
        raise PermissionError(errno.EACCES, "no", str(folder))

    # Permissions do not bind root.
    monkeypatch.setattr("proexp_batch.pipeline.way.make_folder", refused)
    assert desk.main([str(deposit)]) == 3
    captured = capsys.readouterr()
    assert "l'accès est refusé" in captured.err
    assert captured.out.splitlines()[-1].startswith("Copiez ce qui est à contrôler dans un dossier où")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--version"], 0, "proexp-batch "),
        (["traiter", "--help"], 0, "Utilisation : proexp-batch traiter"),
        (["verifier", "dossier.xlsx"], 0, "Dossier accepté"),
        (["regles", "--etape", "1", "--format", "md"], 0, "SAI-001"),
        (["inconnu"], 2, "Commande inconnue : inconnu."),
        (["dossier.xlsx", "absent.xlsx"], 2, "Commande inconnue : dossier.xlsx."),
        (["dossier.xlsx", "--sortie", "ici"], 2, "Commande inconnue : dossier.xlsx."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_anything_else_is_the_command_line(
    arguments: list[str],
    code: int,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Output,
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(CLOSED, "dossier.xlsx")
    # A command is one, whatever lies in the folder.
    for name in ("verifier", "regles"):
        Path(name).mkdir()
    assert desk.main(arguments) == code
    captured = capsys.readouterr()
    assert words in (captured.out + captured.err).replace("\u00a0", " ")


def test_without_anything_it_says_what_to_do() -> None:
    done = subprocess.run(PROGRAM, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (2, "")
    lines = done.stdout.replace("\u00a0", " ").splitlines()
    assert lines == [desk.WELCOME, "Dans une console, proexp-batch --help donne les commandes."]


@pytest.mark.skipif(os.name == "nt", reason="there, a window of one's own cannot be had in a test")
@pytest.mark.parametrize("own", [True, False])
def test_a_window_of_its_own_stays_until_somebody_has_read_it(deposit: Path, own: bool) -> None:
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [*PROGRAM, str(deposit)],
        cwd=ROOT,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        start_new_session=own,
    )
    os.close(theirs)
    assert process.stdout
    try:
        lines = [process.stdout.readline().replace("\u00a0", " ") for _ in range(9)]
        assert lines[-2].startswith("Les résultats sont dans le dossier")
        assert lines[-1] == ("Appuyez sur Entrée pour fermer cette fenêtre.\n" if own else "")
        if own:
            assert process.poll() is None
            os.write(ours, b"\n")
        assert process.wait(60) == 0
    finally:
        os.close(ours)
        process.kill()
        process.wait()
        process.stdout.close()
