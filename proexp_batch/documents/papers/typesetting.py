"""Sets the words of a paper in type: PDF/A-2a and PDF/UA-1 at once, the same words giving the same bytes."""

import datetime as dt
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from proexp_batch.documents.papers.faults import FONTS, TypesettingError, panicked, said, unknown_font
from proexp_batch.documents.papers.look import CHARTER, Look, look
from proexp_batch.model.wording import listing, typo, valid

if TYPE_CHECKING:
    import typst

__all__ = ["TypesettingError", "shipped_templates", "typeset"]

_STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
_FONT_ENDINGS = frozenset((".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2"))
_FROM_THE_NETWORK = re.compile(r"^(?!\s*//).*[\"']@preview/", re.MULTILINE)
_UNKNOWN_FONT = "unknown font family: "

# What no font has a shape for and no sheet holds either: the controls but the line break, and what is no character.
_UNSHOWN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_UNSHOWN_IN_JSON = re.compile(r"\\u00|\\[bftr]|[\x7f-\x9f\ufeff\ufffe\uffff]")
# Lines are only broken where a text has a space or a hyphen; breaking elsewhere costs time, so it is asked for.
_LONG_WORD = re.compile(r"[^\s\"-]{26,}")


@dataclass(frozen=True, slots=True)
class _Workshop:
    """What papers are set with: one warm compiler, which does nothing twice, the look, and the families of fonts."""

    compiler: "typst.Compiler"
    look: Look
    encoded_look: str
    families: tuple[str, ...]


def typeset(template: str, words: Mapping[str, Any], made: dt.date, own: Path | None = None) -> bytes:
    """The PDF of a paper.

    Args:
        template: the name of the template, `attestation` for `attestation.typ`.
        words: what it says; the template finds it under the names that JSON gives it, and the look as `charte`.
        made: the day that the PDF bears as its own.
        own: a folder with the Opco's own templates, fonts and look; a template that is not there is the shipped one.

    Raises:
        TypesettingError: the look or the template cannot be used, or a sign is in none of the fonts.
    """
    import typst

    workshop = _workshop(own, _state(own))
    name = f"{template}.typ"
    is_own = own is not None and (own / name).is_file()
    root = own if own is not None and is_own else shipped_templates()
    try:
        content, warnings = workshop.compiler.compile_with_warnings(
            input=str(root / name),
            root=str(root),
            format="pdf",
            sys_inputs={"donnees": _encoded(words, workshop.encoded_look)},
            pdf_standards=[*_STANDARDS],
            timestamp=int(dt.datetime.combine(made, dt.time(), dt.UTC).timestamp()),
        )
    except typst.TypstError as error:
        raise TypesettingError(said(error, root / name, is_own)) from None
    except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except BaseException as error:  # panics of the compiler are not `Exception`s
        # What it was doing when it failed may be half done.
        _workshop.cache_clear()
        raise TypesettingError(panicked(name)) from error
    for warning in warnings:
        # Typst sets such a text in another font and goes on: the paper would not look as the Opco wants it.
        if warning.message.startswith(_UNKNOWN_FONT):
            family = warning.message.removeprefix(_UNKNOWN_FONT)
            raise TypesettingError(unknown_font(name, family, sorted(workshop.families)))
    assert isinstance(content, bytes)
    return content


def shipped_templates() -> Path:
    """The folder of the templates that come with the program."""
    return _package() / "templates"


def look_of(own: Path | None) -> Look:
    """The look that papers get with an Opco's folder, or without one.

    Raises:
        TypesettingError: its `charte.toml`, its logo or a font cannot be used.
    """
    return _workshop(own, _state(own)).look


def _package() -> Path:
    return Path(str(resources.files(__package__)))


def _encoded(words: Mapping[str, Any], look: str) -> str:
    told = {key: _as_json(value) for key, value in words.items()}
    told["charte"] = look
    told["mots_longs"] = "true" if _LONG_WORD.search(told.get("piece", "")) else "false"
    return "{" + ",".join(f'"{key}":{value}' for key, value in told.items()) + "}"


