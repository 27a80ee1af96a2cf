"""The hours of a contract, planned and done, as its papers say them."""

from collections.abc import Iterator, Sequence
from typing import Annotated

import msgspec

from proexp_batch.decision.contents import Contract, Module
from proexp_batch.documents import phrases
from proexp_batch.documents.papers.common import UNSAID
from proexp_batch.model import wording
from proexp_batch.model.sheets import SHEETS


class HoursRow(
    msgspec.Struct,
    frozen=True,
    rename={"modality": "modalite", "planned": "prevue", "done": "realisee", "gap": "ecart"},
):
    """A row of the table of hours, its heads or its total."""

    modality: Annotated[str, msgspec.Meta(description="La modalité, ou « Total ».")]
    planned: Annotated[str, msgspec.Meta(description="Les heures prévues, avec leur unité.")]
    done: Annotated[str, msgspec.Meta(description="Les heures réalisées, avec leur unité.")]
    gap: Annotated[
        str, msgspec.Meta(description="L'écart, ou ce qui reste à faire tant que le contrat court.")
    ]


class Hours(msgspec.Struct, frozen=True, rename={"head": "entetes", "rows": "lignes"}):
    """Hours by modality, and in all."""

    head: Annotated[HoursRow, msgspec.Meta(description="Les en-têtes du tableau.")]
    rows: Annotated[tuple[HoursRow, ...], msgspec.Meta(description="Une ligne par modalité.")]
    total: Annotated[HoursRow, msgspec.Meta(description="La ligne du total.")]


def hours(contract: Contract, modules: Sequence[Module], is_over: bool) -> Hours:
    """The hours of a contract, given the modules of the dossier; of one that is over, as its attestation has them."""
    word = "Écart" if is_over else "Reste"
    rows = _over(contract, word) if is_over else _running(contract, modules, word)
    return Hours(
        head=HoursRow("Modalité", "Prévue", "Réalisée" if is_over else "Réalisée à ce jour", word),
        rows=tuple(rows),
        total=_row("Total", contract.hours_planned, contract.hours_done, UNSAID, word),
    )


def _over(contract: Contract, word: str) -> Iterator[HoursRow]:
    for one in contract.progress.modalities:
        yield _row(phrases.MODALITIES[one.modality], one.planned, one.done, "non détaillée", word)


def _running(contract: Contract, modules: Sequence[Module], word: str) -> Iterator[HoursRow]:
    """The hours of modules so far: a module of which nothing is said yet has none."""
    own = [
        (modules[place], done) for place, done in zip(contract.modules, contract.progress.done, strict=True)
    ]
    for choice in SHEETS["modules"].columns["modality"].choices:
        some = [(one.hours, done) for one, done in own if one.modality == choice.code]
        if some:
            planned, done = [one for one, _ in some], [one for _, one in some if one is not None]
            yield _row(
                phrases.MODALITIES[choice.code],
                None if None in planned else sum(filter(None, planned)),
                sum(done) if done else None,
                UNSAID,
                word,
            )


def _row(name: str, planned: float | None, done: float | None, unknown: str, word: str) -> HoursRow:
    return HoursRow(
        name,
        UNSAID if planned is None else wording.hours(planned),
        unknown if done is None else wording.hours(done),
        "–" if planned is None or done is None else _gap(done - planned, word == "Reste"),
    )


def _gap(gap: float, runs: bool) -> str:
    size = wording.hours(abs(gap))
    if size == wording.hours(0):
        return "aucun"
    if gap > 0:
        return f"{size} de plus"
    return size if runs else f"{size} de moins"
