"""`verifier`: check one workbook and tell what is wrong."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from rich.markup import escape
from rich.table import Table

from proexp_batch.cli import terminal
from proexp_batch.cli.colours import SEVERITY_COLOURS, STATUS_COLOURS
from proexp_batch.cli.errors import UnfinishedError, UsageFaultError
from proexp_batch.cli.own_faults import own_faults
from proexp_batch.decision.facts import Status
from proexp_batch.model.findings import Finding
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import listing, typo
from proexp_batch.pipeline.alone import AloneJob, check_alone
from proexp_batch.settings.run import Settings


def verify(file: Path, settings: Settings) -> int:
    """Check one workbook and show its findings; give the exit code."""
    if not file.is_file():
        raise UsageFaultError(f"« {file} » n'est pas un fichier.")
    try:
        with own_faults():
            decision = check_alone(AloneJob(PurePosixPath(file.name), file.absolute(), settings))
    except OSError as error:
        raise UnfinishedError(typo(f"Le contrôle n'a pas pu être fait : {why(error)}.")) from error
    console = terminal.console()
    if decision.status is not Status.UNREADABLE and decision.findings:
        console.print(_findings_table(decision.findings))
    for left in decision.unjudged:
        console.print(escape(left.sentence), highlight=False, soft_wrap=True)
    if decision.problem:
        console.print(escape(decision.problem))
    step = f", étape {decision.step}" if decision.step else ""
    console.print(f"[{STATUS_COLOURS[decision.status]}]Dossier {decision.status.label}[/]{step}.")
    by_answer: dict[str, list[str]] = {}
    for contract in decision.contracts:
        answer = contract.reason or "L'attestation peut être établie."
        by_answer.setdefault(answer, []).append(contract.number)
    for answer, numbers in by_answer.items():
        who = "Contrat" if len(numbers) == 1 else "Contrats"
        console.print(escape(typo(f"{who} {listing(numbers)} : {answer}")), highlight=False, soft_wrap=True)
    return 1 if decision.status in (Status.TO_CORRECT, Status.UNREADABLE) else 0


def _findings_table(findings: Sequence[Finding]) -> Table:
    table = Table(show_lines=True)
    table.add_column("Gravité")
    table.add_column("Règle")
    table.add_column("Où", overflow="fold")
    table.add_column("Ce qui ne va pas", ratio=3, overflow="fold")
    table.add_column("Que faire", ratio=3, overflow="fold")
    for finding in findings:
        place = " ".join(filter(None, (finding.sheet, finding.cell)))
        said = " ".join(filter(None, (finding.message, finding.detail)))
        colour = SEVERITY_COLOURS[finding.severity]
        texts = (finding.code, place, said, finding.fix)
        table.add_row(f"[{colour}]{finding.severity.label}[/]", *map(escape, texts))
    return table
