"""What links a dossier to others: the small facts that rules across dossiers compare, without any name in clear."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Self

import msgspec

from proexp_batch.model.plain import from_plain, to_plain


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell of a dossier: title of the sheet in the company's workbook, and reference."""

    sheet: str
    cell: str | None


@dataclass(frozen=True, slots=True)
class ContractLink:
    """What links a contract to others. `person` and `tutor` are hashes: two equal ones are the same person."""

    number: str
    person: str | None
    tutor: str | None
    start: dt.date
    end: dt.date
    number_at: SheetCell
    person_at: SheetCell


@dataclass(frozen=True, slots=True)
class TutorLink:
    """A tutor, by the hash of the name."""

    name: str
    employer: bool
    at: SheetCell


@dataclass(frozen=True, slots=True)
class DossierLinks:
    """The small facts of a dossier that rules across dossiers need.

    `key` is the hash of the file's content. `job` is the folded title of the job; `modified` when the file was last
    written, if known. No name of a person stands in it.
    """

    key: str
    file: PurePosixPath
    siret: str
    job: str
    step: int
    company: Mapping[str, tuple[str, SheetCell]]
    contracts: tuple[ContractLink, ...]
    tutors: tuple[TutorLink, ...]
    modified: dt.datetime | None = None

    @property
    def siren(self) -> str:
        """The company, whatever the establishment."""
        return self.siret[:9]

    def to_json(self) -> str:
        """The links as text, to be kept."""
        return msgspec.json.encode(self, enc_hook=to_plain).decode()

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The links that `to_json` wrote.

        Raises:
            msgspec.DecodeError: the text is not that.
        """
        return msgspec.json.decode(text, type=cls, dec_hook=from_plain)
