"""A workbook that is opened once: for its titles, its signature and the marks."""

import pytest
from lxml import etree

from proexp_batch.marking.patching import Opened, annotate, has_signature, sheet_titles
from proexp_batch.ooxml import workbook as of_workbook
from tests.ooxml.samples import CONTROL, MARKS, resaved, rich


def test_it_gives_what_one_by_one_gives() -> None:
    for package in (rich(), annotate(rich(), MARKS, CONTROL), resaved(annotate(rich(), MARKS, CONTROL))):
        opened = Opened(package)
        assert opened.titles == sheet_titles(package)
        assert opened.is_signed == has_signature(package)
        assert opened.annotate(MARKS, CONTROL) == annotate(package, MARKS, CONTROL)


def test_the_largest_part_is_read_and_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read, written = [], []
    parse, serialise = of_workbook.parse, of_workbook.serialise

    def counted(data: bytes, part: str) -> etree._Element:
        read.append(part)
        return parse(data, part)

    def told(root: etree._Element) -> bytes:
        written.append(root)
        return serialise(root)

    monkeypatch.setattr(of_workbook, "parse", counted)
    monkeypatch.setattr(of_workbook, "serialise", told)
    opened = Opened(rich())
    assert opened.titles
    assert not opened.is_signed
    opened.annotate(MARKS, CONTROL)
    assert read == ["xl/workbook.xml"]
    assert len(written) == 1
