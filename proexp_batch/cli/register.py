"""`registre`: what arrived, when, and what came of it; the history of one dossier."""

import csv
import datetime as dt
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from rich.markup import escape
from rich.text import Text

from proexp_batch import __version__
from proexp_batch.cli import terminal
from proexp_batch.cli.colours import STATUS_COLOURS
from proexp_batch.cli.errors import UsageFaultError
from proexp_batch.cli.fitting import Column, fitted
from proexp_batch.cli.options import shape_of
from proexp_batch.cli.places import opened
from proexp_batch.decision.facts import Status
from proexp_batch.documents.catalogue import of_dossier, words_of
from proexp_batch.documents.papers.paper import Paper
from proexp_batch.documents.report import since_as_plain
from proexp_batch.model.findings import Severity
from proexp_batch.model.wording import date, fold, plural, printable, typo
from proexp_batch.register import Deposit, Register, Standing

FORMATS = ("table", "json", "csv")
SHOWN = 50
"""Deposits in a table, unless a number is asked for."""

_COLUMNS = (
    Column("N°"),
    Column("Traité le", last_out=1),
    Column("Fichier"),
    Column("Statut"),
    Column("Version", first_out=3),
    Column("Étape", first_out=2),
    Column("Contrats", first_out=1),
)
_CSV_COLUMNS = {
    "numero": "id",
    "recu": "received",
    "traite": "processed",
    "fichier": "file",
    "statut": "status",
    "etape": "step",
    "entreprise": "company",
    "contrats": "contracts",
    "dossier": "dossier_id",
    "version": "version",
    "premier_depot": "first_id",
    "bloquants": "blocking",
    "avertissements": "warnings",
    "informations": "information",
    "rendus": "outputs",
    "archive": "archived",
    "taille": "size",
    "empreinte": "sha256",
}
"""The columns of the CSV, and the field of a deposit that each one shows; `rendus` stands for one for each output."""

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deposits are wanted, in the words of people; days are those of universal time."""

    since: dt.date | None = None
    until: dt.date | None = None
    status: str | None = None
    text: str | None = None
    limit: int | None = None

    def pick(self, register: Register, limit: int | None) -> list[Deposit]:
        """The deposits, the latest first; raises `UsageFaultError` where a status is not known."""
        status = None if self.status is None else _status(self.status)
        return register.deposits(
            since=self.since, until=self.until, status=status, text=self.text, limit=limit
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What the history of a dossier tells of a deposit besides: its findings (`Register.codes`) and attestations."""

    codes: Sequence[tuple[str, str, str | None, str | None]]
    attestations: Sequence[Standing]


def show_register(path: Path, output: Path, wanted: Wanted, shape: str) -> int:
    """Show deposits in one of `FORMATS`; give the exit code."""
    shape = shape_of(shape, FORMATS)
    with opened(path, output) as register:
        if shape == "table":
            limit = wanted.limit or SHOWN
            found = wanted.pick(register, limit + 1)
            _show_list(found[:limit], more=len(found) > limit)
            return 0
        found = wanted.pick(register, wanted.limit)
    _print_data(found, shape)
    return 0


def show_history(path: Path, output: Path, text: str, shape: str) -> int:
    """Show all deposits of the dossiers that a text names; give the exit code, 1 if there are none."""
    shape = shape_of(shape, FORMATS)
    with opened(path, output) as register:
        found = _history(register, text.strip())
        told = {one.id: Told(register.codes(one.id), register.attestations(one.id)) for one in found}
    if shape != "table":
        _print_data(found, shape, told)
    elif not found:
        print(typo(f"Le registre ne connaît rien sous « {text} »."), file=sys.stderr)
    else:
        _show_history(found, told)
    return 0 if found else 1


def csv_columns() -> dict[str, str]:
    """The columns of the CSV, and the key of the plain data of a deposit that each one shows."""
    outputs = {document.column: document.kind for document in of_dossier() if not isinstance(document, Paper)}
    return {
        name: key
        for column, field in _CSV_COLUMNS.items()
        for name, key in (outputs.items() if field == "outputs" else [(column, field)])
    }


