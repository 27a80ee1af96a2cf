"""`verifier-attestation`: what the seal of an attestation proves, and what the register knows of it."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape

from proexp_batch.cli import terminal
from proexp_batch.cli.errors import UnfinishedError, UsageFaultError
from proexp_batch.cli.places import opened as opened_register
from proexp_batch.cli.places import register_path
from proexp_batch.disk.content import opened
from proexp_batch.engines.engine import EndedError, Ending
from proexp_batch.engines.processes import once
from proexp_batch.engines.worker import Tell
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import number, printable, typo
from proexp_batch.register import Register, Standing
from proexp_batch.register import State as Known
from proexp_batch.seal.keys import PublicKey, SealError, public_keys
from proexp_batch.seal.statement import MARK
from proexp_batch.seal.verdict import State, Verdict
from proexp_batch.seal.verify import is_code, verify
from proexp_batch.settings.limits import USUAL

PUBLIC_KEYS = "PROEXP_CLE_PUBLIQUE"
"""The variable of the environment with the files of public keys, as many as a path of programs has folders."""

_MOST_CERTIFICATE = 1_000_000
_COLOURS = {
    State.AUTHENTIC: "green",
    State.UNCHECKED: "yellow",
    State.ALTERED: "red",
    State.FORGED: "red",
    State.UNKNOWN_KEY: "yellow",
    State.UNSEALED: "yellow",
    State.UNTOLD: "yellow",
    State.UNREADABLE: "red",
}
_ENDED = {
    Ending.TIME: f"elle prenait plus de {USUAL.seconds} secondes",
    Ending.MEMORY: f"elle demandait plus de {number(USUAL.memory, 0)} Mo de mémoire",
    Ending.CRASH: "le fichier a fait échouer sa lecture",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where people say that the register is."""

    config: Path | None
    output: Path | None
    register: Path | None

    @property
    def is_given(self) -> bool:
        """Whether they say so, with an option or a variable of the environment."""
        said = os.environ.get("PROEXP_REGISTRE", "").strip() or os.environ.get("PROEXP_SORTIE", "").strip()
        return bool(said or self.config or self.output or self.register)


@dataclass(frozen=True, slots=True)
class Trusted:
    """The files of the keys and of the certificates of authorities that people trust."""

    keys: Sequence[Path]
    roots: Sequence[Path] = ()


def verify_attestation(what: str, trusted: Trusted, place: Place, with_texts: bool) -> int:
    """Show what a file or a code proves; give the exit code.

    Raises:
        UsageFaultError: there is no such file, no public key, or no register where one is said to be.
        UnfinishedError: the file cannot be read, or looking at it came to no end.
    """
    content = _content(what)
    roots = tuple(_read(root, _MOST_CERTIFICATE) for root in trusted.roots)
    verdicts = _verdicts(content, _keys(trusted.keys, needed=_needs_key(content)), roots)
    known = _known(verdicts, place)
    console = terminal.console()
    for verdict, standing in zip(verdicts, known, strict=True):
        for text, colour in _lines(verdict, standing, asked=place.is_given, with_texts=with_texts):
            shown = escape(text)
            console.print(f"[{colour}]{shown}[/]" if colour else shown, highlight=False, soft_wrap=True)
    return 0 if all(_is_good(*one) for one in zip(verdicts, known, strict=True)) else 1


def _content(what: str) -> bytes | str:
    """The bytes of a file, or a code."""
    path = Path(what)
    try:
        is_there = path.is_file()
    except (OSError, ValueError):  # a text that no path can be
        is_there = False
    if not is_there:
        if is_code(what):
            return what
        raise UsageFaultError(
            typo(
                f"« {printable(what)} » n'est ni un fichier, ni le contenu d'un code QR, ni un code, ni un numéro."
            )
        )
    return _read(path, USUAL.bytes + 1)


def _read(path: Path, most: int) -> bytes:
    try:
        with opened(path) as file:
            return file.read(most)
    except OSError as error:
        raise UnfinishedError(typo(f"Le fichier « {path} » ne peut pas être lu : {why(error)}.")) from error


def _needs_key(content: bytes | str) -> bool:
    return isinstance(content, bytes) or content.strip().startswith(f"{MARK}:")


def _keys(files: Sequence[Path], needed: bool) -> tuple[PublicKey, ...]:
    named = [Path(one) for one in os.environ.get(PUBLIC_KEYS, "").split(os.pathsep) if one.strip()]
    try:
        keys = public_keys(files or named)
    except SealError as error:
        raise UsageFaultError(str(error)) from None
    if needed and not keys:
        raise UsageFaultError(
            typo(
                f"Avec quelle clé vérifier ? Donnez --cle-publique FICHIER.pub, la clé publique de l'Opco, ou la variable "
                f"{PUBLIC_KEYS}."
            )
        )
    return keys


