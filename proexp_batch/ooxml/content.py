"""What a cell holds: plain text or a number put in place of what stood there (ECMA-376 Part 1, §18.3.1.4)."""

from __future__ import annotations

from lxml import etree

from proexp_batch.ooxml.markup import child, make, unset


def has_formula(cell: etree._Element) -> bool:
    """Whether the cell computes its value."""
    return child(cell, "f") is not None


def set_text(cell: etree._Element, text: str) -> None:
    """Make a cell hold a plain text."""
    _empty(cell)
    cell.set("t", "inlineStr")
    holder = make(cell, "is")
    cell.append(holder)
    fill_text(holder, text)


def set_number(cell: etree._Element, number: float) -> None:
    """Make a cell hold a number; dates are numbers too."""
    _empty(cell)
    unset(cell, "t")
    value = make(cell, "v")
    value.text = repr(number) if number % 1 else str(int(number))
    cell.append(value)


def fill_text(holder: etree._Element, text: str) -> None:
    """Make a string item (`si`, `is`, `text`) hold one plain text, whatever runs it had."""
    for old in list(holder):
        holder.remove(old)
    plain = make(holder, "t")
    plain.text = text
    if text != text.strip() or "\n" in text:
        plain.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    holder.append(plain)


def _empty(cell: etree._Element) -> None:
    for old in list(cell):
        cell.remove(old)
