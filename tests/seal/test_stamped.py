"""A sealed PDF that was signed afterwards: what another program adds is never called authentic."""

import datetime as dt
import hashlib
import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from proexp_batch.model.wording import NBSP
from proexp_batch.seal.verdict import State
from proexp_batch.seal.verify import verify
from tests.seal.sealed import facts, key, pdf

pytest.importorskip("pyhanko")

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Opco d'essai")])
    begin, end = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2020, 2050))
    made = (
        x509.CertificateBuilder(name, name, private.public_key(), 1, begin, end)
        .add_extension(x509.KeyUsage(True, True, *[False] * 7), critical=True)
        .sign(private, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("cachet") / "cachet.p12"
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"essai", private, made, None, NoEncryption()))
    return signers.SimpleSigner.load_pkcs12(file)


Change = Callable[[IncrementalPdfFileWriter], None]


def signed(content: bytes, signer: Any, change: Change = lambda writer: None, box: Any = None) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    change(writer)
    field = fields.SigFieldSpec("Cachet", box=box)
    said = signers.PdfSignatureMetadata(field_name="Cachet", subfilter=fields.SigSeedSubFilter.PADES)
    out = signers.sign_pdf(writer, said, signer=signer, new_field_spec=field)
    made = out.getvalue()
    assert isinstance(made, bytes) and made.startswith(content)
    return made


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return pdf(facts(2))


def test_what_another_program_adds_with_a_signature_is_to_be_checked(sealed: bytes, signer: Any) -> None:
    (verdict,) = verify(signed(sealed, signer), key()[1])
    assert verdict.state is State.UNCHECKED
    assert "signature électronique a été ajoutée" in verdict.what[0].replace(NBSP, " ")
    assert "Demandez l'original" in verdict.what[1]
    (verdict,) = verify(signed(sealed, signer), key("autre")[1])
    assert verdict.state is State.UNKNOWN_KEY


def test_a_signature_of_something_else_is_told(sealed: bytes, signer: Any) -> None:
    made = signed(sealed, signer)
    hole = re.search(rb"/Contents ?<([0-9a-fA-F]+)>", made[len(sealed) :])
    assert hole is not None
    begin, end = (len(sealed) + place for place in hole.span(1))
    digest = hashlib.sha256(made[: begin - 1] + made[end + 1 :]).hexdigest().encode()
    assert made.lower().count(digest) == 1
    at = made.lower().index(digest)
    (verdict,) = verify(made[:at] + bytes(64).hex().encode()[:64] + made[at + 64 :], key()[1])
    assert verdict.state is State.ALTERED


def _other_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    reference = page["/Contents"]
    stream = generic.StreamObject(stream_data=b"BT ET")
    page["/Contents"] = writer.add_object(stream)
    assert reference is not None
    writer.update_container(page)


def _other_content(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.root["/Pages"]["/Kids"][0]["/Contents"]
    stream._data = stream.data + b"\n% autre"
    stream._encoded_data = None
    writer.update_container(stream)


def _opening(writer: IncrementalPdfFileWriter) -> None:
    action = generic.DictionaryObject(
        {
            generic.NameObject("/S"): generic.NameObject("/JavaScript"),
            generic.NameObject("/JS"): generic.TextStringObject("app.alert(1)"),
        }
    )
    writer.root["/OpenAction"] = action
    writer.update_root()


def _note(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    note = {"/Type": "/Annot", "/Subtype": "/FreeText"}
    made = generic.DictionaryObject(
        {generic.NameObject(one): generic.NameObject(other) for one, other in note.items()}
    )
    made[generic.NameObject("/Rect")] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 500, 500)))
    page["/Annots"] = generic.ArrayObject([writer.add_object(made)])
    writer.update_container(page)


@pytest.mark.parametrize("change", [_other_page, _other_content, _opening, _note])
def test_whoever_changes_something_before_signing_is_told(change: Change, sealed: bytes, signer: Any) -> None:
    (verdict,) = verify(signed(sealed, signer, change), key()[1])
    assert verdict.state is State.ALTERED


def test_a_signature_that_is_drawn_may_cover_something(sealed: bytes, signer: Any) -> None:
    (verdict,) = verify(signed(sealed, signer, box=(50, 50, 500, 700)), key()[1])
    assert verdict.state is State.ALTERED


def test_nothing_may_stand_behind_or_between(sealed: bytes, signer: Any) -> None:
    made = signed(sealed, signer)
    for other in (
        made + b"\n", made[:-1], made[: len(sealed) + 200], made[: len(sealed)] + b"\n%x" + made[len(sealed) :],
        made.replace(b"/Sig", b"/Six"), sealed + b"\n%%EOF",
    ):  # fmt: skip
        (verdict,) = verify(other, key()[1])
        assert verdict.state is not State.AUTHENTIC


def test_what_was_changed_in_the_sealed_part_is_told(sealed: bytes, signer: Any) -> None:
    made = signed(sealed, signer)
    (verdict,) = verify(made[:500] + bytes([made[500] ^ 1]) + made[501:], key()[1])
    assert verdict.state is not State.AUTHENTIC
