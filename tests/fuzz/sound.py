"""Whether what is given back is a package that opens where the deposit did."""

import io
import zipfile
from collections.abc import Iterator
from xml.parsers import expat


def sound(deposit: bytes, given: bytes) -> Iterator[str]:
    """What is broken in a workbook that was given back and was not in the deposit, in words."""
    before = dict(_parts(deposit))
    try:
        names = zipfile.ZipFile(io.BytesIO(given)).namelist()
    except zipfile.BadZipFile:
        yield "what is given back is no zip file"
        return
    if len({name.lower() for name in names}) != len(names):
        yield "a member stands twice in what is given back"
    for name, part in _parts(given):
        if not _is_well_formed(part) and (name not in before or _is_well_formed(before[name])):
            yield f"{name} is not well-formed in what is given back"


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for entry in package.infolist():
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    yield entry.filename, package.read(entry)
    except Exception:  # a damaged deposit: what can be read of it is what is compared
        return


def _is_well_formed(part: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(part, True)
    except (
        expat.ExpatError,
        LookupError,
        ValueError,
    ):  # the last two: an encoding that expat or Python does not know
        return False
    return True
