"""One more kind of file, declared in one place: it is found, read, and answered like any other."""

import io
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import openpyxl
import pytest

from proexp_batch.disk.collect import collect
from proexp_batch.engines.worker import Tell
from proexp_batch.formats.format import Private
from proexp_batch.formats.grid import Grid
from proexp_batch.formats.refusals import UnreadableFileError
from proexp_batch.formats.registry import FORMATS, endings, opened, recognised
from proexp_batch.pipeline import chunks, first_half, second_half
from proexp_batch.pipeline.jobs import Checked, CheckJob, Result, WriteJob
from proexp_batch.watch.scan import scan
from tests.foreign.making import reports

CONTENT = "#tableau Apprenants\nNuméro de contrat\tNom\tPrénom\nPE-1\tMartin\tZoé\n"


class TableSource:
    """The only sheet of a text, whose title stands in its first line."""

    hidden = ()
    from_1904 = False

    def __init__(self, text: str) -> None:
        first, *lines = text.splitlines()
        self.titles = (first.removeprefix("#tableau "),)
        self._grid = Grid([list(line.split("\t")) for line in lines])

    def grids(self, titles: Iterable[str], rows: int | None = None) -> dict[str, Grid]:
        return {title: self._grid.head(rows) for title in titles}

    def private(self) -> Private:
        return Private(self.titles)


class Table:
    """Text with tabulators."""

    endings: tuple[str, ...] = (".tableau",)
    rare_endings: tuple[str, ...] = (".tbl",)
    ending_tells = True
    takes_marks = False

    def recognises(self, data: bytes) -> bool:
        return data.startswith(b"#tableau ")

    def open(self, data: bytes) -> TableSource:
        try:
            return TableSource(data.decode("utf-8"))
        except UnicodeDecodeError:
            raise UnreadableFileError("FIC-003") from None


def check_with_tables(job: CheckJob, tell: Tell) -> Checked:
    """The first half of the work, in a worker that knows the format too."""
    FORMATS.insert(0, Table())
    return first_half.check_chunk(job, tell)


def write_with_tables(job: WriteJob, tell: Tell) -> list[Result]:
    """The second half, in the same way."""
    FORMATS.insert(0, Table())
    return second_half.write_chunk(job, tell)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    monkeypatch.setattr(chunks, "_check", check_with_tables)
    monkeypatch.setattr(chunks, "_write", write_with_tables)
    added = Table()
    FORMATS.insert(0, added)
    yield added
    FORMATS.remove(added)


def test_a_deposited_file_of_it_is_read_and_answered(table: Table, tmp_path: Path) -> None:
    deposit = tmp_path / "depot"
    deposit.mkdir()
    (deposit / "Atelier.tableau").write_text(CONTENT, "utf-8")
    (deposit / "lisez-moi.txt").write_text("bonjour", "utf-8")
    assert [str(found.file) for found in collect([deposit], tmp_path).files] == ["Atelier.tableau"]
    assert [seen.key for seen in scan(deposit).files] == ["Atelier.tableau"]
    [entry] = reports([deposit], tmp_path / "sortie").values()
    assert (entry["file"], entry["status"]) == ("Atelier.tableau", "to_correct")
    workbook = openpyxl.load_workbook(io.BytesIO((tmp_path / "sortie" / entry["annotated"]).read_bytes()))
    assert "Votre fichier .tableau a été recopié" in " ".join(
        str(cell.value).replace("\u00a0", " ") for row in workbook["Contrôle"].iter_rows() for cell in row
    )
    assert "Martin" in {cell.value for row in workbook["Apprenants"].iter_rows() for cell in row}


def test_a_file_with_its_ending_that_is_none_is_damaged(table: Table) -> None:
    for content, code in (
        (b"\1bonjour", "FIC-003"),
        (b"bonjour", "FIC-013"),
        (b"#tableau \xff", "FIC-003"),
        (b"", "FIC-005"),
    ):
        with pytest.raises(UnreadableFileError) as refusal:
            opened(content, PurePosixPath("Atelier.tableau"))
        assert refusal.value.code == code


def test_its_content_tells_it_under_any_name(table: Table) -> None:
    assert recognised(CONTENT.encode(), PurePosixPath("dossier.xlsx")) is table


def test_without_it_the_file_is_refused_with_its_ending() -> None:
    assert ".tableau" not in endings()
    with pytest.raises(UnreadableFileError) as refusal:
        opened(CONTENT.encode(), PurePosixPath("Atelier.tableau"))
    assert (refusal.value.code, refusal.value.values) == ("FIC-004", {"extension": ".tableau"})
