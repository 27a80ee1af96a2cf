"""What goes wrong when a paper is set in type, in French sentences that say where and what to do."""

import re
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from proexp_batch.model.wording import listing, plural, typo

if TYPE_CHECKING:
    import typst

FONTS = "polices"
"""The folder, in the Opco's own folder of templates, with fonts to be used besides those of the library."""

_PLACE = re.compile(r"^ +┌─ (.+):(\d+):(\d+)$", re.MULTILINE)
_NO_FONT = re.compile(r'^error: .*the text `"(.+)"` could not be displayed', re.MULTILINE)
_FORBIDDEN = re.compile(r'^error: .*codepoint `"(.+)"`', re.MULTILINE)
_ERROR = re.compile(r"^error: (.*)$", re.MULTILINE)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]{1,6})\}|\\(.)")
_NO_PACKAGE = ("failed to download package", "package not found")
_MOST_SIGNS = 6


class TypesettingError(Exception):
    """A paper cannot be set in type; the message is a French sentence that says where and why."""


def said(error: "typst.TypstError", template: Path, own: bool) -> str:
    """The sentence for what Typst could not do; `own` tells whether the template is one of the Opco's."""
    errors = _ERROR.findall(error.diagnostic) or [error.message]
    missing, forbidden = (_signs(kind.findall(error.diagnostic)) for kind in (_NO_FONT, _FORBIDDEN))
    if forbidden and len(_FORBIDDEN.findall(error.diagnostic)) + len(
        _NO_FONT.findall(error.diagnostic)
    ) == len(errors):
        return _not_in_archives(forbidden)
    if missing and len(_NO_FONT.findall(error.diagnostic)) == len(errors):
        return _no_font_has(missing)
    where = _where(error.diagnostic, template)
    if any(known in errors[0] for known in _NO_PACKAGE):
        return typo(
            f"Le gabarit « {template.name} »{where} demande un paquet qui n'est pas sur cette machine : rien n'est pris sur "
            "le réseau. Copiez ce dont il a besoin dans le dossier des gabarits et importez-le de là."
        )
    whose = (
        "Corrigez-le, ou retirez-le pour reprendre celui du programme."
        if own
        else "C'est un gabarit du programme : signalez-le, avec cette phrase."
    )
    return typo(
        f"Le gabarit « {template.name} » n'a pas pu être composé{where} : Typst répond « {errors[0]} ». {whose}"
    )


def _no_font_has(signs: list[str]) -> str:
    return typo(
        f"{plural(len(signs), 'signe')} sans police : {_named(signs)}. Mettez dans le sous-dossier « {FONTS} » du dossier "
        f"des gabarits (--gabarits) une police qui {'le' if len(signs) == 1 else 'les'} contient, ou corrigez le texte dans "
        "le classeur."
    )


def _not_in_archives(signs: list[str]) -> str:
    return typo(
        f"{plural(len(signs), 'signe')} qu'un PDF d'archive ne peut pas contenir, sans forme commune à toutes les polices : "
        f"{_named(signs)}. Corrigez le texte dans le classeur."
    )


def panicked(template: str) -> str:
    """The sentence for a fault of Typst itself."""
    return typo(
        f"Le document n'a pas pu être composé avec le gabarit « {template} » : Typst s'est arrêté sur une erreur qui est la "
        "sienne. Refaites le traitement ; si cela revient, signalez-le avec le classeur et ce gabarit."
    )


def unknown_font(template: str, family: str, known: list[str]) -> str:
    """The sentence for a family of fonts that a template asks for and that is not there."""
    return typo(
        f"Le gabarit « {template} » demande la police « {family} », qui n'est pas là. Mettez-la dans le sous-dossier "
        f"« {FONTS} » du dossier des gabarits, ou choisissez parmi : {listing(known, len(known))}."
    )


def _where(diagnostic: str, template: Path) -> str:
    """File, line and column of what is wrong: where the Opco's files ask for it, whatever file of ours it fails in."""
    places = [
        (_told(file, template), int(line), int(column) + 1)
        for file, line, column in _PLACE.findall(diagnostic)
    ]
    if not places:
        return ""
    file, line, column = next((place for place in places if not place[0].startswith("@")), places[0])
    elsewhere = "" if file == template.name else f" (fichier « {file} »)"
    return f"{elsewhere}, ligne {line}, colonne {column}"


def _told(file: str, template: Path) -> str:
    """A file as people know it: below the folder of templates. Typst says where it is from the current folder."""
    if file.startswith("@"):
        return file
    with suppress(ValueError):
        return Path(file).resolve().relative_to(template.parent.resolve()).as_posix()
    return file


def _signs(found: list[str]) -> list[str]:
    return list(dict.fromkeys(_ESCAPED.sub(_unescaped, text) for text in found))


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]


def _named(signs: list[str]) -> str:
    named = [f"« {sign} » ({_points(sign)})" if _is_seen(sign) else _points(sign) for sign in signs]
    return listing(named, _MOST_SIGNS)


def _points(sign: str) -> str:
    return " ".join(f"U+{ord(one):04X}" for one in sign)


def _is_seen(sign: str) -> bool:
    """Whether a sign can stand in a sentence on a screen."""
    return all(unicodedata.category(one)[0] not in "CZ" for one in sign)
