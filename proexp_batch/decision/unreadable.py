"""What is known of a file that is not read, or of which nothing can be given back: why, in one finding."""

from pathlib import PurePosixPath
from typing import Any

from proexp_batch.decision.decide import DossierFacts
from proexp_batch.model.dossier import Dossier
from proexp_batch.model.findings import Hit
from proexp_batch.rules.engine.findings import findings


def unreadable(file: PurePosixPath, sha256: str, code: str, **values: Any) -> DossierFacts:
    """The facts of such a file; `code` is that of the rule that says why, `values` what its sentences tell."""
    dossier = Dossier(file, sha256, False, hits=[Hit(code, 0, None, values=values)])
    return DossierFacts(file, sha256, False, None, None, findings(dossier, dossier.hits), ())
