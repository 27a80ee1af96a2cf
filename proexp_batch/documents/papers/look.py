"""How the papers of an Opco look: what its `charte.toml` says, or what the program has."""

import re
import tomllib
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Annotated, Any

import msgspec

from proexp_batch.documents.papers.faults import FONTS, TypesettingError
from proexp_batch.documents.papers.pictures import PictureError, as_svg
from proexp_batch.drawing.palette import GREY_TEXT, INK, NAVY, PALE, RULE
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import listing, number, typo

CHARTER = "charte.toml"
"""The file, in the Opco's own folder of templates, that says how papers look."""

FONT = "Libertinus Serif"
"""Comes with Typst, whose default it is, under the Open Font License; it has every sign of French, Polish, Turkish and
Vietnamese, with bold and italic of its own, so that nothing has to be shipped with the program."""

_READABLE = 4.5
"""The least contrast of text on its ground: WCAG 2.2, success criterion 1.4.3."""

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


class Look(
    msgspec.Struct,
    frozen=True,
    rename={
        "name": "nom",
        "alternative": "alternative",
        "colour": "couleur",
        "pale": "couleur_pale",
        "font": "police",
        "ink": "encre",
        "grey": "gris",
        "rule": "filet",
    },
):
    """Colours, font and head of all papers; colours are `#RRGGBB`, the logo is the text of an SVG."""

    name: Annotated[str | None, msgspec.Meta(description="Le nom de l'Opco, en tête de chaque pièce.")] = None
    logo: Annotated[str | None, msgspec.Meta(description="Le logo, comme texte d'une image SVG.")] = None
    alternative: Annotated[
        str | None, msgspec.Meta(description="Ce que dit le logo à qui ne le voit pas.")
    ] = None
    colour: Annotated[
        str, msgspec.Meta(description="La couleur principale : titres, en-têtes des tableaux.")
    ] = NAVY
    pale: Annotated[str, msgspec.Meta(description="Le fond clair des lignes de groupe et de total.")] = PALE
    font: Annotated[str, msgspec.Meta(description="La famille de la police.")] = FONT
    ink: Annotated[str, msgspec.Meta(description="La couleur du texte.")] = INK
    grey: Annotated[str, msgspec.Meta(description="La couleur de ce qui est secondaire.")] = GREY_TEXT
    rule: Annotated[str, msgspec.Meta(description="La couleur des filets.")] = RULE


KEYS = ("nom", "logo", "alternative", "couleur", "couleur_pale", "police")
"""What `charte.toml` may say."""


def look(own: Path | None, families: Collection[str]) -> Look:
    """The look that an Opco's folder gives; `families` are the fonts that are there.

    Raises:
        TypesettingError: the file, or what it names, cannot be used; the sentence says file, key and what to do.
    """
    if own is None or not (own / CHARTER).exists():
        return Look()
    told = _told(own / CHARTER)
    if "logo" in told and "alternative" not in told:
        raise _fault(
            "alternative",
            "il faut dire ce que montre le logo à qui ne le voit pas, par exemple « Opco Exemple »",
        )
    values: dict[str, Any] = {}
    for key, text in told.items():
        values[key] = _READ[key](own, key, text, families)
    return msgspec.convert(values, Look)


def _told(path: Path) -> dict[str, str]:
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise TypesettingError(typo(f"« {CHARTER} » n'a pas pu être lu : {why(error)}.")) from None
    except UnicodeDecodeError:
        raise TypesettingError(
            typo(f"« {CHARTER} » n'est pas écrit en UTF-8 : enregistrez-le ainsi.")
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise TypesettingError(
            typo(
                f"« {CHARTER} » n'est pas un fichier TOML lisible{_place(error)} ; une ligne s'écrit nom = \"Opco\"."
            )
        ) from None
    for key, value in told.items():
        if key not in KEYS:
            raise _fault(key, f"cette clé n'existe pas ; les clés sont {listing(list(KEYS), len(KEYS))}")
        if not isinstance(value, str) or not value.strip():
            raise _fault(key, "il faut un texte entre guillemets, ou pas de clé du tout")
    return told


def _place(error: tomllib.TOMLDecodeError) -> str:
    found = re.search(r"line (\d+), column (\d+)", str(error))
    return f", ligne {found[1]}, colonne {found[2]}" if found else ""


def _fault(key: str, what: str) -> TypesettingError:
    return TypesettingError(typo(f"« {CHARTER} », clé « {key} » : {what}."))


def _text(_own: Path, _key: str, text: str, _families: Collection[str]) -> str:
    return text.strip()


def _logo(own: Path, key: str, text: str, _families: Collection[str]) -> str:
    path = own / text
    if Path(text).name != text:
        raise _fault(key, f"« {text} » doit être le nom d'un fichier du dossier des gabarits, sans chemin")
    try:
        return as_svg(path.read_bytes())
    except OSError as error:
        raise _fault(
            key, f"« {text} » n'a pas pu être lu dans le dossier des gabarits : {why(error)}"
        ) from None
    except PictureError as error:
        raise _fault(key, f"« {text} » ne convient pas : {error}") from None


def _main_colour(_own: Path, key: str, text: str, _families: Collection[str]) -> str:
    colour = _colour(key, text)
    if (found := contrast(colour, "#FFFFFF")) < _READABLE:
        raise _fault(
            key,
            f"« {text} » est trop pâle pour être lu sur du blanc ; contraste de {_ratio(found)} "
            f"au lieu de {number(_READABLE)} au moins. Prenez une couleur plus foncée",
        )
    return colour


def _pale_colour(_own: Path, key: str, text: str, _families: Collection[str]) -> str:
    colour = _colour(key, text)
    if (found := contrast(colour, INK)) < _READABLE:
        raise _fault(
            key,
            f"sur « {text} », le texte ne se lit plus ; contraste de {_ratio(found)} au lieu de {number(_READABLE)} "
            "au moins. Prenez une couleur plus claire",
        )
    return colour


def _ratio(value: float) -> str:
    # Rounded down: a contrast that is just too low must not be told as one that is enough.
    return number(int(value * 100) / 100)


def _colour(key: str, text: str) -> str:
    if not _COLOUR.fullmatch(text):
        raise _fault(key, f"« {text} » n'est pas une couleur ; elle s'écrit comme « {NAVY} »")
    return text


def _font(_own: Path, key: str, text: str, families: Collection[str]) -> str:
    known = {family.casefold(): family for family in families}
    if text.casefold() not in known:
        raise _fault(
            key,
            f"la police « {text} » n'est pas là. Mettez-la dans le sous-dossier « {FONTS} », ou choisissez parmi "
            f"{listing(sorted(known.values()), len(known))}",
        )
    return known[text.casefold()]


_READ: dict[str, Callable[[Path, str, str, Collection[str]], str]] = {
    "nom": _text,
    "logo": _logo,
    "alternative": _text,
    "couleur": _main_colour,
    "couleur_pale": _pale_colour,
    "police": _font,
}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, `#RRGGBB`, from 1 to 21 (WCAG 2.2, « contrast ratio »)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
