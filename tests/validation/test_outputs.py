"""Whatever the program writes has no error for the validator of the Open XML SDK, or none that the deposit had not."""

import io
import shutil
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from proexp_batch.cli import main
from proexp_batch.template.workbook import template
from tests.filled.old import old
from tests.foreign.making import FAULTY_ODS, FAULTY_XLS
from tests.ooxml.samples import rich
from tests.reading.workbooks import members, zipped
from tests.validation.validator import errors, more_errors, program
from tests.whole.places import CLOSED, DEPOSIT, FAULTY, RIGHT, TODAY

pytestmark = pytest.mark.skipif(program() is None, reason="the validator is not installed")
NOTHING: Counter[tuple[str, str, str]] = Counter()
DAY = ["--aujourdhui", TODAY.isoformat()]


def given_back(source: Path, folder: Path, *options: str) -> Path:
    """The annotated workbook of a deposit."""
    main(["traiter", str(source), "--sortie", str(folder), *DAY, *options])
    [found] = folder.glob("dossiers/**/annote.xls*")
    return found


@pytest.mark.parametrize("source", [RIGHT, CLOSED, FAULTY], ids=lambda path: path.stem)
@pytest.mark.parametrize("options", [(), ("--reparer",)], ids=["as it is", "repaired"])
def test_an_annotated_workbook_has_no_error_of_ours(
    source: Path, options: tuple[str, ...], tmp_path: Path
) -> None:
    once = given_back(source, tmp_path / "1", *options)
    assert more_errors(source, once) == NOTHING
    shutil.copy(once, tmp_path / "retour.xlsx")
    twice = given_back(tmp_path / "retour.xlsx", tmp_path / "2", *options)
    assert more_errors(source, twice) == NOTHING


@pytest.mark.parametrize("source", [FAULTY_ODS, FAULTY_XLS], ids=lambda path: path.suffix)
def test_a_recopied_workbook_is_right(source: Path, tmp_path: Path) -> None:
    assert errors(given_back(source, tmp_path / "s")) == NOTHING


def test_attestations_and_the_summary_are_right(tmp_path: Path) -> None:
    main(["traiter", str(DEPOSIT), "--sortie", str(tmp_path), *DAY])
    found = [tmp_path / "synthese.xlsx", *tmp_path.glob("dossiers/**/attestations.xlsx")]
    assert len(found) > 2
    for path in found:
        assert errors(path) == NOTHING, path


def test_the_template_is_right_empty_filled_and_migrated(tmp_path: Path) -> None:
    (tmp_path / "modele.xlsx").write_bytes(template())
    assert errors(tmp_path / "modele.xlsx") == NOTHING
    assert main(["modele", str(tmp_path / "repris.xlsx"), "--prerempli", str(CLOSED)]) == 0
    assert errors(tmp_path / "repris.xlsx") == NOTHING
    (tmp_path / "ancien.xlsx").write_bytes(old())
    assert main(["modele", str(tmp_path / "migre.xlsx"), "--migrer", str(tmp_path / "ancien.xlsx")]) in (0, 1)
    assert errors(tmp_path / "migre.xlsx") == NOTHING


def _through_openpyxl(data: bytes) -> bytes:
    content = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(content)
    return content.getvalue()


