"""What the reader opens, the writer can annotate, and give back as a sound package: both open it with the same code."""

import io
import time
import zipfile
from collections.abc import Callable, Mapping

import pytest

from proexp_batch.marking.patching import AnnotationError, Mark, Tone, annotate, clean, sheet_titles
from proexp_batch.ooxml.encoding import utf8
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.package import Package
from tests.ooxml.samples import SMALL_CONTROL, load, members, zipped
from tests.reading.workbooks import book, column, opened, refusal

GOOD = book({"Apprenants": [["Numéro de contrat", "Nom"], ["PE-1", "Éloïse"]]})
MARKS = [Mark("Apprenants", "B2", Tone.BLOCKING, "à corriger")]
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def renamed(change: Callable[[str], str]) -> bytes:
    return zipped({change(name): data for name, data in members(GOOD).items()})


def recoded(encoding: str, declared: str) -> bytes:
    parts = {}
    for name, data in members(GOOD).items():
        xml = data.decode().replace('encoding="UTF-8"', f'encoding="{declared}"')
        parts[name] = xml.encode(encoding, "xmlcharrefreplace")
    return zipped(parts)


def edited(name: str, old: str, new: str) -> bytes:
    parts = members(GOOD)
    assert old in parts[name].decode()
    return zipped({**parts, name: parts[name].decode().replace(old, new).encode()})


def doubled() -> bytes:
    """A workbook whose sheet stands twice in the zip, first as something else."""
    content = io.BytesIO()
    parts = members(GOOD)
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
        for name, data in parts.items():
            archive.writestr(name, data)
    return content.getvalue()


ODD: Mapping[str, bytes] = {
    "backslashes": renamed(lambda name: name.replace("/", "\\")),
    "a slash first": renamed(lambda name: "/" + name),
    "capitals": renamed(str.upper),
    "backslashes in targets": edited("xl/_rels/workbook.xml.rels", "worksheets/", "worksheets\\"),
    "steps beyond the root": edited("xl/_rels/workbook.xml.rels", '"worksheets/', '"../../xl/worksheets/'),
    "utf-16": recoded("utf-16", "utf-16"),
    "latin-1": recoded("iso-8859-1", "iso-8859-1"),
    "byte order mark": recoded("utf-8-sig", "UTF-8"),
    "blanks before the declaration": edited("xl/workbook.xml", "<?xml", "\n <?xml"),
    "backslashes in content types": edited("[Content_Types].xml", "/xl/worksheets/", "\\xl\\worksheets\\"),
    "empty numbers": edited(
        "xl/worksheets/sheet1.xml", '<row r="2" spans="1:2"><c r="A2"', '<row r="" s="" spans=""><c r="" s=""'
    ),
    "an empty type": edited(
        "xl/worksheets/sheet1.xml", '<c r="B1"', '<c r="C1" t="" s=""><v>7</v></c><c r="B1"'
    ),
    "an empty merged range": edited(
        "xl/worksheets/sheet1.xml", "</sheetData>", '</sheetData><mergeCells><mergeCell ref=""/></mergeCells>'
    ),
    "percent signs": zipped(
        {
            name.replace("sheet1", "feuille 1"): data.replace(b"worksheets/sheet1", b"worksheets/feuille%201")
            for name, data in members(GOOD).items()
        }
    ),
    "identifiers in the other namespace": edited(
        "xl/workbook.xml", DOCUMENT, "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


@pytest.mark.parametrize("package", ODD.values(), ids=ODD)
def test_what_is_read_is_annotated_and_given_back_sound(package: bytes) -> None:
    assert column(opened(package), "learners.last_name") == ["Éloïse"]
    given = annotate(package, MARKS, SMALL_CONTROL)
    assert sheet_titles(given) == ["Contrôle", "Apprenants"]
    assert column(opened(given), "learners.last_name") == ["Éloïse"]
    [notes] = [data for name, data in members(given).items() if "comments" in name.lower()]
    assert "à corriger" in notes.decode()
    assert not [name for name in members(given) if "\\" in name or name.startswith("/")]
    assert b"\\" not in members(given)[Package.open(given).find("[Content_Types].xml") or ""]
    assert column(opened(clean(given)), "learners.last_name") == ["Éloïse"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_members_of_one_name_both_take_the_last() -> None:
    package = doubled()
    assert column(opened(package), "learners.last_name") == ["Éloïse"]
    given = annotate(package, MARKS, SMALL_CONTROL)
    assert load(given)["Apprenants"]["B2"].value == "Éloïse"
    with zipfile.ZipFile(io.BytesIO(given)) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))


@pytest.mark.parametrize(
    ("package", "code"),
    [
        (edited("xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "worksheets/perdue.xml"), "FIC-003"),
        (edited("_rels/.rels", "xl/workbook.xml", "xl/perdu.xml"), "FIC-003"),
        (edited("xl/workbook.xml", "spreadsheetml", "autre"), "FIC-001"),
        (GOOD.replace(b"PK\3\4", b"PK\3\5", 1), "FIC-003"),
    ],
    ids=["sheet lost", "workbook lost", "another dialect", "a member without header"],
)
def test_what_cannot_be_annotated_is_not_read(package: bytes, code: str) -> None:
    with pytest.raises(AnnotationError):
        annotate(package, MARKS, SMALL_CONTROL)
    assert refusal(package) == code


def test_numbers_of_rows_far_down_are_no_addresses() -> None:
    with pytest.raises(AnnotationError, match="'A1048577' is not a cell address"):
        annotate(GOOD, [Mark("Apprenants", "A1048577", Tone.INFO, "x")], SMALL_CONTROL)


FORGED = {
    "declarations": b"\xff\xfe" + ("<?xml" * 400_000).encode("utf-16-le"),
    "blanks": b"<?xml version='1.0' encoding='latin-1'?>" + (b" " * 299_000 + b"x") * 50,
    "blanks in front": b" " * 15_000_000,
    "blanks in the declaration": b"<?xml encoding" + b" " * 4_000_000 + b"?><a/>",
}


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED)
def test_the_declaration_is_looked_for_in_linear_time(data: bytes) -> None:
    started = time.process_time()
    utf8(data)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("encoding", ["punycode", "idna", "unicode_escape", "rot13", "hex", "inconnu"])
def test_what_is_no_encoding_of_documents_is_refused(encoding: str) -> None:
    with pytest.raises(PackageError):
        utf8(f"<?xml version='1.0' encoding='{encoding}'?><a>-</a>".encode())


def test_a_package_is_written_with_the_names_that_the_standard_wants() -> None:
    assert Package.open(renamed(lambda name: "\\" + name.replace("/", "\\"))).names == list(members(GOOD))
