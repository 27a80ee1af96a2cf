"""Damages the parts of a package that hold XML: values, tags, encodings, entities, namespaces."""

import random
import re
from collections.abc import Callable, Mapping

from tests.reading.mutations import NASTY, bytes_changed, xml_changed
from tests.reading.workbooks import members, zipped

_ATTRIBUTE = re.compile(r'(?<=[\s])[\w:.-]+="[^"<>]*"')
_ELEMENT = re.compile(r"<([\w:]+)(?:\s[^<>]*)?(?:/>|>[^<>]*</\1>)")
_TAG = re.compile(r"</?[\w:]+[^<>]*>")
_DIGITS = re.compile(r"(?<=[\">])-?\d+(?:\.\d+)?(?=[\"<])")
_URI = re.compile(r'(?<=")https?://[^"]+|(?<=")urn:[^"]+')
_WEIGHTY = re.compile(
    r"sheet\d+\.xml|workbook|\.rels$|sharedStrings|styles|comments|vmlDrawing|Content_Types|content\.xml|calcChain"
)
_HUGE = (
    "1e308", "-1e308", "9" * 400, "2147483648", "-2147483649", "18446744073709551616", "1048577", "16385", "0x10", "1e-400",
    "٣", "1_000", "+5", " 7 ", "0" * 5000 + "1", "-0", "Infinity",
)  # fmt: skip
_ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "b">]>',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">',
    "<!DOCTYPE x ["
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "x" * 10}">' for n in range(9))
    + '<!ENTITY a "&a8;">]>',
    "<?x y?>",
    "<!-- - -->",
)
_ENCODINGS = (
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-8-sig",
    "latin-1",
    "cp1252",
    "utf-32",
    "utf-7",
    "cp037",
)


def attribute(xml: str, chance: random.Random) -> str:
    """An attribute is gone, doubled, or has another value: something nasty, or that of another one."""
    found = [match.span() for match in _ATTRIBUTE.finditer(xml)]
    if not found:
        return xml_changed(xml, chance)
    start, end = chance.choice(found)
    whole = xml[start:end]
    other = xml[slice(*chance.choice(found))]
    name = whole.partition("=")[0]
    value = chance.choice((chance.choice(NASTY), chance.choice(_HUGE), other.partition('"')[2][:-1]))
    new = chance.choice(
        ("", f"{whole} {whole}", f'{name}="{value}"', f'{name}="{value}"', f"{whole} {other}")
    )
    return xml[:start] + new + xml[end:]


def element(xml: str, chance: random.Random) -> str:
    """Elements are gone, doubled, or have each other's place."""
    found = [match.span() for match in _ELEMENT.finditer(xml)]
    if len(found) < 2:
        return xml_changed(xml, chance)
    (low, low_end), (high, high_end) = sorted(chance.sample(found, 2))
    first, between, second = xml[low:low_end], xml[low_end:high], xml[high:high_end]
    match chance.randrange(4):
        case 0:
            first, second = second, first
        case 1:
            first = ""
        case 2:
            first *= chance.choice((2, 2, 300))
        case _:
            first = second
    return xml[:low] + first + between + second + xml[high_end:]


def tag(xml: str, chance: random.Random) -> str:
    """A tag is gone, doubled, renamed, or stands somewhere else."""
    found = [match.span() for match in _TAG.finditer(xml)]
    if not found:
        return xml_changed(xml, chance)
    start, end = chance.choice(found)
    whole, (at, _) = xml[start:end], chance.choice(found)
    match chance.randrange(4):
        case 0:
            return xml[:start] + xml[end:]
        case 1:
            return xml[:start] + whole * 2 + xml[end:]
        case 2:
            return xml[:start] + re.sub(r"[\w:]+", "x", whole, count=1) + xml[end:]
        case _:
            return xml[:at] + whole + xml[at:]


def number(xml: str, chance: random.Random) -> str:
    """Numbers become huge, negative, or are written as nobody does."""
    found = [match.span() for match in _DIGITS.finditer(xml)]
    for start, end in sorted(chance.sample(found, min(len(found), chance.choice((1, 3)))), reverse=True):
        xml = xml[:start] + chance.choice(_HUGE) + xml[end:]
    return xml


def namespace(xml: str, chance: random.Random) -> str:
    """A namespace is another one, or a prefix is declared nowhere, or all of them are others."""
    uris = _URI.findall(xml)
    match chance.randrange(4):
        case 0 if uris:
            return xml.replace(chance.choice(uris), chance.choice(("x", "", *uris)), 1)
        case 1:
            return re.sub(r' xmlns(?::\w+)?="[^"]*"', "", xml, count=1)
        case 2:
            return re.sub(r"<(/?)(\w)", r"<\1q:\2", xml).replace(" xmlns=", " xmlns:q=", 1)
        case _:
            return re.sub(r"<(/?)(\w)", r"<\1q:\2", xml)


def entity(xml: str, chance: random.Random) -> str:
    """Something is declared before the root, and perhaps used."""
    at = xml.find("?>") + 2 if xml.startswith("<?xml") else 0
    used = re.sub(
        r"(?<=>)[^<>]+(?=<)", chance.choice(("&a;", "&b;", "&#x1b;", "&#0;", "&lt;")), xml[at:], count=1
    )
    return xml[:at] + chance.choice(_ENTITIES) + (used if chance.random() < 0.7 else xml[at:])


_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    attribute,
    attribute,
    element,
    tag,
    number,
    namespace,
    entity,
    xml_changed,
)


def encoded(part: bytes, chance: random.Random) -> bytes:
    """The part in another encoding than it says, or saying another one than it has."""
    text = part.decode("utf-8", "replace")
    name = chance.choice(_ENCODINGS)
    match chance.randrange(3):
        case 0:
            return re.sub(r"^<\?xml[^>]*\?>", "", text).encode(name, "replace")
        case 1:
            return re.sub(r'encoding="[^"]*"', f'encoding="{name}"', text, count=1).encode()
        case _:
            return re.sub(r'encoding="[^"]*"', f'encoding="{name}"', text, count=1).encode(name, "replace")


def parts_changed(data: bytes, chance: random.Random) -> bytes:
    """Some parts of a package are damaged, mostly those that matter."""
    parts = members(data)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        name = _one_of(parts, chance)
        parts[name] = _damaged(parts[name], chance)
    return zipped(parts)


def _one_of(parts: Mapping[str, bytes], chance: random.Random) -> str:
    weighty = [name for name in parts if _WEIGHTY.search(name)]
    return chance.choice(weighty if weighty and chance.random() < 0.8 else list(parts))


def _damaged(part: bytes, chance: random.Random) -> bytes:
    fate = chance.random()
    if fate < 0.08:
        return encoded(part, chance)
    if fate < 0.12:
        return part[: chance.randrange(len(part) + 1)]
    if fate < 0.16:
        return bytes_changed(part or b"x", chance)
    change = chance.choice(_CHANGES)
    return change(part.decode("utf-8", "replace"), chance).encode("utf-8", "replace")
