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


def is_nir(text: str) -> bool:
    """Whether a text is a social security number with its key, however it is spaced."""
    return bool(nir.is_valid(re.sub(f"[{_SEPARATORS}]", "", text).upper()))