def _verdicts(
    content: bytes | str, keys: tuple[PublicKey, ...], roots: tuple[bytes, ...]
) -> tuple[Verdict, ...]:
    if isinstance(content, str):
        return verify(content, keys)
    if len(content) > USUAL.bytes:
        what = f"Le fichier est trop gros pour une attestation : plus de {USUAL.size} Mo."
        return (Verdict(State.UNREADABLE, [typo(what)]),)
    try:
        # Anybody may have made the file: what it takes to look at it has an end.
        return once(_verify, (content, keys, roots), USUAL)
    except OSError as error:
        raise UnfinishedError(typo(f"La vérification n'a pas pu être faite : {why(error)}.")) from error
    except EndedError as error:
        reason = _ENDED[error.ending]
        raise UnfinishedError(
            typo(
                f"La vérification a été arrêtée : {reason}. Ne vous fiez pas à ce fichier, demandez-en un autre."
            )
        ) from None


def _verify(job: tuple[bytes, tuple[PublicKey, ...], tuple[bytes, ...]], tell: Tell) -> tuple[Verdict, ...]:
    tell(0)
    return verify(*job)


def _known(verdicts: Sequence[Verdict], place: Place) -> list[Standing | None]:
    """What the register knows of each attestation whose seal is true, or of which nothing but its code is given."""
    if not place.is_given or not any(_is_asked(verdict) for verdict in verdicts):
        return [None] * len(verdicts)
    with opened_register(*register_path(place.config, place.output, place.register)) as register:
        return [_standing(register, verdict) if _is_asked(verdict) else None for verdict in verdicts]


def _is_asked(verdict: Verdict) -> bool:
    return verdict.state in (State.AUTHENTIC, State.UNTOLD)


def _standing(register: Register, verdict: Verdict) -> Standing | None:
    """By the code first: the same facts signed on two days have one number and two codes."""
    by_code = register.standing(verdict.code) if verdict.code else None
    return by_code or (register.standing(verdict.number) if verdict.number else None)


def _is_good(verdict: Verdict, standing: Standing | None) -> bool:
    if standing is not None:
        return standing.state is Known.VALID
    return verdict.state is State.AUTHENTIC


def _lines(
    verdict: Verdict, standing: Standing | None, *, asked: bool, with_texts: bool
) -> Iterator[tuple[str, str]]:
    """What is said of one attestation, each line with its colour, which may be none."""
    yield _heading(verdict, standing, asked)
    if not (asked and verdict.state is State.UNTOLD):
        yield from ((sentence, "") for sentence in verdict.what)
    if standing is not None:
        yield standing.sentence, "" if standing.state is Known.VALID else "red"
    elif asked and _is_asked(verdict):
        yield _not_known(verdict), "yellow"
    if standing is not None and verdict.state is State.UNTOLD:
        yield (
            typo("Le registre ne dit rien des textes imprimés : pour les vérifier, demandez le fichier."),
            "",
        )
    if with_texts and verdict.stated is not None:
        yield typo("Textes scellés :"), "bold"
        yield from ((f"  {' '.join(text.split())}", "") for text in verdict.stated.texts)


def _heading(verdict: Verdict, standing: Standing | None, asked: bool) -> tuple[str, str]:
    label, colour = verdict.state.label, _COLOURS[verdict.state]
    if standing is not None and standing.state is not Known.VALID:
        label, colour = f"Attestation {standing.state.label}", "red"
    elif verdict.state is State.UNTOLD and asked:
        label, colour = ("Connue du registre", "green") if standing else ("Inconnue", "red")
    where = f"Feuille « {verdict.where} »" if verdict.where else ""
    named = f"attestation n° {verdict.number}" if verdict.number else ""
    code = f"code {verdict.code}" if verdict.code else ""
    about = ", ".join(filter(None, (where, named, code)))
    return typo(f"{label} : {about}." if about else f"{label}."), colour


def _not_known(verdict: Verdict) -> str:
    if verdict.state is State.UNTOLD:
        return typo(
            "Le registre ne connaît pas ce code ou ce numéro : il a été mal recopié, ses dépôts ont été purgés, ou il n'a "
            "pas été délivré ici."
        )
    return typo(
        "Le registre ne connaît pas cette attestation : ses dépôts ont été purgés, ou il est celui d'un autre."
    )
