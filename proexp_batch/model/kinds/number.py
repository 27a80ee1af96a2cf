"""Plain numbers: of years, of people."""

import re

from proexp_batch.model.kinds.kind import Spelling
from proexp_batch.model.kinds.quantity import QuantityKind


class Number(QuantityKind):
    """A number, of years if it has a unit."""

    key = "number"
    number_format = "0.##"
    unit_read = re.compile(r" ?(?:ans?|années?)\.?$", re.IGNORECASE)
    spelling = Spelling("Nombre", "2,5", ("2.5", "2,5 ans"))