def _with_controls() -> bytes:
    """A workbook of the company's with a chart, a button, a note and a table beside a sheet of the template."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet("Apprenants")
        for column, title in enumerate(("Numéro de contrat", "Nom", "Date de début")):
            page.write(0, column, title)
        page.write_row(1, 0, ["A-1", "Exemple", "hier"])
        page.write_comment("C2", "à revoir")
        page.insert_button("F2", {"caption": "Trier"})
        own = book.add_worksheet("Suivi")
        own.write_column(0, 0, [1, 2, 3])
        own.add_table("C1:D4", {"columns": [{"header": "a"}, {"header": "b"}]})
        own.conditional_format("A1:A3", {"type": "data_bar"})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Suivi!$A$1:$A$3"})
        own.insert_chart("F2", chart)
    return content.getvalue()


def _threaded(data: bytes) -> bytes:
    """The workbook with the note of C2 turned into a threaded comment, as Excel of today does it."""
    parts = members(data)
    person, thread = "{7A4A51FE-1111-4E3B-9C57-0AF0B5A5C001}", "{0B6C3D5E-2222-4C77-8E1C-0AF0B5A5C002}"
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    parts["xl/persons/person.xml"] = (
        f'<personList xmlns="{space}"><person displayName="Nina Exemple" id="{person}" userId="n" '
        'providerId="None"/></personList>'
    ).encode()
    parts["xl/threadedComments/threadedComment1.xml"] = (
        f'<ThreadedComments xmlns="{space}"><threadedComment ref="C2" dT="2026-11-20T10:00:00.00" '
        f'personId="{person}" id="{thread}"><text>à revoir</text></threadedComment></ThreadedComments>'
    ).encode()
    kind = "http://schemas.microsoft.com/office/2017/10/relationships"
    end = b"</Relationships>"
    for name, target, word in (
        ("xl/_rels/workbook.xml.rels", "persons/person.xml", "person"),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            "../threadedComments/threadedComment1.xml",
            "threadedComment",
        ),
    ):
        relation = f'<Relationship Id="rIdT" Type="{kind}/{word}" Target="{target}"/>'.encode()
        parts[name] = parts[name].replace(end, relation + end)
    types = "application/vnd.ms-excel"
    added = (
        f'<Override PartName="/xl/persons/person.xml" ContentType="{types}.person+xml"/>'
        f'<Override PartName="/xl/threadedComments/threadedComment1.xml" '
        f'ContentType="{types}.threadedcomments+xml"/></Types>'
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", added.encode())
    parts["xl/comments1.xml"] = (
        parts["xl/comments1.xml"].decode().replace("<author></author>", f"<author>tc={thread}</author>", 1)
    ).encode()
    return zipped(parts)


@pytest.mark.parametrize(
    "kind", ["controls", "threaded", "macros", "chart and image", "openpyxl", "openpyxl again"]
)
def test_what_else_a_workbook_holds_has_no_error_more(kind: str, tmp_path: Path) -> None:
    source = tmp_path / "depose.xlsx"
    match kind:
        case "controls":
            data = _with_controls()
        case "threaded":
            data = _threaded(_with_controls())
        case "macros":
            source = tmp_path / "depose.xlsm"
            data = _with_macros(FAULTY.read_bytes())
        case "chart and image":
            data = _with_sheet_of_ours(rich())
        case "openpyxl":
            data = _through_openpyxl(FAULTY.read_bytes())
        case _:
            data = _through_openpyxl(given_back(FAULTY, tmp_path / "0").read_bytes())
    source.write_bytes(data)
    once = given_back(source, tmp_path / "1")
    assert more_errors(source, once) == NOTHING
    again = tmp_path / f"retour{source.suffix}"
    again.write_bytes(once.read_bytes())
    assert more_errors(source, given_back(again, tmp_path / "2")) == NOTHING


def _with_sheet_of_ours(data: bytes) -> bytes:
    """The workbook, its first sheet headed as one of the template's."""
    parts = members(data)
    texts = parts["xl/sharedStrings.xml"].replace(b">Colonne 0<", ">Numéro de contrat<".encode())
    return zipped(parts | {"xl/sharedStrings.xml": texts.replace(b">Colonne 1<", b">Nom<")})


def _with_macros(data: bytes) -> bytes:
    """The workbook as one with macros; what they are concerns nobody here."""
    parts = members(data)
    main_type = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    types = parts["[Content_Types].xml"].replace(
        main_type, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    binary = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    relation = (
        b'<Relationship Id="rIdV" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
        b'Target="vbaProject.bin"/></Relationships>'
    )
    relations = parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", relation)
    return zipped(
        parts
        | {
            "[Content_Types].xml": types.replace(b"</Types>", binary),
            "xl/_rels/workbook.xml.rels": relations,
            "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
        }
    )
