"""What an attestation shows of its seal: the short code, and the seal itself as a QR code.

The QR code holds the number, a digest and a signature: nobody's name, nothing that is attested.
"""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from typing import Any

from proexp_batch.model.wording import NBSP
from proexp_batch.seal.keys import SealingKey
from proexp_batch.seal.statement import Seal, Statement

PNG = b"\x89PNG\r\n\x1a\n"
"""How a picture in PNG begins."""

_BORDER = 4  # modules of white around the code, as ISO/IEC 18004 wants it
_LARGEST = 20
"""The version of the largest QR code, of 97 modules a side, that a telephone still reads on three centimetres."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The seal of a statement, and what is shown of it."""

    statement: Statement
    seal: Seal

    @classmethod
    def of(cls, statement: Statement, key: SealingKey) -> Marks:
        """The marks of a statement that is sealed now."""
        return cls(statement, Seal.of(statement, key))

    def svg(self) -> str:
        """The QR code as an image in SVG, empty where the number is too long for one."""
        code = _code(str(self.seal))
        if code is None:
            return ""
        made = io.BytesIO()
        code.save(made, kind="svg", xmldecl=False, svgclass=None, lineclass=None, omitsize=True)
        return made.getvalue().decode()

    def png(self) -> bytes:
        """The QR code as an image in PNG, empty as above."""
        return png_of(self.seal)


def png_of(seal: Seal) -> bytes:
    """The QR code of a seal, black on white, four pixels a module; empty where its number is too long for one."""
    code = _code(str(seal))
    if code is None:
        return b""
    # Of a picture with two colours a pixel is a bit, a module of four pixels a hexadecimal digit: the library, which
    # goes through all pixels, takes ten times as long.
    border = "f" * _BORDER
    blank = "f" * (len(code.matrix) + 2 * _BORDER)
    modules = (border + "".join("0" if dark else "f" for dark in row) + border for row in code.matrix)
    rows = (
        bytes.fromhex(row + "f" * (len(row) % 2))
        for row in (*[blank] * _BORDER, *modules, *[blank] * _BORDER)
    )
    side = 4 * len(blank)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(4 * (b"\0" + row) for row in rows))
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return PNG + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def caption(code: str) -> str:
    """What stands beside the QR code on a sheet."""
    return (
        f"Code de vérification{NBSP}: {code}\n"
        "Ce document porte un sceau, dans le code ci-contre et dans le fichier. Pour savoir s'il est authentique, donnez "
        "le fichier, le code ou le contenu du code QR à l'Opco qui l'a scellé."
    )


def _code(text: str) -> Any:
    import segno
    from segno.encoder import DataOverflowError

    try:
        # Trying all eight masks for the one that looks best takes five times as long; readers cope with each of them.
        # A fixed mask and level also make the same picture of the same text, whatever the version of the library.
        code = segno.make_qr(text, error="m", mask=2, boost_error=False)
    except DataOverflowError:
        return None
    return code if int(code.version) <= _LARGEST else None
