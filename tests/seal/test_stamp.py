"""The electronic stamp: put on the same twice, leaving PDF/A and PDF/UA whole; what it proves of a file from anybody."""

import datetime as dt
import os
import random
import subprocess
import sys
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typst
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from pypdf import PdfReader

from proexp_batch.model.wording import NBSP
from proexp_batch.seal.keys import make_pair, sealing_key
from proexp_batch.seal.marks import Marks
from proexp_batch.seal.pdf import keywords, sealed_pdf
from proexp_batch.seal.stamp import PASSWORD, Stamp, StampError, StampVerdict, check_stamp, stamp_of, stamped
from proexp_batch.seal.statement import Statement
from proexp_batch.seal.verdict import State
from proexp_batch.seal.verify import verify
from tests.seal.certificates import PASSWORD as SECRET
from tests.seal.certificates import Issued, issued, key_of, stored
from tests.whole.places import ROOT

pytest.importorskip("pyhanko")

DAY = dt.date(2026, 11, 26)
SOURCE = """
#set document(title: "Attestation")
#set text(lang: "fr")
#set page(footer: context counter(page).display())
= Attestation de fin de formation
Aïcha N'Diaye a suivi 320 h de formation. #link("https://example.org")[Vérifier]
#pagebreak()
Suite.
"""


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, SECRET)


@cache
def paper(linked: bool = True) -> bytes:
    """A PDF as papers are made; without a link its first page has no annotations yet."""
    source = SOURCE if linked else SOURCE.replace('#link("https://example.org")[Vérifier]', "")
    made = typst.compile(
        source.encode(), format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=1_700_000_000
    )
    assert isinstance(made, bytes)
    return made


@cache
def authority() -> Issued:
    return issued("Autorité d'essai", number=90, authority=True)


@cache
def chain(kind: str = "EC") -> tuple[Issued, Issued]:
    """An Opco's certificate and that of the authority between it and the root."""
    between = issued("Autorité intermédiaire d'essai", authority(), number=91, authority=True)
    return issued("Opco d'essai", between, kind), between


@pytest.fixture(params=["RSA", "EC"])
def stamp(request: pytest.FixtureRequest, tmp_path: Path) -> Stamp:
    one, between = chain(request.param)
    return Stamp(stored(tmp_path / "cachet.p12", one, [between]), DAY)


@pytest.fixture
def signed(tmp_path: Path) -> bytes:
    one, between = chain()
    return stamped(paper(), Stamp(stored(tmp_path / "cachet.p12", one, [between]), DAY))


def verdict(pdf: bytes, *roots: Issued) -> StampVerdict:
    found = stamp_of(pdf, [one.pem for one in roots])
    assert found is not None
    return found


@pytest.mark.parametrize("linked", [True, False])
def test_a_stamp_adds_an_update_and_changes_nothing_before_it(stamp: Stamp, linked: bool) -> None:
    pdf = paper(linked)
    made = stamped(pdf, stamp)
    assert made.startswith(pdf + b"\n")
    found = verdict(made, authority())
    assert (found.intact, found.whole, found.alone, found.trusted) == (True, True, True, True)
    assert (found.signer, found.day, found.before) == ("Opco d'essai", DAY, pdf)
    texts = [[page.extract_text() for page in PdfReader(BytesIO(one)).pages] for one in (pdf, made)]
    assert texts[0] == texts[1]


def test_the_file_stays_what_archives_and_screen_readers_ask_for(stamp: Stamp) -> None:
    made = stamped(paper(), stamp)
    with pikepdf.open(BytesIO(paper())) as before, pikepdf.open(BytesIO(made)) as after:
        assert after.check_pdf_syntax() == []
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert after.docinfo.CreationDate == before.docinfo.CreationDate
        assert set(after.docinfo.keys()) == set(before.docinfo.keys())
        assert after.trailer.ID[0] == before.trailer.ID[0]
        assert after.trailer.ID[1] != before.trailer.ID[1]
        (field,) = after.Root.AcroForm.Fields
        # PDF/A: printed, and without a look only where it has no size. PDF/UA: not tagged only beside the page.
        assert (int(field.F) & 4, int(field.F) & (1 | 2 | 32)) == (4, 0)
        left, bottom, right, top = (float(one) for one in field.Rect)
        assert (left, bottom) == (right, top)
        assert left < 0 and bottom < 0
        assert str(field.TU) == "Cachet électronique"
        assert str(after.pages[0].Tabs) == "/S"
        assert "/NeedAppearances" not in after.Root.AcroForm
        assert int(after.Root.AcroForm.SigFlags) == 3
        assert_certifies(after.Root.Perms.DocMDP)


