"""The colours of a terminal, in rich's names."""

from proexp_batch.decision.facts import Status
from proexp_batch.model.findings import Severity

STATUS_COLOURS = {
    Status.ACCEPTED: "green",
    Status.ACCEPTED_WITH_WARNINGS: "yellow",
    Status.TO_CORRECT: "red",
    Status.UNREADABLE: "red",
    Status.DUPLICATE: "dim",
}
SEVERITY_COLOURS = {Severity.BLOCKING: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
