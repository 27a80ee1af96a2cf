"""`cle creer` and `verifier-attestation`, as people call them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from proexp_batch.cli import main
from proexp_batch.documents.attestations.sheets import attestations
from proexp_batch.model.wording import NBSP
from proexp_batch.register import Register
from proexp_batch.seal.keys import PASSWORD, sealing_key
from tests.seal.sealed import CODE, changed_pdf, facts, key, marks, pdf, workbook
from tests.staff.filled import checked
from tests.whole.places import CLOSED

Said = Callable[[], str]
NOW = dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.UTC)


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def read() -> str:
        out = capsys.readouterr()
        return (out.out + out.err).replace(NBSP, " ")

    return read


@pytest.fixture
def public(tmp_path: Path) -> str:
    from cryptography.hazmat.primitives import serialization

    file = tmp_path / "opco.pub"
    pem, info = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    file.write_bytes(key()[0].private.public_key().public_bytes(pem, info))
    return str(file)


def test_a_key_is_made_and_seals_what_the_command_then_verifies(tmp_path: Path, said: Said) -> None:
    assert main(["cle", "creer", str(tmp_path / "opco.pem")]) == 0
    assert "Clé privée" in (text := said()) and "opco.pem.pub" in text
    assert main(["cle", "creer", str(tmp_path / "opco.pem")]) == 2
    assert "existe déjà" in said()
    file = tmp_path / "attestations.xlsx"
    file.write_bytes(attestations([facts(3)], sealing_key(tmp_path / "opco.pem")))
    assert main(["verifier-attestation", str(file), "--cle-publique", str(tmp_path / "opco.pem.pub")]) == 0
    assert "Authentique" in said()


def test_a_key_takes_its_password_from_the_environment(
    tmp_path: Path, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, "secret")
    assert main(["cle", "creer", str(tmp_path / "opco.pem")]) == 0
    assert PASSWORD in said()
    assert sealing_key(tmp_path / "opco.pem", "secret")


def test_a_pdf_and_a_sheet_are_told_from_what_was_changed(tmp_path: Path, public: str, said: Said) -> None:
    one = facts(8)
    true, false = tmp_path / "vraie.pdf", tmp_path / "fausse.pdf"
    true.write_bytes(pdf(one))
    false.write_bytes(changed_pdf(one, lambda text: text.replace("en cours d'acquisition au", "acquise le")))
    assert main(["verifier-attestation", str(true), "--cle-publique", public]) == 0
    assert f"Authentique : attestation n° {one.number}, code {CODE}." in (text := said()) and "octet" in text
    assert main(["verifier-attestation", str(false), "--cle-publique", public]) == 1
    assert "on lit « acquise le » au lieu de « en cours d'acquisition au »" in said()


def test_a_workbook_is_good_if_all_of_its_sheets_are(tmp_path: Path, public: str, said: Said) -> None:
    several = [facts(2, contract=name, number=f"AFF-{name}-1A2B3C4D") for name in ("A1", "B2")]
    (tmp_path / "a.xlsx").write_bytes(workbook(*several))
    assert main(["verifier-attestation", str(tmp_path / "a.xlsx"), "--cle-publique", public, "--textes"]) == 0
    text = said()
    assert "Feuille « A1 »" in text and "Feuille « B2 »" in text and "Textes scellés" in text
    (tmp_path / "b.xlsx").write_bytes(attestations(several))
    assert main(["verifier-attestation", str(tmp_path / "b.xlsx"), "--cle-publique", public]) == 1
    assert "Sans sceau" in said()


def test_codes_are_told_and_wrong_use_is_explained(
    tmp_path: Path, public: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = str(marks(facts(2)).seal)
    assert main(["verifier-attestation", seal, "--cle-publique", public]) == 0
    assert "Authentique" in said()
    assert main(["verifier-attestation", seal[:-6] + "AAAAAA", "--cle-publique", public]) == 1
    assert main(["verifier-attestation", CODE]) == 1
    assert "registre" in said()
    assert main(["verifier-attestation", "absent.pdf"]) == 2
    assert "n'est ni un fichier" in said()
    assert main(["verifier-attestation", seal]) == 2
    assert "--cle-publique" in said()
    monkeypatch.setenv("PROEXP_CLE_PUBLIQUE", public)
    assert main(["verifier-attestation", seal]) == 0
    assert main(["verifier-attestation", str(tmp_path), "--cle-publique", public]) == 2


@pytest.fixture
def registered(tmp_path: Path) -> tuple[Path, str, str]:
    """A register that knows an attestation by its number and code."""
    (result,) = checked(CLOSED)
    contracts = tuple(
        one if one.attestation is None else replace(one, attestation=replace(one.attestation, code=CODE))
        for one in result.decision.contracts
    )
    folder = tmp_path / "sortie"
    folder.mkdir()
    decision = replace(result.decision, contracts=contracts)
    with Register.open(folder / "registre.sqlite") as register:
        register.record([replace(result, decision=decision, received=NOW, processed=NOW)])
    (first,) = [one.attestation for one in contracts if one.attestation is not None][:1]
    return folder, first.number, CODE


def test_the_register_says_whether_an_attestation_still_stands(
    registered: tuple[Path, str, str], tmp_path: Path, public: str, said: Said
) -> None:
    folder, number, code = registered
    place = ["--sortie", str(folder)]
    assert main(["verifier-attestation", code, *place]) == 0
    assert "Connue du registre" in (text := said()) and "en vigueur" in text and "textes imprimés" in text
    assert main(["verifier-attestation", "0000-0000-0000-0000", *place]) == 1
    assert "Inconnue" in said()
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(facts(2, number=number, code=code)))
    command = ["verifier-attestation", str(file), "--cle-publique", public, *place]
    assert main(command) == 0 and "en vigueur" in said()
    assert main(["revoquer-attestation", number, "--motif", "Erreur de saisie", *place]) == 0
    assert main(command) == 1
    assert "Attestation révoquée" in (text := said()) and "Erreur de saisie" in text
    assert main(["verifier-attestation", number, *place]) == 1
    file.write_bytes(pdf(facts(2, number="AFF-AUTRE-0A1B2C3D", code="1111-1111-1111-1111")))
    assert main(command) == 0
    assert "ne connaît pas cette attestation" in said()


def test_a_file_that_is_too_big_is_not_looked_at(
    tmp_path: Path, public: str, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    from proexp_batch.cli import verify_attestation
    from proexp_batch.settings.limits import Limits

    monkeypatch.setattr(verify_attestation, "USUAL", Limits(size=1))
    (tmp_path / "gros.pdf").write_bytes(b"%PDF-1.7" + bytes(2_000_000))
    assert main(["verifier-attestation", str(tmp_path / "gros.pdf"), "--cle-publique", public]) == 1
    assert "trop gros" in said()
