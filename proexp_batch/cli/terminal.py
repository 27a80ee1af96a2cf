"""What reaches a terminal, a pipe or a log: whatever a company wrote, no sign in it that steers any of them.

All that is printed goes through the streams that stand here, so that no command has to think of it. Colours are rich's
own: its consoles write beneath these streams, and what they show is cleaned before it is coloured.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO, cast

from proexp_batch.model.wording import printable

if TYPE_CHECKING:
    from rich.console import Console

_BOM = "\ufeff"
_KEPT = re.compile("([\n\t])")


def clean(text: str) -> str:
    """A text for people with the signs replaced that steer a terminal; lines, tabs and a first byte order mark stay."""
    if text.isprintable():
        return text
    first, text = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    parts = _KEPT.split(text)
    parts[::2] = map(printable, parts[::2])
    return first + "".join(parts)


class CleanStream:
    """A stream of text through which nothing goes that steers a terminal; `beneath` is the one it writes to."""

    def __init__(self, beneath: TextIO) -> None:
        self.beneath = beneath

    def write(self, text: str) -> int:
        """Write a text, clean."""
        self.beneath.write(clean(text))
        return len(text)

    def writelines(self, lines: Iterator[str]) -> None:
        """Write texts, clean."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.beneath, name)


@contextmanager
def clean_streams() -> Iterator[None]:
    """Let all that is printed be clean; after a fault of ours too, until its trace is printed."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast("TextIO", CleanStream(stream)) for stream in before)
    yield
    sys.stdout, sys.stderr = before


def console(stderr: bool = False) -> Console:
    """A console of rich, whose own colours reach the terminal and nothing else that steers it."""
    from rich.console import Console

    return cleaning(Console(stderr=stderr))


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most so many signs, whose hard spaces part no line; rich breaks lines at those, too."""
    return textwrap.wrap(text, max(1, width), break_on_hyphens=False) or [""]


def cleaning(made: Console) -> Console:
    """Let a console of rich write beneath the clean streams what it shows, clean."""
    from rich.console import ConsoleOptions, ConsoleRenderable, RenderHook, RenderResult
    from rich.segment import Segment

    class Cleaned:
        def __init__(self, shown: ConsoleRenderable) -> None:
            self._shown = shown

        def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
            for segment in console.render(self._shown, options):
                yield segment if segment.control else Segment(clean(segment.text), segment.style)

    class Hook(RenderHook):
        def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
            return [Cleaned(one) for one in renderables]

    made.file = cast("TextIO", getattr(made.file, "beneath", made.file))
    made.push_render_hook(Hook())
    return made


def json_text(document: Any) -> str:
    """A document in JSON, in which signs that steer a terminal are written in letters: programs lose nothing."""
    return escaped(json.dumps(document, ensure_ascii=False, indent=2))


def escaped(text: str) -> str:
    """A document in JSON with what its texts hold of such signs written in letters (RFC 8259, §7)."""
    return "".join(
        sign if sign == "\n" or printable(sign) == sign else json.dumps(sign)[1:-1] for sign in text
    )
