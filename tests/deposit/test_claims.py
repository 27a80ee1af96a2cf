"""Files that are taken: by one machine only, found again after a stop; names that are safe and used once."""

import json
import os
import sys
from pathlib import Path, PurePosixPath

import pytest

from proexp_batch.disk.names import LONGEST, safe_name, safe_path, unique
from proexp_batch.watch.claims import CLAIMS, Claims, Entry, Lot
from proexp_batch.watch.lease import Holder
from proexp_batch.watch.scan import Seen, scan

DEAD = Holder("une-autre", "", 1, "", "2026-11-24T20:00:00+00:00", 0.001)


def wanted(deposit: Path) -> list[tuple[Seen, Entry]]:
    return [
        (seen, Entry(number, str(seen.file), f"{number:04d} x.xlsx", "x", None, "2026-11-24T20:00:00+00:00"))
        for number, seen in enumerate(scan(deposit).files, start=1)
    ]


@pytest.fixture
def deposit(tmp_path: Path) -> Path:
    folder = tmp_path / "depot"
    (folder / "Société").mkdir(parents=True)
    (folder / "a.xlsx").write_bytes(b"a")
    (folder / "Société" / "b.xlsx").write_bytes(b"b")
    return folder


def taken(deposit: Path, owner: str, holder: Holder) -> Lot:
    """Take everything, as a run that is then stopped dead."""
    lot, refused = Claims(deposit, owner, holder).take(wanted(deposit), "lot")
    assert lot is not None and not refused
    if holder is DEAD:
        # The clock of a file system has ticks longer than the silence that is borne of it.
        os.utime(lot.folder.parent / ".proexp-vivant", (0, 0))
    return lot


def test_what_is_taken_is_gone_from_the_deposit(deposit: Path) -> None:
    lot = taken(deposit, "moi", Holder.here(300))
    assert scan(deposit).files == ()
    assert [lot.path(entry).read_bytes() for entry in lot.held()] == [b"b", b"a"]


def test_a_file_that_is_gone_or_changed_meanwhile_is_not_taken(deposit: Path) -> None:
    both = wanted(deposit)
    (deposit / "a.xlsx").write_bytes(b"autre chose")
    (deposit / "Société" / "b.xlsx").unlink()
    with Claims(deposit, "moi", Holder.here(300)) as claims:
        assert claims.take(both, "lot") == (None, [])
    assert [str(seen.file) for seen in scan(deposit).files] == ["a.xlsx"]
    assert not (deposit / CLAIMS).exists()


def test_a_stopped_run_of_the_same_output_is_taken_over(deposit: Path) -> None:
    before = taken(deposit, "moi", DEAD)
    with Claims(deposit, "moi", Holder.here(300)) as claims:
        [found], strangers = claims.unfinished()
        assert strangers == []
        assert found.plan == before.plan
        assert [found.claim(entry) for entry in found.held()] == [
            before.claim(entry) for entry in before.plan.entries
        ]
        for entry in found.held():
            found.path(entry).unlink()
        assert claims.unfinished() == ([], [])
    assert not (deposit / CLAIMS).exists()


def test_a_stopped_run_of_another_output_is_reported_and_left_alone(deposit: Path) -> None:
    before = taken(deposit, "une autre", DEAD)
    with Claims(deposit, "moi", Holder.here(300)) as claims:
        assert claims.unfinished() == ([], [DEAD])
    assert before.held()


def test_a_run_of_another_output_that_lives_is_not_even_reported(deposit: Path) -> None:
    taken(deposit, "une autre", Holder.here(300))
    with Claims(deposit, "moi", Holder.here(300)) as claims:
        assert claims.unfinished() == ([], [])


def test_a_lot_that_lost_its_plan_goes_back_to_the_deposit(deposit: Path) -> None:
    lot = taken(deposit, "moi", DEAD)
    (lot.folder / "plan.json").write_text("{")
    (deposit / "x.xlsx").write_bytes(b"x")
    with Claims(deposit, "moi", Holder.here(300)) as claims:
        assert claims.unfinished() == ([], [])
    assert sorted(seen.path.read_bytes() for seen in scan(deposit).files) == [b"a", b"b", b"x"]


