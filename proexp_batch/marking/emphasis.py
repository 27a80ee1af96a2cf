"""Rules of conditional formatting that let the colour of a marked cell show over those that the sheet has itself.

A conditional format hides the fill of its cell. Where a sheet has some, ours goes first on the marked cells; the others
stay as they are, and show again once ours is gone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from proexp_batch.marking.answers import AUTHOR
from proexp_batch.marking.fills import MARKING
from proexp_batch.marking.marks import Tone
from proexp_batch.ooxml.addresses import Place, span
from proexp_batch.ooxml.markup import children, local, make
from proexp_batch.ooxml.styles import Styles
from proexp_batch.ooxml.worksheet import Worksheet

_FORMULA = f'"{AUTHOR}"="{AUTHOR}"'
"""Always true, and known again by its words in a file that any program has saved."""

_RANK = re.compile(r"-?[0-9]{1,9}")
_OURS = b"le du dossier"  # what is left of it where a program writes accents as character references


def emphasise(worksheet: Worksheet, styles: Styles, tones: Mapping[Place, Tone]) -> None:
    """Put a rule of each tone before those that a worksheet has; nothing where it has none."""
    rules = _rules(worksheet.root)
    if not (rules and tones):
        return
    used = sorted({*tones.values()}, key=lambda tone: tone.rank)
    _make_room(rules, len(used))
    for priority, tone in reversed(list(enumerate(used, 1))):
        places = [where for where, its in tones.items() if its is tone]
        group = make(worksheet.root, "conditionalFormatting", sqref=_reference(places))
        rule = make(
            group, "cfRule", type="expression", dxfId=str(_format(styles, tone)), priority=str(priority),
            stopIfTrue="1",
        )  # fmt: skip
        formula = make(rule, "formula")
        formula.text = _FORMULA
        rule.append(formula)
        group.append(rule)
        worksheet.insert(group)


def mentions_emphasis(data: bytes) -> bool:
    """Whether a worksheet may hold a rule of ours: a test on the bytes, which spares parsing."""
    return _OURS in data


def remove_emphasis(worksheet: Worksheet) -> bool:
    """Take our rules out of a worksheet, and say whether there were any."""
    removed = False
    for group in list(children(worksheet.root, "conditionalFormatting")):
        for rule in list(children(group, "cfRule")):
            if any(_is_ours(formula) for formula in children(rule, "formula")):
                group.remove(rule)
                removed = True
        if removed and not len(group):
            worksheet.root.remove(group)
    return removed


def _is_ours(formula: etree._Element) -> bool:
    return "".join((formula.text or "").split()) == "".join(_FORMULA.split())


def _rules(root: etree._Element) -> list[etree._Element]:
    """The rules of a worksheet, those of the extensions included: all of them are in one order."""
    return [element for element in root.iter("{*}cfRule") if local(element) == "cfRule"]


def _make_room(rules: list[etree._Element], count: int) -> None:
    """Let the highest rank be free for some rules, if it is not yet: the order of the others stays."""
    ranks = [_rank(rule) for rule in rules]
    missing = count + 1 - min(ranks)
    if missing > 0:
        for rule, rank in zip(rules, ranks, strict=True):
            rule.set("priority", str(rank + missing))


def _rank(rule: etree._Element) -> int:
    """The rank of a rule; one that is no number counts as the first."""
    written = rule.get("priority", "").strip()
    return int(written) if _RANK.fullmatch(written) else 1


def _format(styles: Styles, tone: Tone) -> int:
    colours = f'<fgColor rgb="FF{MARKING[tone]}"/><bgColor rgb="FF{MARKING[tone]}"/>'
    fill = f'<fill><patternFill patternType="solid">{colours}</patternFill></fill>'
    return styles.add("dxfs", f"<dxf>{fill}</dxf>")


def _reference(places: list[Place]) -> str:
    """The cells as a list of ranges, those one below the other joined."""
    ranges: list[tuple[int, int, int, int]] = []
    for column, row in sorted((column, row) for row, column in places):
        if ranges and ranges[-1][1] == column and ranges[-1][2] == row - 1:
            ranges[-1] = (ranges[-1][0], column, row, column)
        else:
            ranges.append((row, column, row, column))
    return " ".join(map(span, ranges))
