"""Keys, sealed sheets and sealed PDFs for the tests of the seal; all people and companies are invented."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import msgspec
import typst

from proexp_batch.decision.facts import Attestation
from proexp_batch.documents.attestations.lines import attestation_lines
from proexp_batch.documents.attestations.sheets import attestations
from proexp_batch.seal.keys import PublicKey, SealingKey, make_pair, public_file, public_keys, sealing_key
from proexp_batch.seal.marks import Marks
from proexp_batch.seal.pdf import keywords, sealed_pdf
from proexp_batch.seal.statement import Statement
from tests.writing.facts import attestation

CODE = "7K3M-92QX-D4AB-0ZWE"

_TEMPLATE = """
#let d = json(bytes(sys.inputs.donnees))
#set document(title: "Attestation", keywords: d.mots_cles)
#set text(lang: "fr", size: 9pt, hyphenate: false)
#title()
#if d.qr != "" { image(bytes(d.qr), format: "svg", width: 3cm, alt: "Code QR du sceau") }
#for t in d.textes [#t \\ ]
"""


def key(name: str = "cle") -> tuple[SealingKey, tuple[PublicKey, ...]]:
    """A key and what checks it; another one for each name."""
    return _key(name)


@cache
def _key(name: str) -> tuple[SealingKey, tuple[PublicKey, ...]]:
    file = Path(mkdtemp()) / f"{name}.pem"
    make_pair(file)
    return sealing_key(file), public_keys([public_file(file)])


def facts(count: int = 8, **changes: object) -> Attestation:
    return attestation(count, **({"code": CODE} | changes))


def texts_of(one: Attestation) -> list[str]:
    return [cell.text for line in attestation_lines(one) for cell in line.cells if cell.text]


@cache
def _compiler() -> tuple[typst.Compiler, str]:
    folder = Path(mkdtemp())
    (folder / "essai.typ").write_text(_TEMPLATE, encoding="utf-8")
    return typst.Compiler(root=str(folder), ignore_system_fonts=True), str(folder / "essai.typ")


def typeset(texts: list[str], words: list[str], qr: str = "") -> bytes:
    compiler, file = _compiler()
    told = {"mots_cles": words, "qr": qr, "textes": texts}
    made = compiler.compile(
        input=file,
        format="pdf",
        sys_inputs={"donnees": msgspec.json.encode(told).decode()},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(dt.datetime(2026, 11, 26, tzinfo=dt.UTC).timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def marks(one: Attestation) -> Marks:
    return Marks.of(Statement.of(one.number, one.code, texts_of(one)), key()[0])


def pdf(one: Attestation) -> bytes:
    made = marks(one)
    return sealed_pdf(typeset(texts_of(one), [keywords(made)], made.svg()), key()[0])


def changed_pdf(one: Attestation, change: Callable[[str], str]) -> bytes:
    """What a forger makes: the page set anew with other texts, under the keywords and the signature of the true one."""
    signed = re.search(rb"PROEXP1F:[0-9a-f]{8}:([A-Za-z0-9_-]{86})", pdf(one))
    assert signed is not None
    anew = typeset([change(text) for text in texts_of(one)], [keywords(marks(one))])
    return anew.replace(b"." * 86, signed[1])


def workbook(*several: Attestation) -> bytes:
    return attestations(several or [facts()], key()[0])


def with_parts(content: bytes, changes: Mapping[str, Callable[[str], str] | bytes]) -> bytes:
    """The package with parts changed by a function on their text, or set to bytes; new ones go to the end."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data, change = old.read(name), changes.get(name)
            if callable(change):
                before = data.decode()
                assert change(before) != before, f"nothing changes in {name}"
                data = change(before).encode()
            elif change is not None:
                data = change
            new.writestr(name, data)
        for name in changes.keys() - set(old.namelist()):
            data = changes[name]
            assert isinstance(data, bytes)
            new.writestr(name, data)
    return out.getvalue()
