"""What a dossier says could not be judged: whatever a cell that cannot be read hides is announced, and names it."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from proexp_batch.model.findings import Hit, Unjudged
from proexp_batch.model.parameters import Parameters, standard_parameters
from proexp_batch.model.sheets import SHEETS
from proexp_batch.rules.catalogue import CATALOGUE, RULES
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.schema import check
from proexp_batch.rules.engine.unjudged import subject, unjudged
from tests.making.draft import UNREADABLE, Draft
from tests.rules.all_faults import FAULTS, At, Fault, with_fault


@dataclass
class Spoiled:
    """A dossier with a fault, in which one cell cannot be read, or a whole column of another sheet."""

    fault: Fault
    place: At
    draft: Draft
    title: str
    cell: str


def judged(
    drafts: list[Draft], parameters: Parameters | None = None
) -> list[tuple[list[Hit], tuple[Unjudged, ...]]]:
    """What is found in each draft, and what is said not to be judged."""
    dossiers = [draft.dossier() for draft in drafts]
    batch = Batch(dossiers, parameters or standard_parameters(), drafts[0].today)
    hits: list[list[Hit]] = [[] for _ in drafts]
    for hit in check(batch, RULES):
        hits[hit.dossier].append(hit)
    return [(found, unjudged(batch, number, found)) for number, found in enumerate(hits)]


def spoiled(fault: Fault) -> Iterator[Spoiled]:
    """The dossier of a fault as often as there are columns: each time another cell cannot be read."""
    draft, places = with_fault(fault, 1)[0]
    for key, rows in draft.rows.items():
        own = [row for sheet, _, row in places if sheet == key]
        ats = own[:1] or range(len(rows))
        for name in SHEETS[key].columns:
            filled = [at for at in ats if at < len(rows) and rows[at].get(name) is not None]
            if filled and (key, name, filled[0]) not in places:
                other = draft.copy()
                for at in filled:
                    other.rows[key][at][name] = UNREADABLE
                yield Spoiled(fault, places[0], other, SHEETS[key].title, other.cell(key, name, filled[0]))


def test_what_an_unreadable_cell_hides_is_announced() -> None:
    kinds: dict[tuple[dt.date, Callable[[], Parameters] | None], list[Spoiled]] = {}
    for fault in FAULTS:
        if CATALOGUE[fault.code].test is not None:
            kinds.setdefault((fault.today, fault.opco), []).extend(spoiled(fault))
    silent = []
    hidden = 0
    for (_, opco), alike in kinds.items():
        found = judged([one.draft for one in alike], opco() if opco else None)
        for case, (hits, left) in zip(alike, found, strict=True):
            code, (key, name, _) = case.fault.code, case.place
            if any(hit.code == code for hit in hits):
                continue
            hidden += 1
            column = SHEETS[key].columns[name or SHEETS[key].identifier]
            announced = {about for one in left if case.cell in one.cells for about in one.subjects}
            if not announced & {subject(code, column), "étapes suivantes"}:
                silent.append(f"{case.fault.name} {case.title} {case.cell}: {announced}")
    assert hidden > 200
    assert not silent, "\n".join(silent)
