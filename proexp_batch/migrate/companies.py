"""A list of companies as CSV: one template for each, filled in with what the list says of it."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from proexp_batch.disk.names import titled
from proexp_batch.formats.grid import Grid
from proexp_batch.migrate.problems import SourceError, sentences
from proexp_batch.model.cells import is_empty
from proexp_batch.model.dossier import Dossier, Rows
from proexp_batch.model.findings import Hit
from proexp_batch.model.parameters import standard_parameters
from proexp_batch.model.privacy import HIDDEN, hide_nir
from proexp_batch.model.sheets import SHEETS
from proexp_batch.model.wording import typo
from proexp_batch.reading.headers import Header, find_header
from proexp_batch.reading.private import holds_nir
from proexp_batch.reading.values import parsers
from proexp_batch.rules.catalogue import CATALOGUE
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.schema import check
from proexp_batch.template.filled import filled
from proexp_batch.template.filled_cells import LONGEST_TEXT

_COMPANY = SHEETS["company"]
_USUAL = "entreprise"
_ENCODINGS = ("utf-8-sig", "cp1252")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = (";", ",", "\t")
_RULES = ("ENT-001", "ENT-002")
"""A wrong SIRET would go on being wrong in every deposit: such a row is refused."""


@dataclass(frozen=True, slots=True)
class Company:
    """A row of the list that can be used: its line in the file, the name of the workbook to make, its values."""

    line: int
    file: str
    values: Mapping[str, Any]

    def workbook(self) -> bytes:
        """The template filled in."""
        return filled({"company": [self.values]})


@dataclass(frozen=True, slots=True)
class CompanyList:
    """What a list holds: companies, French lines for the rows that cannot be used, headers that nothing has."""

    companies: tuple[Company, ...]
    refused: tuple[str, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: list[str]


def read_companies(data: bytes) -> CompanyList:
    """Read a list of companies: a CSV file with `;`, `,` or tabs, in UTF-8 or in Windows's western encoding.

    The headers are those of the sheet Entreprise, in any of the spellings that the reader knows.

    Raises:
        SourceError: the file is empty, no text, or has no known headers.
    """
    lines, header = _table(_decoded(data))
    found: list[tuple[int, dict[str, Any]]] = []
    refused: dict[int, str] = {}
    seen: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(lines[header.row + 1 :]):
        if not any(map(str.strip, line.cells)):
            continue
        values, reason = _read_line(line, lines[header.row].cells, header, number)
        first = seen.setdefault(tuple(line.cells), line.number)
        if reason is None and first != line.number:
            reason = f"elle répète la ligne {first}. Supprimez l'une des deux."
        if reason is not None:
            refused[line.number] = reason
        else:
            found.append((line.number, values))
    refused |= _wrong_numbers([entry for entry in found if entry[1].get("siret")])
    kept = [entry for entry in found if entry[0] not in refused]
    names = file_names(str(values["name"]) for _, values in kept)
    companies = tuple(Company(line, name, values) for (line, values), name in zip(kept, names, strict=True))
    if not companies and not refused:
        raise SourceError("Cette liste n'a aucune ligne sous ses en-têtes. Ajoutez une ligne par entreprise.")
    said = tuple(typo(f"Ligne {number} : {reason}") for number, reason in sorted(refused.items()))
    return CompanyList(companies, said, _ignored(lines[header.row].cells, header))


def file_names(companies: Iterable[str]) -> Iterator[str]:
    """The name of each company's workbook, without a social security number."""
    return titled((hide_nir(company).replace(HIDDEN, " ") for company in companies), _USUAL, ".xlsx")


def _decoded(data: bytes) -> str:
    if not data.strip():
        raise SourceError("Cette liste est vide. Mettez une ligne d'en-têtes, puis une ligne par entreprise.")
    for encoding in ("utf-16",) if data.startswith(_UTF_16) else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SourceError(
        "Ce fichier n'est pas un texte. Dans votre tableur : Enregistrer sous, format « CSV UTF-8 », puis recommencez."
    )


