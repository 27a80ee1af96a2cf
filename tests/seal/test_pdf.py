"""A PDF is authentic to the byte or not at all, and what was changed in it is told in the words before and after."""

import io
import random
import unicodedata

import pikepdf
import pytest

from proexp_batch.model.wording import NBSP
from proexp_batch.seal.keys import SealError
from proexp_batch.seal.marks import Marks
from proexp_batch.seal.pdf import keywords, sealed_pdf
from proexp_batch.seal.statement import Statement
from proexp_batch.seal.verdict import State, Verdict
from proexp_batch.seal.verify import verify
from tests.seal.sealed import changed_pdf, facts, key, marks, pdf, texts_of, typeset
from tests.writing.facts import bloc_of, competence

CHANGES = 1_000


def told(content: bytes, name: str = "cle") -> Verdict:
    (verdict,) = verify(content, key(name)[1])
    return verdict


def words(verdict: Verdict) -> str:
    return "\n".join(verdict.what).replace(NBSP, " ")


def test_what_was_sealed_is_authentic_and_says_what_it_states() -> None:
    one = facts(12, learner="Anaïs d'Œuvre-L'Hermite")
    verdict = told(pdf(one))
    assert verdict.state is State.AUTHENTIC
    assert (verdict.number, verdict.code) == (one.number, one.code)
    assert verdict.stated is not None
    assert list(verdict.stated.texts) == [unicodedata.normalize("NFC", text) for text in texts_of(one)]


def test_the_same_facts_and_the_same_key_give_the_same_bytes() -> None:
    assert pdf(facts(5)) == pdf(facts(5))
    assert pdf(facts(5)) != pdf(facts(6))


def test_the_seal_keeps_the_file_a_sound_pdf() -> None:
    with pikepdf.open(io.BytesIO(pdf(facts(3)))) as opened:
        assert "PROEXP1:" in str(opened.docinfo["/Keywords"])
        with opened.open_metadata() as metadata:
            assert "PROEXP1F:" in str(metadata["pdf:Keywords"])
        assert opened.check_pdf_syntax() == []


def test_no_name_stands_in_the_qr_code() -> None:
    assert "Exemple" not in str(marks(facts(2)).seal)


@pytest.fixture(scope="module")
def sealed() -> bytes:
    """A small one, which is quickly read a thousand times."""
    stated = Marks.of(Statement.of("AFF-1-1A2B3C4D", "", ["Camille Exemple-Martin", "acquise"]), key()[0])
    return sealed_pdf(typeset(list(stated.statement.texts), [keywords(stated)]), key()[0])


def changed(content: bytes, chance: random.Random) -> bytes:
    """One change at random: of a bit, a byte, a stretch; some of them where the seal stands."""
    data = bytearray(content)
    near = content.rfind(b"PROEXP1") if chance.random() < 0.3 else 0
    at = chance.randrange(near, len(data)) if near else chance.randrange(len(data))
    match chance.randrange(7):
        case 0:
            data[at] ^= 1 << chance.randrange(8)
        case 1:
            data[at] = chance.randrange(256)
        case 2:
            data[at:at] = chance.randbytes(chance.randrange(1, 20))
        case 3:
            del data[at : at + chance.randrange(1, 20)]
        case 4:
            other = chance.randrange(len(data))
            data[at], data[other] = data[other], data[at]
        case 5:
            data[at : at + 30] = data[at : at + 30][::-1]
        case _:
            data += chance.choice([b"\n", b" ", b"%", b"%%EOF", data[at:]])
    return bytes(data)


def test_of_a_thousand_changes_of_bytes_not_one_is_accepted(sealed: bytes) -> None:
    chance, tried, accepted = random.Random(13), 0, []
    while tried < CHANGES:
        other = changed(sealed, chance)
        if other == sealed:
            continue
        tried += 1
        verdict = told(other)
        if verdict.state is State.AUTHENTIC:
            accepted.append(other)
        assert verdict.what
    assert accepted == []


@pytest.mark.parametrize("place", ["whole", "half", "head", "nothing"])
def test_a_file_that_was_cut_ends_in_a_sentence(place: str, sealed: bytes) -> None:
    length = {"whole": len(sealed) - 1, "half": len(sealed) // 2, "head": 40, "nothing": 6}[place]
    verdict = told(sealed[:length])
    assert verdict.state in (State.ALTERED, State.UNREADABLE, State.UNSEALED) and verdict.what


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("en cours d'acquisition au", "acquise le", "on lit « acquise le » au lieu de « en cours d'acquisition au »"),
        ("301,5", "315", "on lit « 315 » au lieu de « 301,5 »"),
        ("Camille Exemple-Martin", "Camille Exemple-Martins", "on lit « Exemple-Martins » au lieu de « Exemple-Martin »"),
        (f"31{NBSP}mars{NBSP}2023", f"31{NBSP}mars{NBSP}2024", "on lit « 2024 » au lieu de « 2023 »"),
        ("Atelier Fictif", "Atelier Factif", "on lit « Factif » au lieu de « Fictif »"),
    ],
)  # fmt: skip
def test_what_was_changed_is_told_in_the_words_before_and_after(before: str, after: str, said: str) -> None:
    one = facts(
        8, learner="Camille Exemple-Martin", blocs=(bloc_of(competence(0), competence(1, "IN_PROGRESS")),)
    )
    verdict = told(changed_pdf(one, lambda text: text.replace(before, after)))
    assert verdict.state is State.ALTERED
    assert said in words(verdict)


