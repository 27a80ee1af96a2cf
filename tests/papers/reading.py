"""The text of a tagged PDF as a screen reader reads it: in the order of its structure, without what is decoration."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

_HEX = rb"<([0-9A-Fa-f]+)>"
_CHARACTER = re.compile(rb"\s*".join([_HEX] * 2))
_RANGE = re.compile(rb"\s*".join([_HEX] * 3))


def read(content: bytes) -> str:
    """All that is read out, without spaces and line breaks: where lines are broken is no matter of words."""
    return tight("".join(texts(content)))


def tight(text: str) -> str:
    return "".join(text.split())


def texts(content: bytes) -> Iterator[str]:
    """The text of each piece of marked content, in reading order."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        marked = {page.objgen: marked_texts(page) for page in pdf.pages}
        for page, mcid in contents(pdf.Root.StructTreeRoot):
            yield marked[page].get(mcid, "")


def elements(node: pikepdf.Object) -> Iterator[Dictionary]:
    """Every element of a structure tree, in reading order."""
    for kid in kids(node):
        if isinstance(kid, Dictionary) and Name.S in kid:
            yield kid
            yield from elements(kid)


def contents(node: pikepdf.Object, page: tuple[int, int] = (0, 0)) -> Iterator[tuple[tuple[int, int], int]]:
    """Page and number of each piece of marked content below a node of the structure, in reading order."""
    if isinstance(node, Dictionary) and Name.Pg in node:
        page = node.Pg.objgen
    for kid in kids(node):
        if isinstance(kid, int):
            yield page, kid
        elif isinstance(kid, Dictionary) and Name.MCID in kid:
            yield (kid.Pg.objgen if Name.Pg in kid else page), int(kid.MCID)
        else:
            yield from contents(kid, page)


def kids(node: pikepdf.Object) -> list[pikepdf.Object]:
    found = node.get(Name.K) if isinstance(node, Dictionary) else None
    if found is None:
        return []
    return list(found) if isinstance(found, Array) else [found]


def marked_texts(page: pikepdf.Page) -> dict[int, str]:
    """The text of a page by the number of its marked content."""
    fonts = {name: to_unicode(font) for name, font in page.Resources.get(Name.Font, {}).items()}
    found: dict[int, str] = defaultdict(str)
    marks: list[int | None] = []
    font: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "BDC":
            marks.append(operands[1].get("/MCID") if isinstance(operands[1], Dictionary) else None)
        elif operator == "BMC":
            marks.append(None)
        elif operator == "EMC":
            marks.pop()
        elif operator == "Tf":
            font = fonts[str(operands[0])]
        elif operator in ("Tj", "TJ"):
            mark = next((mark for mark in reversed(marks) if mark is not None), None)
            if mark is not None:
                shown = operands[0] if operator == "TJ" else [operands[0]]
                found[int(mark)] += "".join(
                    _decoded(bytes(one), font) for one in shown if isinstance(one, pikepdf.String)
                )
    return found


def to_unicode(font: pikepdf.Object) -> dict[int, str]:
    """What each code of a font with two-byte codes stands for."""
    found: dict[int, str] = {}
    data = font.ToUnicode.read_bytes()
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.DOTALL):
        for code, text in _CHARACTER.findall(block):
            found[int(code, 16)] = _text(text)
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", data, re.DOTALL):
        for first, last, text in _RANGE.findall(block):
            start = _text(text)
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = start[:-1] + chr(ord(start[-1]) + step)
    return found


def _text(digits: bytes) -> str:
    return bytes.fromhex(digits.decode()).decode("utf-16-be")


def _decoded(shown: bytes, font: dict[int, str]) -> str:
    return "".join(font[int.from_bytes(shown[at : at + 2])] for at in range(0, len(shown), 2))
