"""Rules on the conventions with the providers of training: one with each, and before it begins (D6325-12).

A list of documents does not say which convention is with whom. The name of its file may, where it holds a word of the name
of one provider; the others are counted, and the benefit of the doubt is the company's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from proexp_batch.model.fields import documents, modules
from proexp_batch.model.later import pd
from proexp_batch.model.wording import fold, plural, typo
from proexp_batch.rules.documents import surely_listed
from proexp_batch.rules.engine import masks
from proexp_batch.rules.engine.batch import Batch
from proexp_batch.rules.engine.frames import rows_of
from proexp_batch.rules.engine.memo import once
from proexp_batch.rules.engine.rule import WARNING, Hits, hits, rule, sheet_rule
from proexp_batch.rules.teaching import GIVEN_TO_PROVIDER

_SHORTEST_WORD = 4
"""Shorter words of a name stand in too many others."""


@dataclass(frozen=True, slots=True)
class _Taught:
    """When the first and the last module of a provider begin; missing where one of them cannot be told."""

    first: Any
    last: Any


@dataclass(slots=True)
class _Convention:
    """A document: its row, its file, the contract it is about (`None`: all), the providers that its file names."""

    at: int
    file: str
    learner: int | None
    names: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Dossier:
    """Names of providers by what they are known by, what they teach in each contract, and the conventions by contract."""

    providers: dict[str, str] = field(default_factory=dict)
    of_contract: dict[int, dict[str, _Taught]] = field(default_factory=dict)
    conventions: dict[int | None, list[_Convention]] = field(default_factory=dict)

    def listed(self) -> Iterator[_Convention]:
        """All the conventions."""
        return chain.from_iterable(self.conventions.values())

    def about(self, learner: int) -> list[_Convention]:
        """The conventions that stand for a contract."""
        return [*self.conventions.get(None, ()), *self.conventions.get(learner, ())]


@once
def _dossiers(b: Batch) -> dict[int, _Dossier]:
    """What dossiers with conventions say of them and of providers, by their position in the batch."""
    found: dict[int, _Dossier] = {}
    for dossier, convention in _listed(b):
        conventions = found.setdefault(dossier, _Dossier()).conventions
        conventions.setdefault(convention.learner, []).append(convention)
    for row in rows_of(_given(b)):
        if row.dossier in found:
            known = found[row.dossier]
            known.providers.setdefault(row.key, row.provider)
            known.of_contract.setdefault(row.learner, {})[row.key] = _Taught(row.first, row.last)
    for known in found.values():
        _read_names(known)
    return found


def _listed(b: Batch) -> Iterator[tuple[int, _Convention]]:
    """The conventions, each with its dossier; not those about a contract that is not known."""
    rows = b["documents"].assign(
        folded=b.keys("documents", "file"), learner=b.match("documents", "contract", "learners")
    )
    about_all = ~b.is_filled(documents.contract)
    for row in rows_of(rows, b[documents.kind].eq("CONVENTION") & (about_all | (rows["learner"] >= 0))):
        # One whose file is not named may be any.
        file = row.folded if isinstance(row.folded, str) else str(row.Index)
        yield row.dossier, _Convention(row.Index, file, row.learner if row.learner >= 0 else None)


def _given(b: Batch) -> pd.DataFrame:
    """Providers of each contract: `dossier`, `learner`, `key`, `provider`, and the `first` and `last` start of its modules.

    A provider is known by its number where one of its rows has it, else by its name.
    """
    frame = b["modules"].assign(folded=b.keys("modules", "provider"), begins=b[modules.start])
    numbers = b[modules.nda].where(b.is_formed(modules.nda)).groupby([frame["dossier"], frame["folded"]])
    frame["key"] = numbers.transform("first").fillna(frame["folded"])
    given = frame[masks.mask(GIVEN_TO_PROVIDER, b, "modules") & frame["folded"].notna()]
    pairs = given.join(b.module_contracts.set_index("module")["learner"], how="inner")
    starts = pairs.groupby(["learner", "key"])["begins"]
    certain = pairs["begins"].notna().groupby([pairs["learner"], pairs["key"]]).transform("all")
    pairs["first"], pairs["last"] = (starts.transform(which).where(certain) for which in ("min", "max"))
    return pairs.drop_duplicates(["learner", "key"])


def _read_names(known: _Dossier) -> None:
    """Say which providers the files of conventions name, by words that no other provider and not every file has."""
    words = {key: _words(name) for key, name in known.providers.items()}
    shared = Counter(word for some in words.values() for word in some)
    files = {one.file: _words(one.file) for one in known.listed()}
    everywhere = frozenset.intersection(*files.values()) if len(files) > 1 else frozenset()
    own = {key: {word for word in some if shared[word] == 1} - everywhere for key, some in words.items()}
    for one in known.listed():
        one.names = frozenset(key for key, some in own.items() if some & files[one.file])


def _words(text: str) -> frozenset[str]:
    return frozenset(
        word for word in fold(text).split() if len(word) >= _SHORTEST_WORD and not word.isdigit()
    )


def _without_convention(providers: Collection[str], conventions: Iterable[_Convention]) -> list[str]:
    """The providers among which some have no convention: those that no file names, where the other files are too few."""
    names = {one.file: one.names for one in conventions}
    named = frozenset().union(*names.values())
    left = [key for key in providers if key not in named]
    return left if len(left) > sum(not some for some in names.values()) else []


@sheet_rule(
    "PIE-011",
    "Moins de conventions que d'organismes",
    WARNING,
    3,
    "documents",
    message="Les modules sont confiés à plusieurs organismes, mais il n'y a pas de convention inscrite pour chacun.",
    detail="{told}",
    fix="Joignez la convention signée avec chaque organisme et inscrivez-la dans la feuille Pièces, une ligne par "
    "convention ; si un même fichier en contient plusieurs, dites-le à votre conseiller.",
    why="Une convention est signée avec chaque organisme de formation.",
    wrong="Modules de deux organismes, une seule convention",
    right="Deux lignes « Convention de formation », une par organisme",
    sources=("D6325-12", "L6353-1"),
    silent="What is missing has no cell to colour; the dashboard counts the documents of each kind.",
)
def fewer_conventions_than_providers(b: Batch) -> Hits:
    """Fewer conventions than providers, in a dossier or for one of its contracts that has some."""
    told = {number: words for number, known in _dossiers(b).items() if (words := _lacking(b, known))}
    index = b["company"].index
    return hits(
        pd.Series(index.isin(list(told)), index=index) & surely_listed(b, "CONVENTION"),
        told=pd.Series(told, dtype=object).reindex(index),
    )


def _lacking(b: Batch, known: _Dossier) -> str:
    """Which providers are without a convention, and how many conventions there are; empty where none are."""
    begun = {learner: conventions for learner in known.of_contract if (conventions := known.about(learner))}
    everyone = frozenset[str]().union(*(known.of_contract[learner] for learner in begun))
    scopes: list[tuple[str, Collection[str], list[_Convention]]]
    scopes = [("", everyone, list(known.listed()))]
    for learner, conventions in begun.items():
        whose = f"Contrat {b['learners']['contract'][learner]} : "
        scopes.append((whose, known.of_contract[learner], conventions))
    for whose, providers, conventions in scopes:
        missing = _without_convention(providers, conventions)
        if missing:
            names = ", ".join(sorted(known.providers[key] for key in missing)[:6])
            listed = plural(
                len({one.file for one in conventions}), "convention inscrite", "conventions inscrites"
            )
            return typo(f"{whose}{listed} ; sans convention certaine : {names}.")
    return ""


@rule(
    "PIE-012",
    "Convention datée d'après le début de la formation",
    WARNING,
    3,
    documents.date,
    message="La convention est datée d'après le début des modules de l'organisme.",
    detail="Convention du {date:date} ; premier module le {begins:date}.",
    fix="Vérifiez la date de la convention et celles des modules.",
    why="La convention est signée avant que la formation commence.",
    wrong="Convention du 15/03/2023, module commencé le 23/01/2023",
    right="Convention du 20/12/2022",
    sources=("D6325-12", "L6353-1"),
    silent="Whose convention it is, the names of its file and of the providers tell.",
)
def convention_after_the_start(b: Batch) -> Hits:
    """A convention dated after the first modules of all the providers that it may be with."""
    begun = {at: begins for known in _dossiers(b).values() for at, begins in _latest_begins(known)}
    index = b["documents"].index
    begins = pd.Series(begun, dtype="datetime64[ns]").reindex(index)
    day = b[documents.date]
    return hits((day > begins) & (day <= b.today), begins=begins)


def _latest_begins(known: _Dossier) -> Iterator[tuple[int, Any]]:
    """For each convention, its row and when the last of the providers that it may be with begins, where that is certain.

    Where there are more conventions than providers, it may be about any of their modules: then the last one counts.
    """
    named = frozenset().union(*(one.names for one in known.listed()))
    unnamed = frozenset(known.providers) - named
    everywhere = _together(known.of_contract.values())
    alike = Counter((one.names or unnamed, one.learner) for one in known.listed())
    total = Counter(one.names or unnamed for one in known.listed())
    for one in known.listed():
        possible = one.names or unnamed
        if one.learner is None:
            taught, count = everywhere, total[possible]
        else:
            taught = known.of_contract.get(one.learner, {})
            count = alike[possible, one.learner] + alike[possible, None]
        spans = [taught[key] for key in possible if key in taught]
        begins = [span.last if count > len(spans) else span.first for span in spans]
        if begins and not any(pd.isna(day) for day in begins):
            yield one.at, max(begins)


def _together(contracts: Iterable[dict[str, _Taught]]) -> dict[str, _Taught]:
    """What each provider teaches in several contracts."""
    days: dict[str, list[Any]] = {}
    for taught in contracts:
        for key, span in taught.items():
            days.setdefault(key, []).extend((span.first, span.last))
    unsure = _Taught(pd.NaT, pd.NaT)
    return {
        key: unsure if any(pd.isna(day) for day in some) else _Taught(min(some), max(some))
        for key, some in days.items()
    }
