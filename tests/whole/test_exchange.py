"""What the first half keeps for the second: it comes back whole, or is refused."""

import hashlib
import pickle
from pathlib import Path, PurePosixPath

import hypothesis
import msgspec
import pytest
from hypothesis import strategies as st

from proexp_batch.decision.decide import ContractFacts, DossierFacts
from proexp_batch.decision.facts import (
    Attestation,
    BlocResult,
    CompetenceResult,
    Day,
    ModalityHours,
    Provider,
    Repair,
)
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.engines.processes import Processes
from proexp_batch.model.findings import Finding
from proexp_batch.model.links import ContractLink, DossierLinks, SheetCell, TutorLink
from proexp_batch.pipeline.exchange import AlteredError, Kept, decode, encode, keep, take_up
from proexp_batch.pipeline.way import handle
from proexp_batch.settings.run import settings
from tests.making.checking import check_files
from tests.whole.places import CLOSED, DEPOSIT, FAULTY, TODAY

paths = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(PurePosixPath)
st.register_type_strategy(PurePosixPath, paths)
st.register_type_strategy(str, st.text())
st.register_type_strategy(int, st.integers(-(2**63), 2**63 - 1))
st.register_type_strategy(float, st.floats(allow_nan=False))
for plain in (
    Attestation, BlocResult, CompetenceResult, ContractFacts, ContractLink, Day, DossierFacts,
    Finding, ModalityHours, Provider, Repair, SheetCell, TutorLink,
):  # fmt: skip
    st.register_type_strategy(plain, st.builds(plain))


@pytest.fixture(scope="module")
def facts() -> list[DossierFacts]:
    files = [DepositedFile(path, PurePosixPath(path.name), PurePosixPath(path.stem)) for path in SAMPLES]
    return check_files(files, settings(TODAY))[0]


SAMPLES = sorted(path for path in DEPOSIT.rglob("*") if path.suffix in (".xlsx", ".xls", ".ods"))


def test_facts_of_real_dossiers_come_back_as_they_were(facts: list[DossierFacts], tmp_path: Path) -> None:
    assert any(one.ready for dossier in facts for one in dossier.contracts)
    assert any(isinstance(repair.value, Day) for dossier in facts for repair in dossier.repairs)
    assert take_up(keep(facts, tmp_path / "0")) == facts


@hypothesis.given(st.lists(st.from_type(DossierFacts), max_size=2))
@hypothesis.settings(max_examples=50, suppress_health_check=list(hypothesis.HealthCheck), deadline=None)
def test_any_facts_come_back_as_they_were(facts: list[DossierFacts]) -> None:
    assert decode(encode(facts)) == facts


said_by_company = st.dictionaries(st.text(), st.tuples(st.text(), st.from_type(SheetCell)))


@hypothesis.given(st.builds(DossierLinks, company=said_by_company))
@hypothesis.settings(max_examples=50, suppress_health_check=list(hypothesis.HealthCheck), deadline=None)
def test_any_links_come_back_as_they_were(links: DossierLinks) -> None:
    assert DossierLinks.from_json(links.to_json()) == links


@hypothesis.given(st.data())
@hypothesis.settings(max_examples=100, deadline=None)
def test_damaged_data_is_refused_or_still_well_typed(data: st.DataObject) -> None:
    one = DossierFacts(PurePosixPath("a.xlsx"), "0" * 64, True, 3, "Société", (), ())
    told = bytearray(encode([one]))
    at = data.draw(st.integers(0, len(told) - 1))
    told[at] = data.draw(st.integers(0, 255))
    try:
        found = decode(bytes(told))
    except msgspec.DecodeError:
        return
    assert all(type(dossier) is DossierFacts and type(dossier.readable) is bool for dossier in found)


class _Harm:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Path.touch, (Path("nuisance"),))  # type: ignore[return-value]


def test_what_others_put_in_its_place_is_refused_and_runs_nothing(
    facts: list[DossierFacts], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kept = keep(facts, tmp_path / "0")
    others = [pickle.dumps(_Harm()), b"", encode(facts[:1]), encode(facts)[:-1]]
    for content in others:
        kept.path.write_bytes(content)
        with pytest.raises(AlteredError, match="changé"):
            take_up(kept)
    assert not Path("nuisance").exists()


def test_what_another_version_wrote_is_refused(tmp_path: Path) -> None:
    data = msgspec.msgpack.encode([{"file": "a.xlsx", "sha256": "0" * 64, "readable": "oui"}])
    (tmp_path / "0").write_bytes(data)
    with pytest.raises(AlteredError):
        take_up(Kept(tmp_path / "0", hashlib.sha256(data).hexdigest()))


def test_a_run_whose_facts_were_changed_ends_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [DepositedFile(CLOSED, PurePosixPath("a.xlsx"), PurePosixPath("a"))]
    forged = check_files(
        [DepositedFile(FAULTY, PurePosixPath("a.xlsx"), PurePosixPath("a"))], settings(TODAY)
    )

    def change(done: int, total: int) -> None:
        for path in tmp_path.glob(".proexp-*/[0-9]*"):
            path.write_bytes(encode(forged[0]))

    with pytest.raises(OSError, match="changé entre-temps"):
        handle(files, tmp_path, settings(TODAY), Processes(1), change)
    assert not list(tmp_path.rglob("*.xlsx"))


def test_a_run_whose_ledger_was_damaged_ends_with_a_reason(tmp_path: Path) -> None:
    files = [DepositedFile(CLOSED, PurePosixPath("a.xlsx"), PurePosixPath("a"))]

    def damage(done: int, total: int) -> None:
        for path in tmp_path.glob(".proexp-*/lot.sqlite"):
            path.write_bytes(b"x" * path.stat().st_size)

    with pytest.raises(OSError, match="changé entre-temps"):
        handle(files, tmp_path, settings(TODAY), Processes(1), damage)
    assert not list(tmp_path.rglob("*"))
