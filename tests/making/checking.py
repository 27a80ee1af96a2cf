"""Checks drafts as one batch, as the pipeline does with what it has read."""

from collections.abc import Sequence

from proexp_batch.decision.decide import DossierFacts
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.model.findings import Finding, Hit, Severity
from proexp_batch.model.links import DossierLinks
from proexp_batch.model.parameters import Parameters, standard_parameters
from proexp_batch.pipeline.first_half import check_dossiers, read_file
from proexp_batch.rules.catalogue import RULES
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.findings import findings
from proexp_batch.rules.engine.schema import check
from proexp_batch.settings.run import Settings
from tests.making.draft import TODAY, Draft


def checked(drafts: Sequence[Draft], parameters: Parameters | None = None) -> list[tuple[Finding, ...]]:
    """The findings of each draft; all must be checked on the same day."""
    dossiers = [draft.dossier() for draft in drafts]
    days = {draft.today for draft in drafts} or {TODAY}
    assert len(days) == 1
    hits: list[list[Hit]] = [[] for _ in drafts]
    for hit in check(Batch(dossiers, parameters or standard_parameters(), days.pop()), RULES):
        hits[hit.dossier].append(hit)
    return [findings(dossier, found) for dossier, found in zip(dossiers, hits, strict=True)]


def check_files(
    files: Sequence[DepositedFile], settings: Settings
) -> tuple[list[DossierFacts], list[DossierLinks]]:
    """Read files and check them as one batch, in this process."""
    dossiers = [read_file(file, number, settings.limits) for number, file in enumerate(files)]
    return check_dossiers(dossiers, settings)


def grave(found: Sequence[Finding]) -> list[Finding]:
    """The findings that refuse, or ask to look."""
    return [finding for finding in found if finding.severity is not Severity.INFO]


def told(found: Sequence[Finding]) -> str:
    """Findings as a failing test shows them."""
    return "\n".join(f"  {f.code} {f.sheet}!{f.cell}: {f.message} {f.detail}" for f in found)
