"""What became of the points of the last version of a dossier: corrected, still there, new.

A point is a finding that asks for something: blocking or a warning. It is still there as long as one of its places is:
so what remains and what is new make up the findings that people see. Where only some of its places remain, or others
came, that is said too.
"""

import datetime as dt
import hashlib
import hmac
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from proexp_batch.decision.places import Place, RowNames, Spot
from proexp_batch.model.findings import Finding, Severity
from proexp_batch.model.wording import date, number, plural, typo


@dataclass(frozen=True, slots=True)
class Point:
    """A finding of the last version: whether it asks for something, its contracts (as in `Finding`), its place."""

    code: str
    asks: bool
    contracts: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Before:
    """The last version of a dossier: its number, the day on which it was received, its contracts and its findings.

    `left` are those of its contracts of which neither the number nor the person is among the contracts `told` now.
    The names of rows are those that `veiled` makes with `key`, which is this dossier's alone.
    """

    version: int
    day: dt.date
    key: str
    contracts: tuple[str, ...]
    points: tuple[Point, ...]
    left: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Since:
    """What became of the points of the version `version`, received on `day`.

    `absent` points were about contracts that are not in the workbook any more. `remaining` and `new` ones are findings of
    now. Of those that remain, `partly` are corrected at some places, and `wider` have places that were not there.
    `are_new` and `are_wider` are the positions of these among the findings.
    """

    version: int
    day: dt.date
    corrected: int
    remaining: int
    new: int
    absent: int = 0
    partly: int = 0
    wider: int = 0
    are_new: tuple[int, ...] = ()
    are_wider: tuple[int, ...] = ()

    @property
    def title(self) -> str:
        """`Depuis la version 2 du 05/04/2023`."""
        return f"Depuis la version {self.version} du {date(self.day)}"

    @property
    def counts(self) -> str:
        """`7 points corrigés, 2 restants, 1 nouveau`."""
        words = (
            (self.corrected, "corrigé", "corrigés"),
            (self.remaining, "restant", "restants"),
            (self.new, "nouveau", "nouveaux"),
            (self.absent, "d'un contrat qui n'y est plus", "de contrats qui n'y sont plus"),
        )
        said: list[str] = []
        for count, one, many in words:
            if count:
                noun = ("", "") if said else ("point ", "points ")
                said.append(plural(count, noun[0] + one, noun[1] + many))
                if one == "restant":
                    said[-1] += self._more()
        if not said:
            return "aucun point à revoir, ni alors ni maintenant"
        if not self.remaining and not self.new:
            said.append("rien d'autre à revoir")
        return typo(", ".join(said))

    def _more(self) -> str:
        """What is to be said besides of the points that remain."""
        said = [plural(self.partly, "corrigé en partie", "corrigés en partie")] if self.partly else []
        if self.wider:
            said.append(f"{number(self.wider)} avec de nouvelles cellules")
        return f" ({', '.join(said)})" if said else ""


def veiled(place: Place, key: str) -> Place:
    """A place whose rows have names that mean nothing to who has not the key."""
    return replace(place, spots=tuple(_veiled(spot, key) for spot in place.spots))


def _veiled(spot: Spot, key: str) -> Spot:
    return replace(spot, names=tuple(_veil(name, key) for name in spot.names))


def _veil(name: str, key: str) -> str:
    if not name:
        return ""
    return hmac.new(key.encode(), name.encode(), hashlib.sha256).hexdigest()[: len(name)]


