"""A sheet is authentic by its texts, whoever saved it, as long as nothing lets it show others."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from proexp_batch.documents.attestations.sheets import attestations
from proexp_batch.model.wording import NBSP
from proexp_batch.seal.verdict import State, Verdict
from proexp_batch.seal.verify import verify
from tests.making.libreoffice import MISSING, SOFFICE, converted
from tests.seal.sealed import CODE, facts, key, pdf, with_parts, workbook
from tests.writing.facts import bloc_of, competence

CHANGES = 1_000
SHEET, TEXTS, STYLES, BOOK = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
)
DRAWING = "xl/drawings/drawing1.xml"


def told(content: bytes, name: str = "cle") -> Verdict:
    verdicts = verify(content, key(name)[1])
    assert len(verdicts) == 1
    return verdicts[0]


def words(verdict: Verdict) -> str:
    return "\n".join(verdict.what).replace(NBSP, " ")


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return workbook(
        facts(8, blocs=(bloc_of(competence(0), competence(1, "IN_PROGRESS"), competence(2, None)),))
    )


def test_what_was_sealed_is_authentic_sheet_by_sheet() -> None:
    several = [
        facts(count, contract=f"C/{count} n°é", number=f"AFF-C/{count} n°é-1A2B3C4D") for count in (1, 8, 60)
    ]
    verdicts = verify(workbook(*several), key()[1])
    assert [one.state for one in verdicts] == [State.AUTHENTIC] * 3
    assert [(one.number, one.code) for one in verdicts] == [(one.number, CODE) for one in several]
    assert len({one.where for one in verdicts}) == 3


def test_odd_and_long_texts_are_authentic_too() -> None:
    title = " ".join(f"mot{index}" for index in range(900)) + "x" * 300
    odd = competence(0, title=title, objective=f"_x0041_ \x01 e\u0301 =1+1{NBSP} \U0001f600 <r>x</r>")
    signs = competence(1, title="<r>x</r>", objective=" espaces  ", code="")
    content = workbook(facts(company="A\ud800B & <C>", blocs=(bloc_of(odd, signs),)))
    assert told(content).state is State.AUTHENTIC


def test_the_same_facts_and_key_give_the_same_bytes_and_nothing_is_sealed_without_one() -> None:
    assert workbook(facts(9)) == workbook(facts(9))
    plain = attestations([facts(9)])
    assert b"xl/media" not in plain and b"PROEXP1" not in zipfile.ZipFile(io.BytesIO(plain)).read(TEXTS)
    assert told(plain).state is State.UNSEALED


def test_the_sheet_is_protected_without_a_password_and_shows_its_code(sealed: bytes) -> None:
    sheet = load_workbook(io.BytesIO(sealed)).active
    assert sheet is not None and sheet.protection.sheet and not sheet.protection.password
    assert not sheet.protection.selectLockedCells
    shown = list(sheet.iter_rows(values_only=True))
    last = next(at for at, row in enumerate(shown, start=1) if row[0] and CODE in str(row[0]))
    assert sheet.print_area.endswith(f"$E${last}")
    assert all(sheet.row_dimensions[row].hidden for row in range(last + 1, sheet.max_row + 1))
    assert str(shown[last][0]).startswith("PROEXP1:")
    assert not any(row[0] and "Camille" in str(row[0]) for row in shown[last:])


def changed_text(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    sign = chance.choice("abcéèÀ09 ,;.-’'\u00a0\u200b\u202e\n")
    match chance.randrange(5):
        case 0:
            return text[:at] + sign + text[at:]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + sign + text[at + 1 :]
        case 3:
            return text[:at] + text[at:].swapcase()
        case _:
            words = text.split(" ")
            chance.shuffle(words)
            return " ".join(words)


def moved(sheet: str, cells: list[str], chance: random.Random) -> str:
    """The sheet with the texts of two cells exchanged, or one cell emptied."""
    one, other = chance.sample(cells, 2)
    if chance.random() < 0.5:
        return sheet.replace(one, re.sub(r' t="s"><v>[0-9]+</v></c>', "/>", one))
    mine, theirs = (re.findall("<v>[0-9]+</v>", cell)[0] for cell in (one, other))
    return sheet.replace(one, one.replace(mine, theirs)).replace(other, other.replace(theirs, mine))


def test_of_a_thousand_changes_of_texts_not_one_is_accepted(sealed: bytes) -> None:
    """Of one text, two exchanged, a cell taken away or moved: what stands in a cell, or where it stands."""
    chance, accepted, tried = random.Random(13), [], 0
    with zipfile.ZipFile(io.BytesIO(sealed)) as archive:
        texts, sheet = archive.read(TEXTS).decode(), archive.read(SHEET).decode()
    items = re.findall(r"<t[^>]*>([^<]*)</t>", texts)
    cells = re.findall(r'<c r="[A-Z]+[0-9]+"[^>]* t="s"><v>[0-9]+</v></c>', sheet)
    while tried < CHANGES:
        if chance.random() < 0.5:
            one = chance.choice(items)
            change = changed_text(one, chance)
            (old,) = set(re.findall(f"<si><t[^>]*>{re.escape(one)}</t>", texts))
            part, before = TEXTS, texts
            after = texts.replace(old, f'<si><t xml:space="preserve">{change}</t>')
            is_change = change != one
        else:
            part, before, after = SHEET, sheet, moved(sheet, cells, chance)
            is_change = after != before
        if not is_change:
            continue
        tried += 1
        verdict = told(with_parts(sealed, {part: after.encode()}))
        assert verdict.what and after != before
        if verdict.state is State.AUTHENTIC:
            accepted.append(after)
    assert accepted == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("en cours d'acquisition au", "acquise le", "on lit « acquise le » au lieu de « en cours d'acquisition au »"),
        ("301,5", "315", "on lit « 315 » au lieu de « 301,5 »"),
        ("Camille Exemple-Martin<", "Camille Exemple-Martine<", "« Exemple-Martine » au lieu de « Exemple-Martin »"),
        (f"{NBSP}2023", f"{NBSP}2024", "2024 » au lieu de «"),
        ("Dominique Modèle", "Dominique  Modèle", "les espaces ou les signes invisibles"),
    ],
)  # fmt: skip
def test_what_was_changed_is_told_with_its_cell_and_the_words(
    before: str, after: str, said: str, sealed: bytes
) -> None:
    verdict = told(with_parts(sealed, {TEXTS: lambda text: text.replace(before, after)}))
    assert verdict.state is State.ALTERED
    assert said in words(verdict) and re.search(r"\(cellule [A-E][0-9]+\)", words(verdict))


def in_sheet(before: str, after: str, count: int = 0) -> dict[str, Callable[[str], str]]:
    return {SHEET: lambda text: re.sub(before, after, text, count=count, flags=re.DOTALL)}


def in_styles(before: str, after: str) -> dict[str, Callable[[str], str]]:
    return {STYLES: lambda text: re.sub(before, after, text, flags=re.DOTALL)}


ROW = '<row r="99"><c r="B99" t="inlineStr"><is><t>Annulé</t></is></c></row></sheetData>'
DISGUISES = {
    "hidden row": (in_sheet('(<row r="3" [^>]*)>', r'\1 hidden="1">'), "sa ligne est masquée"),
    "low row": (in_sheet('(<row r="3" [^>]* ht=)"[^"]*"', r'\1"4"'), "trop petite"),
    "hidden column": (in_sheet("(<col min=.2. max=.2.)", r'\1 hidden="1"'), "est masquée"),
    "narrow column": (in_sheet("(<col min=.2. max=.2. width=)'?\"[^\"]*\"", r'\1"0.5"'), "masquée"),
    "merged over": (in_sheet("(<mergeCell ref=)\"A5:A5\"|(<mergeCells[^>]*>)", r'\2<mergeCell ref="A5:B5"/>'), "fusion"),
    "extra cell": (in_sheet("</sheetData>", ROW), r"Ajouté \(cellule B99\)"),
    "second cell": (in_sheet("(<c r=\"A5\"[^>]*t=\"s\"><v>)([0-9]+)(</v></c>)", r"\1\2\3\g<1>0\3"), "Ajouté"),
    "conditional": (in_sheet("</mergeCells>", '</mergeCells><conditionalFormatting sqref="A1"/>'), "conditionnelle"),
    "background": (in_sheet("<drawing ", '<picture r:id="rId1"/><drawing '), "image de fond"),
    "extension": (in_sheet("</worksheet>", "<extLst/></worksheet>"), "extLst"),
    "header": (in_sheet("<oddFooter>", "<oddHeader>&amp;CANNULÉE</oddHeader><oddFooter>"), "ANNULÉE"),
    "tab in header": (in_sheet("<oddFooter>", "<oddHeader>&amp;C&amp;A</oddHeader><oddFooter>"), "en-tête"),
    "from right to left": (in_sheet("<sheetView ", '<sheetView rightToLeft="1" '), "droite à gauche"),
    "second data": (in_sheet("</sheetData>", "</sheetData><sheetData/>"), "deux fois"),
    "formula": (in_sheet("(<c r=\"D5\"[^>]*) t=\"s\"><v>[0-9]+</v>", r'\1 t="str"><f>"x"</f><v>x</v>'), "Modifié|formule"),
    "number format": (in_styles('numFmtId="0"', 'numFmtId="170"'), "format de nombre"),
    "own format": (
        {STYLES: lambda text: text.replace('numFmtId="0"', 'numFmtId="170"').replace(
            "<fonts", '<numFmts count="1"><numFmt numFmtId="170" formatCode=";;;&quot;acquise&quot;"/></numFmts><fonts', 1)},
        "un format de nombre peut y montrer un autre texte",
    ),
    "white on white": (in_styles('<color rgb="FF[0-9A-F]{6}"/>(?=<name)', '<color rgb="FFFEFEFE"/>'), "couleur du fond"),
    "theme colour": (in_styles('<color rgb="FF[0-9A-F]{6}"/>(?=<name)', '<color theme="0"/>'), "couleur du fond"),
    "other font": (in_styles('<name val="Arial"/>', '<name val="Wingdings"/>'), "police"),
    "tiny": (in_styles('<sz val="[0-9]+"/>', '<sz val="1"/>'), "trop petit"),
    "struck": (in_styles('<sz val=', '<strike/><sz val='), "barré"),
    "turned": (in_styles("<alignment ", '<alignment textRotation="90" '), "tourné"),
    "diagonal": (
        in_styles("<border>(.*?)<diagonal/>", r'<border diagonalUp="1">\1<diagonal style="thick"/>'), "un trait la barre"
    ),
    "print area": ({BOOK: lambda text: re.sub(r"\$A\$1:", "$A$5:", text)}, "zone d'impression"),
    "hidden sheet": ({BOOK: lambda text: text.replace("<sheet ", '<sheet state="hidden" ')}, "feuille est masquée"),
    "rich text": (
        {TEXTS: lambda text: re.sub(r"<si><t>(Employeur)</t>", r"<si><r><t>\1</t></r></si>".replace("</si>", ""), text)},
        "une partie de son texte",
    ),
    "moved code": ({DRAWING: lambda text: re.sub("<xdr:row>[0-9]+", "<xdr:row>3", text, count=1)}, "déplacé"),
    "other picture": ({"xl/media/image1.png": b"\x89PNG\r\n\x1a\nautre"}, "pas le code QR"),
    "overlay": (
        {DRAWING: lambda text: re.sub("(<xdr:twoCellAnchor.*</xdr:twoCellAnchor>)",
                                      lambda m: m[1] + re.sub("<xdr:row>[0-9]+", "<xdr:row>3", m[1]), text)},
        "déplacé",
    ),
    "text box": (
        {DRAWING: lambda text: text.replace("</xdr:wsDr>", "<xdr:oneCellAnchor><xdr:sp/></xdr:oneCellAnchor></xdr:wsDr>")},
        "dessin, une forme",
    ),
    "effect": ({DRAWING: lambda text: re.sub("(<a:blip [^>]*)/>", r"\1><a:alphaModFix/></a:blip>", text)}, "dessin"),
    "frame": ({DRAWING: lambda text: text.replace("</xdr:spPr>", "<a:solidFill/></xdr:spPr>")}, "dessin"),
    "macro": ({"xl/vbaProject.bin": b"x"}, "macro"),
}  # fmt: skip


@pytest.mark.parametrize("name", DISGUISES)
def test_what_lets_a_sheet_show_something_else_is_told(name: str, sealed: bytes) -> None:
    changes, said = DISGUISES[name]
    verdict = told(with_parts(sealed, changes))  # type: ignore[arg-type]
    assert verdict.state is State.ALTERED
    assert re.search(said, words(verdict)), words(verdict)


def test_a_note_is_told(sealed: bytes) -> None:
    relation = (
        '<Relationship Id="rId9" Target="../comments1.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"/></Relationships>'
    )
    rels = "xl/worksheets/_rels/sheet1.xml.rels"
    noted = with_parts(
        sealed,
        {rels: lambda text: text.replace("</Relationships>", relation), "xl/comments1.xml": b"<comments/>"},
    )
    verdict = told(noted)
    assert verdict.state is State.ALTERED and "une note" in words(verdict)


def test_two_members_of_one_name_are_told(sealed: bytes) -> None:
    out = io.BytesIO(sealed)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr(STYLES, zipfile.ZipFile(io.BytesIO(sealed)).read(STYLES))
    verdict = told(out.getvalue())
    assert verdict.state is State.ALTERED and "deux fois la même partie" in words(verdict)


def test_a_picture_that_was_lost_and_a_sheet_renamed_change_no_text(sealed: bytes) -> None:
    bare = with_parts(sealed, {SHEET: lambda text: re.sub("<drawing [^>]*>", "", text)})
    assert told(bare).state is State.AUTHENTIC
    renamed = with_parts(sealed, {BOOK: lambda text: text.replace('name="2022-0451"', 'name="Attestation"')})
    assert told(renamed).state is State.AUTHENTIC


def test_a_sheet_that_was_added_is_not_covered_by_the_seal_of_another(sealed: bytes) -> None:
    book = load_workbook(io.BytesIO(sealed))
    book.create_sheet("Attestation bis")["A1"] = "Attestation de fin de formation"
    out = io.BytesIO()
    book.save(out)
    verdicts = verify(out.getvalue(), key()[1])
    assert [one.state for one in verdicts][1:] == [State.UNSEALED]


def test_the_seal_of_a_pdf_seals_no_sheet(sealed: bytes) -> None:
    from proexp_batch.seal.sheet_block import seal_cells
    from tests.seal.sealed import marks

    cells = seal_cells(marks(facts(2)))
    row = "".join(
        f'<row r="{at}" hidden="1"><c r="A{at}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for at, text in enumerate(cells, start=1)
    )
    empty = with_parts(sealed, in_sheet("<sheetData>.*</sheetData>", f"<sheetData>{row}</sheetData>"))  # type: ignore[arg-type]
    assert told(empty).state is State.ALTERED


def test_the_seal_of_another_key_is_unknown_and_a_damaged_one_refused(sealed: bytes) -> None:
    assert told(sealed, "autre").state is State.UNKNOWN_KEY
    for before, after in (
        ("PROEXP1S:", "PROEXP1S:A"),
        ("PROEXP1:AFF", "PROEXP1:BFF"),
        ("PROEXP1:AFF", "PROEXP1:"),
    ):
        verdict = told(with_parts(sealed, {TEXTS: lambda text, b=before, a=after: text.replace(b, a)}))  # type: ignore[misc]
        assert verdict.state is State.ALTERED and "garanti" in words(verdict)


def test_the_seal_of_one_sheet_does_not_serve_another() -> None:
    one, other = workbook(facts(2)), workbook(facts(2, learner="Une Autre", number="AFF-AUTRE-0A1B2C3D"))
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        block = re.findall("PROEXP1[S]?:[^<]*", archive.read(TEXTS).decode())

    def crossed(text: str) -> str:
        own = re.findall("PROEXP1[S]?:[^<]*", text)
        for mine, theirs in zip(own, block, strict=True):
            text = text.replace(mine, theirs)
        return text

    verdict = told(with_parts(other, {TEXTS: crossed}))
    assert verdict.state is State.ALTERED and "« Camille Exemple-Martin »" in words(verdict)


@pytest.mark.skipif(SOFFICE is None, reason=MISSING)
def test_a_sheet_saved_again_by_libreoffice_is_authentic_and_one_that_was_changed_before_is_not(
    sealed: bytes, tmp_path: Path
) -> None:
    title = " ".join(f"mot{index}" for index in range(400))
    several = workbook(
        facts(1, contract="A"), facts(60, contract="B", company="Nom très long de la société " * 4),
        facts(contract="C", blocs=(bloc_of(competence(0, title=title, objective="é" * 300)),)),
    )  # fmt: skip
    changed = with_parts(
        sealed, {TEXTS: lambda text: text.replace("en cours d'acquisition au", "acquise le")}
    )
    for name, content in (("sain", sealed), ("trois", several), ("change", changed)):
        (tmp_path / f"{name}.xlsx").write_bytes(content)
    (tmp_path / "la").mkdir()
    again = converted(
        [tmp_path / f"{name}.xlsx" for name in ("sain", "trois", "change")], "xlsx", tmp_path / "la"
    )
    found = {path.stem: verify(path.read_bytes(), key()[1]) for path in again}
    assert {one.state for one in found["sain"]} == {State.AUTHENTIC}, [words(one) for one in found["sain"]]
    assert {one.state for one in found["trois"]} == {State.AUTHENTIC}, [words(one) for one in found["trois"]]
    assert [one.state for one in found["change"]] == [State.ALTERED]


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.999])
def test_a_workbook_that_was_cut_ends_in_a_sentence(cut: float, sealed: bytes) -> None:
    assert told(sealed[: int(len(sealed) * cut)]).state is State.UNREADABLE


@pytest.mark.parametrize(
    "changes",
    [
        {SHEET: b"<worksheet/>"}, {SHEET: b"<a>"}, {SHEET: b""}, {TEXTS: b"<sst/>"}, {STYLES: b"<styleSheet/>"},
        {BOOK: b"<workbook/>"}, {TEXTS: b'<!DOCTYPE a [<!ENTITY b "c">]><sst>&b;</sst>'}, {DRAWING: b"<x"},
        {"xl/worksheets/_rels/sheet1.xml.rels": b"<x"}, {STYLES: b"\xff\xfe"},
    ],
)  # fmt: skip
def test_damaged_parts_end_in_a_sentence(changes: dict[str, bytes], sealed: bytes) -> None:
    verdicts = verify(with_parts(sealed, changes), key()[1])
    assert all(one.state is not State.AUTHENTIC and one.what for one in verdicts)


def test_a_random_change_of_bytes_never_ends_otherwise_than_in_a_sentence(sealed: bytes) -> None:
    chance = random.Random(5)
    for _ in range(300):
        data = bytearray(sealed)
        data[chance.randrange(len(data))] = chance.randrange(256)
        for verdict in verify(bytes(data), key()[1]):
            assert verdict.what


def test_a_file_of_another_kind_is_told(sealed: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("lisez.txt", "bonjour")
    assert told(out.getvalue()).state is State.UNREADABLE
    assert told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)).state is State.UNREADABLE
    assert told(pdf(facts(1))).state is State.AUTHENTIC
