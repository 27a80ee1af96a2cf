"""The journal of the scheduled import: one JSON line per event, without personal data, one file per day."""

import datetime as dt
import errno
import json
import os
import re
import socket
import stat
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict, Unpack

from proexp_batch.disk.files import make_folder
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import typo

MASKED = "…"
"""What stands in the place of a value that is not of the shape that its field has."""

_FILE = re.compile(r"(\d{4}-\d{2}-\d{2})\.jsonl")
_LOOKS = 10
_BETWEEN_LOOKS = 0.002  # seconds
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


class Fields(TypedDict, total=False):
    """The only fields of a line besides `time`, `event`, `host` and `pid`.

    None can hold a name: a file is told by its hash and its number in the register, an error by its kind.
    """

    run: int
    deposit: int
    first: int
    dossier: int
    version: int
    step: int
    sha256: str
    contracts: Sequence[str]
    codes: Sequence[str]
    deposits: Sequence[int]
    hashes: Sequence[str]
    status: str
    reason: str
    error: str
    errno: int
    holder: str
    count: int
    counts: Mapping[str, int]
    failures: int
    backlog: int
    bytes: int
    free: int
    seconds: float
    before: str


OTHERS = "others"
"""The name under which files are counted that are no workbooks: they stand there run after run, and are no event."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did, for people who were not there.

    `counts` are numbers of deposits by status (`Status.value`) and whatever else was counted. `failures` and `problem`
    are French sentences without a name of a file or a person: a file is told by its number in the register.
    `problem` is what stopped the whole run. `deadlines` are French lines that tell contracts by their numbers alone.
    """

    host: str
    started: dt.datetime
    finished: dt.datetime
    counts: Mapping[str, int]
    failures: tuple[str, ...] = ()
    problem: str | None = None
    deadlines: tuple[str, ...] = ()


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _finite(value: Any) -> bool:
    return _whole(value) or (isinstance(value, float) and abs(value) < 1e15)


def _like(pattern: str) -> Callable[[Any], bool]:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


_number = _whole
_word = _like(_WORD.pattern)
_hash = _like("[0-9a-f]{64}")
# What a company wrote for the number of a contract; without a digit, or with a long word, it may be a name.
_contract = _like(r"(?=.*\d)(?!.*[^\W\d_]{5})[\w./°-][\w ./°-]{0,39}")
_host = _like(r"[\w.-]{1,253}")
_SHAPES: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("run", "deposit", "first", "dossier", "version", "step", "errno", "count"), _number),
    **dict.fromkeys(("failures", "backlog", "bytes", "free", "deposits"), _number),
    **dict.fromkeys(("status", "reason", "error"), _word),
    **dict.fromkeys(("sha256", "hashes"), _hash),
    "contracts": _contract,
    "codes": _like(r"[A-Z]{2,5}-\d{3}"),
    "holder": _host,
    "counts": _number,
    "seconds": _finite,
    "before": _like(r"\d{4}-\d{2}-\d{2}"),
}
assert _SHAPES.keys() == Fields.__annotations__.keys()


@dataclass(slots=True)
class Journal:
    """The journal in a folder; files older than `days` are removed when a new day begins."""

    folder: Path
    days: int = 90
    host: str = field(default_factory=socket.gethostname)
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    _day: dt.date | None = field(default=None, init=False)
    _complained: bool = field(default=False, init=False)

    def write(self, event: str, **fields: Unpack[Fields]) -> None:
        """Append one line; a journal that cannot be written is told on stderr once, and the work goes on.

        A value that has not the shape of its field is replaced by `MASKED`, so that no name slips in.

        Raises:
            ValueError: a fault of the caller: a field that is not allowed, or an event that is not one word.
        """
        unknown = sorted(set(fields) - set(_SHAPES))
        if unknown or not _WORD.fullmatch(event):
            raise ValueError(f"not allowed in the journal: {', '.join(unknown) or event!r}")
        moment = self.now().astimezone(dt.UTC)
        line = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "event": event,
            "host": self.host if _host(self.host) else MASKED,
            "pid": os.getpid(),
            **{name: _safe(_SHAPES[name], value) for name, value in fields.items() if value is not None},
        }
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        try:
            make_folder(self.folder)
            _append(self.folder / f"{moment.date()}.jsonl", text.encode())
            if self._day != moment.date():
                self._day = moment.date()
                remove_old(self.folder, moment.date() - dt.timedelta(days=self.days))
        except OSError as error:
            self._complain(error)

    def _complain(self, error: OSError) -> None:
        if not self._complained:
            self._complained = True
            print(
                typo(
                    f"Le journal « {self.folder} » n'a pas pu être écrit : {why(error)}. Le travail continue."
                ),
                file=sys.stderr,
            )


def files_before(folder: Path, day: dt.date) -> list[Path]:
    """The journal's files of the days before one, the oldest first; links are none of ours."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        name = _FILE.fullmatch(path.name)
        if name and name[1] < day.isoformat() and path.is_file() and not path.is_symlink():
            found.append(path)
    return sorted(found)


def remove_old(folder: Path, day: dt.date) -> list[Path]:
    """Remove the journal's files of the days before one; give them.

    Raises:
        OSError: one cannot be removed.
    """
    found = files_before(folder, day)
    for path in found:
        # Another machine may have removed it at the same moment.
        path.unlink(missing_ok=True)
    return found


def _safe(fits: Callable[[Any], bool], value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            str(key): one if fits(one) else MASKED for key, one in value.items() if _WORD.fullmatch(str(key))
        }
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value if fits(value) else MASKED
    return [one if fits(one) else MASKED for one in value]


def _append(path: Path, data: bytes) -> None:
    """Append a line in one write, which other programs that append cannot part.

    Raises:
        OSError: it was not written, or only its beginning.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o600)
    try:
        if os.fstat(handle).st_size == 0:
            with suppress(OSError):
                path.chmod(stat.S_IMODE(path.parent.stat().st_mode) & 0o666)
        elif _is_cut(handle):
            data = b"\n" + data
        if os.write(handle, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(handle)


def _is_cut(handle: int) -> bool:
    """Whether a full disk or a machine that stopped has cut the last line.

    A line that another program is just writing looks the same for a moment, so it is looked at again.
    """
    for _ in range(_LOOKS):
        size = os.fstat(handle).st_size
        os.lseek(handle, size - 1, os.SEEK_SET)
        if os.read(handle, 1) == b"\n":
            return False
        time.sleep(_BETWEEN_LOOKS)
    return True
