"""Private text leaves the workbook for good, wherever it stands; the rest stays."""

import io
import random
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from proexp_batch.marking.patching import redacted
from proexp_batch.model import privacy
from proexp_batch.model.privacy import HIDDEN, hide_nir, is_nir, is_whole_nir, numbers_in
from proexp_batch.ooxml.texts import passages_of
from tests.ooxml.samples import load, rich

NIR = "185057800608491"


def everything(package: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (NIR, HIDDEN),
        ("1 85 05 78 006 084 91", HIDDEN),
        ("n° 1.85.05.78.006.084.91 (à jour)", f"n° {HIDDEN} (à jour)"),
        ("1 85 05 2A 006 084 35", HIDDEN),
        ("185057800608492", "185057800608492"),  # the key is wrong
        ("99912345800013", "99912345800013"),  # a SIRET
        ("2018505780060849112", "2018505780060849112"),  # part of a longer number
        ("tél. 06 12 34 56 78", "tél. 06 12 34 56 78"),
    ],
)
def test_a_social_security_number_is_hidden_and_nothing_else(text: str, hidden: str) -> None:
    assert hide_nir(text) == hidden


def test_the_key_decides() -> None:
    assert is_nir(NIR)
    assert not is_nir("185057800608492")


def test_it_leaves_cells_shared_strings_and_notes() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Apprenants")
    sheet.write_string("A1", f"assuré {NIR}")
    sheet.write_number("A2", int(NIR))
    sheet.write_string("A3", "Martin")
    sheet.write_comment("A3", f"NIR {NIR}")
    book.add_worksheet("Autre").write_string("C7", NIR)
    book.close()
    package = redacted(stream.getvalue(), [])
    assert NIR.encode() not in everything(package)
    workbook = load(package)
    assert workbook["Apprenants"]["A1"].value == f"assuré {HIDDEN}"
    assert workbook["Apprenants"]["A2"].value == HIDDEN
    assert workbook["Apprenants"]["A3"].value == "Martin"
    assert workbook["Autre"]["C7"].value == HIDDEN


@pytest.mark.parametrize("shared", [True, False])
def test_a_cell_named_as_private_is_emptied_whatever_it_holds(shared: bool) -> None:
    stream = io.BytesIO()
    if shared:
        written = xlsxwriter.Workbook(stream, {"in_memory": True})
        written.add_worksheet("Feuille").write_row("A1", ["1850578006084", "Martin"])
        written.close()
    else:
        book = openpyxl.Workbook()
        book.active.title = "Feuille"
        book.active["A1"], book.active["B1"] = 1850578006084, "Martin"
        book.active["B1"].comment = Comment("une note", "Atelier")
        book.save(stream)
    package = redacted(stream.getvalue(), [("Feuille", "A1")])
    assert b"1850578006084" not in everything(package)
    assert [cell.value for cell in load(package)["Feuille"][1]] == [HIDDEN, "Martin"]


def test_a_workbook_without_anything_private_keeps_its_values() -> None:
    before, after = load(rich()), load(redacted(rich(), []))
    for sheet in before.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert after[sheet.title][cell.coordinate].value == cell.value


GROUPS = ("1", "85", "05", "78", "006", "084", "91")


@pytest.mark.parametrize(
    "sign", [" ", "\u00a0", "\u202f", "-", "\u2011", "–", "/", "_", ".", " - ", "\n", "\u200b", "|", ";"]
)
def test_any_sign_between_the_groups_separates_them(sign: str) -> None:
    assert hide_nir(f"n° {sign.join(GROUPS)}, merci") == f"n° {HIDDEN}, merci"


@pytest.mark.parametrize(
    "text",
    [
        "185 057 800 608 491",
        "1 8 5 0 5 7 8 0 0 6 0 8 4 9 1",
        "1850578006084 91",
        "NIR185057800608491",
        "12 1 85 05 78 006 084 91",
    ],
)
def test_other_ways_in_which_people_type_one(text: str) -> None:
    assert HIDDEN in hide_nir(text)


@pytest.mark.parametrize(
    "text",
    [
        "8.57142857142857",
        "1,85057800608491",
        "0.185057800608491",
        "185057800608491.5",
        "1850578006084.91",
        "1 850 578 006 084,91",
        "{18505780-0608-4918-5057-800608491850}",
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "18 50 57 80 06 08 49 1",
    ],
)
def test_decimals_and_lists_are_none(text: str) -> None:
    assert hide_nir(text) == text