def assert_certifies(signature: Any) -> None:
    assert str(signature.SubFilter) == "/ETSI.CAdES.detached"
    assert str(signature.M) == "D:20261126000000+01'00'"
    assert "sans changement" in str(signature.Reason)
    assert "/Location" not in signature
    (reference,) = signature.Reference
    assert str(reference.TransformMethod) == "/DocMDP"
    assert int(reference.TransformParams.P) == 1
    # Forbidden in PDF/A where a signature certifies.
    assert not {"/DigestLocation", "/DigestMethod", "/DigestValue"} & set(reference.keys())


def test_the_same_paper_key_and_day_give_the_same_bytes_in_another_process(
    stamp: Stamp, tmp_path: Path
) -> None:
    (tmp_path / "papier.pdf").write_bytes(paper())
    program = (
        "import datetime, hashlib, sys; from pathlib import Path;"
        "from proexp_batch.seal.stamp import Stamp, stamped;"
        "made = stamped(Path(sys.argv[1]).read_bytes(), Stamp(Path(sys.argv[2]), datetime.date(2026, 11, 26)));"
        "print(made.hex())"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "papier.pdf"), str(stamp.file)]
    others = {
        subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout.strip()
        for seed, zone in (("1", "UTC"), ("2", "America/Cayenne"))
    }
    assert others == {stamped(paper(), stamp).hex().encode()}
    assert stamped(paper(), Stamp(stamp.file, DAY + dt.timedelta(days=1))) != stamped(paper(), stamp)


def test_reason_and_place_are_the_ones_given(stamp: Stamp) -> None:
    made = stamped(paper(), Stamp(stamp.file, DAY, "Délivré à l'apprenant", "Saint-Étienne"))
    with pikepdf.open(BytesIO(made)) as pdf:
        signature = pdf.Root.Perms.DocMDP
        assert (str(signature.Reason), str(signature.Location)) == ("Délivré à l'apprenant", "Saint-Étienne")


def test_trust_is_told_only_where_a_root_is_given(signed: bytes) -> None:
    assert verdict(signed).trusted is None
    assert "Rien ne dit" in verdict(signed).sentence
    assert verdict(signed, authority()).trusted is True
    other = issued("Autre autorité d'essai", number=92, authority=True)
    assert verdict(signed, other).trusted is False
    assert "n'importe qui" in verdict(signed, other).sentence
    assert verdict(signed, other, authority()).trusted is True
    der = authority().certificate.public_bytes(Encoding.DER)
    assert stamp_of(signed, [der]) == verdict(signed, authority())
    with pytest.raises(StampError, match="n'est pas un certificat"):
        stamp_of(signed, [b"rien"])


def test_one_that_names_another_authority_of_the_same_name_is_not_trusted(tmp_path: Path) -> None:
    """Whoever makes a false authority with the right names does not get the trust."""
    false = issued("Autorité d'essai", number=93, authority=True)
    one = issued("Opco d'essai", false, number=94)
    made = stamped(paper(), Stamp(stored(tmp_path / "faux.p12", one, [false]), DAY))
    found = verdict(made, authority())
    assert (found.holds, found.trusted) == (True, False)


def test_what_was_stamped_stays_good_when_the_certificate_has_ended(tmp_path: Path) -> None:
    old = issued(
        "Ancienne autorité", first=dt.date(2020, 1, 1), last=dt.date(2024, 1, 1), number=96, authority=True
    )
    one = issued("Opco d'essai", old, first=dt.date(2021, 1, 1), last=dt.date(2023, 1, 1), number=95)
    made = stamped(paper(), Stamp(stored(tmp_path / "ancien.p12", one), dt.date(2022, 6, 1)))
    assert verdict(made, old).trusted is True


def test_a_paper_without_a_stamp_has_none() -> None:
    assert stamp_of(paper()) is None
    assert stamp_of(b"") is None
    assert stamp_of(b"PK\x03\x04 un classeur") is None


def test_an_attestation_that_was_sealed_before_is_still_authentic(tmp_path: Path) -> None:
    make_pair(tmp_path / "sceau.cle")
    key = sealing_key(tmp_path / "sceau.cle")
    marks = Marks.of(Statement.of("AFF-2022-0451-1A2B3C4D", "7K01-92QX-D4AB-0ZW1", ["320 h"]), key)
    source = (
        f'#set document(title: "Attestation", keywords: "{keywords(marks)}")\n#set text(lang: "fr")\n320 h'
    )
    made = typst.compile(source.encode(), format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=1)
    assert isinstance(made, bytes)
    sealed = sealed_pdf(made, key)
    one, between = chain()
    both = stamped(sealed, Stamp(stored(tmp_path / "cachet.p12", one, [between]), DAY))
    found = verdict(both, authority())
    assert (found.holds, found.trusted, found.before) == (True, True, sealed)
    for pdf in (found.before, both):
        (told,) = verify(pdf, (key.public,))
        assert told.state is State.AUTHENTIC, told


