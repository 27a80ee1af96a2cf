"""Social security numbers outside the sheets of the template: in other sheets, notes, shapes, headers, properties."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from proexp_batch.ooxml.package import MAX_PART_BYTES
from tests.reading.workbooks import changed, members, opened, refusal, told, zipped
from tests.whole.places import RIGHT

NIR = "185057800608491"  # its key is right; it is nobody's
Change = Callable[[openpyxl.Workbook], None]


def after(change: Change) -> bytes:
    """A right dossier with a change made to it."""
    book = openpyxl.load_workbook(RIGHT)
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def places(data: bytes) -> list[tuple[str, str]]:
    """Where numbers are told: code, and the sheet with the cell or else the place in words."""
    found = []
    for hit in opened(data).hits:
        if hit.code in ("LEC-010", "LEC-013"):
            found.append((hit.code, hit.values["where"] if hit.cell is None else f"{hit.title}!{hit.cell}"))
    return found


def in_another_sheet(book: openpyxl.Workbook) -> None:
    page = book.create_sheet("Suivi interne")
    page["A1"], page["B1"] = "Nom", "N° sécu"
    page["A2"], page["B2"] = "Martin", int(NIR)
    page["A3"], page["B3"] = "Petit", "en attente"
    page["E9"] = f"assuré {NIR[:1]} {NIR[1:3]} {NIR[3:5]} {NIR[5:7]} {NIR[7:10]} {NIR[10:13]} {NIR[13:]}"


def test_in_another_sheet_each_cell_is_told() -> None:
    title = "Suivi interne!"
    assert places(after(in_another_sheet)) == [("LEC-010", title + cell) for cell in ("B1", "B2", "B3", "E9")]


def in_a_note(book: openpyxl.Workbook) -> None:
    book["Apprenants"]["B3"].comment = Comment(f"NIR : {NIR}", "Atelier")


def in_a_header(book: openpyxl.Workbook) -> None:
    book["Modules"].oddHeader.center.text = f"Dossier de {NIR}"


def in_the_words_of_a_list(book: openpyxl.Workbook) -> None:
    rule = DataValidation(type="whole", prompt=f"comme {NIR}", showInputMessage=True)
    rule.add("Z9")
    book["Pièces"].add_data_validation(rule)


def in_the_properties(book: openpyxl.Workbook) -> None:
    book.properties.title = f"Dossier {NIR}"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (in_a_note, "la note de la cellule B3"),
        (in_a_header, "l'en-tête, le pied de page ou une consigne d'une feuille"),
        (in_the_words_of_a_list, "l'en-tête, le pied de page ou une consigne d'une feuille"),
        (in_the_properties, "les propriétés du fichier"),
    ],
)
def test_beside_the_cells_the_place_is_told(change: Change, where: str) -> None:
    assert places(after(change)) == [("LEC-013", where)]


def test_in_a_shape() -> None:
    shape = f'<wsDr xmlns:a="a"><a:p><a:r><a:t>n° {NIR}</a:t></a:r></a:p></wsDr>'
    parts = members(RIGHT.read_bytes()) | {"xl/drawings/drawing7.xml": shape.encode()}
    assert places(zipped(parts)) == [("LEC-013", "une forme ou une zone de texte")]


def test_a_chart_of_such_cells_is_not_told_a_second_time() -> None:
    def change(book: openpyxl.Workbook) -> None:
        in_another_sheet(book)
        chart = BarChart()
        chart.add_data(
            Reference(book["Suivi interne"], min_col=2, min_row=1, max_row=3), titles_from_data=True
        )
        book["Suivi interne"].add_chart(chart, "G1")

    parts = members(after(change))
    [name] = [name for name in parts if name.startswith("xl/charts/")]
    parts[name] = parts[name].replace(b"</numRef>", f"<numCache><v>{NIR}</v></numCache></numRef>".encode())
    assert NIR.encode() in parts[name]
    assert {code for code, _ in places(zipped(parts))} == {"LEC-010"}


def test_a_damaged_sheet_is_not_given_back_even_where_nobody_needs_it() -> None:
    data = after(in_another_sheet)
    [name] = [part for part, xml in members(data).items() if NIR.encode() in xml]
    assert refusal(changed(data, name, lambda xml: xml.replace("<row", "<wor", 1))) == "FIC-003"


def test_notes_made_to_keep_the_reader_busy_do_not() -> None:
    xml = b"<comments>" + b"<comment " * 300_000 + f"<t>n° {NIR}</t>".encode()
    parts = members(RIGHT.read_bytes()) | {"xl/comments9.xml": xml}
    assert places(zipped(parts)) == [("LEC-013", "une note")]


def test_what_is_too_big_to_be_looked_through_is_refused() -> None:
    parts = members(RIGHT.read_bytes()) | {"xl/pivotCache/records1.xml": b"<r/>" * (MAX_PART_BYTES // 4 + 1)}
    assert refusal(zipped(parts)) == "FIC-006"


def test_a_right_dossier_holds_none() -> None:
    assert places(RIGHT.read_bytes()) == []
    assert "LEC-013" not in dict(told(opened(RIGHT.read_bytes())))


def in_the_title_of_a_sheet(book: openpyxl.Workbook) -> None:
    book.create_sheet(f"Paie {NIR}")


def in_a_defined_name(book: openpyxl.Workbook) -> None:
    book.defined_names[f"nir_{NIR}"] = DefinedName(f"nir_{NIR}", attr_text="Modules!$A$1")


def in_the_address_of_a_link(book: openpyxl.Workbook) -> None:
    book["Modules"]["Z9"].hyperlink = f"https://exemple.fr/?n={NIR}"


def in_a_formula(book: openpyxl.Workbook) -> None:
    book.create_sheet("Suivi")["A1"] = f"=VLOOKUP({NIR},B1:C9,2)"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (in_the_title_of_a_sheet, "le titre d'une feuille ou un nom défini"),
        (in_a_defined_name, "le titre d'une feuille ou un nom défini"),
        (in_the_address_of_a_link, "l'adresse d'un lien"),
        (in_a_formula, "une formule, ou un texte qu'aucune cellule ne montre"),
    ],
)
def test_where_nobody_would_look_it_is_found(change: Change, where: str) -> None:
    assert where in [place for _, place in places(after(change))]


def test_a_note_whose_number_is_in_two_runs() -> None:
    data = after(in_a_note)
    [name] = [part for part, xml in members(data).items() if b"NIR : " in xml]
    runs = f"{NIR[:7]}</t><t>{NIR[7:]}"
    assert places(changed(data, name, lambda xml: xml.replace(NIR, runs))) == [
        ("LEC-013", "la note de la cellule B3")
    ]


def test_a_number_right_behind_the_code_of_a_footer() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Modules"].oddFooter.left.text = NIR

    assert [code for code, _ in places(after(change))] == ["LEC-013"]


def test_a_title_that_holds_a_number_is_told_nowhere() -> None:
    def change(book: openpyxl.Workbook) -> None:
        in_the_title_of_a_sheet(book)
        book.worksheets[-1]["A1"] = NIR

    found = places(after(change))
    assert ("LEC-010", "Paie numéro retiré!A1") in found
    assert NIR not in str(found)


@pytest.mark.parametrize(
    "text",
    [
        f"<t>{NIR}</t>",
        "<t>1&#160;85&#xA0;05 78&#32;006 084 91</t>",
        "<t>1&quot;85&quot;05&quot;78&quot;006&quot;084&quot;91</t>",
        "<t>1\u202f85\u202f05\u202f78\u202f006\u202f084\u202f91</t>",
        f"<t>&#49;{NIR[1:]}</t>",
        f"<t>{NIR[:6]}</t><rPr><b/><sz val='9'/></rPr><t xml:space='preserve'>{NIR[6:]}</t>",
        f"<t>{NIR[:6]}<!-- x -->{NIR[6:]}</t>",
        f"<t><![CDATA[{NIR[:6]}]]>{NIR[6:]}</t>",
        "<t>１８５０５７８００６０８４９１</t>",
        f"<x title='{NIR}'/>",
    ],
)
def test_however_a_part_spells_it(text: str) -> None:
    parts = members(RIGHT.read_bytes()) | {"xl/autre.xml": f"<p>{text}</p>".encode()}
    assert places(zipped(parts)) == [("LEC-013", "une partie cachée du classeur")]


@pytest.mark.parametrize("code", ["&amp;B", '&amp;"Arial,Gras"', "&amp;&quot;-,Gras&quot;", "&amp;K00FF00"])
def test_a_footer_whose_number_has_a_code_in_it(code: str) -> None:
    footer = f"<h><oddFooter>&amp;L{NIR[:7]}{code}{NIR[7:]}</oddFooter></h>"
    assert len(places(zipped(members(RIGHT.read_bytes()) | {"xl/autre.xml": footer.encode()}))) == 1
