"""A correct dossier changed by hand, and what the whole program says of it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from proexp_batch.decision.decide import DossierFacts
from proexp_batch.disk.collect import DepositedFile
from proexp_batch.model.findings import Severity
from proexp_batch.settings.run import settings
from tests.making.checking import check_files
from tests.whole.places import DEPOSIT

SAMPLE = DEPOSIT / "Opco Atlas" / "Pixelande - 5 contrats.xlsx"
DAY = dt.date(2026, 11, 25)
OF_THE_SAMPLE = "APP-050"
"""What the sample is told in any case."""


def checked(folder: Path, change: Callable[[Workbook], None]) -> DossierFacts:
    """What is found in the sample once it is changed."""
    workbook = openpyxl.load_workbook(SAMPLE)
    change(workbook)
    path = folder / "dossier.xlsx"
    workbook.save(path)
    file = DepositedFile(path, PurePosixPath(path.name), PurePosixPath(path.stem))
    [facts], _ = check_files([file], settings(DAY))
    return facts


def said(facts: DossierFacts) -> list[tuple[str, str | None, str | None]]:
    """The code, the sheet and the cells of each finding that the sample itself does not have."""
    return [(one.code, one.sheet, one.cell) for one in facts.findings if one.code != OF_THE_SAMPLE]


def blocks(facts: DossierFacts) -> bool:
    return any(one.severity is Severity.BLOCKING for one in facts.findings)


def data_rows(page: Worksheet) -> list[int]:
    """The rows of a sheet of the template that hold data."""
    return [
        row
        for row in range(3, page.max_row + 1)
        if page.cell(row, 1).value and not str(page.cell(row, 1).value).startswith("EXEMPLE")
    ]