def csv_text(deposits: Iterable[Deposit]) -> str:
    """Deposits for a French Excel: `;` between, a byte order mark before; no text can be taken for a formula."""
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, delimiter=";", lineterminator="\n")
    columns = csv_columns()
    writer.writerow(columns)
    for deposit in map(as_dict, deposits):
        writer.writerow([_cell(deposit[key], key) for key in columns.values()])
    return file.getvalue()


def as_dict(deposit: Deposit) -> dict[str, Any]:
    """A deposit as plain data: the path of each output under its kind, `None` where there is none.

    Under the kind of a document with a file for each contract, the paths of these stand by what tells them apart.
    """
    told = asdict(deposit)
    outputs: dict[str, str] = told.pop("outputs")
    told["since"] = None if deposit.since is None else since_as_plain(deposit.since)
    for document in of_dossier():
        told[document.kind] = {} if document.has_labels else outputs.get(document.kind)
    for key, path in outputs.items():
        kind, _, label = key.partition("/")
        if label or isinstance(told.get(kind), dict):
            told[kind] = {**(told.get(kind) or {}), label: path}
        else:
            told[kind] = path
    return told


def _as_plain(standing: Standing) -> dict[str, Any]:
    plain = {name: value or None for name, value in asdict(standing).items()}
    days = {name: day.isoformat() for name in ("received", "day") if (day := getattr(standing, name))}
    return {**plain, **days, "others": list(standing.others)}


def _cell(value: object, field: str) -> object:
    match field, value:
        case _, None:
            return ""
        case _, int():
            return value
        case (("received" | "processed"), _):
            return _local(str(value), "%d/%m/%Y %H:%M:%S")
        case "status", _:
            return _label(str(value))
        case "contracts", tuple():
            return _harmless(", ".join(str(one) for one in value))
    return _harmless(str(value))


def _harmless(text: str) -> str:
    """A spreadsheet program takes a cell that begins so for a formula: it is made a text, on one line."""
    line = printable(_CONTROLS.sub(" ", text))
    return f"'{line}" if line != text or line.lstrip().startswith(_FORMULA) else line


def _print_data(deposits: Sequence[Deposit], shape: str, told: Mapping[int, Told] | None = None) -> None:
    if shape == "csv":
        print(csv_text(deposits), end="")
        return
    documents: list[dict[str, Any]] = []
    for one in deposits:
        document = as_dict(one)
        if told is not None:
            names = ("code", "severity", "sheet", "cell")
            document["findings"] = [dict(zip(names, found, strict=True)) for found in told[one.id].codes]
            document["attested"] = [_as_plain(standing) for standing in told[one.id].attestations]
        documents.append(document)
    print(terminal.json_text({"version": __version__, "deposits": documents}))


def _history(register: Register, text: str) -> list[Deposit]:
    found = (register.history(text) or register.history(text.upper())) if text else []
    if found or not text:
        return found
    # A file in a folder of the deposit, named without the folder; a SIRET as people write it.
    bare = "".join(text.split())
    if bare != text and bare.isdecimal():
        return register.history(bare)
    if (standing := register.standing(text)) is not None:
        return register.history(standing.contract)
    same = [
        one
        for one in register.deposits(text=text)
        if PurePosixPath(one.file).name.casefold() == text.casefold()
    ]
    merged = {found.id: found for one in same for found in register.history(one.file)}
    return [merged[number] for number in sorted(merged)]


def _show_list(deposits: Sequence[Deposit], more: bool) -> None:
    console = terminal.console()
    if not deposits:
        print("Aucun dépôt ne correspond.")
        return
    if console.is_terminal:
        table = fitted(_COLUMNS, [_row(one) for one in deposits], "Fichier", console.width)
        console.print(table)
    else:
        for one in deposits:
            print(typo(_line(one)))
    if more:
        print(typo(f"Seuls les {plural(len(deposits), 'dernier')} : --limite en montre plus."))


def _row(one: Deposit) -> list[Text]:
    texts = (str(one.version or ""), str(one.step or ""), ", ".join(one.contracts))
    status = Text.from_markup(_coloured(one.status))
    return [Text(str(one.id)), Text(_local(one.processed)), Text(one.file), status, *map(Text, texts)]


