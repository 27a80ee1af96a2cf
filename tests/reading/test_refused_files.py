"""Files that are no dossier: each is refused with its reason, however it came to be what it is."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from proexp_batch.ooxml.package import MAX_MEMBERS, MAX_PART_BYTES
from proexp_batch.reading.dossier import MOST_TOGETHER
from proexp_batch.rules.engine.findings import findings
from proexp_batch.template.workbook import template
from tests.reading.workbooks import book, changed, members, opened, refusal, zipped

PAGES = {"Apprenants": [["Numéro de contrat", "Nom"], ["PE-1", "Martin"]]}
GOOD = book(PAGES)
SHEET = "xl/worksheets/sheet1.xml"


def without(name: str) -> bytes:
    return zipped({part: data for part, data in members(GOOD).items() if part != name})


def test_the_workbook_that_the_others_are_made_from_is_read() -> None:
    assert refusal(GOOD) is None
    assert refusal(GOOD, "dossier.xlsm") is None
    assert refusal(GOOD, "dossier") is None


@pytest.mark.parametrize("content", [b"", b"\0" * 4096, b" \r\n\t\n"])
def test_file_without_content(content: bytes) -> None:
    assert refusal(content) == "FIC-005"


def test_template_as_it_was_given() -> None:
    assert refusal(template()) == "FIC-005"


def test_nothing_but_headers() -> None:
    assert refusal(book({"Apprenants": [PAGES["Apprenants"][0], [" ", "\u00a0"]]})) == "FIC-005"


@pytest.mark.parametrize("pages", [{"Budget": [["Poste", "Montant"], ["Salles", 400]]}, {"Feuil1": []}])
def test_workbook_of_something_else(pages: dict[str, list[list[object]]]) -> None:
    assert refusal(book(pages)) == "FIC-001"


def test_workbook_with_nothing_but_a_chart() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        chart = workbook.add_chart({"type": "line"})
        chart.add_series({"values": "=Feuil1!$A$1:$A$2"})
        workbook.add_worksheet("Feuil1")
        workbook.add_chartsheet("Apprenants").set_chart(chart)
    assert refusal(content.getvalue()) == "FIC-001"


def test_password() -> None:
    ooxml = pytest.importorskip("msoffcrypto.format.ooxml", reason="msoffcrypto-tool is not installed")
    content = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(GOOD)).encrypt("secret", content)
    assert refusal(content.getvalue()) == "FIC-002"
    assert refusal(content.getvalue(), "dossier.xls") == "FIC-002"


def test_encrypted_members_of_a_zip() -> None:
    flagged = bytearray(GOOD)
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = flagged.find(signature)
        while at >= 0:
            flagged[at + offset] |= 1
            at = flagged.find(signature, at + 4)
    assert refusal(bytes(flagged)) == "FIC-002"


@pytest.mark.parametrize("tenths", range(1, 10))
def test_copy_that_was_interrupted(tenths: int) -> None:
    filled = template()
    assert refusal(filled[: len(filled) * tenths // 10]) == "FIC-003"
    assert refusal(GOOD[: len(GOOD) * tenths // 10]) == "FIC-003"


@pytest.mark.parametrize(
    "content", [b"bon\0jour", bytes(range(256)) * 40, b"PK", b"PK\3\4" + b"\0" * 99, b"\x89\1\2"]
)
def test_something_else_under_the_name_of_a_workbook(content: bytes) -> None:
    assert refusal(content) == "FIC-003"


@pytest.mark.parametrize(
    ("name", "content", "extension"),
    [
        ("dossier.csv", b"Contrat;Nom\nPE-1;Martin\n", ".csv"),
        ("dossier.pdf", b"%PDF-1.7", ".pdf"),
        ("dossier.fods", b"<office:document office:mimetype='x.opendocument.spreadsheet'/>", ".fods"),
        ("dossier", b"\1bonjour", "de ce fichier"),
        ("dossier du 12.11.2026", b"\1bonjour", "de ce fichier"),
    ],
)
def test_other_formats(name: str, content: bytes, extension: str) -> None:
    [hit] = opened(content, name).hits
    assert (hit.code, hit.values["extension"]) == ("FIC-004", extension)


@pytest.mark.parametrize(
    ("name", "parts", "extension"),
    [
        ("lettre.odt", {"mimetype": b"application/vnd.oasis.opendocument.text"}, ".odt"),
        ("dossier.xlsb", {"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\x83\1"}, ".xlsb"),
    ],
)
def test_other_packages(name: str, parts: dict[str, bytes], extension: str) -> None:
    [hit] = opened(zipped(parts), name).hits
    assert (hit.code, hit.values["extension"]) == ("FIC-004", extension)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"lettre.txt": b"bonjour"}, "FIC-014"),
        ({}, "FIC-014"),
        ({"[Content_Types].xml": b"<Types/>"}, "FIC-001"),
        ({"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<Relationships/>"}, "FIC-001"),
        ({"[Content_Types].xml": b"<Types/>", "_rels/.rels": b"<Relation"}, "FIC-003"),
    ],
)
def test_zip_that_is_no_workbook(parts: dict[str, bytes], code: str) -> None:
    assert refusal(zipped(parts)) == code


def test_word_document() -> None:
    document = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": b"<w:document xmlns:w='w'><w:body/></w:document>",
    }
    parts["_rels/.rels"] = (
        f'<Relationships><Relationship Id="r" Type="{document}" Target="word/document.xml"/></Relationships>'
    ).encode()
    assert refusal(zipped(parts), "dossier.docx") == "FIC-004"
    assert refusal(zipped(parts), "dossier.xlsx") == "FIC-014"


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("[Content_Types].xml", "FIC-001"),
        ("_rels/.rels", "FIC-001"),
        ("xl/workbook.xml", "FIC-003"),
        ("xl/_rels/workbook.xml.rels", "FIC-001"),
        (SHEET, "FIC-003"),
        ("xl/styles.xml", None),
        ("docProps/app.xml", None),
        ("xl/theme/theme1.xml", None),
    ],
)
def test_part_that_is_missing(part: str, code: str | None) -> None:
    assert part in members(GOOD)
    assert refusal(without(part)) == code


def test_shared_texts_that_are_missing_are_no_empty_cells() -> None:
    assert refusal(without("xl/sharedStrings.xml")) == "FIC-003"


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", SHEET]
)
@pytest.mark.parametrize("tenths", [1, 5, 9])
def test_xml_that_is_cut(part: str, tenths: int) -> None:
    broken = changed(GOOD, part, lambda text: text[: len(text) * tenths // 10])
    assert refusal(broken) in ("FIC-003", "FIC-001")


def test_content_that_does_not_match_its_checksum() -> None:
    stored = zipped(members(GOOD), zipfile.ZIP_STORED)
    assert refusal(stored) is None
    assert refusal(stored.replace(b"<sheetData>", b"<sheetDatA>")) == "FIC-003"


def test_member_packed_in_another_way() -> None:
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        assert refusal(zipped(members(GOOD), method)) == "FIC-003"


def test_text_that_is_longer_than_any_cell_may_be() -> None:
    for length, code in ((32_767, None), (10_000_000, "FIC-006")):
        long = changed(
            GOOD,
            "xl/sharedStrings.xml",
            lambda text, length=length: text.replace("Martin", "&#233;" * length),
        )
        assert refusal(long) == code


def bomb(size: int) -> bytes:
    """A workbook whose sheet inflates to `size` blanks."""
    parts = members(GOOD)
    parts[SHEET] = parts[SHEET].replace(b"<sheetData>", b" " * size + b"<sheetData>")
    return zipped(parts)


def test_zip_bomb() -> None:
    assert refusal(bomb(MAX_PART_BYTES)) == "FIC-006"


def test_zip_bomb_that_announces_a_small_size() -> None:
    size = 200_000_000
    package = bytearray(bomb(size))
    real = len(members(GOOD)[SHEET]) + size
    for announced in (1000, 10, 0):
        package = package.replace(real.to_bytes(4, "little"), announced.to_bytes(4, "little"))
        real = announced
        assert refusal(bytes(package)) == "FIC-003"


def test_sheets_that_are_too_big_together() -> None:
    page = [[" " * 30_000] * 10] * 3
    parts = members(book({f"Feuil{number}": page for number in range(40)}))
    for name in parts:
        if "worksheets" in name:
            parts[name] = parts[name].replace(b"<sheetData>", b" " * 2_000_000 + b"<sheetData>")
    assert refusal(zipped(parts)) == "FIC-006"


def test_too_many_members() -> None:
    parts = {f"x{number}": b"" for number in range(MAX_MEMBERS)}
    assert refusal(zipped({**members(GOOD), **parts}, zipfile.ZIP_STORED)) == "FIC-006"


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


@pytest.mark.parametrize("part", ["_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", SHEET])
def test_billion_laughs(part: str) -> None:
    laughing = changed(GOOD, part, lambda text: text.replace("?>", f"?>{LAUGHS}", 1))
    assert refusal(laughing) == "FIC-003"


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/styles.xml"])
def test_billion_laughs_in_texts(part: str) -> None:
    laughing = changed(
        GOOD,
        part,
        lambda text: (
            text.replace("?>", f"?>{LAUGHS}", 1).replace("Martin", "&i;").replace("<fonts", "&i;<fonts")
        ),
    )
    assert "a" * 100 not in repr(opened(laughing))


def test_entity_of_another_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TRES SECRET")
    doctype = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    for part in (SHEET, "xl/sharedStrings.xml"):
        spying = changed(
            GOOD, part, lambda text: text.replace("?>", f"?>{doctype}", 1).replace("Martin", "&e;")
        )
        assert "SECRET" not in repr(opened(spying))


def test_shared_texts_that_announce_more_than_all_memory() -> None:
    boasting = changed(
        GOOD, "xl/sharedStrings.xml", lambda text: text.replace('uniqueCount="', 'uniqueCount="99999999999')
    )
    assert refusal(boasting) is None


def test_long_text_that_is_repeated_until_the_memory_is_full() -> None:
    parts = members(GOOD)
    parts["xl/sharedStrings.xml"] = f"<sst><si><t>{'x' * 30_000}</t></si></sst>".encode()
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{letter}{row}" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJ")
        + "</row>"
        for row in range(1, 5_000)
    )
    parts[SHEET] = f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()
    assert refusal(zipped(parts)) == "FIC-006"


def test_relations_that_go_round_in_circles() -> None:
    round_trip = changed(GOOD, "_rels/.rels", lambda text: text.replace("xl/workbook.xml", "_rels/.rels"))
    assert refusal(round_trip) == "FIC-001"


@pytest.mark.parametrize(
    "target", ["../../../etc/passwd", "/etc/passwd", "file:///etc/passwd", "C:\\x.xml", "", "."]
)
def test_sheet_that_points_out_of_the_package(target: str) -> None:
    part = "xl/_rels/workbook.xml.rels"
    pointing = changed(GOOD, part, lambda text: text.replace("worksheets/sheet1.xml", target))
    assert refusal(pointing) == "FIC-003"


def test_names_that_lead_out_of_the_package_are_only_names(tmp_path: Path) -> None:
    parts = {**members(GOOD), "../../dehors.txt": b"x", "/tmp/dehors.txt": b"x"}
    assert refusal(zipped(parts)) is None
    assert not list(tmp_path.parent.glob("dehors.txt"))


def test_read_with_openpyxl_it_is_the_same_workbook() -> None:
    assert openpyxl.load_workbook(io.BytesIO(GOOD))["Apprenants"]["A2"].value == "PE-1"


def together(contracts: int, modules: int) -> bytes:
    """A dossier in which every module is for all the contracts."""
    learners = [["Numéro de contrat", "Nom"], *([f"PE-{number}", "Martin"] for number in range(contracts))]
    path = [
        ["Code du module", "Intitulé du module"],
        *([f"M{number}", "Pliage"] for number in range(modules)),
    ]
    return book({"Apprenants": learners, "Modules": path})


def test_more_than_anybody_can_compare_is_refused_and_counted() -> None:
    assert refusal(together(100, MOST_TOGETHER // 100)) is None
    dossier = opened(together(1_000, 201))
    [hit] = dossier.hits
    assert (hit.code, hit.values) == ("FIC-010", {"learners": 1_000, "modules": 201, "competences": 0})
    [finding] = findings(dossier, dossier.hits)
    told = finding.detail.replace("\u00a0", " ").replace("\u202f", " ")
    assert told == "Lu : 1 000 contrats, 201 modules et 0 compétences."
