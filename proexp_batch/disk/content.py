"""Opens a deposited file, whatever stands under its name: nothing that waits for ever, nothing without an end."""

import errno
import hashlib
import os
from io import BufferedReader
from pathlib import Path

from proexp_batch.disk.held import Place, folder_of


def opened(path: Path) -> BufferedReader:
    """Open a file that people named, be it by a link, to read its bytes.

    Raises:
        OSError: it cannot be opened, or it is no file but a pipe, a socket, a device or a folder.
    """
    return opened_below(Place.of(Path(os.path.realpath(path, strict=True))))


def opened_below(place: Place) -> BufferedReader:
    """Open a file below a folder, following no link, to read its bytes.

    Raises:
        OSError: as above, or a link stands in its way.
    """
    with folder_of(place) as folder:
        if folder is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(place.path))
        return os.fdopen(folder.open(place.file.name), "rb")


def digest_of(path: Path) -> str:
    """The hash (SHA-256, in hexadecimal) of a file's content.

    Raises:
        OSError: it cannot be read.
    """
    with opened(path) as file:
        return digest_of_file(file)


def digest_of_file(file: BufferedReader) -> str:
    """The hash (SHA-256, in hexadecimal) of what stands in an open file.

    Raises:
        OSError: it cannot be read.
    """
    return hashlib.file_digest(file, "sha256").hexdigest()
