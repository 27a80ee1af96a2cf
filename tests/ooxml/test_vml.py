"""Boxes of notes in drawings that no program would write."""

import re

import pytest

from proexp_batch.ooxml import vml
from proexp_batch.ooxml.names import Dialect
from proexp_batch.ooxml.vml import Box
from proexp_batch.ooxml.worksheet import Worksheet

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DIALECT = Dialect(_MAIN, "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
_SHEET = Worksheet(f'<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>'.encode(), "sheet", _DIALECT)
_MANY = 300_000


def _drawing(*boxes: Box) -> str:
    return vml.add_boxes(vml.blank(1), boxes, _SHEET, vml.first_identifier(1))


def test_only_the_boxes_of_the_places_that_are_given_go() -> None:
    drawing = _drawing(Box((2, 1), "a"), Box((3, 1), "b"))
    assert vml.keep_boxes(drawing, [(3, 1)]).count("<v:shape ") == 1
    assert vml.keep_boxes(drawing, [(2, 1), (3, 1)]) == drawing
    assert not vml.has_shapes(re.sub("<v:shapetype.*?</v:shapetype>", "", vml.keep_boxes(drawing, [])))


@pytest.mark.parametrize(
    "piece",
    [
        "<v:shape ",
        "<v:shape id='a'>",
        "<x:Row>",
        "<x:Row> ",
        "</v:shape ",
        "</xml ",
        "<v:shape><x:Anchor>",
        "ObjectType='Note'",
        "_x0000_s",
        "9",
    ],
)
def test_shapes_that_never_end_are_gone_over_once(piece: str) -> None:
    own = _drawing(Box((2, 1), "a"))
    cut = own.rindex("</xml>")
    drawing = own[:cut] + piece * _MANY + own[cut:]
    assert vml.keep_boxes(drawing, [(3, 1)]).count(piece) >= _MANY
    assert vml.enlarge_boxes(drawing, [Box((2, 1), "plus long\n" * 9)], _SHEET).count(piece) >= _MANY
    assert vml.add_boxes(drawing, [Box((3, 1), "b")], _SHEET, 1024).count("<x:Row>2</x:Row>") == 1


def test_numbers_of_thousands_of_digits_are_none() -> None:
    digits = "9" * 10_000
    shape = f'<v:shape id="_x0000_s{digits}"><x:ClientData ObjectType="Note"><x:Row>{digits}</x:Row>'
    shape += f"<x:Column>{digits}</x:Column></x:ClientData></v:shape></xml>"
    drawing = vml.blank(1).replace("</xml>", shape)
    assert vml.keep_boxes(drawing, [(3, 1)]) == drawing
    assert vml.has_shapes(vml.add_boxes(drawing, [Box((2, 1), "a")], _SHEET, 1024))
