"""Rounds through other programs: from the second on nothing grows, and nothing stands twice."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from proexp_batch.marking.patching import annotate, clean
from tests.making.libreoffice import MISSING, SOFFICE, converted
from tests.ooxml.samples import CONTROL, MARKS, changed, fills, load, members, notes, resaved, rich

LISTS = ("cellXfs", "fonts", "fills", "borders", "dxfs", "cellStyleXfs")
ROUNDS = 5


def saved_by_openpyxl(package: bytes, _: Path) -> bytes:
    out = io.BytesIO()
    load(package).save(out)
    return out.getvalue()


def saved_by_libreoffice(package: bytes, folder: Path) -> bytes:
    source = folder / "dossier.xlsx"
    source.write_bytes(package)
    [made] = converted([source], "xlsx", folder / "sortie")
    return made.read_bytes()


def sizes(package: bytes) -> dict[str, int]:
    """How many there are of all that may grow."""
    parts = members(package)
    styles = parts["xl/styles.xml"].decode()
    found = {
        name: int(count[1])
        for name in LISTS
        if (count := re.search(rf'<{name} [^>]*?count="(\d+)"', styles)) is not None
    }
    drawings = [data.decode() for name, data in parts.items() if name.endswith(".vml")]
    rules = [data.decode() for name, data in parts.items() if name.startswith("xl/worksheets/sheet")]
    return {
        **found,
        "members": len(parts),
        "boxes": sum(drawing.count("Note</") + drawing.count('ObjectType="Note"') for drawing in drawings),
        "notes": len(notes(package)),
        "rules": sum(sheet.count("<cfRule") for sheet in rules),
    }


@pytest.mark.parametrize(
    "save",
    [
        saved_by_openpyxl,
        pytest.param(
            saved_by_libreoffice, marks=pytest.mark.skipif(SOFFICE is None, reason=MISSING), id="libreoffice"
        ),
    ],
)
def test_nothing_grows_from_the_second_round_on(save: Callable[[bytes, Path], bytes], tmp_path: Path) -> None:
    package, seen = annotate(rich(), MARKS, CONTROL), []
    for _ in range(ROUNDS):
        package = annotate(save(package, tmp_path), MARKS, CONTROL)
        seen.append(sizes(package))
    assert seen[1:] == [seen[1]] * (ROUNDS - 1)
    assert seen[-1]["boxes"] == seen[-1]["notes"] == len(notes(annotate(rich(), MARKS, CONTROL)))
    cleaned = clean(save(package, tmp_path))
    assert notes(cleaned) == notes(rich())
    assert fills(rich()).items() <= fills(cleaned).items()


def test_boxes_that_earlier_rounds_left_twice_or_alone_go() -> None:
    package = saved_by_openpyxl(annotate(rich(), MARKS, CONTROL), Path())
    [name] = [name for name in members(package) if name.endswith("Drawing1.vml")]

    def doubled(text: str) -> str:
        shapes = "".join(re.findall(r"<v:shape .*?</v:shape>|<ns\d:shape .*?</ns\d:shape>", text, re.DOTALL))
        alone = re.sub(r"(Row>)\d+", r"\g<1>400", shapes)
        return text.replace("</xml>", f"{shapes}{alone}</xml>")

    twice = changed(package, name, doubled)
    assert sizes(twice)["boxes"] > sizes(package)["boxes"]
    once = sizes(annotate(twice, MARKS, CONTROL))
    assert once["boxes"] == once["notes"]


def test_the_boxes_of_the_company_keep_their_size_and_place() -> None:
    def anchors(package: bytes) -> list[str]:
        drawing = members(package)["xl/drawings/vmlDrawing1.vml"].decode()
        return [
            re.sub(r"\s", "", shape)
            for shape in re.findall(r"<v:shape .*?</v:shape>", drawing, re.DOTALL)
            if re.search(r"<x:Row>(2|8)</x:Row>\s*<x:Column>(0|5)</x:Column>", shape)
        ]

    package = annotate(rich(), MARKS, CONTROL)
    assert len(anchors(rich())) == 2
    assert anchors(package) == anchors(rich())
    for _ in range(3):
        package = annotate(resaved(package), MARKS, CONTROL)
    assert anchors(package) == anchors(rich())
    assert openpyxl.load_workbook(io.BytesIO(package))["Apprenants"]["A3"].comment.width > 0
