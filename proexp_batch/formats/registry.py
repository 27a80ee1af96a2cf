"""The kinds of file that are accepted, and which of them a file is: told by its content, whatever its name."""

import re
from pathlib import PurePosixPath

from proexp_batch.formats.format import Format, Source
from proexp_batch.formats.locked.recognition import Locked
from proexp_batch.formats.ods.recognition import Ods
from proexp_batch.formats.refusals import UnreadableFileError
from proexp_batch.formats.strangers import plain
from proexp_batch.formats.strangers.stranger import named
from proexp_batch.formats.xls.recognition import Xls
from proexp_batch.formats.xlsx.recognition import Xlsx

FORMATS: list[Format] = [Ods(), Locked(), Xls(), Xlsx()]
"""The first that recognises a file opens it; any zip that no other format knows goes to Excel's of today."""

_REFUSED = (".xlsb", ".csv", ".fods", ".numbers", ".gsheet", ".zip", ".rar", ".7z", ".eml", ".msg")
"""Endings of tables that are not read, and of what a workbook is sent in: they are taken for a dossier, so that a
finding says so."""

_ENDING = re.compile(r"\.[a-z][a-z0-9_~-]{0,9}")


def endings() -> frozenset[str]:
    """The endings, in small letters, of the files that are taken for a dossier, be it to refuse them."""
    return frozenset(_REFUSED).union(*map(_borne, FORMATS))


def is_taken(name: str) -> bool:
    """Whether a file of that name is taken for a dossier: by its ending, or since it has none that tells anything."""
    ending = PurePosixPath(name).suffix.lower()
    return ending in endings() or has_no_ending(name)


def has_no_ending(name: str) -> bool:
    """Whether a name ends with nothing that tells the kind of a file: `dossier`, `dossier du 12.03.2024`."""
    return _ENDING.fullmatch(PurePosixPath(name).suffix.lower()) is None


def without_ending(file: PurePosixPath) -> PurePosixPath:
    """The path of a file without its ending, whole where that tells nothing of its kind."""
    return file if has_no_ending(file.name) else file.with_suffix("")


def accepted_endings() -> list[str]:
    """The endings that people are told to use, those of workbooks that are given back themselves first."""
    ranked = sorted(FORMATS, key=lambda known: not known.takes_marks)
    return list(dict.fromkeys(ending for known in ranked for ending in known.endings))


def recognised(data: bytes, file: PurePosixPath) -> Format:
    """The format of a file.

    Raises:
        UnreadableFileError: the file is empty, or of no format that is read.
    """
    if not data.strip(b"\0 \r\n\t"):
        raise UnreadableFileError("FIC-005")
    for known in FORMATS:
        if known.recognises(data):
            return known
    if (stranger := plain.told(data)) is not None:
        raise stranger.refusal()
    ending = file.suffix.lower()
    if any(ending in _borne(known) and known.ending_tells for known in FORMATS):
        raise UnreadableFileError("FIC-003")
    raise UnreadableFileError("FIC-004")


def opened(data: bytes, file: PurePosixPath) -> Source:
    """Open a deposited file.

    Raises:
        UnreadableFileError: the file is empty, locked, damaged, too big, or of another format, which is told.
    """
    try:
        return recognised(data, file).open(data)
    except UnreadableFileError as refusal:
        ending = "" if has_no_ending(file.name) else file.suffix.lower()
        accepted = any(ending in _borne(known) for known in FORMATS)
        told = named(refusal, ending, accepted=accepted)
        if told.code == "FIC-004":
            # The name tells the format, unless it bears an ending of those that are accepted.
            told.values = {"extension": ending} if ending and not accepted else {"extension": "de ce fichier"}
        raise told from None


def _borne(known: Format) -> tuple[str, ...]:
    return (*known.endings, *known.rare_endings)
