"""RNCP and RS: the code of a certification, or of one of its blocks, in the national registers."""

import re

from proexp_batch.model.kinds.code import CompactCode
from proexp_batch.model.kinds.kind import Spelling


class Certification(CompactCode):
    """A registered certification or block of competences."""

    key = "certification"
    form = re.compile(r"(?:RNCP[0-9]{1,5}(?:BC[0-9]{1,3})?|RS[0-9]{1,5})")
    spelling = Spelling("RNCP ou RS", "RNCP34126BC02", ("rncp34126bc02", "RNCP 34126 BC 02"))
