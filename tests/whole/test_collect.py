"""Which files of a deposit are taken, and where their outputs go."""

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proexp_batch.disk.collect import _folders, collect
from proexp_batch.disk.own import OwnNames


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def taken(folder: Path, output: str = "sortie") -> list[str]:
    return [str(file.file) for file in collect([folder], folder / output).files]


def test_workbooks_are_taken_in_a_stable_order_from_all_folders(tmp_path: Path) -> None:
    put(tmp_path, "b.xlsx", "a/c.XLSM", "a/é.xlsx", "z.ods", "y.csv", "x.xls")
    assert taken(tmp_path) == ["a/c.XLSM", "a/é.xlsx", "b.xlsx", "x.xls", "y.csv", "z.ods"]


def test_lock_files_hidden_files_and_the_output_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "a.xlsx", "~$a.xlsx", ".~lock.a.xlsx#", ".caché.xlsx", ".git/b.xlsx", "sortie/c.xlsx")
    assert taken(tmp_path) == ["a.xlsx"]


def test_other_files_are_listed_as_left_out(tmp_path: Path) -> None:
    put(tmp_path, "a.xlsx", "pièces/convention.pdf", "lettre.docx")
    ignored = collect([tmp_path], tmp_path / "sortie").ignored
    assert [str(path) for path in ignored] == ["lettre.docx", "pièces/convention.pdf"]


def test_a_file_without_an_ending_is_taken_and_what_a_system_leaves_is_not(tmp_path: Path) -> None:
    put(tmp_path, "dossier", "dossier du 12.11.2026", "Dossier M. Durand", "Thumbs.db", "__MACOSX/x", "a.bak")
    (tmp_path / "lien").symlink_to(tmp_path / "dossier")
    collected = collect([tmp_path], tmp_path / "sortie")
    assert [str(file.folder) for file in collected.files] == [
        "Dossier M. Durand",
        "dossier",
        "dossier du 12.11.2026",
    ]
    assert [str(path) for path in collected.ignored] == ["a.bak", "lien"]


def test_a_file_named_by_itself_is_taken_whatever_its_ending(tmp_path: Path) -> None:
    put(tmp_path, "dossier.bak")
    collected = collect([tmp_path / "dossier.bak"], tmp_path / "sortie")
    assert [str(file.file) for file in collected.files] == ["dossier.bak"]


def test_a_file_named_twice_is_taken_once(tmp_path: Path) -> None:
    put(tmp_path, "a.xlsx")
    assert len(collect([tmp_path, tmp_path / "a.xlsx"], tmp_path / "sortie").files) == 1


def test_several_deposits_are_told_apart_by_their_names(tmp_path: Path) -> None:
    put(tmp_path, "nord/depot/a.xlsx", "sud/depot/a.xlsx")
    collected = collect([tmp_path / "nord/depot", tmp_path / "sud/depot"], tmp_path / "sortie")
    assert [str(file.file) for file in collected.files] == ["depot/a.xlsx", "depot (2)/a.xlsx"]


def test_files_that_differ_by_their_ending_or_case_have_their_own_folders(tmp_path: Path) -> None:
    put(tmp_path, "a.xlsx", "a.xls", "A.xlsm")
    folders = [str(file.folder) for file in collect([tmp_path], tmp_path / "sortie").files]
    assert folders == ["A", "a (xls)", "a (xlsx)"]


def test_a_deposit_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        collect([tmp_path / "absent.xlsx"], tmp_path / "sortie")


names = st.text("aAbé. (2)", min_size=1, max_size=6).map(lambda name: name + ".xlsx")
endings = st.sampled_from(["", ".xls", ".xlsx", ".xlsm"])


@given(st.lists(st.builds(lambda name, end: PurePosixPath(name + end), names, endings), unique=True))
def test_output_folders_never_collide(files: list[PurePosixPath]) -> None:
    folders = [folder.as_posix().casefold() for folder in _folders(files)]
    assert len(set(folders)) == len(folders)


