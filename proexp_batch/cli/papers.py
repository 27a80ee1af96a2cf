"""`documents`: the papers of workbooks as PDF. `gabarits`: what they are laid out with, to be changed."""

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from rich.markup import escape

from proexp_batch.cli import terminal
from proexp_batch.cli.colours import STATUS_COLOURS
from proexp_batch.cli.errors import UnfinishedError, UsageFaultError
from proexp_batch.cli.own_faults import own_faults
from proexp_batch.decision.facts import Status
from proexp_batch.disk.files import make_folder, write_whole
from proexp_batch.disk.names import folded, safe_name, unique
from proexp_batch.documents.papers.ready import check_papers
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import fold, listing, plural, printable, typo
from proexp_batch.pipeline.alone import AloneJob, PaperFile, papers_alone
from proexp_batch.settings.papers import PAPERS
from proexp_batch.settings.run import Settings

_ALL = "tout"


def kinds_of(names: Sequence[str]) -> Iterable[str]:
    """The kinds of documents that people name; all where nobody names one.

    Raises:
        UsageFaultError: there is no such document.
    """
    for name in names:
        if fold(name) not in (*PAPERS, _ALL):
            known = listing([*PAPERS, _ALL])
            raise UsageFaultError(typo(f"Document inconnu : {name}. Les documents sont : {known}."))
    asked = {fold(name) for name in names} or {_ALL}
    return PAPERS.values() if _ALL in asked else [PAPERS[name] for name in asked]


def write_papers(files: Sequence[Path], output: Path, settings: Settings) -> int:
    """Make the papers of workbooks, write them into a folder and tell which; give the exit code."""
    for file in files:
        if not file.is_file():
            raise UsageFaultError(f"« {file} » n'est pas un fichier.")
    if output.exists() and not output.is_dir():
        raise UsageFaultError(f"« {output} » n'est pas un dossier.")
    with own_faults():
        check_papers(settings)
    taken: set[str] = set()
    written = 0
    everything = True
    for file in files:
        stem = unique(PurePosixPath(safe_name(file.stem)), lambda path: folded(path) in taken).name
        taken.add(folded(PurePosixPath(stem)))
        try:
            made, whole = _of(file, stem, output, settings)
        except OSError as error:
            raise UnfinishedError(typo(f"Les documents n'ont pas pu être écrits : {why(error)}.")) from error
        written += made
        everything = everything and whole
    terminal.console().print(
        escape(
            typo(f"{plural(written, 'document écrit', 'documents écrits')} dans « {output} »."),
        ),
        soft_wrap=True,
        highlight=False,
    )
    return 0 if everything else 1


def write_templates(folder: Path) -> int:
    """Write the templates of the papers into a folder and tell which; give the exit code."""
    from proexp_batch.documents.papers.own import export_templates

    if folder.exists() and not folder.is_dir():
        raise UsageFaultError(typo(f"« {folder} » n'est pas un dossier."))
    try:
        written, kept = export_templates(folder)
    except OSError as error:
        raise UnfinishedError(typo(f"Les gabarits n'ont pas pu être écrits : {why(error)}.")) from error
    console = terminal.console()
    console.print(
        typo(
            f"{plural(len(written), 'fichier écrit', 'fichiers écrits')} dans « {escape(printable(str(folder)))} »."
        ),
        highlight=False,
        soft_wrap=True,
    )
    for path in kept:
        console.print(
            typo(f"  {escape(path.name)} : déjà là, laissé tel quel"), highlight=False, soft_wrap=True
        )
    return 0


def _of(file: Path, stem: str, output: Path, settings: Settings) -> tuple[int, bool]:
    """Write the papers of a workbook; say how many there are, and whether its dossier is right."""
    with own_faults():
        decision, made = papers_alone(AloneJob(PurePosixPath(file.name), file.absolute(), settings))
    console = terminal.console()
    status = f"[{STATUS_COLOURS[decision.status]}]{decision.status.label}[/]"
    step = f", étape {decision.step}" if decision.step else ""
    console.print(typo(f"{escape(printable(file.name))} : {status}{step}"), highlight=False, soft_wrap=True)
    if decision.problem:
        console.print(escape(decision.problem), highlight=False, soft_wrap=True)
    papers = [one for one in made if isinstance(one, PaperFile)]
    if papers:
        make_folder(output)
    for one in made:
        if isinstance(one, PaperFile):
            name = f"{stem} - {one.name}"
            write_whole(output / name, one.content)
            console.print(f"  {escape(printable(name))}", highlight=False, soft_wrap=True)
        else:
            console.print(f"  {escape(one)}", highlight=False, soft_wrap=True)
    return len(papers), decision.status not in (Status.TO_CORRECT, Status.UNREADABLE)
