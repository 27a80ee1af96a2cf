"""The kinds of cell, each one declared in a module of its own.

Light: nothing here imports what a batch is computed or a workbook is written with.
"""

from collections.abc import Mapping
from typing import Final

from proexp_batch.model.kinds.certification import Certification
from proexp_batch.model.kinds.choice import ClosedList
from proexp_batch.model.kinds.choices import ClosedLists
from proexp_batch.model.kinds.code import Code
from proexp_batch.model.kinds.codes import Codes
from proexp_batch.model.kinds.date import Date
from proexp_batch.model.kinds.email import Email
from proexp_batch.model.kinds.hours import Hours, WeeklyHours
from proexp_batch.model.kinds.idcc import Idcc
from proexp_batch.model.kinds.kind import CellKind
from proexp_batch.model.kinds.money import Money
from proexp_batch.model.kinds.naf import Naf
from proexp_batch.model.kinds.nda import Nda
from proexp_batch.model.kinds.number import Number
from proexp_batch.model.kinds.phone import Phone
from proexp_batch.model.kinds.rome import Rome
from proexp_batch.model.kinds.siret import Siret
from proexp_batch.model.kinds.text import File, Name, Person, Text
from proexp_batch.model.kinds.yes_no import YesNo

__all__ = ["KINDS", "CellKind", "Kind"]


class Kind:
    """The kinds that columns may have, in the order of the documentation; a new one is a module and its line here."""

    TEXT: Final = Text()
    NAME: Final = Name()
    PERSON: Final = Person()
    FILE: Final = File()
    CODE: Final = Code()
    DATE: Final = Date()
    HOURS: Final = Hours()
    WEEKLY_HOURS: Final = WeeklyHours()
    MONEY: Final = Money()
    NUMBER: Final = Number()
    YES_NO: Final = YesNo()
    CHOICE: Final = ClosedList()
    CHOICES: Final = ClosedLists()
    CODES: Final = Codes()
    SIRET: Final = Siret()
    NDA: Final = Nda()
    NAF: Final = Naf()
    IDCC: Final = Idcc()
    ROME: Final = Rome()
    CERTIFICATION: Final = Certification()
    EMAIL: Final = Email()
    PHONE: Final = Phone()


KINDS: Mapping[str, CellKind] = {kind.key: kind for kind in vars(Kind).values() if isinstance(kind, CellKind)}
"""Every kind by its key."""
