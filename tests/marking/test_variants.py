"""Packages that are legal but not what Excel usually writes, and parts that must come through unharmed."""

import io
import re

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment

from proexp_batch.marking.fills import MARKING
from proexp_batch.marking.patching import Mark, Tone, annotate, clean
from tests.ooxml.samples import DOCUMENT, MAIN, SMALL_CONTROL, fill, handmade, load, members, notes, resaved

RED = "FF" + MARKING[Tone.BLOCKING]
PLAIN = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="9"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><gradientFill degree="90"><stop position="0"><color rgb="FF112233"/></stop><stop position="1">'
    '<color theme="4"/></stop></gradientFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf xfId="0"/><xf xfId="0" fillId="2" quotePrefix="1"><protection locked="0"/></xf>'
    "</cellXfs>"
    "</styleSheet>"
)
PREFIXED_STYLES = STYLES.replace("<", "<y:").replace("<y:/", "</y:").replace("xmlns=", "xmlns:y=")
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_DOCUMENT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PREFIXED = '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData>'
MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
SIGNATURE = {"_xmlsignatures/sig1.xml": "<Signature/>", "xl/vbaProject.bin": "pas du XML \x01"}


def mark(cell: str, note: str = "à corriger", tone: Tone = Tone.BLOCKING) -> Mark:
    return Mark("Feuille", cell, tone, note)


def rows(package: bytes) -> dict[int, list[str]]:
    """Addresses of the cells in the sheet part, by row, in their order."""
    text = members(package)["xl/worksheets/sheet1.xml"].decode()
    found = re.findall(r'<row r="(\d+)"[^>]*?(?:/>|>(.*?)</row>)', text)
    return {int(number): re.findall(r'<c r="([A-Z]+\d+)"', cells) for number, cells in found}


@pytest.mark.parametrize(
    "package",
    [
        handmade(PLAIN),
        handmade(PLAIN, styles=STYLES),
        handmade(PLAIN, styles=f'<styleSheet xmlns="{MAIN}"/>'),
        handmade(PREFIXED, prefix="x"),
        handmade(PREFIXED, prefix="x", styles=PREFIXED_STYLES),
        handmade(PLAIN, main=STRICT, document=STRICT_DOCUMENT),
        handmade(PREFIXED, prefix="x", main=STRICT, document=STRICT_DOCUMENT),
        handmade(PLAIN, absolute=True, styles=STYLES),
        handmade(PLAIN, workbook="book.xml"),
        handmade(PLAIN, workbook="book.xml", absolute=True),
        handmade(PLAIN, workbook="office/dossier/classeur.xml", styles=STYLES),
        handmade(PLAIN, main_type=MACROS, extra=SIGNATURE),
        handmade('<sheetData><row><c t="inlineStr"><is><t>x</t></is></c></row></sheetData>'),
        handmade("<sheetData/>"),
        handmade('<sheetData/><drawing xmlns:r="u" r:id="x"/><extLst/>'),
    ],
    ids=[
        "no styles", "styles", "empty styles", "prefix", "prefixes", "strict", "strict prefix",
        "absolute targets", "workbook at root", "workbook at root absolute", "workbook elsewhere", "macros",
        "inline strings", "empty", "extensions",
    ],
)  # fmt: skip
def test_every_legal_form_is_annotated_and_cleaned(package: bytes) -> None:
    annotated = annotate(package, [mark("A1"), mark("C3")], SMALL_CONTROL)
    for part in members(annotated).values():
        if part[:5] == b"<?xml":
            assert b"ns0:" not in part
            etree.fromstring(part)
    assert members(clean(annotated)) == members(package)
    assert annotate(annotated, [mark("A1"), mark("C3")], SMALL_CONTROL) == annotated
    saved = clean(resaved(annotated))
    # A stylesheet stays, harmlessly, once the file was saved; all other parts of ours go.
    assert members(saved).keys() - members(package).keys() <= {
        "docProps/neuf.xml", "xl/styles.xml", "styles.xml", "office/dossier/styles.xml",
    }  # fmt: skip
    assert not [part for part in members(saved).values() if "à corriger".encode() in part]
    # openpyxl reads neither Strict files nor styles in another folder.
    if "xl/styles.xml" in members(annotated) and b"purl.oclc" not in members(package)["_rels/.rels"]:
        book = load(annotated)
        assert book.sheetnames == ["Contrôle", "Feuille"]
        assert fill(book["Feuille"], "A1") == fill(book["Feuille"], "C3") == RED
        assert book["Feuille"]["C3"].comment.text.endswith("à corriger")
        assert fill(load(saved)["Feuille"], "A1") is None


