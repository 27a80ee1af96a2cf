import io
import struct
import zipfile

import pytest

from proexp_batch.marking.patching import AnnotationError, Mark, Tone, annotate, clean
from tests.ooxml.samples import MARKS, SMALL_CONTROL, handmade, members, rich, zipped

SHEET = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'


def _patched(package: bytes, name: str, offset: int, value: int) -> bytes:
    """Overwrite a 32-bit field of a member in the central directory."""
    at = package.rindex(b"PK\1\2", 0, package.rindex(name.encode()))
    return package[: at + offset] + struct.pack("<I", value) + package[at + offset + 4 :]


@pytest.mark.parametrize(
    ("package", "reason"),
    [
        (b"", "not a readable zip"),
        (b"bonjour", "not a readable zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted workbook or the old .xls"),
        (rich()[:-500], "not a readable zip"),
        (zipped({"a.txt": b"x"}), "Content_Types"),
        (zipped({"[Content_Types].xml": b"<Types/>"}), "names no main part"),
        (handmade(SHEET, workbook="xl/workbook.bin"), "binary workbook"),
        (handmade(SHEET, main="http://example.org/other"), "not a spreadsheet"),
        (handmade(SHEET, extra={"xl/workbook.xml": "<workbook"}), "not well-formed"),
        (handmade(SHEET, extra={"_rels/.rels": "<!DOCTYPE r [<!ENTITY a 'b'>]><r/>"}), "declares a DTD"),
    ],
)
def test_what_is_no_workbook_is_refused_with_the_reason(package: bytes, reason: str) -> None:
    with pytest.raises(AnnotationError, match=reason):
        annotate(package, (), SMALL_CONTROL)


def test_a_member_that_inflates_absurdly_is_refused() -> None:
    package = _patched(rich(), "xl/styles.xml", 24, 400 * 1024 * 1024)
    with pytest.raises(AnnotationError, match=r"xl/styles\.xml has 419430400 bytes"):
        clean(package)


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    package = _patched(rich(), "xl/workbook.xml", 24, 100)
    with pytest.raises(AnnotationError, match="damaged"):
        clean(package)


def test_an_encrypted_member_is_refused() -> None:
    package = rich()
    at = package.rindex(b"PK\1\2", 0, package.rindex(b"xl/workbook.xml"))
    with pytest.raises(AnnotationError, match="encrypted"):
        clean(package[: at + 8] + b"\1\0" + package[at + 10 :])


def test_the_same_input_gives_the_same_bytes() -> None:
    package = rich()
    assert annotate(package, MARKS, SMALL_CONTROL) == annotate(package, MARKS, SMALL_CONTROL)


@pytest.mark.parametrize("zip64", [False, True])
def test_zip64_headers_are_read(zip64: bool) -> None:
    package = handmade(SHEET, zip64=zip64)
    annotated = annotate(package, [Mark("Feuille", "A1", Tone.INFO, "x")], SMALL_CONTROL)
    assert members(clean(annotated)) == members(package)


def test_stored_and_streamed_members_and_odd_names_are_copied() -> None:
    class Stream(io.BytesIO):
        """Cannot seek, so that sizes follow the data."""

        def seekable(self) -> bool:
            return False

        def seek(self, *_: object) -> int:
            raise OSError

    out = Stream()
    with zipfile.ZipFile(out, "w") as archive:
        for number, (name, data) in enumerate(members(handmade(SHEET)).items()):
            archive.writestr(name, data, zipfile.ZIP_STORED if number % 2 else zipfile.ZIP_DEFLATED)
        archive.writestr("dossier/", b"")
        archive.writestr("customXml/é.xml", b"<a/>")
    annotated = annotate(out.getvalue(), [Mark("Feuille", "A1", Tone.INFO, "x")], SMALL_CONTROL)
    assert members(annotated)["customXml/é.xml"] == b"<a/>"
    assert members(clean(annotated)) == members(out.getvalue())


def test_entities_are_never_resolved(tmp_path: object) -> None:
    evil = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]><worksheet><sheetData>&x;</sheetData></worksheet>'
    package = handmade(SHEET, extra={"xl/worksheets/sheet1.xml": evil})
    with pytest.raises(AnnotationError, match="DTD"):
        annotate(package, [Mark("Feuille", "A1", Tone.INFO, "x")], SMALL_CONTROL)
