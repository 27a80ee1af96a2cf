"""The text of a QR code proves which number was sealed; a short code and a number prove nothing by themselves."""

import dataclasses
import random

import pytest

from proexp_batch.model.wording import NBSP
from proexp_batch.seal.verdict import State, Verdict
from proexp_batch.seal.verify import is_code, verify
from tests.seal.sealed import CODE, facts, key, marks

SEAL = str(marks(facts(2)).seal)


def told(text: str, name: str = "cle") -> Verdict:
    (verdict,) = verify(text, key(name)[1])
    return verdict


def test_the_qr_code_of_a_true_seal_says_which_number_it_seals() -> None:
    verdict = told(f" {SEAL}\n")
    assert (verdict.state, verdict.number) == (State.AUTHENTIC, "AFF-7K3M-92QX")
    said = verdict.what[0].replace(NBSP, " ")
    assert "n° AFF-7K3M-92QX" in said and "doit porter ce numéro" in said and "ne dit rien des textes" in said


def test_a_forged_code_is_refused() -> None:
    seal = marks(facts(2)).seal
    for forged in (
        dataclasses.replace(seal, number="AFF-AUTRE-0A1B2C3D"),
        dataclasses.replace(seal, digest=bytes(32)),
        dataclasses.replace(seal, signature=bytes(64)),
        dataclasses.replace(marks(facts(3)).seal, signature=seal.signature, number="AFF-X-0A1B2C3D"),
    ):
        assert told(str(forged)).state is State.FORGED
    other = dataclasses.replace(seal, key=key("autre")[1][0].id)
    assert told(str(other), "autre").state is State.FORGED


def test_the_code_of_another_key_is_unknown() -> None:
    assert told(SEAL, "autre").state is State.UNKNOWN_KEY
    assert verify(SEAL, ())[0].state is State.UNKNOWN_KEY


def test_no_random_change_of_a_code_is_accepted() -> None:
    chance = random.Random(3)
    signs = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_%:. é"
    for _ in range(1_000):
        at, sign = chance.randrange(len(SEAL)), chance.choice(signs)
        changed = chance.choice(
            (SEAL[:at] + sign + SEAL[at + 1 :], SEAL[:at] + sign + SEAL[at:], SEAL[:at] + SEAL[at + 1 :])
        )
        assert changed.strip() == SEAL or told(changed).state is not State.AUTHENTIC


@pytest.mark.parametrize(
    "text", [CODE, "7k3m 92qx d4ab ozwe", "AFF-2022-0451-1A2B3C4D", "aff-2022-0451-1a2b3c4d"]
)
def test_a_short_code_and_a_number_are_for_the_register(text: str) -> None:
    verdict = told(text)
    assert is_code(text) and verdict.state is State.UNTOLD
    assert verdict.code == CODE or verdict.number == text


@pytest.mark.parametrize(
    "text", ["", "bonjour", "dossier.pdf", "PROEXP1:", "PROEXP1:x" * 10_000, "A" * 10_000_000, "\0"]
)
def test_what_is_no_code_is_told(text: str) -> None:
    assert told(text).state is State.UNREADABLE