def holds(pdf: bytes) -> bool:
    try:
        found = stamp_of(pdf)
    except StampError as error:
        assert "ne peut pas être examiné" in str(error)
        return False
    return found is not None and found.holds and found.before == paper()


def test_no_changed_byte_goes_unnoticed(signed: bytes) -> None:
    """But for the signature itself, with the certificates in it, which is no part of what is signed."""
    chance = random.Random(7)
    start = signed.index(b"/Contents <", len(paper())) + len("/Contents <")
    end = signed.index(b">", start)
    assert holds(signed)
    for place in chance.sample([*range(start), *range(end, len(signed))], 300):
        changed = bytearray(signed)
        changed[place] ^= 1 << chance.randrange(8)
        assert not holds(bytes(changed)), place


def test_another_signature_in_its_place_is_not_the_same(signed: bytes) -> None:
    start = signed.index(b"/Contents <", len(paper())) + len("/Contents <")
    chance = random.Random(8)
    for place in chance.sample(range(start, signed.index(b">", start)), 60):
        changed = bytearray(signed)
        changed[place] = ord("0") if changed[place] != ord("0") else ord("1")
        try:
            found = verdict(bytes(changed), authority())
        except StampError:
            continue
        # A certificate of the chain may be spoilt, and another one found for it: what is signed is the same.
        assert not found.holds or not found.trusted or found.signer == "Opco d'essai"


@pytest.mark.parametrize("more", [b" ", b"\n", b"% x\n%%EOF\n", b"\n12 0 obj\nnull\nendobj\n"])
def test_what_is_put_behind_it_is_noticed(signed: bytes, more: bytes) -> None:
    assert not holds(signed + more)


def test_an_update_behind_it_is_told(signed: bytes) -> None:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/Lang"] = generic.pdf_string("en")
    writer.update_root()
    output = BytesIO()
    writer.write(output)
    found = verdict(output.getvalue(), authority())
    assert (found.intact, found.whole, found.holds) == (True, False, False)
    assert "ne couvre pas tout le fichier" in found.sentence