def since(
    findings: Sequence[Finding],
    places: Sequence[Place],
    names: RowNames,
    contracts: Collection[str],
    before: Before,
) -> Since:
    """What became of the points of the last version; `places` run along the findings of now, whose rows have `names`."""
    plain_names = {name for sheet in names.values() for row in sheet.rows.values() for name in row if name}
    there = {_veil(name, before.key) for name in plain_names}
    now = _seen((one.code, veiled(place, before.key)) for one, place in zip(findings, places, strict=True))
    then = _seen((point.code, point.place) for point in before.points)
    pairs = list(_pairs(then, now, there))
    paired = {id(one) for pair in pairs for one in pair}
    same: dict[int, set[int]] = {}
    for old, new in pairs:
        same.setdefault(new.finding, set()).add(old.finding)
    # What is not kept in full may have been there.
    untold = {at for at, point in enumerate(before.points) if point.place.is_cut}
    less = {one.finding for one in then if id(one) not in paired} - untold
    more = {one.finding for one in now if id(one) not in paired}
    asking = [at for at, one in enumerate(findings) if one.severity is not Severity.INFO]
    remaining = [at for at in asking if at in same]
    are_new = tuple(at for at in asking if at not in same)
    are_wider = tuple(at for at in remaining if at in more and same[at].isdisjoint(untold))
    kept = {old.finding for old, _ in pairs}
    lost = [point for at, point in enumerate(before.points) if point.asks and at not in kept]
    gone = _gone(before, set(contracts))
    absent = sum(bool(point.contracts) and gone.issuperset(point.contracts) for point in lost)
    return Since(
        version=before.version,
        day=before.day,
        corrected=len(lost) - absent,
        remaining=len(remaining),
        new=len(are_new),
        absent=absent,
        partly=sum(not same[at].isdisjoint(less) for at in remaining),
        wider=len(are_wider),
        are_new=are_new,
        are_wider=are_wider,
    )


def _gone(before: Before, now: set[str]) -> set[str]:
    """The contracts that a version leaves out; where it has others, a number may only have been corrected."""
    then = set(before.contracts)
    if now < then:
        return then - now
    return set(before.left) - now if now.issubset(before.told) else set()


@dataclass(frozen=True, slots=True)
class _Seen:
    """One place of a finding, given by its position."""

    finding: int
    code: str
    column: str
    spot: Spot


def _seen(findings: Iterable[tuple[str, Place]]) -> list[_Seen]:
    return [
        _Seen(at, code, place.column, spot)
        for at, (code, place) in enumerate(findings)
        for spot in place.spots
    ]


def _pairs(
    then: Sequence[_Seen], now: Sequence[_Seen], there: Collection[str]
) -> Iterator[tuple[_Seen, _Seen]]:
    """The places that are the same in both versions, each one once, the surest first."""
    left_then, left_now = list(then), list(now)
    for known_by in _ways(max((len(one.spot.names) for one in (*then, *now)), default=0)):
        waiting: dict[Hashable, list[_Seen]] = defaultdict(list)
        for old in reversed(left_then):
            if (known := known_by(old, there)) is not None:
                waiting[known].append(old)
        pairs = [(waiting[known].pop(), new) for new in left_now if waiting.get(known := known_by(new, ()))]
        yield from pairs
        paired = {id(one) for pair in pairs for one in pair}
        left_then = [one for one in left_then if id(one) not in paired]
        left_now = [one for one in left_now if id(one) not in paired]


_Way = Callable[[_Seen, Collection[str]], Hashable]
"""What a place is known by in one way, `None` if by nothing.

A row of before that is still there under a surer name is known by nothing less.
"""


def _ways(levels: int) -> Iterator[_Way]:
    yield lambda one, there: (one.code, one.column, one.spot)
    for level in range(levels):
        yield partial(_by_name, level)
    yield _by_row
    yield lambda one, there: None if any(one.spot.names) else (one.code, one.column)


def _by_name(level: int, one: _Seen, there: Collection[str]) -> Hashable:
    names = one.spot.names
    if level >= len(names) or not names[level] or any(name in there for name in names[:level]):
        return None
    return (one.code, one.column, names[level])


def _by_row(one: _Seen, there: Collection[str]) -> Hashable:
    if any(name in there for name in one.spot.names):
        return None
    return (one.code, one.column, one.spot.row)
