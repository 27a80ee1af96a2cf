"""Pieces of HTML: what is text is escaped, whoever wrote it; only what `tag` gave stands as it is."""

import html
from pathlib import PurePosixPath
from urllib.parse import quote

from proexp_batch.model.wording import printable

_EMPTY = frozenset(("meta", "br"))


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def text(value: str) -> Markup:
    """A text; what steers the direction of writing, or is nothing that HTML may hold, is replaced."""
    if isinstance(value, Markup):
        return value
    return Markup(html.escape("\n".join(map(printable, value.split("\n")))))


def joined(*parts: str, between: str = "") -> Markup:
    """Pieces one after the other."""
    return Markup(between.join(map(text, parts)))


def opening(name: str, /, **attributes: str | int | bool | None) -> Markup:
    """The opening tag. `class_` stands for `class`, `data_key` for `data-key`; `None` and `False` are left out."""
    said = "".join(
        f" {_name(key)}" if isinstance(value, bool) else f' {_name(key)}="{text(str(value))}"'
        for key, value in attributes.items()
        if value is not None and (value or not isinstance(value, bool))
    )
    return Markup(f"<{name}{said}>")


def closing(name: str) -> Markup:
    """The closing tag."""
    return Markup(f"</{name}>")


def tag(name: str, /, *content: str, **attributes: str | int | bool | None) -> Markup:
    """A whole element; see `opening` for its attributes."""
    start = opening(name, **attributes)
    return start if name in _EMPTY else Markup(f"{start}{joined(*content)}</{name}>")


def link(path: PurePosixPath, label: str, about: str = "") -> Markup:
    """A link to a file beside the page; `about` is added for those who hear links without what stands around them."""
    return tag("a", label, hidden(f" : {about}") if about else "", href=address(path))


def hidden(said: str) -> Markup:
    """Words that are heard and not seen."""
    return tag("span", said, class_="entendu")


def address(path: PurePosixPath) -> str:
    """The address of a file, relative to the page unless the path is absolute.

    The leading `./` keeps a name from being taken for a protocol. Bytes of a name that are no text stay what they are.
    """
    escaped = quote(str(path).encode("utf-8", "surrogateescape"), safe="/")
    if path.is_absolute():
        return f"file://{escaped}"
    return f"./{escaped}"


def bar(share: float, look: str) -> Markup:
    """A horizontal bar, for a share from 0 to 1; its number stands beside it as text."""
    width = f"{100 * min(max(share, 0.0), 1.0):.2f}"
    drawn = tag("rect", width=width, height="10", class_=look)
    return tag(
        "svg",
        drawn,
        class_="barre",
        viewBox="0 0 100 10",
        preserveAspectRatio="none",
        aria_hidden="true",
        focusable="false",
    )


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
