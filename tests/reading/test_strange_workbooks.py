"""Workbooks that are right, but not as Excel writes them: written by hand, by exporters, or by mistake."""

import datetime as dt
import io
import time
import zipfile
from collections.abc import Mapping
from typing import Any

import openpyxl
import pytest

from proexp_batch.formats.xlsx.sheetdata import FARTHEST_ROW
from tests.ooxml.samples import handmade
from tests.reading.mutations import SECONDS
from tests.reading.workbooks import book, cell_name, changed, column, members, opened, refusal, told, zipped

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_DOCUMENT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
SHEET = "xl/worksheets/sheet1.xml"


def text(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


HEADER = (
    f'<row r="1">{text("A1", "Numéro de contrat")}{text("B1", "Nom")}{text("C1", "Date de naissance")}</row>'
)


def sheet(*rows: str, after: str = "", **options: Any) -> bytes:
    """A workbook whose sheet `Apprenants` has these rows of XML under the header."""
    package = handmade(f"<sheetData>{HEADER}{''.join(rows)}</sheetData>{after}", **options)
    return changed(package, "xl/workbook.xml", lambda xml: xml.replace('"Feuille"', '"Apprenants"'))


def cell(xml: str) -> tuple[Any, str | None]:
    """What the cell B2 with this XML is read as, and what is said about it."""
    dossier = opened(sheet(f'<row r="2">{text("A2", "PE-1")}{xml}</row>'))
    assert dossier.readable, dossier.hits
    [code] = [code for code, place in told(dossier) if place == "B2"] or [None]
    return column(dossier, "learners.last_name")[0], code


def test_smallest_workbook_without_styles_and_shared_texts() -> None:
    dossier = opened(sheet(f'<row r="2">{text("A2", "PE-1")}</row>'))
    assert column(dossier, "learners.contract") == ["PE-1"]


CELLS = [
    ('<c r="B2" t="str"><v>Martin</v></c>', "Martin", None),
    ('<c r="B2" t="str"><v>A &amp; B</v></c>', "A & B", None),
    ('<c r="B2" t="str"><v><![CDATA[A & B]]></v></c>', "A & B", None),
    (
        '<c r="B2" t="inlineStr"><is><r><t>Mar</t></r><r><rPr><b/></rPr><t>tin</t></r></is></c>',
        "Martin",
        None,
    ),
    ('<c r="B2" t="inlineStr"><is><t>Martin</t><rPh sb="0" eb="1"><t>zzz</t></rPh></is></c>', "Martin", None),
    ('<c r="B2" t="inlineStr"><is><t>a_x0041_</t></is></c>', "aA", None),
    ('<c r="B2"><v>12</v></c>', "12", None),
    ('<c r="B2" t="n"><v>\n 12 \n</v></c>', "12", None),
    ('<c r="B2"><v>&#49;2</v></c>', "12", None),
    ('<c r="B2"><v><!-- douze -->12</v></c>', "12", None),
    ('<c r="B2"><v>1.2E1</v></c>', "12", None),
    ('<c r="B2" t="b"><v>1</v></c>', "VRAI", None),
    ('<c r="B2" t="b"><v>false</v></c>', "FAUX", None),
    ('<c r="B2" t="b" s="0"><v>true</v></c>', "VRAI", None),
    ('<c r="B2" t="d"><v>2023-04-05</v></c>', "05/04/2023", None),
    ('<c r="B2" t="d"><v>2023-04-05T00:00:00</v></c>', "05/04/2023", None),
    ('<c r="B2" s="99999"><v>12</v></c>', "12", None),
    ("<c r='B2'><v>12</v></c>", "12", None),
    ('<c  s="0"   r="B2"><v>12</v></c>', "12", None),
    ('<c r="$B$2"><v>12</v></c>', "12", None),
    ('<c r="b2"><v>12</v></c>', "12", None),
    ("<c><v>12</v></c>", "12", None),
    ('<c r="B0"><v>12</v></c>', "12", None),
    ('<c r="n\'importe"><v>12</v></c>', "12", None),
    ('<c r="B2"/>', None, None),
    ('<c r="B2" t="s"><v></v></c>', None, None),
    ('<c r="B2" t="inlineStr"><is/></c>', None, None),
    ('<c r="B2"><v>NaN</v></c>', "NaN", None),
    ('<c r="B2" t="n"><v>douze</v></c>', "douze", None),
    ('<c r="B2" t="truc"><v>douze</v></c>', "douze", None),
    # Errors and formulas.
    ('<c r="B2" t="e"><v>#N/A</v></c>', None, "LEC-001"),
    ('<c r="B2" s="1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', None, "LEC-001"),
    ('<c r="B2" t="e"><v>#GETTING_DATA</v></c>', None, "LEC-001"),
    ('<c r="B2" t="e"/>', None, "LEC-001"),
    ('<c r="B2"><f>A1</f></c>', None, "LEC-002"),
    ('<c r="B2"><f>A1</f><v/></c>', None, "LEC-002"),
    ('<c r="B2" t="str"><f>A1</f></c>', None, "LEC-002"),
    ('<c r="B2" t="str"><f>A1&amp;""</f><v></v></c>', None, None),
    ('<c r="B2" t="str"><f>A1</f><v>Martin</v></c>', "Martin", None),
    ('<c r="B2"><f>6*2</f><v>12</v></c>', "12", None),
    ('<c r="B2"><f t="shared" ref="B2:B9" si="0">A1</f><v>12</v></c>', "12", None),
    ('<c r="B2"><f t="shared" si="0"/><v>12</v></c>', "12", None),
    ('<c r="B2"><f t="shared" si="0"/></c>', None, "LEC-002"),
    ('<c r="B2"><f t="array" ref="B2:B3">A1:A2</f><v>12</v></c>', "12", None),
    ('<c r="B2"><f t="array" ref="B2:B3">A1:A2</f></c>', None, "LEC-002"),
    ('<c r="B2" t="b"><f>TRUE()</f><v>1</v></c>', "VRAI", None),
]


@pytest.mark.parametrize(("xml", "read_as", "code"), CELLS)
def test_cell(xml: str, read_as: str | None, code: str | None) -> None:
    assert cell(xml) == (read_as, code)


def test_cell_whose_shared_text_is_not_there_makes_the_file_unreadable() -> None:
    row = f'<row r="2">{text("A2", "PE-1")}<c r="B2" t="s"><v>0</v></c></row>'
    assert refusal(sheet(row)) == "FIC-003"


@pytest.mark.parametrize(
    ("value", "read_as", "code"),
    [
        ("45021", dt.date(2023, 4, 5), "LEC-101"),
        ("NaN", None, "LEC-003"),
        ("INF", None, "LEC-003"),
        ("-INF", None, "LEC-003"),
        ("-45021", None, "LEC-003"),
        ("1E+308", None, "LEC-003"),
        ("1E+999", None, "LEC-003"),
        ("2958466", None, "LEC-003"),
        ("-1E+12", None, "LEC-003"),
    ],
)
def test_number_in_a_column_of_dates(value: str, read_as: dt.date | None, code: str) -> None:
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2">'
        '<xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    for style in (0, 1):
        row = f'<row r="2">{text("A2", "PE-1")}<c r="C2" s="{style}"><v>{value}</v></c></row>'
        dossier = opened(sheet(row, styles=styles))
        assert column(dossier, "learners.birth_date") == [read_as]
        assert told(dossier) == ([(code, "C2")] if not style or read_as is None else [])


@pytest.mark.parametrize("number", ["11755555555", "99912345800013", "-99912345800013", "1E+300"])
def test_long_number_in_a_cell_of_dates_or_durations(number: str) -> None:
    styles = (
        '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[h]:mm"/></numFmts><cellXfs>'
        '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>'
    )
    for style in range(3):
        row = f'<row r="2"><c r="A2" s="{style}"><v>{number}</v></c></row>'
        [contract] = column(opened(sheet(row, styles=styles)), "learners.contract")
        assert contract == (None if number == "1E+300" else number)


@pytest.mark.parametrize(
    "options",
    [
        {"prefix": "x"},
        {"main": STRICT, "document": STRICT_DOCUMENT},
        {"absolute": True},
        {"zip64": True},
    ],
)
def test_other_ways_to_write_a_package(options: Mapping[str, Any]) -> None:
    body = f'<sheetData>{HEADER}<row r="2">{text("A2", "PE-1")}</row></sheetData>'
    if options.get("prefix"):
        body = body.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    package = handmade(body, **options)
    dossier = opened(
        changed(package, "xl/workbook.xml", lambda xml: xml.replace('"Feuille"', '"Apprenants"'))
    )
    assert column(dossier, "learners.contract") == ["PE-1"]


def test_part_names_in_other_letters_and_with_backslashes() -> None:
    parts = members(book({"Apprenants": [["Numéro de contrat", "Nom"], ["PE-1", "Martin"]]}))
    for change in (str.upper, lambda name: name.replace("/", "\\"), lambda name: "/" + name):
        assert refusal(zipped({change(name): data for name, data in parts.items()})) is None


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_xml_in_another_encoding(encoding: str) -> None:
    parts = members(book({"Apprenants": [["Numéro de contrat", "Nom"], ["PE-1", "Éloïse"]]}))
    declared = encoding.removesuffix("-sig")
    for name, data in parts.items():
        xml = data.decode().replace('encoding="UTF-8"', f'encoding="{declared}"')
        parts[name] = xml.encode(encoding, "xmlcharrefreplace")
    assert column(opened(zipped(parts)), "learners.last_name") == ["Éloïse"]


def test_rows_without_numbers_and_cells_without_places() -> None:
    rows = "<row><c t='str'><v>PE-1</v></c><c t='str'><v>Martin</v></c></row><row r='5'><c t='str'><v>PE-2</v></c></row>"
    rows += "<row><c r='A6' t='str'><v>PE-3</v></c></row>"
    dossier = opened(sheet(rows))
    assert column(dossier, "learners.contract") == ["PE-1", "PE-2", "PE-3"]
    assert dossier.sheets["learners"].rows == [2, 5, 6]


def test_rows_in_disorder() -> None:
    rows = [f'<row r="{row}">{text(f"A{row}", f"PE-{row}")}</row>' for row in (9, 3, 7)]
    assert column(opened(sheet(*rows)), "learners.contract") == ["PE-3", "PE-7", "PE-9"]


FAR = [
    text("XFD1048576", " "),
    text("XFD1048576", "perdu"),
    text("A1048576", " "),
    "<c r='XFD1048576'><v>1</v></c>",
    '<c s="1" r="XFD1048576"><v>1</v></c>',
    '<c r = "XFD1048576"><v>1</v></c>',
    '<c\nr="XFD1048576"><v>1</v></c>',
    '<c r="XFD&#49;048576"><v>1</v></c>',
    '<c r="xfd1048576"><v>1</v></c>',
    '<c r="B2" ph="1" r2="XFD1048576"><v>1</v></c>',
]


@pytest.mark.parametrize("xml", FAR)
def test_stray_cell_at_the_end_of_the_sheet_costs_nothing(xml: str) -> None:
    started = time.process_time()
    for row in (
        f'<row r="2">{text("A2", "PE-1")}</row><row r="1048576">{xml}</row>',
        f'<row r="2">{text("A2", "PE-1")}{xml}</row>',
    ):
        dossier = opened(sheet(row))
        assert column(dossier, "learners.contract") == ["PE-1"]
        assert dossier.hits == []
    assert time.process_time() - started < SECONDS


def test_rows_counted_up_to_the_end_of_the_sheet() -> None:
    started = time.process_time()
    dossier = opened(
        sheet(f'<row r="2">{text("A2", "PE-1")}</row><row r="1048575"/><row><c><v>1</v></c></row>')
    )
    assert told(dossier) == [("LEC-011", "A1048576")]
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize(
    "xml",
    ['<c r="A30000"><v>5</v></c>', '<c r="A30000"><f>A1</f></c>', '<c r="A30000" t="e"><v>#N/A</v></c>'],
)
def test_filled_cell_under_the_last_row_that_is_read_is_told(xml: str) -> None:
    rows = f'<row r="2">{text("A2", "PE-1")}</row><row r="{FARTHEST_ROW}">{text(f"A{FARTHEST_ROW}", "PE-2")}</row>'
    dossier = opened(sheet(f'{rows}<row r="30000">{xml}</row>'))
    assert column(dossier, "learners.contract") == ["PE-1", "PE-2"]
    assert told(dossier) == [("LEC-011", "A30000")]


def test_shared_text_of_blanks_far_below_is_nothing() -> None:
    package = book({"Apprenants": [["Numéro de contrat", "Nom"], ["PE-1", " "]]})
    stray = changed(
        package,
        SHEET,
        lambda xml: xml.replace(
            "</sheetData>", '<row r="99999"><c r="A99999" t="s"><v>3</v></c></row></sheetData>'
        ),
    )
    assert told(opened(stray)) == []


def test_many_sheets() -> None:
    pages: dict[str, list[list[Any]]] = {f"Feuil{number}": [["a", "b"]] for number in range(500)}
    headers = ["Code du module", "Intitulé du module", "Modalité", "Heures prévues", "Début du module"]
    pages["Feuil250"] = [[*headers, "Fin du module", "Compétences visées"], ["M1"]]
    started = time.process_time()
    assert column(opened(book(pages)), "modules.code") == ["M1"]
    assert time.process_time() - started < SECONDS


def test_twenty_thousand_columns() -> None:
    cells = "".join(f'<c r="{cell_name(1, at)}"><v>1</v></c>' for at in range(3, 20_000))
    dossier = opened(sheet(f'<row r="2">{text("A2", "PE-1")}{cells}</row>'))
    assert column(dossier, "learners.contract") == ["PE-1"]


def test_titles_with_quotes_and_pictures() -> None:
    pages: dict[str, list[list[Any]]] = {
        'L\'équipe "A" & <B>': [["x"]],
        "🚀": [["y"]],
        "Apprenants": [["Numéro de contrat", "Nom"], ["PE-1", "Martin"]],
    }
    assert column(opened(book(pages)), "learners.contract") == ["PE-1"]


def test_thirty_thousand_merged_blocks_on_one_another() -> None:
    blocks = '<mergeCell ref="A1:A1048576"/>' * 30_000
    rows = [f'<row r="{row}">{text(f"A{row}", "x")}</row>' for row in (2, 9_999)]
    started = time.process_time()
    assert refusal(sheet(*rows, after=f"<mergeCells>{blocks}</mergeCells>")) == "FIC-003"
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("block", ["", "A", "A0:B2", "ZZZZ1:B2", "A1:B2:C3", "B9:A2", "Feuil!A1:B2"])
def test_merged_block_that_is_none(block: str) -> None:
    package = sheet(
        f'<row r="2">{text("A2", "PE-1")}</row>', after=f'<mergeCells><mergeCell ref="{block}"/></mergeCells>'
    )
    assert column(opened(package), "learners.contract") == ["PE-1"]


def test_file_with_something_in_front_and_a_remark_behind() -> None:
    package = book({"Apprenants": [["Numéro de contrat", "Nom"], ["PE-1", "Martin"]]})
    content = io.BytesIO(package)
    with zipfile.ZipFile(content, "a") as archive:
        archive.comment = b"fait le 3 mai"
    assert refusal(content.getvalue()) is None


def test_workbook_saved_by_openpyxl() -> None:
    workbook = openpyxl.Workbook()
    page = workbook.worksheets[0]
    page.title = "Apprenants"
    page.append(["Numéro de contrat", "Nom", "Date de naissance"])
    page.append(["PE-1", "=A2", dt.date(2002, 5, 14)])
    content = io.BytesIO()
    workbook.save(content)
    dossier = opened(content.getvalue())
    assert column(dossier, "learners.birth_date") == [dt.date(2002, 5, 14)]
    assert told(dossier) == [("LEC-002", "B2")]


def test_a_cell_that_says_its_type_without_end_is_refused() -> None:
    types = ' t="s"' * 20_000
    assert refusal(sheet(f'<row r="2"><c r="A2"{types}><v>0</v></c></row>')) == "FIC-003"
