"""`traiter` and `verifier`: run the pipeline and tell people what came out."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from proexp_batch.cli import terminal
from proexp_batch.cli.colours import SEVERITY_COLOURS, STATUS_COLOURS
from proexp_batch.cli.errors import UnfinishedError, UsageFaultError
from proexp_batch.decision.facts import DossierDecision, Status
from proexp_batch.disk.files import settled
from proexp_batch.documents.catalogue import of_batch
from proexp_batch.engines.engine import Engine, EngineError
from proexp_batch.engines.opening import opened
from proexp_batch.model.findings import Finding, Severity
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import left_aside, listing, own_left, plural, printable, typo
from proexp_batch.pipeline.alone import AloneJob, check_alone
from proexp_batch.pipeline.outcome import Outcome
from proexp_batch.pipeline.way import process
from proexp_batch.rules.engine.rule import RuleError
from proexp_batch.rules.own import OwnRulesError
from proexp_batch.settings.engine import DASK, EngineChoice
from proexp_batch.settings.run import Settings, settled_rules

_SHOWN = 40


def run_batch(deposits: Sequence[Path], output: Path, settings: Settings, choice: EngineChoice) -> int:
    """Check deposits, write the results, show a table of the dossiers; give the exit code."""
    missing = [deposit for deposit in deposits if not deposit.exists()]
    if missing:
        raise UsageFaultError(f"« {missing[0]} » n'existe pas.")
    if output.exists() and not output.is_dir():
        raise UsageFaultError(f"« {output} » n'est pas un dossier.")
    console = terminal.console()
    try:
        with _own_rules_faults():
            outcome = _with_engine(deposits, output, settings, choice)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise UnfinishedError(typo(f"Le lot n'a pas pu être terminé : {why(error)}{where}.")) from error
    _show(console, outcome, output)
    if not outcome.complete:
        return 3
    return 0 if outcome.accepted else 1


def _with_engine(deposits: Sequence[Path], output: Path, settings: Settings, choice: EngineChoice) -> Outcome:
    if choice.name == DASK:
        # On all machines, the same paths must lead to the same files.
        deposits, output = [settled(deposit) for deposit in deposits], settled(output)
        settings = replace(settings, own_rules=settled_rules(settings.own_rules))
    begun = False
    try:
        with opened(choice, deposits, output) as engine:
            begun = True
            return _with_progress(deposits, output, settings, engine)
    except EngineError as error:
        more = " Ce qui est écrit reste ; pour finir le lot, relancez la même commande avec --reprendre."
        raise UnfinishedError(typo(f"{error}{more if begun else ''}")) from error


@contextmanager
def _own_rules_faults() -> Iterator[None]:
    """Say what is wrong with an Opco's own rules; nothing has been written then."""
    try:
        yield
    except OwnRulesError as error:
        raise UnfinishedError(str(error)) from error
    except RuleError as error:
        raise UnfinishedError(
            typo(f"La règle {error.code} a échoué : {error.reason}. Rien n'a été écrit.")
        ) from error


