"""`revoquer-attestation`: an attestation that is not to count any more, or again."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from proexp_batch.cli.errors import UsageFaultError
from proexp_batch.cli.french import FrenchCommand
from proexp_batch.cli.options import ConfigFile, OutputFolder, RegisterFile
from proexp_batch.model.wording import date, printable, typo, valid

attestations = typer.Typer()

_LONGEST = 500
"""Signs of a reason; it is a sentence, not a file."""


@attestations.command(name="revoquer-attestation", cls=FrenchCommand, options_metavar="[OPTIONS]")
def revoquer_attestation(
    attestation: Annotated[
        str,
        typer.Argument(metavar="NUMERO|CODE", help="Le numéro de l'attestation ou son code, comme imprimés."),
    ],
    reason: Annotated[
        str | None,
        typer.Option(
            "--motif",
            metavar="TEXTE",
            help="Pourquoi elle ne vaut plus, sans nom de personne : le texte est gardé dans le registre.",
            show_default=False,
        ),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--annuler", help="Annule la révocation : l'attestation compte de nouveau.")
    ] = False,
    config: ConfigFile = None,
    output: OutputFolder = None,
    register: RegisterFile = None,
) -> int:
    """Révoque une attestation : verifier-attestation et le registre disent alors qu'elle ne vaut plus."""
    from proexp_batch.cli.places import register_path

    path, folder = register_path(config, output, register)
    if undo:
        if reason is not None:
            raise UsageFaultError(
                "--annuler et --motif ne vont pas ensemble : le motif est celui d'une révocation."
            )
        return _reinstate(path, folder, attestation)
    return _revoke(path, folder, attestation, _checked(reason))


def _checked(reason: str | None) -> str:
    """A reason on one line; raises `UsageFaultError` where there is none or it is too long."""
    said = printable(valid(" ".join((reason or "").split())))
    if not said:
        raise UsageFaultError(
            typo("Indiquez --motif TEXTE : pourquoi l'attestation ne vaut plus. Elle n'est pas révoquée.")
        )
    if len(said) > _LONGEST:
        raise UsageFaultError(
            typo(f"Le motif est trop long : {_LONGEST} signes au plus. L'attestation n'est pas révoquée.")
        )
    return said


def _revoke(path: Path, output: Path, text: str, reason: str) -> int:
    from proexp_batch.cli.places import opened
    from proexp_batch.register import State

    with opened(path, output) as register:
        found = register.standing(text)
        if found is None:
            raise UsageFaultError(_unknown(text, "révoqué"))
        if found.state is State.REVOKED:
            print(typo(f"Déjà fait. {found.sentence}"))
            return 0
        revoked = register.revoke(found, reason, dt.date.today())
    print(revoked.sentence)
    codes = [one for one in (revoked.code, *revoked.others) if one]
    if len(codes) > 1:
        print(typo(f"Cela vaut pour tous ses codes : {', '.join(codes)}."))
    return 0


def _reinstate(path: Path, output: Path, text: str) -> int:
    from proexp_batch.cli.places import opened
    from proexp_batch.register import State

    with opened(path, output) as register:
        found = register.standing(text)
        if found is None:
            raise UsageFaultError(_unknown(text, "annulé"))
        if found.state is not State.REVOKED:
            print(typo(f"Rien à annuler. {found.sentence}"))
            return 0
        again = register.reinstate(found)
    day = f" du {date(found.day)}" if found.day else ""
    print(typo(f"La révocation{day} de l'attestation {found.number} est annulée."))
    if again is None:
        print(typo("Ses dépôts sont purgés : le registre ne sait plus rien d'elle."))
    else:
        print(again.sentence)
    return 0


def _unknown(text: str, done: str) -> str:
    shown = printable(" ".join(text.split()))
    return typo(
        f"Le registre ne connaît aucune attestation sous « {shown} » : rien n'est {done}. Recopiez le numéro (AFF-…) ou "
        "le code imprimé sur l'attestation, ou cherchez-le avec « registre --dossier »."
    )
