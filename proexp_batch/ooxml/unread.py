"""The texts of a part that is no well-formed XML: looked through sign by sign, since it is passed on as well."""

import re
from collections.abc import Callable

_TEXT = re.compile(r">([^<]{15,})|=\"([^\"<]{15,})\"|='([^'<]{15,})")


def replaced_unread(data: bytes, hide: Callable[[str], str]) -> bytes:
    """The bytes of a part with what `hide` takes out of each text and each attribute, the same bytes where it is nothing."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        text = data.decode(encoding, "surrogateescape")
    except UnicodeError:
        return data

    def hidden(match: re.Match[str]) -> str:
        inside = match[match.lastindex or 0]
        return match[0].replace(inside, hide(inside))

    result = _TEXT.sub(hidden, text)
    return data if result == text else result.encode(encoding, "surrogateescape")
