"""Workbooks to annotate, and ways to look into and to change a package."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

import openpyxl
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

from proexp_batch.marking.patching import Cell, Control, Mark, Tone

YELLOW, GREY = "#FFFF00", "#EEEEEE"

MARKS = (
    Mark("Apprenants", "A3", Tone.WARNING, "Le nom contient un chiffre."),
    Mark("Apprenants", "B3", Tone.BLOCKING, "Le SIRET n'a pas 14 chiffres."),
    Mark("Apprenants", "C1", Tone.INFO, "En-tête reconnu."),
    Mark("Apprenants", "E5", Tone.REPAIRED, "Date comprise."),
    Mark("Apprenants", "H70", Tone.BLOCKING, "Valeur obligatoire."),
    Mark("Mes modules", "A2", Tone.INFO, "Durée & <modalité>"),
)

CONTROL = Control(
    title="Contrôle",
    widths=(6, 14, 18, 10, 60, 40),
    rows=(
        (Cell("Contrôle du dossier", "title"),),
        (Cell("Dossier refusé : deux anomalies bloquantes", "status_blocking"),),
        (),
        tuple(Cell(text, "header") for text in ("N°", "Gravité", "Feuille", "Cellule", "Constat", "À faire")),
        (
            Cell("1", "count"),
            Cell("Bloquant", "tone_blocking"),
            Cell("Apprenants"),
            Cell("B3", "link", "'Apprenants'!B3"),
            Cell("Le SIRET n'a pas 14 chiffres & <commence> par _x0041_."),
            Cell("=1+1"),
        ),
        (
            None,
            Cell("À vérifier", "tone_warning"),
            Cell("Mes modules"),
            Cell("A2", "link", "'Mes modules'!A2"),
        ),
    ),
    header_row=4,
    merges=("A1:F1", "A2:F2"),
    heights={2: 30},
)

SMALL_CONTROL = Control("Contrôle", (20,), ((Cell("Rien à signaler", "status_accepted"),),), None)


def png() -> io.BytesIO:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


def rich() -> bytes:
    """A workbook with all that a rewriting library would lose."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    head = book.add_format({"bold": True, "bg_color": YELLOW, "border": 1})
    date = book.add_format({"num_format": "dd/mm/yyyy", "bg_color": GREY})
    learners = book.add_worksheet("Apprenants")
    modules = book.add_worksheet("Mes modules")
    sums = book.add_worksheet("Calcul")
    book.add_chartsheet("Graphique").set_chart(_chart(book))
    for column in range(6):
        learners.write(0, column, f"Colonne {column}", head)
    for row in range(1, 40):
        learners.write_row(row, 0, [f"nom {row}", f"{row:05d}", row, row / 3])
        learners.write(row, 4, 45000 + row, date)
    learners.set_column("G:G", 12, book.add_format({"bg_color": GREY}))
    learners.set_row(60, None, book.add_format({"bg_color": YELLOW}))
    learners.merge_range("J2:L4", "fusion", head)
    learners.write_comment("A3", "note maison", {"author": "Mme Martin"})
    learners.write_comment("F9", "autre note", {"author": "Mme Martin"})
    learners.data_validation("B2:B40", {"validate": "list", "source": ["a", "b"]})
    learners.conditional_format(
        "C2:C40",
        {"type": "cell", "criteria": ">", "value": 5, "format": book.add_format({"bg_color": "#00FF00"})},
    )
    learners.autofilter("A1:F40")
    learners.insert_button("N2", {"caption": "Calculer"})
    learners.set_header("&L&G", {"image_left": "logo.png", "image_data_left": png()})
    modules.write_column(0, 0, range(50))
    modules.insert_chart("D3", _chart(book))
    modules.insert_image("D20", "logo.png", {"image_data": png()})
    modules.add_table("H1:I4", {"columns": [{"header": "un"}, {"header": "deux"}]})
    modules.activate()
    sums.write_formula("A1", "=SUM('Mes modules'!A1:A5)", None, 10)
    book.define_name("Calcul!local", "=Calcul!$A$1")
    book.define_name("global", "='Mes modules'!$A$1")
    sums.print_area("A1:B5")
    book.close()
    return out.getvalue()


