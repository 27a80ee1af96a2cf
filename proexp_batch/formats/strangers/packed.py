"""Containers of streams (the files of Office before 2007, and what is locked), told by the names of their streams."""

import io
from collections.abc import Collection

from proexp_batch.formats.strangers.stranger import DOCUMENT, ENCLOSING, TABLE, Stranger

ENCRYPTED = "encryptedpackage"
"""The stream of a workbook of today that is locked."""

RIGHTS = frozenset(("drmencrypteddataspace", "drmencryptedtransform", "\tdrmcontent"))
"""The storages of what only an account with rights opens."""

_KNOWN = {
    "worddocument": Stranger("un document Word", DOCUMENT, (".doc", ".dot")),
    "powerpoint document": Stranger("une présentation PowerPoint", DOCUMENT, (".ppt", ".pps")),
    "visiodocument": Stranger("un dessin Visio", DOCUMENT, (".vsd",)),
    "__properties_version1.0": Stranger("un message Outlook", ENCLOSING, (".msg",)),
    "wksssworkbook": Stranger("un classeur Microsoft Works", TABLE, (".xlr", ".wks")),
    "!_stringpool": Stranger("un programme d'installation", DOCUMENT, (".msi",)),
}
_BYTES = {
    name: name.encode("utf-16-le") for name in ("EncryptedPackage", "DRMEncryptedDataSpace", "\tDRMContent")
}


def streams(data: bytes) -> Collection[str]:
    """The names at the top of a container and of what locks it, in small letters; none where it is damaged."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            paths = container.listdir(streams=True, storages=True)
    except Exception:  # whatever it stumbles over, the container is damaged
        # The list of names often stands at the end, where an interrupted copy lacks it.
        return {name.lower() for name, spelled in _BYTES.items() if spelled in data}
    found = {path[0].lower() for path in paths}
    return found | {part.lower() for path in paths for part in path[1:] if part.lower() in RIGHTS}


def told(names: Collection[str]) -> Stranger | None:
    """What a container is, if it is surely no workbook, from the names of its streams."""
    return next((known for name, known in _KNOWN.items() if name in names), None)
