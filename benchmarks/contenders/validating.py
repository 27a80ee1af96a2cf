"""frictionless, which only infers the types of the sheets and validates them: nothing is marked and nothing written."""

from pathlib import Path

from frictionless import Dialect, Resource, formats, system

SHEETS = ("Apprenants", "Compétences", "Modules", "Évaluations", "Tuteurs", "Pièces")


def run(deposit: Path, output: Path) -> None:
    """Validate the sheets of every workbook of a deposit."""
    with system.use_context(trusted=True):
        for path in sorted(deposit.glob("*.xlsx")):
            for sheet in SHEETS:
                validate(path, sheet)


def validate(path: Path, sheet: str) -> bool:
    """Infer and validate one sheet, whose headers stand in the second row; say whether it is valid."""
    dialect = Dialect(header_rows=[2], controls=[formats.ExcelControl(sheet=sheet)])
    valid: bool = Resource(path=str(path), dialect=dialect).validate().valid
    return valid
