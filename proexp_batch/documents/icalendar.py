"""Deadlines as a file that calendars read (iCalendar, RFC 5545): one event of a whole day each; no name of a person."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence

from proexp_batch.model.deadlines import DeadlineState
from proexp_batch.model.wording import printable, typo
from proexp_batch.register import Expected

_MOST_OCTETS = 75
_PRODUCT = "-//proexp-batch//Échéances//FR"


def icalendar(deadlines: Sequence[Expected], identity: str) -> bytes:
    """The calendar, in UTF-8; `identity` is that of the register.

    The same deadline has the same UID whenever it is written, and where its day moves it moves in the calendar too.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *(line for deadline in deadlines for line in _event(deadline, identity)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(deadline: Expected, identity: str) -> Iterator[str]:
    late = "En retard : " if deadline.state is DeadlineState.LATE else ""
    title = f"{late}contrat {deadline.shown_contract} : {deadline.kind.words}"
    told = [
        f"{deadline.kind.words}.",
        f"Qui agit : {deadline.kind.actor.label}.",
        f"Dépôt n° {deadline.deposit} du registre.",
        f"Source : {deadline.source}.",
    ]
    # Of no day may the next one be past the end of time.
    after = min(deadline.day, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1)
    yield "BEGIN:VEVENT"
    yield f"UID:{_uid(deadline, identity)}"
    yield f"DTSTAMP:{dt.datetime.fromisoformat(deadline.processed).astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{deadline.version}"
    yield f"DTSTART;VALUE=DATE:{_day(deadline.day)}"
    yield f"DTEND;VALUE=DATE:{_day(after)}"
    yield f"SUMMARY:{_text(title[:1].upper() + title[1:])}"
    yield "DESCRIPTION:" + "\\n".join(map(_text, told))
    yield f"CATEGORIES:{_text(deadline.kind.actor.label)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _uid(deadline: Expected, identity: str) -> str:
    told = "\n".join((identity, str(deadline.dossier), deadline.contract, deadline.kind.value))
    return f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@proexp-batch"


def _day(day: dt.date) -> str:
    # The year with four digits on every system.
    return day.isoformat().replace("-", "")


def _text(text: str) -> str:
    """A text as a value (RFC 5545, 3.3.11): on one line, the signs escaped that mean something there."""
    text = printable(typo(text))
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, no sign cut; each but the first begins with a blank (RFC 5545, 3.1)."""
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _MOST_OCTETS:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    yield piece
