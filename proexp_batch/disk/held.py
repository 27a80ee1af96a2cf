"""A folder below a root, held open: whatever others put in its place meanwhile, no link leads us elsewhere.

Where the system cannot hold a folder open (Windows), every part of the way is looked at instead.
"""

import errno
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Self

_CAN_HOLD = (
    hasattr(os, "O_NOFOLLOW")
    and hasattr(os, "O_DIRECTORY")
    and {os.open, os.stat, os.mkdir, os.rename, os.unlink, os.rmdir, os.link} <= os.supports_dir_fd
)

_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_READ = (
    os.O_RDONLY
    | _NO_LINK
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
)
_NEW = (
    os.O_RDWR | os.O_CREAT | os.O_EXCL | _NO_LINK | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
)

_NOT_IN_NAMES = "\\\0:" if os.name == "nt" else "\0"
"""On Windows these would lead to another folder or drive."""


class OutsideError(OSError):
    """The path would lead out of its folder, the folder is away, or it is no plain file; `strerror` says which."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file below a folder: links may lead to the folder `root` itself, none below it is followed."""

    root: Path
    file: PurePosixPath

    @classmethod
    def of(cls, path: Path) -> Self:
        """The place of a file in a folder that people named."""
        return cls(path.parent, PurePosixPath(path.name))

    @property
    def path(self) -> Path:
        """Where it is, to be told; whoever opens it goes through `folder_of`."""
        return self.root / self.file


class Held:
    """A folder that is held open where the system can; names are those of what is in it, never paths."""

    def __init__(self, path: Path, handle: int | None) -> None:
        self.path = path
        self.handle = handle

    def close(self) -> None:
        """Let it go."""
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None

    def own_status(self) -> os.stat_result:
        """What the system tells of the folder itself."""
        return self.path.stat() if self.handle is None else os.fstat(self.handle)

    def status(self, name: str) -> os.stat_result:
        """What the system tells of something in it, of a link itself; raises `FileNotFoundError` without it."""
        return os.stat(self._at(name), dir_fd=self.handle, follow_symlinks=False)

    def plain(self, name: str) -> os.stat_result | None:
        """What the system tells of a plain file in it, `None` if it is not there; raises `OutsideError` for others."""
        try:
            status = self.status(name)
        except FileNotFoundError:
            return None
        if not stat.S_ISREG(status.st_mode):
            raise _not_plain()
        return status

    def has(self, name: str) -> bool:
        """Whether something is there, be it a link that leads nowhere."""
        try:
            self.status(name)
        except FileNotFoundError:
            return False
        return True

    def names(self) -> list[str]:
        """What is in it."""
        return os.listdir(self.path if self.handle is None else self.handle)  # noqa: PTH208

    def open(self, name: str, writing: bool = False) -> int:
        """Open a plain file to be read, or `writing` over it; raises `OutsideError` for a link, a pipe, a folder."""
        try:
            handle = os.open(self._at(name), _READ | (os.O_RDWR if writing else 0), dir_fd=self.handle)
        except OSError as error:
            raise _not_plain() if error.errno == errno.ELOOP else error from None
        if stat.S_ISREG(os.fstat(handle).st_mode) and (_NO_LINK or not (self.path / name).is_symlink()):
            return handle
        os.close(handle)
        raise _not_plain()

    def create(self, name: str, mode: int) -> int:
        """Make a file that is not there yet, open to be written; the umask takes from the rights."""
        return os.open(self._at(name), _NEW, mode, dir_fd=self.handle)

    def rename(self, name: str, to: "Held", new: str) -> None:
        """Move something, into the place of a file that stands there."""
        if self.handle is None or to.handle is None:
            (self.path / name).replace(to.path / new)
        else:
            os.rename(name, new, src_dir_fd=self.handle, dst_dir_fd=to.handle)

    def move(self, name: str, to: "Held", new: str) -> None:
        """Move something to a place that must be free: `FileExistsError` where it is not."""
        try:
            if self.handle is None or to.handle is None:
                os.link(self.path / name, to.path / new, follow_symlinks=False)
            else:
                os.link(name, new, src_dir_fd=self.handle, dst_dir_fd=to.handle, follow_symlinks=False)
        except FileExistsError:
            raise
        except (OSError, NotImplementedError) as error:
            if isinstance(error, OSError) and error.errno in (errno.EXDEV, errno.ENOENT):
                raise
            # FAT, some shares, folders, and files of other people know no links.
            if to.has(new):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(to.path / new)) from None
            self.rename(name, to, new)
        else:
            self.unlink(name)

    def unlink(self, name: str) -> None:
        """Remove a file or a link, if it is there."""
        with suppress(FileNotFoundError):
            os.unlink(self._at(name), dir_fd=self.handle)

    def rmdir(self, name: str) -> None:
        """Remove an empty folder."""
        os.rmdir(self._at(name), dir_fd=self.handle)

    def remove_tree(self, name: str) -> None:
        """Remove a folder with all that is in it, following no link; what cannot be removed stays."""
        shutil.rmtree(self._at(name), ignore_errors=True, dir_fd=self.handle)

    def mkdir(self, name: str) -> None:
        """Make a folder with the rights of this one, less the umask; the group goes by the system's own rules."""
        mode = stat.S_IMODE(self.own_status().st_mode) & 0o777
        with suppress(FileExistsError):
            os.mkdir(self._at(name), mode, dir_fd=self.handle)

    def inner(self, name: str) -> "Held":
        """Open a folder in it; raises `OutsideError` for a link or a file, `FileNotFoundError` without it."""
        path = self.path / name
        if self.handle is None:
            if path.is_symlink() or getattr(path, "is_junction", bool)():
                raise _not_plain()
            if not path.is_dir():
                raise _not_plain() if path.exists() else FileNotFoundError(errno.ENOENT, "", str(path))
            return Held(path, None)
        try:
            return Held(path, os.open(name, _FOLDER | _NO_LINK, dir_fd=self.handle))
        except OSError as error:
            raise _not_plain() if error.errno in (errno.ELOOP, errno.ENOTDIR) else error from None

    def sync(self) -> None:
        """Make sure that the names in it outlast a power cut, where the system can."""
        if self.handle is not None:
            with suppress(OSError):
                os.fsync(self.handle)

    def _at(self, name: str) -> str | Path:
        if not name or name in (".", "..") or "/" in name or any(sign in name for sign in _NOT_IN_NAMES):
            raise OutsideError(errno.EINVAL, "le chemin sort du dossier")
        return self.path / name if self.handle is None else name