NAMES = OwnNames(
    frozenset({"annote.xlsx", "attestations.xlsx"}),
    frozenset({"synthese.xlsx", "rapport.json"}),
    "rapport.json",
)
REPORT = '{\n  "version": "1.0",\n  "run": {\n    "started": "2026-11-25T00:00:00+00:00"'


def written(folder: Path) -> None:
    """What a run leaves in its output folder, cut after the part that is looked at."""
    put(folder, "synthese.xlsx", "dossiers/x/annote.xlsx", "dossiers/été/x/Attestations.xlsx")
    (folder / "rapport.json").write_text(REPORT)


@pytest.mark.parametrize("output", ["", ".", "sous/..", "LIEN"])
def test_outputs_in_the_deposit_itself_are_left_and_told(tmp_path: Path, output: str) -> None:
    deposit = tmp_path / "depot"
    written(deposit)
    put(
        deposit,
        "a.xlsx",
        "a - annote.xlsx",
        "annote.xlsx",
        "dossiers/annote.xlsx",
        "dossiers/b/b.xlsx",
        "sous/c.xlsx",
    )
    (tmp_path / "LIEN").symlink_to(deposit)
    place = tmp_path / "LIEN" if output == "LIEN" else deposit / output
    collected = collect([deposit], place, NAMES)
    assert [str(file.file) for file in collected.files] == [
        "a - annote.xlsx",
        "a.xlsx",
        "annote.xlsx",
        "dossiers/annote.xlsx",
        "dossiers/b/b.xlsx",
        "sous/c.xlsx",
    ]
    assert [str(path) for path in collected.own] == [
        "dossiers/x/annote.xlsx",
        "dossiers/été/x/Attestations.xlsx",
        "rapport.json",
        "synthese.xlsx",
    ]


def test_outputs_of_an_earlier_run_below_the_deposit_are_left_too(tmp_path: Path) -> None:
    written(tmp_path / "depot" / "resultats")
    put(tmp_path / "depot", "a.xlsx", "dossiers/x/annote.xlsx", "rapport.json", "synthese.xlsx")
    collected = collect([tmp_path / "depot"], tmp_path / "ailleurs", NAMES)
    assert [str(file.file) for file in collected.files] == [
        "a.xlsx",
        "dossiers/x/annote.xlsx",
        "synthese.xlsx",
    ]
    assert len(collected.own) == 4


def test_links_below_a_deposit_are_told_and_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "ailleurs/b.xlsx", "depot/a.xlsx")
    (tmp_path / "depot" / "b.xlsx").symlink_to(tmp_path / "ailleurs" / "b.xlsx")
    (tmp_path / "depot" / "dossier").symlink_to(tmp_path / "ailleurs")
    (tmp_path / "lien").symlink_to(tmp_path / "depot")
    (tmp_path / "lien.xlsx").symlink_to(tmp_path / "ailleurs" / "b.xlsx")
    collected = collect([tmp_path / "lien", tmp_path / "lien.xlsx"], tmp_path / "sortie")
    assert [str(file.file) for file in collected.files] == ["lien/a.xlsx", "lien/b.xlsx", "lien.xlsx"]
    assert [str(path) for path in collected.ignored] == ["lien/dossier"]
    with pytest.raises(OSError):
        collected.files[1].open()
    for file in collected.files[::2]:
        with file.open() as content:
            assert content.read() == b"x"


def test_a_file_that_becomes_a_link_is_not_opened(tmp_path: Path) -> None:
    put(tmp_path, "ailleurs/a.xlsx", "depot/sous/a.xlsx")
    [file] = collect([tmp_path / "depot"], tmp_path / "sortie").files
    (tmp_path / "depot" / "sous").rename(tmp_path / "depot" / "autre")
    (tmp_path / "depot" / "sous").symlink_to(tmp_path / "ailleurs")
    with pytest.raises(OSError):
        file.open()
