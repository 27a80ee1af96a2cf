"""Amounts of money."""

import re
from typing import TYPE_CHECKING, Any

from proexp_batch.model import wording
from proexp_batch.model.kinds.kind import Spelling
from proexp_batch.model.kinds.quantity import QuantityKind

if TYPE_CHECKING:
    from proexp_batch.model.columns import Column


class Money(QuantityKind):
    """An amount in euros, paid each month."""

    key = "money"
    number_format = '#,##0.00\\ "€"'
    unit = "euros"
    unit_read = re.compile(
        r"^€ ?| ?(?:euros?|€uros?|eur|€)\.?(?: bruts?)?(?: ?(?:/|par) ?mois| mensuels?)?(?: bruts?)?$",
        re.IGNORECASE,
    )
    two_decimals = True
    spelling = Spelling(
        "Montant en euros",
        "1747,20",
        ("1 747,20 €", "1747.20", "1.747,20", "€ 1 747,20", "1747,20 euros bruts", "1 747,20 €/mois"),
        "« 1.747 » est refusé : on ne sait pas si le point sépare les milliers ou les centimes.",
    )

    def shown(self, column: "Column", value: Any) -> str:
        """With its cents: `1 747,20 €`."""
        return wording.euros(value)
