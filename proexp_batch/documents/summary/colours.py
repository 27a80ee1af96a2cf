"""The colours of the states of a dossier."""

from collections.abc import Mapping

from proexp_batch.decision.facts import Status
from proexp_batch.drawing.palette import AMBER, DARK_GREY, GREEN, GREY, RED, Tint

STATUSES: Mapping[Status, Tint] = {
    Status.ACCEPTED: GREEN,
    Status.ACCEPTED_WITH_WARNINGS: AMBER,
    Status.TO_CORRECT: RED,
    Status.UNREADABLE: DARK_GREY,
    Status.DUPLICATE: GREY,
}
