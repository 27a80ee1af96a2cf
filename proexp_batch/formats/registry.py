"""The kinds of file that are accepted, and which of them a file is: told by its content, whatever its name."""

from pathlib import PurePosixPath

from proexp_batch.formats.format import Format, Source
from proexp_batch.formats.ods.recognition import Ods
from proexp_batch.formats.refusals import UnreadableFileError
from proexp_batch.formats.xls.recognition import Xls
from proexp_batch.formats.xlsx.recognition import Xlsx

MAX_FILE_BYTES = 40_000_000

FORMATS: list[Format] = [Ods(), Xls(), Xlsx()]
"""The first that recognises a file opens it; any zip that no other format knows goes to Excel's of today."""

_REFUSED = (".xlsb", ".csv")
"""Endings of tables that are not read: they are taken for a dossier, so that a finding says so."""


def endings() -> frozenset[str]:
    """The endings, in small letters, of the files that are taken for a dossier, be it to refuse them."""
    return frozenset(_REFUSED).union(*map(_borne, FORMATS))


def accepted_endings() -> list[str]:
    """The endings that people are told to use, those of workbooks that are given back themselves first."""
    ranked = sorted(FORMATS, key=lambda known: not known.takes_marks)
    return [ending for known in ranked for ending in known.endings]


def recognised(data: bytes, file: PurePosixPath) -> Format:
    """The format of a file.

    Raises:
        UnreadableFileError: the file is empty, too big, or of no format that is read.
    """
    if not data.strip(b"\0 \r\n\t"):
        raise UnreadableFileError("FIC-005")
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableFileError("FIC-006", size=f"{len(data) // 1_000_000} Mo")
    for known in FORMATS:
        if known.recognises(data):
            return known
    ending = file.suffix.lower()
    if any(ending in _borne(known) and known.ending_tells for known in FORMATS):
        raise UnreadableFileError("FIC-003")
    raise UnreadableFileError("FIC-004")


def opened(data: bytes, file: PurePosixPath) -> Source:
    """Open a deposited file.

    Raises:
        UnreadableFileError: the file is empty, locked, damaged, too big, or of another format, whose `extension` is told.
    """
    try:
        return recognised(data, file).open(data)
    except UnreadableFileError as refusal:
        if refusal.code == "FIC-004":
            # The name tells the format, unless it bears an ending of those that are accepted.
            ending = file.suffix.lower()
            if ending and not any(ending in _borne(known) for known in FORMATS):
                refusal.values = {"extension": ending}
            refusal.values.setdefault("extension", "de ce fichier")
        raise


def _borne(known: Format) -> tuple[str, ...]:
    return (*known.endings, *known.rare_endings)