def _line(one: Deposit) -> str:
    parts = [f"n° {one.id}", _local(one.processed), f"{one.file} : {_label(one.status)}"]
    if one.first_id is not None:
        parts[-1] += f" du n° {one.first_id}"
    if one.version is not None:
        parts.append(f"version {one.version}")
    if one.step is not None:
        parts.append(f"étape {one.step}")
    if one.contracts:
        parts.append(f"{'contrats' if len(one.contracts) > 1 else 'contrat'} {' '.join(one.contracts)}")
    return ", ".join(parts)


def _show_history(deposits: Sequence[Deposit], told: Mapping[int, Told]) -> None:
    console = terminal.console()
    dossiers = {one.dossier_id for one in deposits if one.dossier_id is not None}
    said = plural(len(deposits), "dépôt")
    console.print(typo(f"{said}, {plural(len(dossiers), 'dossier')}."), highlight=False)
    for one in deposits:
        console.print()
        version = f", version {one.version}" if one.version is not None else ""
        head = f"N° {one.id}{version}, traité le {_local(one.processed)}"
        console.print(f"[bold]{escape(typo(head))}[/]", highlight=False, soft_wrap=True)
        for label, value in _facts(one, told[one.id]):
            console.print(escape(typo(f"  {label} : {value}")), highlight=False, soft_wrap=True)


def _facts(one: Deposit, told: Told) -> Iterable[tuple[str, str]]:
    yield "Fichier", one.file
    yield "Reçu le", _local(one.received)
    status = _label(one.status)
    yield "Statut", f"{status} du n° {one.first_id}" if one.first_id is not None else status
    facts = [
        ("Entreprise", one.company),
        ("Étape", one.step),
        ("Contrats", ", ".join(one.contracts)),
        ("Constats", _counted(told.codes)),
        *([(one.since.title, one.since.counts)] if one.since is not None else []),
        *((_titled(words_of(key)[0]), path) for key, path in one.outputs.items()),
        ("Archive", one.archived),
        ("Empreinte", one.sha256),
    ]
    yield from ((label, str(value)) for label, value in facts if value)
    for standing in told.attestations:
        yield f"Attestation {standing.number}", _standing(standing)


def _standing(one: Standing) -> str:
    """`code ABCD, remplacée le 05/04/2023 par AFF-…`."""
    parts = [f"code {one.code}"] if one.code else []
    day = f" le {date(one.day)}" if one.day else ""
    by = f" par {one.by}" if one.by else ""
    reason = f" ({one.reason})" if one.reason else ""
    return ", ".join([*parts, f"{one.state.label}{day}{by}{reason}"])


def _titled(words: str) -> str:
    return words[0].upper() + words[1:]


def _counted(codes: Sequence[tuple[str, str, str | None, str | None]]) -> str:
    """`2 bloquants (APP-004, APP-010), 1 avertissement (MOD-002 x 3)`."""
    parts = []
    for severity in Severity:
        counts = Counter(code for code, found, *_ in codes if found == severity.value)
        if counts:
            names = (f"{code} × {count}" if count > 1 else code for code, count in sorted(counts.items()))
            parts.append(f"{plural(counts.total(), severity.label)} ({', '.join(names)})")
    return ", ".join(parts)


def _coloured(status: str) -> str:
    colour = next((STATUS_COLOURS[one] for one in Status if one.value == status), "none")
    return f"[{colour}]{_label(status)}[/]"


def _label(status: str) -> str:
    return next((one.label for one in Status if one.value == status), status)


def _local(moment: str, form: str = "%d/%m/%Y %H:%M") -> str:
    return dt.datetime.fromisoformat(moment).astimezone().strftime(form)


def _status(name: str) -> Status:
    for status in Status:
        if fold(name) in (fold(status.label), fold(status.value)):
            return status
    labels = ", ".join(status.label for status in Status)
    raise UsageFaultError(typo(f"Statut inconnu : {name}. Les statuts sont : {labels}."))
