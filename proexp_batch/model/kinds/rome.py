"""ROME: the code of a trade in the national directory."""

import re

from proexp_batch.model.kinds.code import CompactCode
from proexp_batch.model.kinds.kind import Spelling


class Rome(CompactCode):
    """The trade that is aimed at."""

    key = "rome"
    form = re.compile(r"[A-N][0-9]{4}")
    spelling = Spelling("Code ROME", "H2503", ("h2503", "H 2503"))