def test_each_text_must_stand_there_as_often_as_it_was_stated() -> None:
    blocs = (
        bloc_of(
            competence(0), competence(1, "IN_PROGRESS", date=None), competence(2, "IN_PROGRESS", date=None)
        ),
    )
    done: list[str] = []

    def once(text: str) -> str:
        if text.startswith("en cours") and not done:
            done.append(text)
            return text.replace("en cours d'acquisition", "acquise")
        return text

    verdict = told(changed_pdf(facts(blocs=blocs), once))
    assert words(verdict).count("on lit « acquise » au lieu de « en cours d'acquisition »") == 1


def test_a_text_that_is_covered_or_added_is_no_reason_to_believe_the_file() -> None:
    one = facts(3)
    verdict = told(changed_pdf(one, lambda text: f"{text} certifiée" if text.startswith("acquise") else text))
    assert verdict.state is State.ALTERED
    assert "une image ou un autre texte peut les couvrir" in words(verdict)


def test_a_file_saved_again_by_another_program_is_not_called_authentic(sealed: bytes) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(sealed)) as opened:
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    verdict = told(out.getvalue())
    assert verdict.state is State.ALTERED and "textes scellés s'y trouvent encore" in words(verdict)


def test_the_seal_of_another_key_is_unknown_and_of_a_wrong_one_refused(sealed: bytes) -> None:
    assert told(sealed, "autre").state is State.UNKNOWN_KEY
    verdict = told(sealed.replace(key()[1][0].id.encode(), key("autre")[1][0].id.encode()), "autre")
    assert verdict.state is State.ALTERED and "fabriqué" in words(verdict)
    (both,) = verify(sealed, key("autre")[1] + key()[1])
    assert both.state is State.AUTHENTIC


def test_the_seal_of_one_file_says_nothing_of_another() -> None:
    one, other = facts(3), facts(3, learner="Une Autre", number="AFF-AUTRE-0A1B2C3D")
    mixed = typeset(texts_of(other), [keywords(marks(one))])
    assert told(mixed).state is not State.AUTHENTIC
    # Sealed by the true key, with the number and the texts of another attestation: the keywords contradict themselves.
    made, foreign = marks(one), marks(other)
    crossed = keywords(made).replace(str(made.seal), str(foreign.seal))
    assert told(sealed_pdf(typeset(texts_of(one), [crossed]), key()[0])).state is State.ALTERED


def test_a_file_without_a_seal_is_told() -> None:
    assert told(typeset(texts_of(facts(1)), [])).state is State.UNSEALED
    assert told(b"%PDF-1.7\nnothing").state is State.UNREADABLE
    assert told(b"bonjour").state is State.UNREADABLE
    assert told(b"").state is State.UNREADABLE


def test_what_is_too_long_for_a_string_of_a_pdf_is_sealed_without_it() -> None:
    chance = random.Random(7)
    texts = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz éè,;", k=60)) for _ in range(1500)]
    long = Marks.of(Statement.of("AFF-1-1A2B3C4D", "", texts), key()[0])
    said = keywords(long)
    assert len(said) < 1000
    made = sealed_pdf(typeset(texts[:3], [said]), key()[0])
    assert told(made).state is State.AUTHENTIC
    verdict = told(made + b"\n")
    assert verdict.state is State.ALTERED and "trop court pour dire en quoi" in words(verdict)


def test_a_template_without_the_keywords_is_told() -> None:
    with pytest.raises(SealError, match="ne transmet pas les mots-clés"):
        sealed_pdf(typeset(["Bonjour"], ["autre chose"]), key()[0])


def test_a_template_may_have_keywords_of_its_own() -> None:
    one = facts(2)
    made = sealed_pdf(typeset(texts_of(one), ["attestation", keywords(marks(one)), "Opco"]), key()[0])
    assert told(made).state is State.AUTHENTIC


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n" + b"PROEXP1:" * 20_000,
        b"%PDF-1.7\n" + b"PROEXP1F:deadbeef:" + b"A" * 86,
        b"%PDF-1.7\n1 0 obj\n" + b"[" * 50_000 + b"\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj\n"
        b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF",
        b"%PDF-1.7\n" + bytes(range(256)) * 400,
        b"%PDF-" + b"%%EOF\n" * 5_000,
    ],
)
def test_hostile_files_end_in_a_sentence(content: bytes) -> None:
    verdict = told(content)
    assert verdict.state is not State.AUTHENTIC and verdict.what