def test_no_decimal_and_no_usual_number_is_taken_for_one() -> None:
    draw = random.Random(3182)
    for _ in range(100_000):
        number = draw.choice((draw.randint(1, 100_000) / 365, draw.random(), draw.gauss(0, 1e6)))
        whole = draw.randint(0, 10 ** draw.randint(1, 14) - 1)
        for text in (repr(number), repr(number).replace(".", ","), f"{number:.14f}", str(whole)):
            assert not numbers_in(text), text
        assert not is_whole_nir(number)


def test_decimals_as_values_and_sizes_are_left_alone() -> None:
    draw = random.Random(365)
    rows = "".join(
        f'<row r="{row}" ht="{draw.random() * 100!r}"><c r="A{row}"><v>{row / 365!r}</v></c>'
        f'<c r="B{row}"><f>{row}/365</f><v>{row / 365!r}</v></c></row>'
        for row in range(1, 20_001)
    )
    sheet = (
        f'<worksheet><cols><col width="8.57142857142857"/></cols><sheetData>{rows}</sheetData></worksheet>'
    )
    drawing = f'<a><from x="{NIR}" y="8.57142857142857"/><colOff>{NIR}</colOff></a>'
    for part in (sheet, drawing):
        assert [
            found.text for found, _ in passages_of(part.encode(), "part") if found.holds(numbers_in)
        ] == []


def test_the_cost_of_looking_grows_with_the_size() -> None:
    """False numbers, one against the other, are each tried once from each group at most."""
    tried = []
    for count in (1_000, 2_000):
        before = privacy._is_number.cache_info()
        assert numbers_in("1 85 05 78 006 084 12 " * count) == []
        after = privacy._is_number.cache_info()
        tried.append(after.hits + after.misses - before.hits - before.misses)
    assert tried[1] <= 2 * tried[0] + 10


