"""Deposits for the tests of the import: different workbooks by the thousand, cheaply made, and how they arrive."""

import hashlib
import io
import os
import zipfile
from pathlib import Path

from tests.whole.places import RIGHT

_SIRET, _CONTRACT = "99910001900010", "PE-2023-0841"


def _luhn(digits: str) -> str:
    """The digits with the key that makes their Luhn sum a multiple of ten."""
    total = sum(
        sum(divmod(2 * int(digit), 10)) if place % 2 == 0 else int(digit)
        for place, digit in enumerate(reversed(digits))
    )
    return digits + str(-total % 10)


def siret(number: int) -> str:
    """A valid SIRET of a company of its own, in a range that is given to nobody."""
    return _luhn(_luhn(f"999{number:05d}") + "0001")


class Workbooks:
    """Makes workbooks that differ in company and contract, each one correct."""

    def __init__(self, source: Path = RIGHT) -> None:
        with zipfile.ZipFile(source) as package:
            self._parts = {name: package.read(name) for name in package.namelist()}

    def make(self, number: int, version: int = 0) -> bytes:
        """The workbook of a number; another version differs, but tells of the same dossier."""
        changes = {_SIRET: siret(number), _CONTRACT: f"PE-{number:08d}"}
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as package:
            package.comment = f"version {version}".encode()
            for name, part in self._parts.items():
                if name.startswith("xl/worksheets/sheet"):
                    for old, new in changes.items():
                        part = part.replace(old.encode(), new.encode())
                package.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED, 1)
        return target.getvalue()


class Deposit:
    """A folder of deposits that remembers what was put into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self.put_in: list[str] = []

    def put(self, name: str, data: bytes) -> bool:
        """Let a file arrive at once, unless one of that name is there; say whether it did."""
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        arriving = self.folder.parent / f"arriving-{os.getpid()}"
        arriving.write_bytes(data)
        try:
            os.link(arriving, target)
        except FileExistsError:
            return False
        finally:
            arriving.unlink()
        self.put_in.append(hashlib.sha256(data).hexdigest())
        return True

    def left(self) -> list[str]:
        """What is still in the folder, claims included."""
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file())
