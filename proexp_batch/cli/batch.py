"""`traiter`: run the pipeline and tell people what came out."""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from proexp_batch.cli import terminal
from proexp_batch.cli.colours import STATUS_COLOURS
from proexp_batch.cli.errors import INTERRUPTED, UnfinishedError, UsageFaultError
from proexp_batch.cli.fitting import Column, fitted
from proexp_batch.cli.interruption import asked_to_stop
from proexp_batch.cli.own_faults import own_faults
from proexp_batch.cli.progress import shown_progress
from proexp_batch.decision.facts import DossierDecision, Status
from proexp_batch.disk.files import settled
from proexp_batch.documents.catalogue import of_batch
from proexp_batch.engines.engine import EngineError
from proexp_batch.engines.opening import opened
from proexp_batch.model.findings import Severity
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import left_aside, listing, number, own_left, plural, printable, typo
from proexp_batch.pipeline.outcome import Outcome
from proexp_batch.pipeline.resuming import StoppedError, stopped_in
from proexp_batch.pipeline.way import process
from proexp_batch.settings.engine import DASK, EngineChoice
from proexp_batch.settings.run import Settings, settled_rules

_SHOWN = 40
_NAMED = 5
"""Dossiers of a batch that was stopped that are named among those that are not written."""
_COLUMNS = (
    Column("Fichier"),
    Column("Statut"),
    Column("Étape", right=True, last_out=1),
    Column("Bloquants", right=True, last_out=2),
    Column("Avertiss.", right=True, first_out=3),
    Column("Infos", right=True, first_out=1),
    Column("Contrats", right=True, first_out=2),
)


def run_batch(
    deposits: Sequence[Path], output: Path, settings: Settings, choice: EngineChoice, resume: bool = False
) -> int:
    """Check deposits, write the results, show a table of the dossiers; give the exit code."""
    missing = [deposit for deposit in deposits if not deposit.exists()]
    if missing:
        raise UsageFaultError(f"« {missing[0]} » n'existe pas.")
    if output.exists() and not output.is_dir():
        raise UsageFaultError(f"« {output} » n'est pas un dossier.")
    try:
        with own_faults(), asked_to_stop() as stopping:
            outcome = _with_engine(
                deposits, output, settings, choice, partial(process, resume=resume, stopping=stopping)
            )
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        text = f"Le lot n'a pas pu être terminé : {why(error)}{where}."
        raise UnfinishedError(typo(f"{text}{_how_far(output)}")) from error
    except EngineError as error:
        raise UnfinishedError(typo(f"{error}{_how_far(output)}")) from error
    except (StoppedError, KeyboardInterrupt):
        far = _how_far(output)
        print(typo(f"Interrompu :{far}" if far else "Interrompu."), file=sys.stderr)
        return INTERRUPTED
    console = terminal.console()
    with outcome:
        if resume:
            console.print(typo(_resumed(outcome.run.resumed)), soft_wrap=True)
        _show(console, outcome, output)
        if not outcome.complete:
            return 3
        return 0 if outcome.accepted else 1


def _with_engine(
    deposits: Sequence[Path],
    output: Path,
    settings: Settings,
    choice: EngineChoice,
    work: Callable[..., Outcome],
) -> Outcome:
    if choice.name == DASK:
        # On all machines, the same paths must lead to the same files.
        deposits, output = [settled(deposit) for deposit in deposits], settled(output)
        settings = replace(settings, own_rules=settled_rules(settings.own_rules))
    with opened(choice, deposits, output) as engine, shown_progress() as tell:
        return work(deposits, output, settings, engine, tell)


def _how_far(output: Path) -> str:
    """What is written of a batch that was stopped, what is not, and how to go on; empty where there is nothing to resume."""
    stopped = stopped_in(output, _NAMED)
    if stopped is None:
        return ""
    written = plural(stopped.written, "dossier écrit", "dossiers écrits")
    said = [f"{written} sur {number(stopped.total, 0)}."]
    if stopped.others:
        more = stopped.total - stopped.written - len(stopped.others)
        names = [f"« {printable(str(file))} »" for file in stopped.others]
        said.append(f"Pas encore écrits : {listing([*names, *([plural(more, 'autre')] if more else [])])}.")
    of_the_batch = listing([f"{one.words[0]} ({one.name})" for one in of_batch()])
    said.append(f"Ne sont écrits qu'à la fin du lot : {of_the_batch}.")
    said.append("Ce qui est fait est gardé : pour continuer, relancez la même commande avec --reprendre.")
    return "".join(f" {sentence}" for sentence in said)