def _chart(book: xlsxwriter.Workbook) -> object:
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "='Mes modules'!$A$1:$A$20"})
    return chart


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def handmade(
    sheet: str,
    *,
    styles: str | None = None,
    prefix: str = "",
    main: str = MAIN,
    document: str = DOCUMENT,
    workbook: str = "xl/workbook.xml",
    absolute: bool = False,
    main_type: str = _SPREADSHEET + "sheet.main+xml",
    extra: Mapping[str, str] | None = None,
    relations: str = "",
    zip64: bool = False,
) -> bytes:
    """A minimal workbook with one sheet `Feuille`; `sheet` is what stands in its root element."""
    colon = f"{prefix}:" if prefix else ""
    space = f'xmlns:{prefix}="{main}"' if prefix else f'xmlns="{main}"'
    folder = workbook.rpartition("/")[0]
    root = f"/{folder}/" if absolute and folder else "/" if absolute else ""
    base = f"{folder}/" if folder else ""
    has_styles = styles is not None
    parts = {
        f"{base}worksheets/sheet1.xml": f"<{colon}worksheet {space}>{sheet}</{colon}worksheet>",
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{workbook}" ContentType="{main_type}"/>'
            f'<Override PartName="/{base}worksheets/sheet1.xml" ContentType="{_SPREADSHEET}worksheet+xml"/>'
            + f'<Override PartName="/{base}styles.xml" ContentType="{_SPREADSHEET}styles+xml"/>' * has_styles
            + "</Types>"
        ),
        workbook: (
            f'<{colon}workbook {space} xmlns:r="{document}"><{colon}sheets>'
            f'<{colon}sheet name="Feuille" sheetId="7" r:id="rIdA"/></{colon}sheets></{colon}workbook>'
        ),
        f"{base}_rels/{workbook.rpartition('/')[2]}.rels": (
            f'<Relationships xmlns="{_RELATIONS}">'
            f'<Relationship Id="rIdA" Type="{document}/worksheet" Target="{root}worksheets/sheet1.xml"/>'
            + f'<Relationship Id="rIdS" Type="{document}/styles" Target="{root}styles.xml"/>' * has_styles
            + f"{relations}</Relationships>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_RELATIONS}">'
            f'<Relationship Id="rId1" Type="{document}/officeDocument" Target="{workbook}"/></Relationships>'
        ),
        **({f"{base}styles.xml": styles} if styles is not None else {}),
        **(extra or {}),
    }
    return zipped({name: text.encode() for name, text in parts.items()}, zip64=zip64)


def zipped(parts: Mapping[str, bytes], zip64: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=zip64) as member:
                member.write(data)
    return out.getvalue()


def members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def changed(package: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The package with one member rewritten."""
    parts = members(package)
    parts[name] = change(parts[name].decode()).encode()
    return zipped(parts)


def resaved(package: bytes) -> bytes:
    """The package as some program would save it, as far as we can tell: another checksum."""
    name = "docProps/app.xml"
    if name in members(package):
        return changed(package, name, lambda text: text + " ")
    return zipped({**members(package), "docProps/neuf.xml": b"<neuf/>"})


def row_inserted(package: bytes, part: str, control: str, title: str, at: int) -> bytes:
    """Insert a row as spreadsheet programs do: cells move down, references to them follow."""

    def moved(row: str) -> str:
        return str(int(row) + (int(row) >= at))

    def sheet(text: str) -> str:
        text = re.sub(r'(<row r=")(\d+)', lambda m: m[1] + moved(m[2]), text)
        return re.sub(r'(<c r="[A-Z]+)(\d+)', lambda m: m[1] + moved(m[2]), text)

    def formulas(text: str) -> str:
        pattern = rf"<f>ROWS\('{title}'![A-Z0-9:]+\)</f>"
        return re.sub(pattern, lambda m: re.sub(r"(?<=[A-Z])\d+", lambda n: moved(n[0]), m[0]), text)

    return changed(changed(package, part, sheet), control, formulas)


def load(package: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(package))


def fill(sheet: Worksheet, cell: str) -> str | None:
    pattern = sheet[cell].fill
    return None if pattern.fill_type is None else str(pattern.fgColor.rgb)


def fills(package: bytes) -> dict[tuple[str, str], str]:
    """The fills of all cells that have one."""
    return {
        (sheet.title, cell.coordinate): found
        for sheet in load(package).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if (found := fill(sheet, cell.coordinate)) is not None
    }


def notes(package: bytes) -> dict[tuple[str, str], str]:
    return {
        (sheet.title, cell.coordinate): cell.comment.text
        for sheet in load(package).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }
