"""NAF: the code of an activity in the national classification."""

import re
from typing import Any

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.kinds.code import Code, bare
from proexp_batch.model.kinds.kind import Spelling


class Naf(Code):
    """The activity of a company."""

    key = "naf"
    spelling = Spelling("Code NAF", "62.01Z", ("6201Z", "62.01 z"))

    def read(self, raw: Any) -> Parsed:
        """Read a NAF code as `62.01Z`."""
        match = re.fullmatch(r"([0-9]{2})([0-9]{2})([A-Z])", bare(raw))
        return Parsed(f"{match[1]}.{match[2]}{match[3]}" if match else as_text(raw))