def test_what_is_no_deposit_is_passed_over(deposit: Path) -> None:
    for name in (
        "~$a.xlsx",
        ".~lock.a.xlsx#",
        ".caché.xlsx",
        "Thumbs.db",
        "__MACOSX/a",
        "lettre.docx",
        "Société/retour/a - annote.xlsx",
    ):
        (deposit / name).parent.mkdir(exist_ok=True)
        (deposit / name).write_bytes(b"x")
    found = scan(deposit)
    assert [str(seen.file) for seen in found.files] == ["Société/b.xlsx", "a.xlsx"]
    assert [str(path) for path in found.others] == ["lettre.docx"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Société Générale d'Œuvres - étape 3.xlsx", "Société Générale d'Œuvres - étape 3.xlsx"),
        ("CON.xlsx", "_CON.xlsx"),
        ("nul", "_nul"),
        ("com1.xlsx", "_com1.xlsx"),
        ('a<b>c:d"e|f?g*h.xlsx', "a_b_c_d_e_f_g_h.xlsx"),
        ("a\x00\x1f\nb.xlsx", "a___b.xlsx"),
        ("fin. ", "fin"),
        ("..", "_"),
        ("e\u0301tape.xlsx", "\u00e9tape.xlsx"),
        ("fac\u202exslx.exe", "fac_xslx.exe"),
        ("\udce9t.xlsx", "\ufffdt.xlsx"),
    ],
)
def test_names_are_safe_and_readable(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_long_names_are_cut_before_their_ending() -> None:
    assert safe_name("é" * 300 + ".xlsx") == "é" * 100 + ".xlsx"
    assert safe_name("a" * 300 + ".xlsx") == "a" * LONGEST + ".xlsx"


def test_paths_never_lead_out_of_their_folder() -> None:
    assert safe_path(PurePosixPath("/../../etc/passwd")) == PurePosixPath("etc/passwd")


def test_names_that_are_taken_get_a_number_before_the_ending() -> None:
    there = {PurePosixPath("a/n.xlsx"), PurePosixPath("a/n (2).xlsx")}
    assert unique(PurePosixPath("a/n.xlsx"), there.__contains__, ".xlsx") == PurePosixPath("a/n (3).xlsx")
    assert unique(PurePosixPath("v1.2"), {PurePosixPath("v1.2")}.__contains__) == PurePosixPath("v1.2 (2)")


def forged(deposit: Path, **changed: object) -> Path:
    """A lot as somebody who may write into the deposit would make one; give the place of its file."""
    folder = deposit / CLAIMS / "machine-1-abc" / "20261125T000000-abc"
    folder.mkdir(parents=True)
    (folder.parent / ".proexp-sortie").write_text("moi")
    entry = {
        "number": 1,
        "file": "a.xlsx",
        "name": "0001 a.xlsx",
        "folder": "a",
        "beside": None,
        "received": "2026-11-24T20:00:00+00:00",
    }
    plan = {"lot": "lot", "entries": [{**entry, **changed}]}
    (folder / "plan.json").write_text(
        json.dumps({**plan, **{key: changed[key] for key in changed if key == "lot"}})
    )
    (folder / "0001 a.xlsx").write_bytes(b"x")
    return folder / "0001 a.xlsx"


@pytest.mark.parametrize(
    "changed",
    [
        {"folder": "../../ailleurs"},
        {"folder": "/etc"},
        {"beside": "../a"},
        {"name": "../a.xlsx"},
        {"name": "/etc/passwd"},
        {"file": "../../a.xlsx"},
        {"file": "/etc/a.xlsx"},
        {"file": ""},
        {"received": "hier"},
        {"number": "../1"},
        {"lot": "../../ailleurs"},
        {"seen": 5},
    ],
)
def test_a_plan_that_leads_elsewhere_is_none(tmp_path: Path, changed: dict[str, object]) -> None:
    deposit = tmp_path / "depot"
    deposit.mkdir()
    forged(deposit, **changed)
    with Claims(deposit, "moi", Holder.here(300)) as claims:
        assert claims.unfinished() == ([], [])
    assert [str(seen.file) for seen in scan(deposit).files] == ["a.xlsx"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_lot_that_another_user_made_is_left_alone(tmp_path: Path) -> None:
    deposit = tmp_path / "depot"
    deposit.mkdir()
    file = forged(deposit)
    os.chown(file.parent.parent, 12_345, 12_345)
    with Claims(deposit, "moi", Holder.here(300)) as claims:
        assert claims.unfinished() == ([], [])
    assert file.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
def test_what_is_taken_and_exchanged_for_a_link_is_not_copied(deposit: Path, tmp_path: Path) -> None:
    lot = taken(deposit, "moi", Holder.here(300))
    (tmp_path / "secret").write_bytes(b"secret")
    copies = tmp_path / "copies"
    copies.mkdir()
    first, second = lot.held()
    (lot.folder / first.name).unlink()
    (lot.folder / first.name).symlink_to(tmp_path / "secret")
    (lot.folder / second.name).unlink()
    (lot.folder / second.name).hardlink_to(tmp_path / "secret")
    assert [lot.copy(entry, copies) for entry in (first, second)] == [False, False]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
def test_a_link_in_the_place_of_the_folder_of_claims_is_moved_aside(deposit: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "ailleurs"
    elsewhere.mkdir()
    (deposit / CLAIMS).symlink_to(elsewhere)
    with Claims(deposit, "moi", Holder.here(300)) as claims:
        lot, refused = claims.take(wanted(deposit), "lot")
        assert lot is not None
        assert (len(lot.held()), refused) == (2, [])
    assert list(elsewhere.iterdir()) == []
