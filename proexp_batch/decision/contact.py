"""Whom to write to in a company."""

import re

from proexp_batch.decision.facts import Contact
from proexp_batch.model.columns import Column
from proexp_batch.model.dossier import Dossier, Rows
from proexp_batch.model.fields import company


def contact_of(dossier: Dossier) -> Contact | None:
    """The contact that a company names; an address or a number that has not its form is left out."""
    rows = dossier.sheets.get(company.name.sheet)
    if rows is None:
        return None
    found = Contact(
        *(_formed(rows, one) for one in (company.contact_name, company.contact_email, company.contact_phone))
    )
    return None if found == Contact() else found


def _formed(rows: Rows, column: Column) -> str | None:
    value = rows.values.get(column.field, [None])[0]
    if not isinstance(value, str):
        return None
    return value if not column.pattern or re.fullmatch(column.pattern, value) else None
