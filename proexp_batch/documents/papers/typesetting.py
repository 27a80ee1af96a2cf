"""Sets the words of a paper in type: PDF/A-2a and PDF/UA-1 at once, the same words giving the same bytes."""

import datetime as dt
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from proexp_batch.model.wording import typo

if TYPE_CHECKING:
    import typst

_STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
_FONTS = "polices"
"""The folder, in the Opco's own folder of templates, with fonts to be used besides those of the library."""


class TypesettingError(Exception):
    """A paper cannot be set in type; the message is a French sentence that says where and why."""


def typeset(template: str, words: Any, made: dt.date, own: Path | None = None) -> bytes:
    """The PDF of a paper.

    Args:
        template: the name of the template, `attestation` for `attestation.typ`.
        words: what it says; the template finds it under the names that JSON gives it.
        made: the day that the PDF bears as its own.
        own: a folder with the Opco's own templates and fonts; a template that is not there is the shipped one.

    Raises:
        TypesettingError: the template fails, or a sign is in none of the fonts.
    """
    import typst

    name = f"{template}.typ"
    root = own if own is not None and (own / name).is_file() else _shipped() / "templates"
    try:
        made_of = _compiler(root, own).compile(
            input=str(root / name),
            format="pdf",
            sys_inputs={"donnees": msgspec.json.encode(words).decode()},
            pdf_standards=[*_STANDARDS],
            timestamp=int(dt.datetime.combine(made, dt.time(), dt.UTC).timestamp()),
        )
    except typst.TypstError as error:
        raise TypesettingError(typo(f"Le gabarit « {name} » n'a pas pu être composé : {error}")) from error
    assert isinstance(made_of, bytes)
    return made_of


def _shipped() -> Path:
    return Path(str(resources.files(__package__)))


@cache
def _compiler(root: Path, own: Path | None) -> "typst.Compiler":
    """One compiler a process and folder: what it has read and laid out before is not done again."""
    import typst

    fonts = [str(own / _FONTS)] if own is not None and (own / _FONTS).is_dir() else []
    return typst.Compiler(
        root=str(root),
        font_paths=fonts,
        # What a machine happens to have must not change a paper.
        ignore_system_fonts=True,
        package_path=str(_shipped() / "library"),
    )
