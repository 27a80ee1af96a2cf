import dataclasses
import datetime as dt
import json
import unicodedata
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proexp_batch.decision.attesting import attestation_code, attestation_number
from proexp_batch.decision.short_code import read_short_code, short_code
from proexp_batch.seal.marks import Marks
from proexp_batch.seal.statement import (
    Seal,
    Statement,
    base64url,
    from_base64url,
    read_seal,
    unpacked,
)
from tests.seal.sealed import facts, key

STATED = Statement.of("AFF-2022/0451 bis n°3-1A2B3C4D", "7K3M-92QX-D4AB-0ZWE", ["Un", "", "Deux\r\nlignes"])


def test_the_canonical_form_is_one_that_anybody_can_make_again() -> None:
    assert json.loads(STATED.canonical()) == {
        "c": STATED.code,
        "n": STATED.number,
        "t": ["Un", "Deux\nlignes"],
        "v": 1,
    }
    assert b" bis" in STATED.canonical() and b'", "' not in STATED.canonical()


@given(st.lists(st.text(max_size=40), max_size=8), st.text(max_size=30))
def test_any_texts_are_packed_and_sealed_and_come_back(texts: list[str], number: str) -> None:
    private, public = key()
    stated = Statement.of(number or "N", "", texts)
    assert unpacked(stated.packed()) == stated
    seal = Seal.of(stated, private)
    read = read_seal(str(seal))
    assert read == seal and read.is_of(public) and read.is_about(stated)


def test_the_same_texts_in_other_forms_of_unicode_are_the_same() -> None:
    spelled = [unicodedata.normalize(form, "Élève évalué") for form in ("NFC", "NFD")]
    assert len({Statement.of("N", "C", [text]).digest() for text in spelled}) == 1


def test_a_cell_takes_part_in_what_a_sheet_states() -> None:
    one, other = (Statement.of_sheet("N", "C", [(place, "105 h"), ("B1", "")]) for place in ("D4", "E4"))
    assert one.digest() != other.digest() and one.places == ("D4",)
    assert unpacked(one.packed()) == one


def test_a_seal_is_small_and_reads_in_one_way_only() -> None:
    text = str(Seal.of(STATED, key()[0]))
    assert text.startswith("PROEXP1:AFF-2022%2F0451%20bis%20n%C2%B03-1A2B3C4D:")
    assert len(text) < 230
    for other in (
        text + "A", text[:-1], text.replace("%2F", "/"), text.replace("%C2%B0", "%c2%b0"), text + "=", f" {text}",
        text.replace("AFF", "%41FF"), text.replace("PROEXP1", "proexp1"), text + "\n", "", "PROEXP1:::::",
    ):  # fmt: skip
        assert read_seal(other) is None


def test_the_last_sign_of_a_signature_has_one_spelling() -> None:
    text = str(Seal.of(STATED, key()[0]))
    last = [
        read_seal(text[:-1] + sign)
        for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    ]
    assert sum(one is not None for one in last) == 4
    assert sum(one is not None and one.is_of(key()[1]) for one in last) == 1


def test_a_seal_of_another_number_text_or_key_is_none() -> None:
    private, public = key()
    seal = Seal.of(STATED, private)
    assert not dataclasses.replace(seal, number="AFF-AUTRE-1A2B3C4D").is_of(public)
    assert not dataclasses.replace(seal, digest=bytes(32)).is_of(public)
    assert not Seal.of(STATED, key("autre")[0]).is_of(public)
    assert not seal.is_about(dataclasses.replace(STATED, texts=("Un",)))
    # A signature over a whole file is no seal of a statement, whatever the digest.
    assert not dataclasses.replace(seal, signature=private.sign(seal.digest)).is_of(public)


def test_a_very_long_number_still_has_a_seal() -> None:
    private, public = key()
    numbers = [f"AFF-{'é' * 5000}{end}-1A2B3C4D" for end in "ab"]
    seals = [Seal.of(Statement.of(number, "", ["Un"]), private) for number in numbers]
    for seal, number in zip(seals, numbers, strict=True):
        assert read_seal(str(seal)) == seal and seal.is_of(public)
        assert seal.is_about(Statement.of(number, "", ["Un"]))
    assert seals[0] != seals[1]
    # A code that no telephone could read is not printed.
    none = Marks.of(Statement.of("字" * 5000, "", ["Un"]), private)
    assert none.png() == b"" and none.svg() == ""


def packed(content: bytes) -> str:
    return base64url(zlib.compress(content, 9))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"null", b'{"v":1}', b'{"c":"","n":"","t":[1],"v":1}', b'{"c":"","n":"","t":"x","v":1}',
        b'{"c":"","n":"","t":[],"v":2}', b'{"v":1,"c":"","n":"","t":[]}', b'{"c":"", "n":"","t":[],"v":1}',
        b'{"c":"","n":"","t":["\\ud800"],"v":1}', b'{"c":"","n":"","p":["A1"],"t":[],"v":1}', b"[" * 100_000,
        b'{"c":"","n":"","t":["' + b"x" * 9_000_000 + b'"],"v":1}',
    ],
)  # fmt: skip
def test_what_is_no_statement_is_none(content: bytes) -> None:
    assert unpacked(packed(content)) is None
    assert unpacked(packed(content)[:-2]) is None


def test_base64_has_one_spelling() -> None:
    assert from_base64url("AA") == b"\0"
    for other in ("AB", "A", "AA==", "AA\n", "A A", "é", "A+"):
        assert from_base64url(other) is None


def test_a_code_is_short_grouped_and_read_however_it_is_typed() -> None:
    code = short_code(bytes(range(250, 255)) * 2)
    assert len(code) == 19 and code.count("-") == 3
    assert read_short_code(code) == code
    assert read_short_code(f" {code.lower().replace('-', ' ')} ") == code
    assert read_short_code("oil0-0000-0000-0000") == "0110-0000-0000-0000"
    for other in (
        "",
        "7K3M-92QX-D4AB",
        "7K3M-92QX-D4AB-0ZWU",
        code + "0",
        "x" * 100_000,
        "AFF-2022-0451-1A2B3C4D",
    ):
        assert read_short_code(other) is None


def test_the_code_depends_on_the_day_of_the_signature_and_the_number_does_not() -> None:
    plain = facts(4)
    signed = dataclasses.replace(plain, issued=dt.date(2023, 4, 5))
    assert attestation_number(plain) == attestation_number(signed)
    assert attestation_code(plain) != attestation_code(signed)
    # Neither depends on itself, nor on the other.
    named = dataclasses.replace(plain, number="X", code="Y")
    assert attestation_number(named) == attestation_number(plain)
    assert attestation_code(named) == attestation_code(plain)
    assert attestation_number(dataclasses.replace(plain, learner="Autre")) != attestation_number(plain)