def part_of(xml: str, name: str = "xl/custom.xml") -> str:
    """A part of a workbook once it is given back."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.add_worksheet("Feuille")
    book.close()
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(name, xml)
    package = redacted(stream.getvalue(), [])
    assert redacted(package, []) == package
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read(name).decode().partition("?>")[2].strip() or archive.read(name).decode()


@pytest.mark.parametrize(
    ("xml", "hidden"),
    [
        (f"<a><t>n° {NIR}</t></a>", f"<a><t>n° {HIDDEN}</t></a>"),
        ("<p><t>1850578</t><t>00608491</t></p>", f"<p><t>{HIDDEN}</t><t></t></p>"),
        (f'<s v="{NIR}"/>', '<s v="0"/>'),
        (f"<pt><v>{NIR}</v></pt>", "<pt><v>0</v></pt>"),
        (f'<cNvPr descr="photo de {NIR}"/>', f'<cNvPr descr="photo de {HIDDEN}"/>'),
        (f"<f>IF(A1=1,{NIR[:14]},0)</f>", None),
        ("<v>0.185057800608491</v>", None),
        ("<v>1.85057800608491E14</v>", "<v>0</v>"),
        ('<x id="{18505780-0608-4918-5057-800608491850}"/>', None),
        ("<v>185057800608492</v>", None),
        (f'<x width="{NIR}"/>', None),
        (f"<h><oddFooter>&amp;L{NIR}</oddFooter></h>", f"<h><oddFooter>&amp;L{HIDDEN}</oddFooter></h>"),
        (
            f'<h><oddHeader>&amp;C&amp;"Arial,Gras"&amp;12{NIR}&amp;R&amp;P</oddHeader></h>',
            f'<h><oddHeader>&amp;C&amp;"Arial,Gras"&amp;12{HIDDEN}&amp;R&amp;P</oddHeader></h>',
        ),
        (
            "<h><oddHeader>&amp;L1850578&amp;B00608491</oddHeader></h>",
            f"<h><oddHeader>&amp;L{HIDDEN}&amp;B</oddHeader></h>",
        ),
        ("<h><oddHeader>&amp;L1850578&amp;C00608491</oddHeader></h>", None),
        (f"<cut><t>n° {NIR}</t>", f"<cut><t>n° {HIDDEN}</t>"),
    ],
)  # fmt: skip
def test_the_texts_of_a_part_go_and_nothing_else(xml: str, hidden: str | None) -> None:
    assert part_of(xml).replace("<t/>", "<t></t>") == (xml if hidden is None else hidden)


def test_the_address_of_a_link_stays_an_address() -> None:
    link = '<Relationships><Relationship TargetMode="External" Target="https://exemple.fr/?n={}&amp;a=1"/></Relationships>'
    for written in (NIR, "1%2085%2005%2078%20006%20084%2091"):
        assert part_of(link.format(written), "xl/worksheets/_rels/x.rels") == link.format("numero-retire")


def test_sheets_and_names_are_called_otherwise_wherever_they_are_spoken_of() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet(f"Paie {NIR}")
    sheet.write("A1", 3)
    other = book.add_worksheet("Autre")
    other.write_formula("A1", f"='Paie {NIR}'!A1*2", None, 6)
    other.write_formula("A2", f"=nir_{NIR}+1", None, 4)
    other.write_url("A3", f"internal:'Paie {NIR}'!A1", string="voir")
    book.define_name(f"nir_{NIR}", f"='Paie {NIR}'!$A$1")
    book.close()
    package = redacted(stream.getvalue(), [])
    assert NIR.encode() not in everything(package)
    assert redacted(package, []) == package
    workbook = load(package)
    assert workbook.sheetnames == ["Paie numéro retiré", "Autre"]
    assert workbook["Autre"]["A1"].value == "='Paie numéro retiré'!A1*2"
    assert workbook["Autre"]["A2"].value == "=nir_numero_retire+1"
    assert workbook["Autre"]["A3"].hyperlink.location == "'Paie numéro retiré'!A1"
    assert workbook.defined_names["nir_numero_retire"].attr_text == "'Paie numéro retiré'!$A$1"


def test_a_formula_goes_with_its_number_and_leaves_the_chain_the_others_stay() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Feuille")
    sheet.write_string("A1", NIR)
    sheet.write_formula("B1", "=A1", None, NIR)
    sheet.write_formula("C1", "=3182/365", None, 3182 / 365)
    book.close()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    chain = f'<calcChain xmlns="{main}"><c r="B1" i="1"/><c r="C1" i="1"/></calcChain>'
    with zipfile.ZipFile(stream) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    relations = "xl/_rels/workbook.xml.rels"
    members[relations] = members[relations].replace(
        b"</Relationships>",
        b'<Relationship Id="c" Type="' + kind + b'" Target="calcChain.xml"/></Relationships>',
    )
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        for name, data in (members | {"xl/calcChain.xml": chain.encode()}).items():
            archive.writestr(name, data)
    given = redacted(package.getvalue(), [])
    assert [cell.value for cell in load(given)["Feuille"][1]] == [HIDDEN, HIDDEN, "=3182/365"]
    assert "xl/calcChain.xml" not in zipfile.ZipFile(io.BytesIO(given)).namelist()
    assert b"calcChain" not in everything(given)


def test_a_formula_that_others_share_stays_with_its_value_hidden() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.add_worksheet("Feuille").write_string("A1", NIR)
    book.close()
    with zipfile.ZipFile(stream) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    page = "xl/worksheets/sheet1.xml"
    shared = (
        f'<c r="B1" t="str"><f t="shared" si="0" ref="B1:B2">A1</f><v>{NIR}</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/><v>0</v></c></row>'
    )
    members[page] = members[page].replace(b"</row>", shared.encode(), 1)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    given = redacted(package.getvalue(), [])
    assert NIR.encode() not in everything(given)
    assert [load(given)["Feuille"][cell].value for cell in ("A1", "B1", "B2")] == [HIDDEN, "=A1", "=A2"]


def test_what_others_share_with_an_emptied_cell_stays_with_them() -> None:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.add_worksheet("Feuille").write_row("A1", ["en attente", "en attente", "1850578006084"])
    book.close()
    package = redacted(stream.getvalue(), [("Feuille", "A1"), ("Feuille", "C1")])
    assert [cell.value for cell in load(package)["Feuille"][1]] == [HIDDEN, "en attente", HIDDEN]
    assert b"1850578006084" not in everything(package)
