"""The short code in print of an attestation: what a person reads aloud or types to ask about it.

Base 32 of Douglas Crockford (https://www.crockford.com/base32.html): no sign of it is taken for another one.
"""

import re

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _GROUP = 16, 4
_TAKEN_FOR = str.maketrans("OIL", "011")
_CODE = re.compile(f"[{_SIGNS}]{{{_LENGTH}}}")
_BETWEEN = re.compile(r"[\s\-‐‑–—]+")


def short_code(digest: bytes) -> str:
    """The code of a digest of at least ten bytes: `7K3M-92QX-D4AB-0ZWE`."""
    number = int.from_bytes(digest[:10], "big")
    signs = (_SIGNS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    return _grouped("".join(signs))


def read_short_code(typed: str) -> str | None:
    """The code that a person typed, with whatever blanks and dashes, as it is printed; `None` for anything else."""
    if len(typed) > 4 * _LENGTH:
        return None
    signs = _BETWEEN.sub("", typed).upper().translate(_TAKEN_FOR)
    return _grouped(signs) if _CODE.fullmatch(signs) else None


def _grouped(signs: str) -> str:
    return "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))