def _with_progress(deposits: Sequence[Path], output: Path, settings: Settings, engine: Engine) -> Outcome:
    if not sys.stderr.isatty():
        said = -1

        def say(done: int, total: int) -> None:
            nonlocal said
            tenth = 10 * done // total if total else 10
            if tenth > said:
                said = tenth
                print(f"{10 * tenth} %", file=sys.stderr, flush=True)

        return process(deposits, output, settings, engine, say)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=terminal.console(stderr=True), transient=True) as bar:
        task = bar.add_task("Contrôle des dossiers", total=None)
        return process(
            deposits,
            output,
            settings,
            engine,
            lambda done, total: bar.update(task, completed=done // 2, total=total // 2),
        )


def _show(console: Console, outcome: Outcome, output: Path) -> None:
    decisions = outcome.decisions
    if not decisions:
        console.print("Aucun classeur dans ce dépôt.")
    else:
        if console.is_terminal:
            console.print(_dossiers_table(decisions[:_SHOWN]))
            for decision in decisions[:_SHOWN]:
                if decision.status is Status.UNREADABLE:
                    console.print(escape(_dossier_line(decision)), highlight=False, soft_wrap=True)
        else:
            for decision in decisions[:_SHOWN]:
                print(_dossier_line(decision))
        if len(decisions) > _SHOWN:
            console.print(
                typo(
                    f"… et {plural(len(decisions) - _SHOWN, 'autre dossier', 'autres dossiers')} dans la synthèse."
                )
            )
    counts = Counter(decision.status for decision in decisions)
    said = [status.counted(counts[status]) for status in Status if counts[status]]
    attested = sum(contract.attestation is not None for d in decisions for contract in d.contracts)
    if said:
        dossiers = plural(len(decisions), "dossier")
        line = typo(f"{dossiers} : {', '.join(said)} ; {plural(attested, 'attestation')}.")
        console.print(line, soft_wrap=True)
    if outcome.run.ignored:
        console.print(typo(f"{left_aside(len(outcome.run.ignored))} (liste dans la synthèse)."))
    if outcome.run.own:
        text = f"{own_left(len(outcome.run.own))} (liste dans la synthèse)."
        console.print(typo(text), soft_wrap=True)
    for folder in outcome.run.closed:
        closed = f"Le dossier « {printable(str(folder))} » ne peut pas être lu : rien de ce qu'il contient n'a été contrôlé."
        console.print(f"[red]{escape(typo(closed))}[/]", highlight=False, soft_wrap=True)
    for decision, written in zip(decisions, outcome.written, strict=True):
        if written.failure:
            console.print(
                f"[red]{escape(typo(f'{printable(str(decision.file))} : {written.failure}'))}[/]",
                highlight=False,
            )
    of_the_batch = [(document.words[0].capitalize(), document.name) for document in of_batch()]
    for label, name in (*of_the_batch, ("Dossiers annotés", "dossiers")):
        console.print(escape(typo(f"{label} : {output / name}")), highlight=False, soft_wrap=True)


def _dossier_line(decision: DossierDecision) -> str:
    """One dossier in plain words, for a log or another program."""
    if decision.status in (Status.UNREADABLE, Status.DUPLICATE):
        why_so = f" ({decision.problem})" if decision.problem else ""
        return typo(f"{printable(str(decision.file))} : {decision.status.label}{why_so}")
    counts = (
        plural(decision.count(Severity.BLOCKING), "point bloquant", "points bloquants"),
        plural(decision.count(Severity.WARNING), "avertissement"),
        plural(len(decision.contracts), "contrat"),
    )
    return typo(
        f"{printable(str(decision.file))} : {decision.status.label} (étape {decision.step}, {', '.join(counts)})"
    )


def _dossiers_table(decisions: Sequence[DossierDecision]) -> Table:
    table = Table(title="Dossiers", title_justify="left", title_style="bold")
    table.add_column("Fichier", overflow="fold")
    table.add_column("Statut", min_width=14)
    table.add_column("Étape", justify="right")
    for title in ("Bloquants", "Avertiss.", "Infos", "Contrats"):
        table.add_column(title, justify="right")
    for decision in decisions:
        counted = decision.status not in (Status.UNREADABLE, Status.DUPLICATE)
        counts = [str(decision.count(severity)) if counted else "" for severity in Severity]
        table.add_row(
            escape(printable(str(decision.file))),
            f"[{STATUS_COLOURS[decision.status]}]{decision.status.label}[/]",
            str(decision.step or ""),
            *counts,
            str(len(decision.contracts)) if counted else "",
        )
    return table


def verify(file: Path, settings: Settings) -> int:
    """Check one workbook and show its findings; give the exit code."""
    if not file.is_file():
        raise UsageFaultError(f"« {file} » n'est pas un fichier.")
    try:
        with _own_rules_faults():
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
