"""Social security numbers (NIR): recognised wherever they stand, so that none is ever written out (RGPD, art. 5)."""

import re

from stdnum.fr import nir

HIDDEN = "[numéro retiré]"
"""What stands in a returned workbook where a social security number was."""

_SEPARATORS = " .\\-\u00a0\u202f"
_CANDIDATE = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9][.,])[1-478](?:[{_SEPARATORS}]?[0-9ABab]){{14}}(?![0-9A-Za-z])"
)


def hide_nir(text: str) -> str:
    """The text with each social security number (15 digits, its key right) replaced by `HIDDEN`."""
    return _CANDIDATE.sub(lambda match: HIDDEN if is_nir(match[0]) else match[0], text)


_BYTES_OF_SEPARATORS = b" .-\xa0\xc2\xe2\x80\xaf\0"
_ALIKE = bytes(ord("0") if chr(byte) in "0123456789ABab" else byte for byte in range(256))
_LONG_ENOUGH = b"0" * 15
_TEXT = re.compile(r">([^<]{15,})|=\"([^\"<]{15,})|='([^'<]{15,})")
_BEFORE_A_VALUE = ("<v", ":v", " v")


def hide_in_markup(data: bytes) -> bytes:
    """The XML of a part of a workbook without social security numbers, in its texts and its attributes.

    A value (`v`) that is one becomes 0: where a number is wanted, a text would make the file unreadable.
    """
    if _LONG_ENOUGH not in data.translate(_ALIKE, _BYTES_OF_SEPARATORS):
        return data
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        text = data.decode(encoding, "surrogateescape")
    except UnicodeError:
        return data
    hidden = _TEXT.sub(_hide_in_match, text)
    return data if hidden == text else hidden.encode(encoding, "surrogateescape")


def _hide_in_match(match: re.Match[str]) -> str:
    whole = match[0]
    text = match[match.lastindex or 0]
    hidden = hide_nir(text)
    if hidden == text:
        return whole
    is_value = match.string[max(0, match.start() - 2) : match.start()] in _BEFORE_A_VALUE
    return whole.removesuffix(text) + ("0" if is_value and hidden.strip() == HIDDEN else hidden)


def is_nir(text: str) -> bool:
    """Whether a text is a social security number with its key, however it is spaced."""
    return bool(nir.is_valid(re.sub(f"[{_SEPARATORS}]", "", text).upper()))