def test_a_stamp_that_brings_other_changes_is_not_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever has any certificate could show other pages above an authentic revision."""
    from pyhanko.pdf_utils import generic

    from proexp_batch.seal import stamp_writing

    one, between = chain()
    stamp = Stamp(stored(tmp_path / "cachet.p12", one, [between]), DAY)
    signed_by = stamp_writing._signed

    def contents(writer: Any) -> None:
        page, _ = writer.find_page_for_modification(0)
        stream = generic.StreamObject(stream_data=b"BT ET")
        page.get_object()["/Contents"] = writer.add_object(stream)
        writer.mark_update(page)

    def stream(writer: Any) -> None:
        page, _ = writer.find_page_for_modification(1)
        held = page.get_object().raw_get("/Contents")
        writer.objects[(0, held.idnum)] = generic.StreamObject(stream_data=b"BT ET")

    def note(writer: Any) -> None:
        page, _ = writer.find_page_for_modification(0)
        box = generic.ArrayObject([generic.FloatObject(one) for one in (0, 0, 400, 400)])
        square = {"/Type": generic.pdf_name("/Annot"), "/Subtype": generic.pdf_name("/Square"), "/Rect": box}
        writer.register_annotation(
            page,
            writer.add_object(
                generic.DictionaryObject({generic.pdf_name(key): value for key, value in square.items()})
            ),
        )

    def title(writer: Any) -> None:
        writer.root["/OpenAction"] = generic.DictionaryObject({})
        writer.update_root()

    def info(writer: Any) -> None:
        writer.set_info(generic.DictionaryObject({generic.pdf_name("/Title"): generic.pdf_string("Autre")}))

    for change in (contents, stream, note, title, info):

        def also(writer: Any, *rest: Any, change: Any = change) -> bytes:
            change(writer)
            return signed_by(writer, *rest)

        monkeypatch.setattr(stamp_writing, "_signed", also)
        found = verdict(stamped(paper(), stamp), authority())
        assert (found.intact, found.whole, found.alone, found.holds) == (True, True, False, False), change
        assert "d'autres changements" in found.sentence


def test_a_paper_is_stamped_once(signed: bytes, tmp_path: Path) -> None:
    with pytest.raises(StampError, match="pas déjà un"):
        stamped(signed, Stamp(tmp_path / "cachet.p12", DAY))
    with pytest.raises(StampError, match="ne peut pas recevoir"):
        stamped(b"pas un PDF", Stamp(tmp_path / "cachet.p12", DAY))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (dt.date(2026, 1, 4), "n'est valable qu'à partir du 05/01/2026"),
        (dt.date(2028, 1, 5), "a expiré le 04/01/2028"),
        (dt.date(2026, 1, 5), ""),
        (dt.date(2028, 1, 4), ""),
    ],
)
def test_a_certificate_serves_on_its_days_alone(tmp_path: Path, day: dt.date, said: str) -> None:
    stamp = Stamp(stored(tmp_path / "cachet.p12", issued("Opco d'essai")), day)
    if not said:
        check_stamp(stamp)
        found = verdict(stamped(paper(), stamp), issued("Opco d'essai"))
        assert (found.holds, found.day) == (True, day)
        return
    for refused in (lambda: check_stamp(stamp), lambda: stamped(paper(), stamp)):
        with pytest.raises(StampError) as told:
            refused()
        assert said in str(told.value).replace(NBSP, " ")


def refusal(file: Path) -> str:
    with pytest.raises(StampError) as told:
        check_stamp(Stamp(file, DAY))
    assert str(file) in str(told.value)
    assert SECRET not in str(told.value)
    return str(told.value).replace(NBSP, " ")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("RSA faible", "sa clé est trop faible"),
        ("EC rare", "sa clé est trop faible, ou trop rare"),
        ("Ed25519", "ne connaissent pas sa sorte de clé"),
    ],
)
def test_keys_that_no_reader_takes_are_refused(tmp_path: Path, kind: str, said: str) -> None:
    assert said in refusal(stored(tmp_path / "c.p12", issued("Opco d'essai", kind=kind)))


def test_what_cannot_stamp_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = issued("Opco d'essai")
    good = stored(tmp_path / "bon.p12", one)
    check_stamp(Stamp(good, DAY))
    assert "n'existe" in refusal(tmp_path / "absent.p12") or "lu" in refusal(tmp_path / "absent.p12")
    (tmp_path / "autre.p12").write_bytes(b"rien de tel")
    assert "ce n'est pas un fichier PKCS#12" in refusal(tmp_path / "autre.p12")
    lock = BestAvailableEncryption(SECRET.encode())
    alone = tmp_path / "seul.p12"
    alone.write_bytes(pkcs12.serialize_key_and_certificates(b"c", None, one.certificate, None, lock))
    assert "il ne contient pas de clé privée" in refusal(alone)
    alone.write_bytes(pkcs12.serialize_key_and_certificates(b"c", key_of("EC"), None, None, lock))
    assert "il ne contient pas de certificat" in refusal(alone)
    closed = stored(tmp_path / "chiffre.p12", issued("Opco d'essai", signs=False, number=97))
    assert "n'est pas fait pour signer" in refusal(closed)
    unlocked = stored(tmp_path / "ouvert.p12", one, password=None)
    monkeypatch.delenv(PASSWORD)
    check_stamp(Stamp(unlocked, DAY))
    for wrong in ("faux", ""):
        monkeypatch.setenv(PASSWORD, wrong)
        assert (
            f"son mot de passe n'est pas le bon. Donnez le bon mot de passe dans la variable {PASSWORD}"
            in refusal(good)
        )
    monkeypatch.delenv(PASSWORD)
    assert "mot de passe" in refusal(good)


def test_a_missing_library_is_said_with_the_way_to_install_it(signed: bytes, tmp_path: Path) -> None:
    (tmp_path / "signe.pdf").write_bytes(signed)
    program = (
        "import datetime, sys; from pathlib import Path\n"
        "sys.modules['pyhanko'] = None\n"
        "from proexp_batch.seal.stamp import Stamp, StampError, check_stamp, stamp_of\n"
        "signed = Path(sys.argv[1], 'signe.pdf').read_bytes()\n"
        "stamp = Stamp(Path(sys.argv[1], 'cachet.p12'), datetime.date(2026, 11, 26))\n"
        "for asked in (lambda: check_stamp(stamp), lambda: stamp_of(signed)):\n"
        "    try: asked()\n"
        "    except StampError as error: print(error)\n"
        "assert stamp_of(b'%PDF-1.7 sans cachet') is None\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.count("proexp-batch[cachet]") == 2


def test_neither_looking_nor_the_settings_of_a_stamp_import_the_library() -> None:
    program = (
        "import sys; from proexp_batch.seal.stamp import stamp_of; stamp_of(b'%PDF-1.7');"
        "print([one for one in ('pyhanko', 'cryptography', 'asyncio', 'aiohttp') if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
