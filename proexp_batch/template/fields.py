"""What goes with a column of the template: its note, its drop-down list, the check of what is typed."""

from typing import Any

from xlsxwriter.utility import xl_range_abs
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from proexp_batch.model.columns import Column
from proexp_batch.model.pages import LISTS_TITLE
from proexp_batch.model.sheets.choices import STEPS
from proexp_batch.model.wording import typo


class Lists:
    """The hidden sheet of choices: one column and one defined name per list."""

    def __init__(self, workbook: Workbook, page: Worksheet) -> None:
        self._workbook = workbook
        self._page = page
        self._names: dict[tuple[str, ...], str] = {}
        page.hide()

    def name(self, column: Column) -> str:
        """The defined name of the list a column draws from, written on first use."""
        offered = column.kind.drop_down(column)
        if offered.labels not in self._names:
            name = f"liste_{offered.name}"
            if name in self._names.values():
                name = f"{name}_{len(self._names) + 1}"
            self._write(name, offered.title, offered.labels)
            self._names[offered.labels] = name
        return self._names[offered.labels]

    def place(self, column: Column, rank: int | None = None) -> str:
        """Where the choices of a column stand on the hidden sheet, or one of them, counted from 1."""
        self.name(column)
        index = list(self._names).index(labels_of(column))
        first, last = (rank, rank) if rank else (1, len(labels_of(column)))
        return f"{LISTS_TITLE}!{xl_range_abs(first, index, last, index)}"

    def _write(self, name: str, title: str, labels: tuple[str, ...]) -> None:
        index = len(self._names)
        self._page.set_column(index, index, max(map(len, (title, *labels))) + 2)
        self._page.write_string(0, index, title)
        for row, label in enumerate(labels, start=1):
            self._page.write_string(row, index, label)
        self._workbook.define_name(name, f"={LISTS_TITLE}!{xl_range_abs(1, index, len(labels), index)}")


def labels_of(column: Column) -> tuple[str, ...]:
    """The words one can choose from in a column, none if it is free."""
    return column.kind.drop_down(column).labels


def when_required(column: Column) -> str:
    """The sentence that says from which step a column is required; empty if it never is."""
    if column.required_from is None:
        return ""
    step = next(step.label for step in STEPS if step.code == str(column.required_from))
    due = f", {column.due_in_words}" if column.due_in_words else ""
    return typo(f"Obligatoire à partir de l'étape « {step} »{due}.")


def note(column: Column) -> str:
    """The text of a header's note: help, when it is required, and the choices."""
    optional = "" if column.starred else typo("Sans étoile : à remplir seulement si le cas se présente.")
    parts = list(filter(None, (column.help, when_required(column) or optional)))
    if labels := labels_of(column):
        parts.append("\n".join([typo("Choix possibles :"), *(f"- {label}" for label in labels)]))
    return "\n\n".join(parts)


def validation(column: Column, lists: Lists) -> dict[str, Any] | None:
    """The check of what is typed, as XlsxWriter's options; it warns and lets people go on.

    A hard stop would refuse spellings that the software understands, and would not stop what is pasted.
    """
    check = column.kind.validation(column)
    if check is None:
        return None
    rule = {"validate": check.validate, **check.criteria}
    if check.validate == "list":
        rule["source"] = f"={lists.name(column)}"
    message = f"{check.sentence} Garder quand même ce que vous avez écrit ?"
    # Excel refuses longer titles.
    title = column.label if len(column.label) <= 32 else f"{column.label[:31]}…"
    return {**rule, "error_type": "warning", "error_title": typo(title), "error_message": typo(message)}
