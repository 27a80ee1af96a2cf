"""Names of files made from names of companies, such as every system accepts."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from proexp_batch.model.privacy import HIDDEN, hide_nir

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_USUAL = "entreprise"
_LONGEST = 80
# File systems count bytes; the counter and the ending need some too.
_MOST_BYTES = 200


def file_names(companies: Iterable[str]) -> Iterator[str]:
    """Give each company the name of a workbook that no earlier one bears, whatever the case of letters.

    What a file name must not hold becomes a hyphen; a name without any letter or digit becomes `entreprise`.
    """
    taken: set[str] = set()
    for company in companies:
        stem = _stem(company)
        name, number = stem, 2
        while name.casefold() in taken:
            name, number = f"{stem} ({number})", number + 1
        taken.add(name.casefold())
        yield f"{name}.xlsx"


def _stem(company: str) -> str:
    text = unicodedata.normalize("NFC", hide_nir(company).replace(HIDDEN, " "))
    text = " ".join(_FORBIDDEN.sub("-", text).split())[:_LONGEST]
    text = text.encode()[:_MOST_BYTES].decode(errors="ignore").strip(" .-")
    if not any(sign.isalnum() for sign in text):
        return _USUAL
    # Windows keeps these names for devices.
    return f"{_USUAL} {text}" if _RESERVED.fullmatch(text) else text
