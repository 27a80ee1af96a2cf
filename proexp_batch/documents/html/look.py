"""How the page looks and what it does by itself: both stand in the page, and nothing else may be loaded into it."""

import base64
import hashlib
from functools import cache
from importlib import resources

from proexp_batch.documents.summary.colours import STATUSES
from proexp_batch.drawing import palette

_COLOURS = {
    "encre": palette.INK,
    "gris": palette.GREY_TEXT,
    "marine": palette.NAVY,
    "lien": palette.LINK,
    "filet": palette.RULE,
    "pale": palette.PALE,
    "brume": palette.MIST,
    "blanc": palette.WHITE,
    "ambre": palette.AMBER.strong,
}


@cache
def style() -> str:
    """The style sheet: the colours of the palette, then what uses them."""
    named = "".join(f"--{name}:{colour};" for name, colour in _COLOURS.items())
    tints = {f"statut-{status.value}": tint for status, tint in STATUSES.items()}
    tints |= {f"gravite-{severity.value}": tint for severity, tint in palette.SEVERITIES.items()}
    looks = "".join(
        f".{name}{{color:{palette.INK};background:{tint.ground}}}\nrect.{name}{{fill:{tint.strong}}}\n"
        for name, tint in tints.items()
    )
    return f":root{{{named}}}\n{_file('page.css')}{looks}"


@cache
def script() -> str:
    """What sorts and filters the lists; without it all of them is there."""
    return _file("page.js")


def policy() -> str:
    """What the page may load and run: its own style and its own script, known by their hashes."""
    allowed = {"style-src": _hash(style()), "script-src": _hash(script())}
    parts = ["default-src 'none'", *(f"{what} '{digest}'" for what, digest in allowed.items())]
    return "; ".join([*parts, "base-uri 'none'", "form-action 'none'"])


def _file(name: str) -> str:
    return resources.files("proexp_batch.documents.html").joinpath(name).read_text("utf-8")


def _hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