def test_relations_and_types_of_a_strict_file_are_strict() -> None:
    parts = members(
        annotate(handmade(PLAIN, main=STRICT, document=STRICT_DOCUMENT), [mark("A1")], SMALL_CONTROL)
    )
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")):
            assert b"schemas.openxmlformats.org/spreadsheetml" not in data
            assert b"schemas.openxmlformats.org/officeDocument" not in data


def test_the_type_of_a_workbook_with_macros_is_kept() -> None:
    package = annotate(handmade(PLAIN, main_type=MACROS, extra=SIGNATURE), [mark("A1")], SMALL_CONTROL)
    assert MACROS.encode() in members(package)["[Content_Types].xml"]
    assert members(package)["xl/vbaProject.bin"] == SIGNATURE["xl/vbaProject.bin"].encode()
    assert members(package)["_xmlsignatures/sig1.xml"] == b"<Signature/>"


def test_cells_and_rows_without_addresses_keep_their_places() -> None:
    package = handmade(
        "<sheetData><row><c><v>1</v></c><c><v>2</v></c></row>"
        '<row><c r="B2"><v>3</v></c><c><v>4</v></c></row><row r="5"><c><v>5</v></c></row><row><c/></row>'
        "</sheetData>"
    )
    annotated = annotate(package, [mark("B1"), mark("A2"), mark("D2"), mark("A4"), mark("Z9")], SMALL_CONTROL)
    assert rows(annotated) == {
        1: ["A1", "B1"], 2: ["A2", "B2", "C2", "D2"], 4: ["A4"], 5: [], 6: [], 9: ["Z9"],
    }  # fmt: skip
    sheet = load(annotated)["Feuille"]
    assert [sheet[cell].value for cell in ("A1", "B1", "B2", "C2", "A5")] == [1, 2, 3, 4, 5]


def test_spans_and_dimension_grow_with_an_inserted_cell() -> None:
    package = handmade(
        '<dimension ref="B2:C2"/><sheetData><row r="2" spans="2:3"><c r="B2"/></row></sheetData>'
    )
    sheet = members(annotate(package, [mark("A2"), mark("F2")], SMALL_CONTROL))["xl/worksheets/sheet1.xml"]
    assert b'spans="1:6"' in sheet and b'ref="A2:F2"' in sheet


def test_an_inserted_cell_starts_from_the_style_of_its_row_or_column() -> None:
    package = handmade(
        '<cols><col min="2" max="3" style="1"/></cols>'
        '<sheetData><row r="1" s="1" customFormat="1"/><row r="2" s="1"/></sheetData>',
        styles=STYLES,
    )
    book = load(resaved(annotate(package, [mark("A1"), mark("C2"), mark("A2")], SMALL_CONTROL)))
    assert [book["Feuille"][cell].protection.locked for cell in ("A1", "C2", "A2")] == [False, False, True]
    cleaned = load(clean(resaved(annotate(package, [mark("A1"), mark("A2")], SMALL_CONTROL))))["Feuille"]
    assert [cleaned[cell].fill.fill_type for cell in ("A1", "A2")] == ["linear", None]


