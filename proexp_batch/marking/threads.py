"""Threaded comments, into which a company may have turned our notes (MS-XLSX, §2.6.202 and following).

Beside each thread stands a note that says what the thread says, for programs that know no threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from lxml import etree

from proexp_batch.marking.answers import SEPARATOR, LineKey, theirs
from proexp_batch.ooxml.addresses import Place, place
from proexp_batch.ooxml.errors import PackageError
from proexp_batch.ooxml.markup import child, children, local, parse, serialise, unset
from proexp_batch.ooxml.workbook import SheetPart, Workbook

_KIND, _PERSONS_KIND = "threadedComment", "person"


@dataclass(frozen=True, slots=True)
class Thread:
    """What is left of a thread that held words of ours.

    Args:
        identifier: that of its first comment, empty where nothing is left.
        before: the texts that it had.
        texts: those that it has.
    """

    identifier: str
    before: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(slots=True)
class TakenOut:
    """What was done to the threads of a sheet.

    Args:
        changed: what is left of the threads that held words of ours.
        untouched: the cells of the others.
        persons: who is said to have written what is gone.
    """

    changed: dict[Place, Thread]
    untouched: set[Place]
    persons: set[str]


def take_out(workbook: Workbook, sheet: SheetPart, known: Set[LineKey]) -> TakenOut:
    """Take our words out of the threads of a sheet; what the company has answered stays, in threads of its own."""
    done = TakenOut({}, set(), set())
    relation = workbook.relations(sheet.part).of_kind(_KIND)
    if relation is None or relation.part is None:
        return done
    try:
        root = parse(workbook.package.read(relation.part), relation.part)
    except PackageError:  # programs that cannot read it show the notes
        return done
    for where, comments in _by_place(root).items():
        if any(SEPARATOR in _text(comment) for comment in comments):
            done.changed[where] = _without_ours(comments, known, done.persons)
        else:
            done.untouched.add(where)
    if not len(root):
        workbook.drop_part(relation.part, sheet.part)
    elif done.changed:
        workbook.package.write(relation.part, serialise(root))
    return done


def forget_persons(workbook: Workbook, persons: Set[str]) -> None:
    """Take those of these persons out of the list who have written nothing that is left."""
    relation = workbook.relations(workbook.part).of_kind(_PERSONS_KIND)
    if not persons or relation is None or relation.part is None:
        return
    gone = persons - set(_named(workbook))
    root = parse(workbook.package.read(relation.part), relation.part)
    for person in list(children(root, "person")):
        if person.get("id") in gone:
            root.remove(person)
    if child(root, "person") is None:
        workbook.drop_part(relation.part, workbook.part)
    else:
        workbook.package.write(relation.part, serialise(root))


def _named(workbook: Workbook) -> Iterator[str]:
    """Whom the threads of the workbook name, as their authors or within them."""
    for sheet in workbook.sheets():
        relation = workbook.relations(sheet.part).of_kind(_KIND)
        if relation is not None and relation.part is not None:
            for element in parse(workbook.package.read(relation.part), relation.part).iter("*"):
                for attribute in ("personId", "mentionpersonId"):
                    yield element.get(attribute, "")


def _by_place(root: etree._Element) -> dict[Place, list[etree._Element]]:
    found: dict[Place, list[etree._Element]] = {}
    for comment in children(root, "threadedComment"):
        if reference := comment.get("ref"):
            found.setdefault(place(reference), []).append(comment)
    return found


def _without_ours(comments: Iterable[etree._Element], known: Set[LineKey], persons: set[str]) -> Thread:
    left, before = [], []
    for comment in comments:
        text = _text(comment)
        before.append(text)
        if SEPARATOR in text:
            # What stands above our heading was never ours.
            start = text.index(SEPARATOR)
            own = "\n".join(filter(None, (text[:start].strip(), theirs(text[start:], known))))
            if not own:
                persons.add(comment.get("personId", ""))
                _remove(comment)
                continue
            _put(comment, own)
        left.append(comment)
    if not left:
        return Thread("", tuple(before), ())
    _make_first(left)
    return Thread(left[0].get("id", ""), tuple(before), tuple(map(_text, left)))


def _make_first(comments: list[etree._Element]) -> None:
    """Let the comments answer the first of them, where what they answered is gone."""
    identifiers = {comment.get("id") for comment in comments}
    first = comments[0]
    for comment in comments:
        if comment.get("parentId") not in identifiers:
            unset(comment, "parentId")
            if comment is not first:
                comment.set("parentId", first.get("id", ""))


def _text(comment: etree._Element) -> str:
    element = child(comment, "text")
    return "" if element is None else element.text or ""


def _put(comment: etree._Element, text: str) -> None:
    for element in list(comment):
        if local(element) == "text":
            element.text = text
        elif local(element) == "mentions":  # by places in the text that there was
            comment.remove(element)


def _remove(comment: etree._Element) -> None:
    parent = comment.getparent()
    if parent is not None:
        parent.remove(comment)
