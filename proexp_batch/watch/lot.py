"""The files that are taken together, and the plan of what is to come of each of them."""

import datetime as dt
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Self

from proexp_batch.disk.content import opened_below
from proexp_batch.disk.files import write_below
from proexp_batch.disk.held import OutsideError, Place, folder_of, held
from proexp_batch.disk.removing import remove_tree
from proexp_batch.disk.storing import ChangedError, copy_of, identity

PLAN = "plan.json"
_LONGEST_PLAN = 1 << 26


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to come of one file of a lot.

    `file` is where it was deposited and `name` what it is called meanwhile; for `folder` and `beside` see
    `DepositedFile`. `seen` is what told it from others when it was taken (number, size, time): empty in plans of
    earlier versions.
    """

    number: int
    file: str
    name: str
    folder: str
    beside: str | None
    received: str
    seen: tuple[int, ...] = ()

    @property
    def moment(self) -> dt.datetime:
        """When the file was first seen."""
        return dt.datetime.fromisoformat(self.received)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to come of a lot; `name` is that of the folder of its summary."""

    name: str
    entries: tuple[Entry, ...]

    def to_bytes(self) -> bytes:
        """What stands in the file."""
        # In ASCII, names that are no valid Unicode come back as they were.
        told = {"lot": self.name, "entries": [asdict(entry) for entry in self.entries]}
        return json.dumps(told, indent=1).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """What `to_bytes` wrote.

        Raises:
            ValueError, TypeError, KeyError: it is not that, or leads out of its folders.
        """
        told = json.loads(data)
        entries = tuple(Entry(**entry) for entry in told["entries"])
        plan = cls(told["lot"], tuple(replace(entry, seen=tuple(entry.seen)) for entry in entries))
        if not _is_name(plan.name) or not all(map(_stays_inside, plan.entries)):
            raise ValueError
        return plan


def _stays_inside(entry: Entry) -> bool:
    """Whether nothing of an entry leads elsewhere: who may write into the deposit could have written the plan."""
    folder, file = PurePosixPath(entry.folder), PurePosixPath(entry.file)
    return (
        isinstance(entry.number, int)
        and _is_name(entry.name)
        and (entry.beside is None or _is_name(entry.beside))
        and (entry.beside is not None or not folder.is_absolute())
        and not file.is_absolute()
        and file.name != ""
        and entry.moment.tzinfo is not None
        and not {"..", "\0"} & {*folder.parts, *file.parts, *str(folder), *str(file)}
    )


def _is_name(name: str) -> bool:
    return bool(name) and name not in (".", "..") and not set(name) & set("/\0")


@dataclass(slots=True)
class Lot:
    """Files that are taken together, in a folder below the deposit. `copies` is where they are worked on, if anywhere.

    Whoever may write into the deposit may exchange what lies here: it is reached without a link, and worked on only
    as a copy that is out of reach.
    """

    deposit: Path
    folder: Path
    plan: Plan
    copies: Path | None = None

    def place(self, entry: Entry) -> Place:
        """Where a file is while it is taken."""
        return self._place(entry.name)

    def _place(self, name: str) -> Place:
        folder = PurePosixPath(self.folder.relative_to(self.deposit).as_posix())
        return Place(self.deposit, folder / name)

    def path(self, entry: Entry) -> Path:
        """Where a file is while it is worked on: its copy, once there is one."""
        if self.copies is not None:
            return self.copies / f"{entry.number:04d}"
        return self.folder / entry.name

    def copy(self, entry: Entry, copies: Path) -> bool:
        """Copy a file to a folder that nobody else may write; `False` where it is not the file that was taken.

        Raises:
            OSError: it cannot be read, or not be written.
        """
        target = held(copies)
        try:
            with folder_of(self.place(entry)) as folder:
                if folder is None:
                    return False
                copied = copy_of(folder, entry.name, target, f"{entry.number:04d}")
        except (OutsideError, FileNotFoundError, ChangedError):
            return False
        finally:
            target.close()
        return not entry.seen or entry.seen == identity(copied)[1:]

    def claim(self, entry: Entry) -> str:
        """The name under which the register knows this deposit."""
        return f"{self.folder.name}/{entry.number:04d}"

    def held(self) -> list[Entry]:
        """The files that are still here.

        Raises:
            OSError: the folder cannot be listed.
        """
        with folder_of(self._place(PLAN)) as folder:
            # Some systems take names apart into letters and accents.
            there = {unicodedata.normalize("NFC", name) for name in (folder.names() if folder else ())}
        return [entry for entry in self.plan.entries if entry.name in there]

    def rename(self, name: str) -> None:
        """Give the lot another folder for its summary.

        Raises:
            OSError: the plan cannot be written.
        """
        self._plan(replace(self.plan, name=name))

    def exchange(self, entries: Mapping[Entry, Entry]) -> None:
        """Give files other places for their outputs.

        Raises:
            OSError: the plan cannot be written.
        """
        self._plan(replace(self.plan, entries=tuple(entries.get(one, one) for one in self.plan.entries)))

    def _plan(self, plan: Plan) -> None:
        self.plan = plan
        self.write()

    def write(self) -> None:
        """Write the plan.

        Raises:
            OSError: it cannot be written.
        """
        write_below(self._place(PLAN), self.plan.to_bytes(), private=True)

    @classmethod
    def opened(cls, deposit: Path, folder: Path) -> Self:
        """A lot as its plan has it.

        Raises:
            ValueError: it has none, or one that is none of ours.
            OSError: it cannot be read.
        """
        place = Place(deposit, PurePosixPath((folder / PLAN).relative_to(deposit).as_posix()))
        try:
            with opened_below(place) as file:
                return cls(deposit, folder, Plan.from_bytes(file.read(_LONGEST_PLAN)))
        except (FileNotFoundError, OutsideError, TypeError, KeyError, AttributeError) as error:
            raise ValueError(str(error)) from None

    def close(self) -> bool:
        """Remove the folder if nothing is left in it to do; say whether."""
        if self.held():
            return False
        remove_tree(Place(self.deposit, self._place(PLAN).file.parent))
        return True
