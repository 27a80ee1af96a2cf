"""Content types, and the numbers of tabs: what a new part is declared to be, and what the deposit declares wrongly."""

import re

import pytest

from proexp_batch.marking.patching import Mark, Tone, annotate, clean
from proexp_batch.ooxml.package import Package
from proexp_batch.ooxml.relations import ContentTypes
from proexp_batch.ooxml.workbook import Workbook
from tests.ooxml.samples import SMALL_CONTROL, changed, handmade, members, rich, zipped

PLAIN = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'
MARKS = [Mark("Feuille", "A1", Tone.BLOCKING, "à corriger")]
RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
TYPES = "[Content_Types].xml"
VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"


def declared(package: bytes) -> dict[str, str]:
    """The type of each part."""
    opened = Package.open(package)
    types = ContentTypes(opened)
    return {name: types.of(name) for name in opened.names if name != TYPES}


def with_types(old: str, new: str) -> bytes:
    package = changed(handmade(PLAIN), TYPES, lambda text: text.replace(old, new))
    assert members(package) != members(handmade(PLAIN))
    return package


EACH_BY_NAME = with_types(
    f'<Default Extension="rels" ContentType="{RELATIONS}"/>',
    f'<Override PartName="/_rels/.rels" ContentType="{RELATIONS}"/>'
    f'<Override PartName="/xl/_rels/workbook.xml.rels" ContentType="{RELATIONS}"/>',
)
OTHER_TYPE = with_types("<Override", '<Default Extension="vml" ContentType="application/xml"/><Override')
GHOST = with_types(
    "<Override",
    '<Override PartName="/xl/drawings/vmlDrawing1.vml" ContentType="application/xml"/>'
    '<Override PartName="/xl/worksheets/_rels/sheet1.xml.rels" ContentType="application/xml"/>'
    '<Override PartName="/xl/perdue.xml" ContentType="application/xml"/><Override',
)


@pytest.mark.parametrize("package", [handmade(PLAIN), EACH_BY_NAME, OTHER_TYPE, GHOST])
def test_every_new_part_is_declared_to_be_what_it_is(package: bytes) -> None:
    given = annotate(package, MARKS, SMALL_CONTROL)
    types = declared(given)
    assert all(type_ == RELATIONS for name, type_ in types.items() if name.endswith(".rels"))
    assert all(type_ == VML for name, type_ in types.items() if name.endswith(".vml"))
    assert all(types.values())
    assert members(clean(given)) == members(package)


def test_a_part_that_goes_takes_its_declarations_along_and_others_stay() -> None:
    given = annotate(EACH_BY_NAME, MARKS, SMALL_CONTROL)
    saved = zipped({**members(given), "docProps/neuf.xml": b"<neuf/>"})
    left = members(clean(saved))[TYPES].decode()
    named = {name.lstrip("/") for name in re.findall(r'PartName="([^"]+)"', left)}
    assert named <= set(members(clean(saved)))
    kept = members(annotate(GHOST, MARKS, SMALL_CONTROL))[TYPES].decode()
    assert '"/xl/perdue.xml"' in kept


def numbered(*numbers: int, chain: str = "") -> bytes:
    """A workbook whose tabs have these numbers; a calculation chain may name others."""
    package = rich()
    found = iter(numbers)
    package = changed(
        package,
        "xl/workbook.xml",
        lambda text: re.sub(r'sheetId="\d+"', lambda _: f'sheetId="{next(found)}"', text),
    )
    return changed(package, "xl/calcChain.xml", lambda _: chain) if chain else package


CHAIN = '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="A1" i="9"/></calcChain>'
CHAIN_PART = {
    "xl/calcChain.xml": CHAIN,
}


@pytest.mark.parametrize(
    ("package", "number"),
    [
        (numbered(1, 2, 3, 4), "5"),
        (numbered(3, 2, 65534, 1), "4"),
        (numbered(1, 2, 4294967295, 5), "3"),
        (
            handmade(
                PLAIN,
                extra=CHAIN_PART,
                relations='<Relationship Id="rIdC" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                'relationships/calcChain" Target="calcChain.xml"/>',
            ),
            "10",
        ),
    ],
    ids=["behind", "none behind", "beyond", "named by the chain"],
)
def test_our_tab_has_a_number_that_nothing_names(package: bytes, number: str) -> None:
    first = Workbook(Package.open(annotate(package, (), SMALL_CONTROL))).sheets()[0]
    assert (first.title, first.number) == ("Contrôle", number)