def test_a_gradient_comes_back_after_a_save() -> None:
    package = handmade('<sheetData><row r="1"><c r="A1" s="1"/></row></sheetData>', styles=STYLES)
    cleaned = clean(resaved(annotate(package, [mark("A1")], SMALL_CONTROL)))
    assert load(cleaned)["Feuille"]["A1"].fill.fill_type == "linear"


def test_the_reference_to_the_drawing_stands_where_the_schema_wants_it() -> None:
    compatible = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    package = handmade(
        '<sheetData/><pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/><!-- note -->'
        f'<mc:AlternateContent {compatible}><mc:Choice Requires="x14"><controls/></mc:Choice>'
        "</mc:AlternateContent>"
        '<extLst><ext uri="{1}"><inconnu xmlns="http://example.org"/></ext></extLst>'
    )
    sheet = etree.fromstring(
        members(annotate(package, [mark("A1")], SMALL_CONTROL))["xl/worksheets/sheet1.xml"]
    )
    order = [etree.QName(child).localname if isinstance(child.tag, str) else "comment" for child in sheet]
    assert order == ["sheetData", "pageMargins", "legacyDrawing", "comment", "AlternateContent", "extLst"]


def test_the_chain_of_calculation_stays_until_a_program_has_put_our_sheet_into_it() -> None:
    chain = f'<calcChain xmlns="{MAIN}"><c r="A1" i="7"/></calcChain>'
    relation = f'<Relationship Id="rIdC" Type="{DOCUMENT}/calcChain" Target="calcChain.xml"/>'
    package = handmade(PLAIN, extra={"xl/calcChain.xml": chain}, relations=relation)
    annotated = annotate(package, [mark("A1")], SMALL_CONTROL)
    assert members(annotated)["xl/calcChain.xml"].decode() == chain
    assert "xl/calcChain.xml" in members(clean(resaved(annotated)))
    parts = members(annotated)
    assert b'sheetId="8"' in parts["xl/workbook.xml"]
    extended = handmade(PLAIN, extra={name: data.decode() for name, data in parts.items()} | {
        "xl/calcChain.xml": chain.replace("</calcChain>", '<c r="I20" i="8"/></calcChain>')
    })  # fmt: skip
    cleaned = members(clean(extended))
    assert "xl/calcChain.xml" not in cleaned
    assert b"calcChain" not in cleaned["xl/_rels/workbook.xml.rels"]


def _with_comments(author: str, text: str, drawing: str | None) -> bytes:
    parts = {
        "xl/comments1.xml": (
            f'<comments xmlns="{MAIN}"><authors><author>{author}</author></authors>'
            f'<commentList><comment ref="A1" authorId="0"><text>{text}</text></comment></commentList>'
            "</comments>"
        ),
        "xl/worksheets/_rels/sheet1.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="c" Type="{DOCUMENT}/comments" Target="../comments1.xml"/>'
            f'<Relationship Id="d" Type="{DOCUMENT}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/>'
            "</Relationships>"
        ),
    }
    if drawing is not None:
        parts["xl/drawings/vmlDrawing1.vml"] = drawing
    return handmade(f'{PLAIN}<legacyDrawing xmlns:r="{DOCUMENT}" r:id="d"/>', extra=parts)


MALFORMED = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape id="_x0000_s1025"><v:textbox>un<br>deux'
    '</v:textbox><x:ClientData ObjectType="Note"><x:Row>0</x:Row><x:Column>0</x:Column></x:ClientData>'
    "</v:shape>\r\n</xml>"
)


def test_a_threaded_comment_is_left_alone() -> None:
    author = "tc={5D4C1B2A-0000-4000-8000-123456789ABC}"
    package = _with_comments(author, "<t>[Threaded comment]</t>", MALFORMED)
    annotated = annotate(package, [mark("A1")], SMALL_CONTROL)
    assert members(annotated)["xl/drawings/vmlDrawing1.vml"] == MALFORMED.encode()
    assert notes(annotated)["Feuille", "A1"] == "[Threaded comment]"
    assert fill(load(annotated)["Feuille"], "A1") == RED


