"""`modele`: the empty template, templates filled in from what one has, an old workbook moved into today's."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import typer

from proexp_batch.cli.errors import UnfinishedError
from proexp_batch.cli.sheltered import TooMuchError, migrate, prefill
from proexp_batch.disk.files import write_whole
from proexp_batch.formats.registry import endings
from proexp_batch.formats.xlsx.recognition import Xlsx
from proexp_batch.model.findings import ranges
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import listing, plural, typo

if TYPE_CHECKING:
    from proexp_batch.migrate.companies import Company
    from proexp_batch.migrate.migration import Migrated
    from proexp_batch.template.filled import Leftover

TEMPLATE_NAME = "dossier_proexp.xlsx"
COMPANIES_FOLDER = "dossiers_proexp"
SOMETHING_REFUSED = 1

_LISTS = (".csv", ".txt", ".tsv")
_SHOWN = 20


def write_template(file: Path | None, replace: bool) -> int:
    """Write the empty template."""
    from proexp_batch.template.workbook import template

    target = _target(file, TEMPLATE_NAME, replace)
    _write(target, template())
    typer.echo(f"Modèle écrit : {target}")
    return 0


def write_prefilled(source: Path, file: Path | None, replace: bool) -> int:
    """Write templates filled in from an earlier deposit, or from a list of companies; give the exit code."""
    if source.suffix.lower() in _LISTS:
        return _write_companies(source, file, replace)
    _require_workbook(source, "--prerempli", (*Xlsx.endings, ".csv"))
    return _write_from_deposit(source, file, replace)


def write_migrated(old: Path, file: Path | None, replace: bool) -> int:
    """Write an older workbook into the template of today and tell what found no place; give the exit code."""
    from proexp_batch.migrate.problems import SourceError
    from proexp_batch.model.sheets import TEMPLATE_VERSION

    _require_workbook(old, "--migrer", Xlsx.endings)
    data = _content(old)
    try:
        result = migrate((data, PurePosixPath(old.name)))
    except (SourceError, TooMuchError) as error:
        return _refuse(old, str(error))
    if result.is_current and not replace:
        typer.echo(
            typo(
                f"« {old.name} » est déjà dans la version {TEMPLATE_VERSION} du modèle : il n'y a rien à faire. "
                "Pour le récrire quand même dans un modèle neuf, ajoutez --remplacer."
            )
        )
        return 0
    name = f"{old.stem} (modèle {TEMPLATE_VERSION}).xlsx"
    target = _target(old.with_name(name) if file is None else file, name, replace)
    if target.exists() and target.samefile(old):
        raise typer.BadParameter(
            typo(f"« {target} » est l'ancien classeur, qui doit rester. Donnez un autre nom au nouveau.")
        )
    _write(target, result.content)
    _tell_migration(result, target)
    return 0


def _write_from_deposit(source: Path, file: Path | None, replace: bool) -> int:
    from proexp_batch.migrate.problems import SourceError

    data = _content(source)
    target = _target(file, TEMPLATE_NAME, replace)
    try:
        result = prefill((data, PurePosixPath(source.name)))
    except (SourceError, TooMuchError) as error:
        return _refuse(source, str(error))
    _write(target, result.content)
    typer.echo(f"Modèle prérempli écrit : {target}")
    counts = ", ".join(f"{title} {count}" for title, count in result.counts.items())
    typer.echo(typo(f"Lignes reprises : {counts}. Relisez-les, puis complétez le reste."))
    if result.unread:
        cells = plural(
            len(result.unread), "cellule illisible laissée vide", "cellules illisibles laissées vides"
        )
        typer.echo(typo(f"{cells} : {listing(list(result.unread), _SHOWN)}."))
    return 0


def _write_companies(source: Path, folder: Path | None, replace: bool) -> int:
    from proexp_batch.migrate.companies import read_companies
    from proexp_batch.migrate.problems import SourceError

    folder = folder or Path(COMPANIES_FOLDER)
    if folder.exists() and not folder.is_dir():
        raise typer.BadParameter(
            typo(f"« {folder} » n'est pas un dossier. Pour une liste, donnez un dossier.")
        )
    data = _content(source)
    try:
        companies = read_companies(data)
    except SourceError as error:
        return _refuse(source, str(error))
    if companies.ignored:
        typer.echo(typo(f"Colonnes non reprises : {listing(list(companies.ignored), _SHOWN)}."))
    refused, failed = list(companies.refused), 0
    for company in companies.companies:
        if (folder / company.file).exists() and not replace:
            refused.append(
                typo(
                    f"Ligne {company.line} : « {folder / company.file} » existe déjà. "
                    "Choisissez un autre dossier, ou ajoutez --remplacer."
                )
            )
        elif not _wrote(folder, company):
            failed += 1
    for sentence in refused:
        typer.echo(sentence, err=True)
    written = len(companies.companies) - failed - (len(refused) - len(companies.refused))
    said = plural(written, "modèle prérempli écrit", "modèles préremplis écrits")
    typer.echo(typo(f"{said} dans {folder} ; {plural(len(refused), 'ligne refusée', 'lignes refusées')}."))
    if failed:
        raise UnfinishedError(
            typo(
                f"{plural(failed, 'modèle')} à écrire de nouveau : corrigez ce qui est dit ci-dessus, puis recommencez."
            )
        )
    return SOMETHING_REFUSED if refused else 0


def _wrote(folder: Path, company: "Company") -> bool:
    """Write the workbook of a company; where that fails, say so and let the others go on."""
    try:
        write_whole(folder / company.file, company.workbook())
    except OSError as error:
        typer.echo(
            typo(f"Ligne {company.line} : « {folder / company.file} » n'a pas pu être écrit : {why(error)}."),
            err=True,
        )
        return False
    return True


def _tell_migration(result: "Migrated", target: Path) -> None:
    typer.echo(f"Classeur repris dans le modèle : {target}")
    came_from = f"version {result.version}" if result.version else "un modèle sans version"
    values = plural(result.values, "valeur reprise", "valeurs reprises")
    typer.echo(typo(f"Venu de : {came_from}. {values}."))
    if not result.leftovers:
        typer.echo("Tout a trouvé sa place.")
        return
    count = plural(len(result.leftovers), "élément n'a", "éléments n'ont")
    typer.echo(
        typo(f"{count} pas de place dans le modèle ; la feuille « Sans place » du classeur les garde :")
    )
    for line in _lines(result.leftovers):
        typer.echo(line)


def _lines(leftovers: "Sequence[Leftover]") -> list[str]:
    """What found no place: where and why. The values themselves, perhaps personal, stay in the workbook."""
    alike: dict[tuple[str, str, str], list[Leftover]] = {}
    for leftover in leftovers:
        alike.setdefault((leftover.sheet, leftover.header, leftover.reason), []).append(leftover)
    lines = []
    for (sheet, header, reason), found in alike.items():
        cells = ranges(tuple(leftover.cell for leftover in found if leftover.cell))
        what = f"{sheet} {cells}" if cells else listing([str(leftover.value) for leftover in found])
        lines.append(typo(f"- {what}{f' « {header} »' if header else ''} : {reason}"))
    if len(lines) > _SHOWN:
        more = plural(len(lines) - _SHOWN, "autre groupe de cellules", "autres groupes de cellules")
        lines[_SHOWN:] = [typo(f"- … et {more}, dans la feuille « Sans place »")]
    return lines


def _target(file: Path | None, name: str, replace: bool) -> Path:
    """The file to write: in a folder under the usual name, with its ending, and never over another by mistake."""
    target = Path(name) if file is None else file
    if target.is_dir():
        target = target / name
    if target.suffix.lower() in endings().union(_LISTS) - {".xlsx"}:
        raise typer.BadParameter(typo(f"« {target} » doit se terminer par .xlsx."))
    if target.suffix.lower() != ".xlsx":
        target = target.with_name(f"{target.name}.xlsx")
    if target.exists() and not replace:
        raise typer.BadParameter(
            f"« {target} » existe déjà. Choisissez un autre nom, ou ajoutez --remplacer."
        )
    return target


def _require_workbook(source: Path, option: str, endings: Sequence[str]) -> None:
    if source.suffix.lower() not in endings:
        raise typer.BadParameter(
            typo(f"{option} attend un fichier {' ou '.join(endings)} ; « {source.name} » n'en est pas un.")
        )


def _content(source: Path) -> bytes:
    if not source.exists():
        raise typer.BadParameter(typo(f"« {source} » n'existe pas."))
    if not source.is_file():
        raise typer.BadParameter(typo(f"« {source} » n'est pas un fichier."))
    try:
        return source.read_bytes()
    except OSError as error:
        raise UnfinishedError(
            typo(
                f"« {source} » ne peut pas être lu : {why(error)}. "
                "Fermez-le s'il est ouvert ailleurs, ou vérifiez ses droits."
            )
        ) from None


def _write(target: Path, content: bytes) -> None:
    try:
        write_whole(target, content)
    except OSError as error:
        raise UnfinishedError(
            typo(
                f"« {target} » n'a pas pu être écrit : {why(error)}. Fermez-le s'il est ouvert dans le tableur, "
                "ou choisissez un autre dossier."
            )
        ) from None


def _refuse(source: Path, sentence: str) -> int:
    typer.echo(typo(f"« {source.name} » : {sentence}"), err=True)
    return SOMETHING_REFUSED
