"""Removes one file below a folder: never through a link, never outside, whatever others do meanwhile."""

from contextlib import suppress
from pathlib import Path, PurePosixPath

from proexp_batch.disk.held import OutsideError, Place, folder_of

__all__ = ["OutsideError", "remove_below", "remove_tree", "size_below"]


def size_below(root: Path, file: PurePosixPath) -> int | None:
    """The size of a plain file below a folder, `None` if it is not there.

    Raises:
        OutsideError: a link or something else stands in its way.
        OSError: it cannot be looked at.
    """
    with folder_of(Place(root, file)) as folder:
        status = None if folder is None else folder.plain(file.name)
    return None if status is None else status.st_size


def remove_below(root: Path, file: PurePosixPath, prune: bool = True) -> int | None:
    """Remove a plain file below a folder, and with `prune` the folders above it that become empty; give its size.

    A file that is not there is no fault: an earlier run that was stopped has removed it.

    Raises:
        OutsideError: a link or something else stands in its way; nothing is removed.
        OSError: it cannot be removed.
    """
    with folder_of(Place(root, file)) as folder:
        status = None if folder is None else folder.plain(file.name)
        if folder is not None and status is not None:
            folder.unlink(file.name)
    parent = file.parent
    while prune and parent != PurePosixPath():
        # Not empty, gone, or a link: each is a reason to stop, none is a fault.
        try:
            with folder_of(Place(root, parent)) as folder:
                if folder is not None:
                    folder.rmdir(parent.name)
        except OSError:
            break
        parent = parent.parent
    return None if status is None else status.st_size


def remove_tree(place: Place) -> None:
    """Remove a folder of ours below another one with all that is in it, following no link; what cannot go stays."""
    with suppress(OSError), folder_of(place) as folder:
        if folder is not None:
            folder.remove_tree(place.file.name)
