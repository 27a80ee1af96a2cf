"""The styles part (ECMA-376 Part 1, §18.8): cell formats that equal another but for one trait."""

from __future__ import annotations

import copy
import re
from collections.abc import Collection
from functools import cached_property, lru_cache

from lxml import etree

from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.markup import (
    attributes,
    child,
    escape,
    insert_ordered,
    local,
    make,
    namespace,
    parse,
    serialise,
    unset,
)
from proexp_batch.ooxml.names import Dialect
from proexp_batch.ooxml.sameness import meaning

_ORDER = (
    "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles",
    "colors", "extLst",
)  # fmt: skip

_GENERAL, _SHORT_DATE, _TEXT = 0, 14, 49  # built-in number formats
_DATE_FORMATS = frozenset((*range(14, 18), 22, *range(27, 37), *range(50, 59)))
# What is opened and never closed goes to the end: searched for again at each sign, it would take quadratic time.
_QUOTED = re.compile(r'"[^"]*+(?:"|\Z)|\[[^\]]*+(?:\]|\Z)|\\.')

_LONGEST_NUMBER = 9  # digits of the number of a format, a font, a fill

_USUAL_SIZE = 11.0
_SIZE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")

_NO_FILL = '<fill><patternFill patternType="none"/></fill>'

# What Excel cannot do without: the first font, two reserved fills, the first border, the style `Normal`.
_NEEDED = {
    "fonts": '<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>',
    "fills": _NO_FILL + '<fill><patternFill patternType="gray125"/></fill>',
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellStyleXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',
    "cellXfs": '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
    "cellStyles": '<cellStyle name="Normal" xfId="0" builtinId="0"/>',
}


