"""Hidden rows and struck-out text: read, and said; hidden columns and hidden examples are nobody's business."""

import copy
from pathlib import Path

from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from proexp_batch.formats.ods.source import OdsSource
from proexp_batch.ooxml.package import Package
from tests.reading.whole import blocks, checked, said
from tests.reading.workbooks import zipped

CONTENT = """<office:document-content xmlns:office="o" xmlns:table="t" xmlns:style="s" xmlns:text="x">
<office:automatic-styles>
<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
<style:style style:name="ce1"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="ce2"><style:text-properties style:text-line-through-style="none"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet>
<table:table table:name="Vue">
<table:table-row><table:table-cell table:style-name="ce1"><text:p>a</text:p></table:table-cell>
<table:table-cell table:style-name="ce2"><text:p>b</text:p></table:table-cell></table:table-row>
<table:table-row table:visibility="filter"><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row>
</table:table>
<table:table table:name="Cachée" table:style-name="ta2">
<table:table-row><table:table-cell><text:p>d</text:p></table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>"""


def struck(cell: object) -> None:
    font = copy.copy(cell.font)  # type: ignore[attr-defined]
    cell.font = Font(name=font.name, size=font.size, strike=True)  # type: ignore[attr-defined]


def test_a_hidden_contract_is_read_and_told(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        workbook["Apprenants"].row_dimensions[6].hidden = True
        workbook["Apprenants"].row_dimensions[7].hidden = True

    facts = checked(tmp_path, change)
    assert said(facts) == [("LEC-114", "Apprenants", "A6:A7")]
    assert not blocks(facts)
    assert len(facts.contracts) == 5


def test_hidden_columns_and_the_hidden_example_are_not_accused(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        page = workbook["Apprenants"]
        page.column_dimensions["F"].hidden = True
        page.row_dimensions[3].hidden = True
        page.row_dimensions[40].hidden = True
        struck(page["A3"])
        struck(page["A40"])

    assert said(checked(tmp_path, change)) == []


def test_a_struck_out_contract_is_told_once(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        for cell in workbook["Apprenants"][8]:
            struck(cell)

    facts = checked(tmp_path, change)
    assert said(facts) == [("LEC-015", "Apprenants", "A8")]
    assert len(facts.contracts) == 5


def test_struck_out_values_are_told_together(tmp_path: Path) -> None:
    def change(workbook: Workbook) -> None:
        struck(workbook["Apprenants"]["B5"])
        struck(workbook["Apprenants"]["B6"])
        struck(workbook["Entreprise"]["B4"])

    assert said(checked(tmp_path, change)) == [
        ("LEC-015", "Entreprise", "B4"),
        ("LEC-015", "Apprenants", "B5:B6"),
    ]


def test_an_ods_tells_what_is_hidden_or_struck_out() -> None:
    package = Package.open(
        zipped(
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": CONTENT.encode()}
        )
    )
    source = OdsSource(package)
    grid = source.grids(["Vue"])["Vue"]
    assert (source.hidden, grid.hidden, grid.struck) == ({"Cachée"}, {1}, {(0, 0)})