def _table(text: str) -> tuple[list[_Line], Header]:
    """The rows of the list and its header, cut by the sign that makes the most headers known."""
    best: tuple[list[_Line], Header] | None = None
    fault = ""
    for delimiter in _DELIMITERS:
        try:
            lines = list(_lines(text, delimiter))
        except csv.Error:
            fault = " Un guillemet ouvert n'y est peut-être jamais fermé."
            continue
        header = find_header(Grid([list(line.cells) for line in lines]), _COMPANY)
        if header is not None and (best is None or len(header.columns) > len(best[1].columns)):
            best = lines, header
    if best is None or "name" not in best[1].columns:
        wanted = ", ".join(_COMPANY.columns[name].label for name in ("name", "siret", "opco"))
        raise SourceError(
            typo(
                f"Les en-têtes de cette liste ne sont pas reconnus.{fault} Écrivez sur la première ligne au moins deux "
                f"en-têtes de la feuille Entreprise du modèle, dont « {_COMPANY.columns['name'].label} » : {wanted}…"
            )
        )
    return best


def _lines(text: str, delimiter: str) -> Iterator[_Line]:
    """The rows with the line of the file on which each one begins: a quoted text may go over several."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    for cells in rows:
        yield _Line(begins, cells)
        begins = rows.line_num + 1


def _read_line(
    line: _Line, headers: Sequence[str], header: Header, number: int
) -> tuple[dict[str, Any], str | None]:
    """The values of a row by field, or the reason why it cannot be used."""
    if any(not is_empty(cell) for cell in line.cells[len(headers) :]):
        return {}, (
            "elle a plus de cellules que la ligne d'en-têtes. Mettez entre guillemets les textes où se trouve "
            "le signe qui sépare les colonnes."
        )
    values: dict[str, Any] = {}
    hits: list[Hit] = []
    for name, position in header.columns.items():
        raw = line.cells[position] if position < len(line.cells) else ""
        column = _COMPANY.columns[name]
        if is_empty(raw):
            continue
        if holds_nir(raw):
            hits.append(Hit("LEC-010", number, _COMPANY.key))
            continue
        if len(raw) > LONGEST_TEXT:
            return (
                {},
                f"le texte de « {column.label} » est trop long pour une cellule d'Excel. Raccourcissez-le.",
            )
        parsed = parsers(_COMPANY, False)[name](raw)
        if parsed.value is None and parsed.code is not None:
            shown = {"label": column.label, **parsed.values}
            hits.append(Hit(parsed.code, number, _COMPANY.key, None, name, None, shown))
        values[name] = parsed.value
    if hits:
        return {}, " ".join(sentences(Dossier(PurePosixPath("liste"), ""), hits))
    if values.get("name") is None:
        return {}, f"« {_COMPANY.columns['name'].label} » est vide. Écrivez le nom de l'entreprise."
    return values, None


def _wrong_numbers(found: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[int, str]:
    """The reason for each line whose SIRET cannot be one, as the rules on dossiers say it."""
    dossiers = [
        Dossier(
            PurePosixPath(str(line)),
            "",
            sheets={
                "company": Rows("company", _COMPANY.title, 1, {"siret": 0}, {}, [1], *_one(values["siret"]))
            },
        )
        for line, values in found
    ]
    if not dossiers:
        return {}
    hits = check(
        Batch(dossiers, standard_parameters(), dt.date.today()), [CATALOGUE[code] for code in _RULES]
    )
    return {
        found[hit.dossier][0]: f"SIRET. {' '.join(sentences(dossiers[hit.dossier], [hit]))}"
        for hit in reversed(hits)
    }


def _one(siret: str) -> tuple[dict[str, list[Any]], dict[str, list[bool]]]:
    return {"siret": [siret]}, {"siret": [True]}


def _ignored(headers: Sequence[str], header: Header) -> tuple[str, ...]:
    """The headers that no line of the sheet Entreprise has."""
    known = set(header.columns.values())
    return tuple(
        " ".join(text.split()) for at, text in enumerate(headers) if at not in known and not is_empty(text)
    )