class Styles:
    """A stylesheet that only grows, and reuses what it already holds."""

    def __init__(self, data: bytes, part: str) -> None:
        self._root = parse(data, part)
        self._changed = False
        self._groups: dict[str, etree._Element] = {}
        self._lists: dict[str, list[etree._Element]] = {}
        self._known: dict[str, dict[str, int]] = {}
        self._filled: dict[tuple[int, str], int] = {}

    @staticmethod
    def is_one(data: bytes, part: str) -> bool:
        """Whether a part is a stylesheet.

        Raises:
            PackageError: it is no XML.
        """
        return etree.QName(parse(data, part)).localname == "styleSheet"

    @staticmethod
    def blank(dialect: Dialect) -> bytes:
        """The part for a workbook that has none."""
        return f'<styleSheet xmlns="{dialect.main}"/>'.encode()

    def changed(self) -> bytes | None:
        """The new bytes of the part, or None if nothing was added."""
        return serialise(self._root) if self._changed else None

    def _group(self, name: str) -> etree._Element:
        """The list `name`, with at least what every program expects at its head."""
        if name not in self._groups:
            group = child(self._root, name)
            if group is None:
                group = make(self._root, name)
                insert_ordered(self._root, group, _ORDER)
                self._changed = True
            self._groups[name] = group
            if not len(group) and name in _NEEDED:
                for element in _fragment(_NEEDED[name], namespace(self._root)):
                    group.append(element)
                group.set("count", str(len(group)))
                self._changed = True
        return self._groups[name]

    def _items(self, name: str) -> list[etree._Element]:
        if name not in self._lists:
            group = self._group(name)
            self._lists[name] = [element for element in group if isinstance(element.tag, str)]
        return self._lists[name]

    def add(self, name: str, fragment: str) -> int:
        """Index in the list `name` of the element written in `fragment`, added if it is not there yet."""
        key = _fragment_key(fragment)
        known = self._index(name).get(key)
        if known is not None:
            return known
        (element,) = _fragment(fragment, namespace(self._root))
        return self._add(name, element, key)

    def _index(self, name: str) -> dict[str, int]:
        if name not in self._known:
            self._known[name] = {}
            for index, item in enumerate(self._items(name)):
                self._known[name].setdefault(meaning(item), index)
        return self._known[name]

    def _add(self, name: str, element: etree._Element, key: str) -> int:
        """Index in a list of what `key` means, which is the `element` where the list has none yet."""
        known = self._index(name)
        if key not in known:
            group = self._group(name)
            known[key] = len(self._items(name))
            group.append(element)
            self._items(name).append(element)
            group.set("count", str(known[key] + 1))
            self._changed = True
        return known[key]

    def prepare(self) -> None:
        """Create the lists that a stylesheet must have, where a poor generator left them out."""
        for name in _NEEDED:
            self._group(name)

    def _xf(self, style: int) -> etree._Element:
        formats = self._items("cellXfs")
        return formats[style] if 0 <= style < len(formats) else formats[0]

    def default_size(self) -> float:
        """Size in points of the workbook's own font, whose digits are the measure of the widths of columns."""
        size = child(self._items("fonts")[0], "sz")
        written = "" if size is None else size.get("val", "")
        return float(written) if _SIZE.fullmatch(written) else _USUAL_SIZE

    def fill_of(self, style: int) -> str:
        """The fill of a cell format as text without namespace, empty for none."""
        number = _integer(self._xf(style).get("fillId"))
        fills = self._items("fills")
        if not 0 < number < len(fills):
            return ""
        text = _plain(fills[number])
        return "" if text == _NO_FILL else text

    def with_fill(self, style: int, fill: str) -> int:
        """Index of the format that equals `style` but has `fill`, or none if that is empty or unreadable."""
        key = (style, fill)
        if key not in self._filled:
            self._filled[key] = self._with_fill(style, fill if _is_fill(fill) else _NO_FILL)
        return self._filled[key]

    def _with_fill(self, style: int, fill: str) -> int:
        number = self.add("fills", fill)
        clone = copy.deepcopy(self._xf(style))
        clone.tail = None
        clone.set("fillId", str(number))
        if number or self._parent_fill(clone):
            clone.set("applyFill", "1")
        else:
            unset(clone, "applyFill")
        return self._add("cellXfs", clone, meaning(clone))

    def _parent_fill(self, xf: etree._Element) -> int:
        parents = self._items("cellStyleXfs")
        number = _integer(xf.get("xfId"))
        return _integer(parents[number].get("fillId")) if 0 <= number < len(parents) else 0

    def for_date(self, style: int) -> int:
        """Index of the format that equals `style` but shows a number as a day, if it does not already."""
        return self._with_number_format(style, None if self._shows_dates(style) else _SHORT_DATE)

    def for_number(self, style: int) -> int:
        """Index of the format that equals `style` but shows a number as such where it was for text or dates."""
        is_text = _integer(self._xf(style).get("numFmtId")) == _TEXT
        return self._with_number_format(style, _GENERAL if is_text or self._shows_dates(style) else None)

    def _shows_dates(self, style: int) -> bool:
        number = _integer(self._xf(style).get("numFmtId"))
        return number in _DATE_FORMATS or number in self._own_date_formats

    @cached_property
    def _own_date_formats(self) -> frozenset[int]:
        if child(self._root, "numFmts") is None:
            return frozenset()
        codes: dict[int, str] = {}
        for item in self._items("numFmts"):
            codes.setdefault(_integer(item.get("numFmtId")), item.get("formatCode", ""))
        plain = ((number, _QUOTED.sub("", code).lower()) for number, code in codes.items())
        return frozenset(number for number, code in plain if "y" in code or "a" in code or "d" in code)

    def _with_number_format(self, style: int, number: int | None) -> int:
        """Index of the format for a number that equals `style` but for that number format, `None` for its own."""
        xf = self._xf(style)
        if number is None and xf.get("quotePrefix", "0") in ("0", "false"):
            return style
        clone = copy.deepcopy(xf)
        clone.tail = None
        # The apostrophe that makes a text of what follows: a number that has it becomes a text when it is edited.
        unset(clone, "quotePrefix")
        if number is not None:
            clone.set("numFmtId", str(number))
            clone.set("applyNumberFormat", "1")
        return self._add("cellXfs", clone, meaning(clone))

    def filled_with(self, colours: Collection[str]) -> frozenset[int]:
        """Indexes of the cell formats with a plain fill of one of these RGB colours, in capital letters."""
        if child(self._root, "fills") is None or child(self._root, "cellXfs") is None:
            return frozenset()
        fills = {str(number) for number, fill in enumerate(self._items("fills")) if _colour(fill) in colours}
        return frozenset(n for n, xf in enumerate(self._items("cellXfs")) if xf.get("fillId") in fills)


def solid(colour: str) -> str:
    """A plain fill of that RGB colour."""
    colours = f'<fgColor rgb="FF{colour}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{colours}</patternFill></fill>'


def _colour(fill: etree._Element) -> str:
    """The RGB colour of a plain fill, empty for another one."""
    pattern = child(fill, "patternFill")
    if pattern is None or pattern.get("patternType") != "solid":
        return ""
    colour = child(pattern, "fgColor")
    return "" if colour is None else colour.get("rgb", "")[-6:].upper()


def _is_fill(text: str) -> bool:
    """Whether a text read back from a file that people edit is still one fill."""
    try:
        return [local(element) for element in _fragment(text, "")] == ["fill"]
    except PackageError:
        return False


def _integer(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) <= _LONGEST_NUMBER else 0


def _fragment(text: str, main: str) -> list[etree._Element]:
    return list(parse(f'<list xmlns="{main}">{text}</list>'.encode(), "written here"))


@lru_cache(maxsize=256)
def _fragment_key(text: str) -> str:
    return "".join(meaning(element) for element in _fragment(text, ""))


def _plain(element: etree._Element) -> str:
    """An element of the main namespace as text without namespaces."""
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes(element))
    inner = "".join(_plain(item) for item in element if isinstance(item.tag, str))
    name = local(element)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"
