"""NAF: the code of an activity in the national classification."""

import re
from typing import Any

from proexp_batch.model.cells import Parsed, as_text
from proexp_batch.model.kinds.code import Code, bare, before_title, tidied
from proexp_batch.model.kinds.kind import Spelling

_FORM = re.compile(r"[0-9]{4}[A-Z]")


class Naf(Code):
    """The activity of a company."""

    key = "naf"
    spelling = Spelling("Code NAF", "62.01Z", ("6201Z", "62.01 z"))

    def read(self, raw: Any) -> Parsed:
        """Read a NAF code as `62.01Z`."""
        if _FORM.fullmatch(compact := bare(raw)):
            return Parsed(_written(compact))
        code = before_title(raw, _FORM)
        return Parsed(as_text(raw)) if code is None else tidied(raw, _written(code))


def _written(compact: str) -> str:
    return f"{compact[:2]}.{compact[2:]}"