def _as_json(value: Any) -> str:
    with suppress(UnicodeEncodeError):
        text = msgspec.json.encode(value).decode()
        if not _UNSHOWN_IN_JSON.search(text):
            return text
    return msgspec.json.encode(_shown(msgspec.to_builtins(value))).decode()


def _shown(told: Any) -> Any:
    """What is told, without signs that cannot be shown."""
    if isinstance(told, str):
        return _UNSHOWN.sub(" ", valid(told.replace("\r\n", "\n").replace("\r", "\n")))
    if isinstance(told, Mapping):
        return {key: _shown(value) for key, value in told.items()}
    return [_shown(value) for value in told] if isinstance(told, list | tuple) else told


def _state(own: Path | None) -> tuple[tuple[str, int, int], ...]:
    """What shows that something changed in an Opco's folder while the program runs: names, times and sizes."""
    found = []
    for folder in (own, own / FONTS) if own is not None else ():
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                status = entry.stat()
                found.append((entry.path, status.st_mtime_ns, status.st_size))
    return tuple(sorted(found))


@lru_cache(maxsize=2)
def _workshop(own: Path | None, state: tuple[tuple[str, int, int], ...]) -> _Workshop:
    import typst

    _refuse_the_network(own, [Path(path) for path, _, _ in state])
    folder = own / FONTS if own is not None and (own / FONTS).is_dir() else None
    # What fonts a machine happens to have must not change a paper.
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[] if folder is None else [str(folder)])
    if folder is not None:
        _all_are_read(folder, fonts)
    compiler = typst.Compiler(
        root=str(shipped_templates()),
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=str(_package() / "library"),
    )
    families = tuple(fonts.families())
    found = look(own, families)
    if found.logo is not None:
        _is_drawn(compiler, found.logo)
    return _Workshop(compiler, found, msgspec.json.encode(found).decode(), families)


def _refuse_the_network(own: Path | None, files: list[Path]) -> None:
    """Typst would fetch what a template imports from its universe of packages: what is said must not hang on that."""
    for path in files:
        if path.suffix == ".typ" and path.parent == own:
            with suppress(OSError):
                text = path.read_text("utf-8", "replace")
                if asked := _FROM_THE_NETWORK.search(text):
                    line = text.count("\n", 0, asked.start()) + 1
                    raise TypesettingError(
                        typo(
                            f"Le gabarit « {path.name} », ligne {line}, demande un paquet du réseau (@preview) : rien n'y "
                            "est pris. Copiez ce dont il a besoin dans le dossier des gabarits et importez-le de là."
                        )
                    )


def _all_are_read(folder: Path, fonts: "typst.Fonts") -> None:
    """Typst passes over in silence what is no font for it."""
    read = {Path(font.path).name for font in fonts.fonts() if font.path}
    there = {path.name for path in folder.iterdir() if path.suffix.casefold() in _FONT_ENDINGS}
    if unread := sorted(there - read):
        named = listing([f"« {name} »" for name in unread])
        raise TypesettingError(
            typo(
                f"Dans le sous-dossier « {FONTS} », {named} : ce n'est pas une police que le programme sait lire. Il faut "
                "des fichiers .ttf, .otf ou .ttc entiers."
            )
        )


def _is_drawn(compiler: "typst.Compiler", logo: str) -> None:
    import typst

    trial = b'#set document(title: "Logo")\n#image(bytes(sys.inputs.logo), format: "svg", alt: "Logo")'
    try:
        compiler.compile(
            input=trial, format="pdf", sys_inputs={"logo": logo}, pdf_standards=[*_STANDARDS], timestamp=0
        )
    except typst.TypstError:
        raise TypesettingError(
            typo(
                f"« {CHARTER} », clé « logo » : l'image ne peut pas être dessinée. Exportez-la de nouveau, en SVG, PNG "
                "ou JPEG."
            )
        ) from None
