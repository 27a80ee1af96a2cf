"""The company's own workbook with its findings in place, and the sheet `Contrôle` in front."""

import datetime as dt
from collections.abc import Iterator, Mapping

from proexp_batch.decision.facts import Day, DossierDecision, Repair
from proexp_batch.documents.annotated.control import control
from proexp_batch.marking.answers import REPAIRED, TO_DO
from proexp_batch.marking.patching import (
    Edit,
    Mark,
    Opened,
    Tone,
    edited,
    redacted,
)
from proexp_batch.model import wording
from proexp_batch.model.findings import Finding, Where

_UNSIGNED = (
    "La signature numérique de votre classeur ne vaut plus pour cette copie annotée, où elle a été retirée : "
    "votre original signé reste tel que vous l'avez déposé. Signez de nouveau si votre procédure le demande."
)
NIR_RULES = ("LEC-010", "LEC-013")


def annotated(
    package: bytes, decision: DossierDecision, today: dt.date, repair: bool = False, notice: str = ""
) -> bytes:
    """Give a workbook back with each faulty cell coloured and noted, and every finding listed in front.

    With `repair`, what is certain is put right too, in a colour of its own, the old value in the note.
    `notice` is a sentence about the workbook itself, for its first sheet.

    A social security number in it is taken out for good: it must not be passed on (RGPD, art. 5).

    Raises:
        AnnotationError: the workbook cannot be patched.
    """
    private = [finding for finding in decision.findings if finding.code in NIR_RULES]
    if private:
        cells = [(str(finding.sheet), cell) for finding in private for cell in finding.cells]
        package = redacted(package, cells)
    repaired: dict[Where, Repair] = {}
    if repair and decision.repairs:
        edits = {_edit(one): one for one in decision.repairs}
        package, made = edited(package, list(edits))
        repaired = {(edit.sheet, edit.cell): edits[edit] for edit in made}
    marks = [mark for finding in decision.findings for mark in _marks(finding, repaired)]
    opened = Opened(package)
    notices = [*filter(None, (notice, _UNSIGNED if opened.is_signed else ""))]
    return opened.annotate(marks, control(decision, today, opened.titles, repaired, notices))


def _edit(repair: Repair) -> Edit:
    value = repair.value.date if isinstance(repair.value, Day) else repair.value
    return Edit(repair.sheet, repair.cell, value)


def _marks(finding: Finding, repaired: Mapping[Where, Repair]) -> Iterator[Mark]:
    note = "\n".join(
        part
        for part in (
            f"{finding.code} – {finding.severity.label}",
            " ".join(filter(None, (finding.message, finding.detail))),
            wording.typo(f"{TO_DO} : {finding.fix}"),
        )
        if part
    )
    for cell in finding.cells:
        repair = repaired.get((str(finding.sheet), cell))
        if repair is None:
            yield Mark(str(finding.sheet), cell, Tone(finding.severity.value), note)
        else:
            said = wording.typo(f"{REPAIRED} : « {repair.old} » est devenu « {repair.new} ».")
            yield Mark(repair.sheet, cell, Tone.REPAIRED, f"{finding.code} – {finding.message}\n{said}")
