"""ROME: the code of a trade in the national directory."""

from proexp_batch.model.kinds.code import CompactCode
from proexp_batch.model.kinds.kind import Spelling


class Rome(CompactCode):
    """The trade that is aimed at."""

    key = "rome"
    spelling = Spelling("Code ROME", "H2503", ("h2503", "H 2503"))
