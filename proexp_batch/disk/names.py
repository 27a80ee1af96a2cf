"""Names for what is put away: readable, allowed on every system, inside their folder, and never the same twice."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from proexp_batch.model.wording import valid

LONGEST = 150
_LONGEST_BYTES = 200
_LONGEST_ENDING = 16
_LONGEST_TITLE = 80
_STEERING = r"\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_STEERS = re.compile(f"[{_STEERING}]")
_FORBIDDEN = re.compile(rf'[{_STEERING}<>:"/\\|?*\ud800-\udfff\ufffe\uffff]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)


def safe_name(name: str) -> str:
    """A name of a file or folder that Windows and any network share accept, as near to the given one as can be."""
    name = unicodedata.normalize("NFC", valid(name))
    name = _FORBIDDEN.sub("_", name)
    ending = PurePosixPath(name).suffix
    if len(ending) > _LONGEST_ENDING:
        ending = ""
    stem = name.removesuffix(ending)
    if _is_device(stem):
        stem = f"_{stem}"
    stem = shortened(stem, LONGEST).rstrip(" ." if not ending else " ")
    if not stem.strip("."):
        stem = f"_{stem}"
    return stem + ending.rstrip(" .")


def titled(titles: Iterable[str], usual: str, ending: str) -> Iterator[str]:
    """Names of files for what people call something, each one of its own whatever the case of letters.

    What a name must not hold becomes a hyphen; a title without any letter or digit becomes the `usual` one.
    """
    taken: set[str] = set()
    for title in titles:
        place = PurePosixPath(_stem(title, usual) + ending)
        free = unique(place, lambda path: folded(path) in taken, ending)
        taken.add(folded(free))
        yield free.name


def _stem(title: str, usual: str) -> str:
    text = " ".join(_FORBIDDEN.sub("-", unicodedata.normalize("NFC", title)).split())
    text = shortened(text, _LONGEST_TITLE).strip(" .-")
    if not any(sign.isalnum() for sign in text):
        return usual
    return f"{usual} {text}" if _is_device(text) else text


def _is_device(stem: str) -> bool:
    """Whether Windows keeps a name for one of its devices, whatever its ending."""
    return _DEVICES.fullmatch(stem.partition(".")[0].rstrip()) is not None


def shortened(text: str, length: int) -> str:
    """Cut a text to a number of characters, and to what file systems that count bytes accept."""
    return text[:length].encode()[:_LONGEST_BYTES].decode("utf-8", "ignore")


def quiet_path(path: PurePosixPath) -> PurePosixPath:
    """A path as it is but for the signs that steer a terminal or turn writing around."""
    return PurePosixPath(_STEERS.sub("_", str(path)))


def safe_path(path: PurePosixPath) -> PurePosixPath:
    """A relative path of safe names: it never leads out of the folder it is put under."""
    return PurePosixPath(*(safe_name(part) for part in path.parts if part not in ("/", "..", ".")))


def unique(path: PurePosixPath, taken: Callable[[PurePosixPath], bool], ending: str = "") -> PurePosixPath:
    """The path, or the first of « nom (2) », « nom (3) »… that is not taken; the number comes before the ending."""
    stem = path.name.removesuffix(ending)
    number, found = 2, path
    while taken(found):
        found = path.with_name(f"{stem} ({number}){ending}")
        number += 1
    return found


def folded(path: PurePosixPath) -> str:
    """What paths are compared by: on some systems case makes no difference."""
    return path.as_posix().casefold()
