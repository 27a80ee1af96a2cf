"""Examples at the limits of the rules, checked together."""

import datetime as dt
from dataclasses import dataclass

from proexp_batch.model.parameters import Parameters
from tests.making.checking import checked, grave
from tests.making.draft import Draft


@dataclass(frozen=True)
class Example:
    """A dossier in words, and the codes (`APP-004 APP-030`) of all that is told of it, « information » apart."""

    words: str
    draft: Draft
    codes: str = ""


def told_of(examples: list[Example], parameters: Parameters | None = None) -> dict[str, str]:
    """For each example, the codes that are told of it."""
    assert len({example.words for example in examples}) == len(examples)
    days: dict[dt.date, list[Example]] = {}
    for example in examples:
        days.setdefault(example.draft.today, []).append(example)
    told = {}
    for alike in days.values():
        for example, found in zip(alike, checked([e.draft for e in alike], parameters), strict=True):
            told[example.words] = " ".join(sorted({finding.code for finding in grave(found)}))
    return told
