"""`verifier`: check one workbook and tell what is wrong, in paragraphs for people or in JSON for a program."""

from pathlib import Path, PurePosixPath

from proexp_batch.cli import terminal
from proexp_batch.cli.errors import UnfinishedError, UsageFaultError
from proexp_batch.cli.options import shape_of
from proexp_batch.cli.own_faults import own_faults
from proexp_batch.cli.paragraphs import show_decision
from proexp_batch.decision.facts import DossierDecision, Status, Written
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import typo
from proexp_batch.pipeline.alone import AloneJob, check_alone
from proexp_batch.settings.run import Settings

FORMATS = ("texte", "json")


def verify(file: Path, settings: Settings, shape: str) -> int:
    """Check one workbook and show, in one of `FORMATS`, what was decided; give the exit code."""
    shape = shape_of(shape, FORMATS)
    if not file.is_file():
        raise UsageFaultError(typo(f"« {file} » n'est pas un fichier."))
    try:
        with own_faults():
            decision = check_alone(AloneJob(PurePosixPath(file.name), file.absolute(), settings))
    except OSError as error:
        raise UnfinishedError(typo(f"Le contrôle n'a pas pu être fait : {why(error)}.")) from error
    if shape == "json":
        _print_json(decision, settings)
    else:
        show_decision(terminal.console(), decision)
    return 1 if decision.status in (Status.TO_CORRECT, Status.UNREADABLE) else 0


def _print_json(decision: DossierDecision, settings: Settings) -> None:
    """The dossier as `rapport.json` has it; nothing is written, so no output has a path."""
    from proexp_batch.documents.catalogue import of_dossier
    from proexp_batch.documents.report import dossier_entry

    print(terminal.json_text(dossier_entry(decision, Written(), of_dossier(settings))))