def _resumed(count: int | None) -> str:
    if count is None:
        return "Aucun traitement interrompu ne peut être repris ici : tout a été traité."
    if not count:
        return "Traitement repris ; aucun dossier n'était encore écrit."
    kept = plural(count, "dossier déjà écrit et inchangé n'a", "dossiers déjà écrits et inchangés n'ont")
    return f"Traitement repris ; {kept} pas été refait{'s' if count > 1 else ''}."


def _show(console: Console, outcome: Outcome, output: Path) -> None:
    if not outcome.results:
        console.print("Aucun classeur dans ce dépôt.")
    else:
        _show_dossiers(console, outcome.decisions)
        _show_counts(console, outcome)
    if outcome.run.ignored:
        console.print(typo(f"{left_aside(len(outcome.run.ignored))} (liste dans la synthèse)."))
    if outcome.run.own:
        text = f"{own_left(len(outcome.run.own))} (liste dans la synthèse)."
        console.print(typo(text), soft_wrap=True)
    for folder in outcome.run.closed:
        closed = f"Le dossier « {printable(str(folder))} » ne peut pas être lu : rien de ce qu'il contient n'a été contrôlé."
        console.print(f"[red]{escape(typo(closed))}[/]", highlight=False, soft_wrap=True)
    of_the_batch = [(document.words[0].capitalize(), document.name) for document in of_batch()]
    for label, name in (*of_the_batch, ("Dossiers annotés", "dossiers")):
        console.print(escape(typo(f"{label} : {output / name}")), highlight=False, soft_wrap=True)


def _show_dossiers(console: Console, decisions: Sequence[DossierDecision]) -> None:
    shown = decisions[:_SHOWN]
    if console.is_terminal:
        console.print(_dossiers_table(shown, console.width))
        for decision in shown:
            if decision.status is Status.UNREADABLE:
                console.print(escape(_dossier_line(decision)), highlight=False, soft_wrap=True)
    else:
        for decision in shown:
            print(_dossier_line(decision))
    if len(decisions) > _SHOWN:
        others = plural(len(decisions) - _SHOWN, "autre dossier", "autres dossiers")
        console.print(typo(f"… et {others} dans la synthèse."))


def _show_counts(console: Console, outcome: Outcome) -> None:
    """Show how many dossiers are in which state; then, of each one that could not be written, why."""
    counts: Counter[Status] = Counter()
    attested = unmade = 0
    failures: list[str] = []
    for decision, written in outcome.results:
        counts[decision.status] += 1
        attested += sum(contract.attestation is not None for contract in decision.contracts)
        unmade += len(written.unmade)
        if written.failure and len(failures) < _SHOWN:
            failures.append(f"{printable(str(decision.file))} : {written.failure}")
    said = ", ".join(status.counted(counts[status]) for status in Status if counts[status])
    dossiers = plural(counts.total(), "dossier")
    console.print(typo(f"{dossiers} : {said} ; {plural(attested, 'attestation')}."), soft_wrap=True)
    if unmade:
        several = plural(unmade, "document n'a pas pu être fait", "documents n'ont pas pu être faits")
        told = "la feuille Dossiers de la synthèse dit lesquels et pourquoi"
        console.print(typo(f"{several} : {told}."), highlight=False, soft_wrap=True)
    for failure in failures:
        console.print(f"[red]{escape(typo(failure))}[/]", highlight=False)


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


def _dossiers_table(decisions: Sequence[DossierDecision], width: int) -> Table:
    rows = []
    for decision in decisions:
        counted = decision.status not in (Status.UNREADABLE, Status.DUPLICATE)
        counts = [str(decision.count(severity)) if counted else "" for severity in Severity]
        texts = (str(decision.step or ""), *counts, str(len(decision.contracts)) if counted else "")
        file = Text(printable(str(decision.file)))
        rows.append([file, Text(decision.status.label, STATUS_COLOURS[decision.status]), *map(Text, texts)])
    return fitted(_COLUMNS, rows, _COLUMNS[0].title, width, "Dossiers")