def held(folder: Path) -> Held:
    """Hold a folder open that people named: links to it are followed.

    Raises:
        OSError: it is not there, or cannot be opened.
    """
    if not _CAN_HOLD:
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
        return Held(folder, None)
    return Held(folder, os.open(folder, _FOLDER))


@contextmanager
def folder_of(place: Place, make: bool = False) -> Iterator[Held | None]:
    """The folder that holds a file, reached without a link below its root; `None` if it is not there.

    With `make`, folders below the root that are missing are made, and it is always there. The root must be there: a
    share that is away is no proof that its files are gone.

    Raises:
        OutsideError: the path leads out of the root, a link or a file stands in the way, or the root is away.
        OSError: a folder cannot be opened or made.
    """
    file = place.file
    if (
        file.is_absolute()
        or not file.name
        or ".." in file.parts
        or any(sign in part for part in file.parts for sign in _NOT_IN_NAMES)
    ):
        raise OutsideError(errno.EINVAL, "le chemin sort du dossier")
    if not place.root.is_dir():
        raise OutsideError(errno.ENODEV, "son dossier n'est pas là")
    here: Held | None = held(place.root)
    try:
        for part in file.parent.parts:
            assert here is not None
            here = _step(here, part, make)
            if here is None:
                break
        yield here
    finally:
        if here is not None:
            here.close()


def _step(here: Held, part: str, make: bool) -> Held | None:
    """The next folder on the way, `None` if it is not there; the one before is let go."""
    try:
        if make:
            here.mkdir(part)
        return here.inner(part)
    except FileNotFoundError:
        if make:
            # Somebody took it away between the two.
            raise
        return None
    finally:
        here.close()


def _not_plain() -> OutsideError:
    return OutsideError(errno.ELOOP, os.strerror(errno.ELOOP))
