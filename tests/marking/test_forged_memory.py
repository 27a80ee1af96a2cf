"""What a returned workbook says to remember is believed only as far as ours can go."""

import base64
import json
import zlib
from typing import Any

import pytest

from proexp_batch.marking.memory import SIGNATURE, Fill, Line, Memory, rewind
from proexp_batch.marking.patch import apply_patch
from proexp_batch.marking.patching import Mark, Tone, annotate, clean
from proexp_batch.ooxml.package import Package
from proexp_batch.ooxml.styles import solid
from proexp_batch.ooxml.workbook import Workbook
from tests.ooxml.samples import CONTROL, MARKS, fills, members, rich, zipped

PARTS = [name for name in members(annotate(rich(), MARKS, CONTROL)) if "worksheets/sheet" in name]
SHEETS = "xl/workbook.xml"


def _forged(*lines: str, fills: str = "") -> bytes:
    """An annotated workbook whose hidden rows say these states (already packed) and fills."""
    package = members(annotate(rich(), MARKS, CONTROL))
    part = _ours(package)
    xml = package[part].decode()
    cut = xml.index("</sheetData>")
    rows = "".join(f"<row>{_cell('state')}{_cell(line)}</row>" for line in lines)
    package[part] = (_without_state(xml[:cut]) + rows + fills + xml[cut:]).encode()
    return zipped(package)


def _ours(package: dict[str, bytes]) -> str:
    return next(name for name, data in package.items() if SIGNATURE.encode() in data)


def _without_state(xml: str) -> str:
    kept = [row for row in xml.split("<row ") if ">state<" not in row]
    return "<row ".join(kept)


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def _packed(value: Any) -> str:
    return base64.b64encode(zlib.compress(json.dumps(value).encode())).decode()


def _state(value: Any) -> Any:
    return Memory.read([Line("signature", SIGNATURE), Line("state", _packed(value))]).state


@pytest.mark.parametrize(
    "patch",
    [
        [3, -3, ""] * 5,
        [-1, 0, "a"],
        [10**9, 0, "", 3, 0, ""],
        [1, 2],
        ["a", 0, ""],
        [0, 0, "€"],
    ],
)
def test_a_patch_only_goes_forward(patch: list[int | str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        apply_patch(b"abc", patch)


def test_what_a_patch_gives_is_no_longer_than_what_it_has() -> None:
    patch: list[int | str] = [2, 1, "xy"] * 4
    assert len(apply_patch(b"<a><b/></a>", patch)) <= len(b"<a><b/></a>") + 2 * 4


def test_a_state_that_rebuilds_parts_that_are_not_there_is_not_followed() -> None:
    package = Package.open(annotate(rich(), MARKS, CONTROL))
    state = Memory.read([Line("state", _packed([0, [], {"xl/absent.xml": [0, [0, 0, "a"]]}]))]).state
    assert state is not None
    listing = sorted(f"{name} {package.crc(name)}" for name in package.names)
    seal = zlib.crc32("\n".join(listing).encode())
    assert rewind(package, type(state)(seal, state.added, state.patches), "none") is None


@pytest.mark.parametrize(
    "value",
    [
        [0, [], {"a": [0, [[]] * 200_000]}],
        [0, ["a"] * 1_100_000, {}],
        [0, [], {"a": [0, [0, 0, "x" * 20_000_000]]}],
        [0, [], {str(n): [0, {}] for n in range(200_000)}],
    ],
)
def test_a_state_of_too_many_objects_is_none(value: Any) -> None:
    assert _state(value) is None


def test_a_state_may_hold_any_text() -> None:
    text = '[{"\\,' * 50_000
    state = _state([1, [], {"a": [0, [0, 0, text]]}])
    assert state is not None and state.patches["a"][1][2] == text


def test_lines_that_share_one_long_string_are_not_joined() -> None:
    line = Line("state", "A" * 500_000)
    assert Memory.read([line] * 400_000).state is None


def test_fills_of_whole_sheets_are_given_back_without_walking_them() -> None:
    formula = "ROWS('Apprenants'!A1:XFD1048576)"
    row = f"<row>{_cell('fill')}{_cell('&lt;fill&gt;{}&lt;/fill&gt;')}<c><f>{formula}</f></c></row>"
    yellow = solid("FFFF00").removeprefix("<fill>").removesuffix("</fill>")
    lines = row.replace("{}", yellow.replace("<", "&lt;").replace(">", "&gt;")) * 15_000
    cleaned = clean(_forged(fills=lines))
    # B3 was grey, and its own line comes first.
    assert fills(cleaned).items() >= fills(rich()).items()


def test_a_fill_longer_than_any_is_left_out() -> None:
    formula = "ROWS('Apprenants'!A1)"
    fill = "<fill>" + "<a/>" * 2_000 + "</fill>"
    assert Memory.read([Line("fill", fill, formula)]).fills == []
    assert Memory.read([Line("fill", "<fill/>", formula)]).fills == [
        Fill("Apprenants", (1, 1, 1, 1), "<fill/>")
    ]


def _many_tabs(count: int) -> bytes:
    """An annotated workbook whose sheet of ours stands under so many tabs."""
    package = members(annotate(rich(), MARKS, CONTROL))
    part = _ours(package)
    rels = package["xl/_rels/workbook.xml.rels"].decode()
    target = part.removeprefix("xl/")
    identifier = next(
        piece.split('Id="')[1].split('"')[0]
        for piece in rels.split("<Relationship ")
        if f'Target="{target}"' in piece
    )
    tabs = "".join(
        f'<sheet name="Contrôle {n}" sheetId="{n + 100}" r:id="{identifier}" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
        for n in range(count)
    )
    package[SHEETS] = package[SHEETS].replace(b"</sheets>", tabs.encode() + b"</sheets>")
    return zipped(package)


def test_tabs_of_one_part_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from proexp_batch.marking import recognition

    parsed: list[str] = []
    parse = recognition.parse

    def counted(data: bytes, part: str) -> Any:
        parsed.append(part)
        return parse(data, part)

    monkeypatch.setattr(recognition, "parse", counted)
    cleaned = clean(_many_tabs(3_000))
    assert len(parsed) == len(set(parsed)) == 1
    titles = [sheet.title for sheet in Workbook(Package.open(cleaned)).sheets()]
    assert titles == [sheet.title for sheet in Workbook(Package.open(rich())).sheets()]


def test_a_workbook_of_many_tabs_takes_marks() -> None:
    marked = annotate(_many_tabs(3_000), [Mark("Apprenants", "B3", Tone.BLOCKING, "à corriger")], CONTROL)
    assert fills(clean(marked)).items() >= fills(rich()).items()