def test_a_drawing_that_is_no_xml_is_extended_all_the_same() -> None:
    package = _with_comments("Mme Martin", "<t>à nous</t>", MALFORMED)
    annotated = annotate(package, [mark("A1"), mark("B2")], SMALL_CONTROL)
    drawing = members(annotated)["xl/drawings/vmlDrawing1.vml"].decode()
    assert drawing.startswith(MALFORMED.removesuffix("</xml>"))
    assert drawing.count('ObjectType="Note"') == 2
    assert members(clean(resaved(annotated)))["xl/drawings/vmlDrawing1.vml"].decode().count("Note") == 1
    assert notes(clean(resaved(annotated))) == {("Feuille", "A1"): "à nous"}


def test_a_drawing_of_unknown_form_costs_the_notes_not_the_colours() -> None:
    package = _with_comments("Mme Martin", "<t>à nous</t>", "autre chose")
    annotated = annotate(package, [mark("A1"), mark("B2")], SMALL_CONTROL)
    assert members(annotated)["xl/comments1.xml"] == members(package)["xl/comments1.xml"]
    assert fill(load(annotated)["Feuille"], "B2") == RED


@pytest.mark.parametrize(
    "text",
    [
        "<t>une note</t>",
        '<t xml:space="preserve"> avec des blancs \n</t>',
        "<r><rPr><b/></rPr><t>Mme Martin :</t></r><r><t>\n\nriche</t></r>",
    ],
)
def test_the_company_s_own_text_comes_back_to_the_letter(text: str) -> None:
    package = _with_comments("Mme Martin", text, MALFORMED)
    annotated = annotate(package, [mark("A1")], SMALL_CONTROL)
    assert "à corriger" in notes(annotated)["Feuille", "A1"]
    assert members(clean(annotated)) == members(package)
    assert notes(clean(resaved(annotated))) == notes(package)


def test_hidden_columns_to_the_right_do_not_hide_the_note() -> None:
    package = handmade('<cols><col min="4" max="16384" width="9" hidden="1"/></cols>' + PLAIN)
    drawing = members(annotate(package, [mark("C2")], SMALL_CONTROL))["xl/drawings/vmlDrawing1.vml"].decode()
    anchor = re.search(r"<x:Anchor>(\d+), \d+, \d+, \d+, (\d+)", drawing)
    assert anchor is not None
    assert (int(anchor[1]), int(anchor[2])) == (0, 2)


def test_the_last_cell_of_a_sheet_can_be_marked() -> None:
    annotated = annotate(handmade(PLAIN), [mark("XFD1048576")], SMALL_CONTROL)
    drawing = members(annotated)["xl/drawings/vmlDrawing1.vml"].decode()
    anchor = re.search(r"<x:Anchor>([\d, ]+)<", drawing)
    assert anchor is not None
    left, _, top, _, right, _, bottom, _ = map(int, anchor[1].split(","))
    assert left < right < 16_384 and top < bottom < 1_048_576


def test_a_workbook_saved_by_openpyxl_keeps_its_notes_and_gets_ours() -> None:
    """Openpyxl writes the drawing of the notes with prefixes of its own."""
    book = openpyxl.Workbook()
    book.active["A1"] = "Nom"
    book.active["A1"].comment = Comment("Le nom de l'apprenant", "Atelier")
    stream = io.BytesIO()
    book.save(stream)
    package = stream.getvalue()

    marked = annotate(package, [Mark("Sheet", "B2", Tone.BLOCKING, "à remplir")], SMALL_CONTROL)

    assert set(notes(marked)) == {("Sheet", "A1"), ("Sheet", "B2")}
    assert "à remplir" in notes(marked)["Sheet", "B2"]
    assert members(clean(marked)) == members(package)
