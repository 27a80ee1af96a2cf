"""The electronic stamp of an Opco in a PDF: a PAdES signature (ETSI EN 319 142-1, level B-B), and what one proves.

It certifies the document and allows no change (DocMDP 1, ISO 32000-1, 12.8.2.2), in an incremental update: what was there
before stays byte for byte. The library for it, an extra, is imported where it is used.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from proexp_batch.model.wording import date, typo
from proexp_batch.seal.stamp_key import PASSWORD, StampError, opened, refuse_out_of_date

__all__ = ["PASSWORD", "REASON", "Stamp", "StampError", "StampVerdict", "check_stamp", "stamp_of", "stamped"]

REASON = "Atteste que ce document est celui qui a été établi, sans changement."

_MISSING = "Le cachet électronique demande la bibliothèque pyhanko. Installez-la : pip install 'proexp-batch[cachet]'."


@dataclass(frozen=True, slots=True)
class Stamp:
    """How papers are stamped.

    `file` is a PKCS#12 file; its password stands in the environment (`PASSWORD`), never here. `day` is the day of the
    stamp, the one that counts as today: the standard asks for a moment, and the same run on the same day must give the
    same bytes, so it is the first moment of that day. `reason` and `place` stand in the stamp; an empty place is left out.
    """

    file: Path
    day: dt.date
    reason: str = REASON
    place: str = ""


@dataclass(frozen=True, slots=True)
class StampVerdict:
    """What the last stamp in a PDF proves.

    `intact` says that what it covers was not changed, `whole` that it covers the file to its end, `alone` that putting it
    on changed nothing else in the document: only then is what people see what stood in `before`, the file as it was
    without the stamp. `signer` is the name in the certificate, which means something only where it is `trusted`: its
    certificate leads to one of the roots; `None` where no roots were given. `day` is what the signer says of the day.
    """

    intact: bool
    whole: bool
    alone: bool
    signer: str
    trusted: bool | None
    day: dt.date | None
    before: bytes

    @property
    def holds(self) -> bool:
        """Whether the document is, to the byte, what somebody stamped; who that was is another question."""
        return self.intact and self.whole and self.alone

    @property
    def sentence(self) -> str:
        """What it proves, in French."""
        who = f"Le cachet électronique de « {self.signer} »" if self.signer else "Le cachet électronique"
        if not self.intact:
            return typo(f"{who} est rompu : le fichier a été modifié depuis qu'il a été posé.")
        if not self.whole:
            return typo(f"{who} ne couvre pas tout le fichier : quelque chose a été ajouté après lui.")
        if not self.alone:
            return typo(f"{who} est intact, mais d'autres changements ont été faits avec lui.")
        day = f", daté du {date(self.day)}," if self.day else ""
        said = f"{who}{day} est intact et couvre tout le fichier."
        match self.trusted:
            case True:
                return typo(f"{said} Son certificat mène à une autorité reconnue.")
            case False:
                return typo(
                    f"{said} Son certificat ne mène à aucune des autorités données : n'importe qui a pu le poser."
                )
        return typo(
            f"{said} Rien ne dit ici si son certificat est reconnu : donnez les autorités à reconnaître."
        )


def check_stamp(stamp: Stamp) -> None:
    """See, before anything is written, that papers can be stamped.

    Raises:
        StampError: the library is missing, the file cannot be opened, or its certificate is not valid that day.
    """
    try:
        import pyhanko.sign  # noqa: F401

        refuse_out_of_date(stamp.file, opened(stamp.file), stamp.day)
    except ImportError:
        raise StampError(typo(_MISSING)) from None


def stamped(pdf: bytes, stamp: Stamp) -> bytes:
    """A PDF with a stamp: `pdf`, a line break, and an update with a signature that nobody sees on the page.

    The same PDF, key and day give the same bytes: RSA with PKCS#1 v1.5, and ECDSA after RFC 6979, have nothing random.

    Raises:
        StampError: as for `check_stamp`, or the PDF cannot be stamped.
    """
    check_stamp(stamp)
    from proexp_batch.seal.stamp_writing import with_signature

    key = opened(stamp.file)
    return with_signature(pdf, key, key.moment_of(stamp.day), stamp.reason, stamp.place)


def stamp_of(pdf: bytes, roots: Sequence[bytes] = ()) -> StampVerdict | None:
    """What the last stamp of a PDF proves, whoever put it on; `None` if there is none.

    Args:
        pdf: a file that may come from anybody.
        roots: certificates in PEM or DER to whose holders trust is given.

    Raises:
        StampError: there is one and the library for it is missing, or it cannot be looked at; or a root is no certificate.
    """
    # A signature says in clear which bytes it covers; most papers have none, and need no library to say so.
    if b"/ByteRange" not in pdf:
        return None
    try:
        from proexp_batch.seal.stamp_reading import last_signature
    except ImportError:
        raise StampError(typo(_MISSING)) from None
    return last_signature(pdf, roots)
