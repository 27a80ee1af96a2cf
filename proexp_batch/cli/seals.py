"""The commands of seals: `cle creer` makes the key of an Opco, `verifier-attestation` says whether one is authentic."""

from pathlib import Path
from typing import Annotated

import typer

from proexp_batch.cli.errors import UsageFaultError
from proexp_batch.cli.french import FrenchCommand, FrenchGroup
from proexp_batch.cli.options import ConfigFile, OutputFolder, RegisterFile
from proexp_batch.model.wording import typo

seals = typer.Typer()
key = typer.Typer(
    cls=FrenchGroup,
    help="La clé qui scelle les attestations.",
    no_args_is_help=True,
    options_metavar="[OPTIONS]",
    subcommand_metavar="COMMANDE [ARGUMENTS]...",
)
seals.add_typer(key, name="cle")


@key.callback()
def of_keys() -> None:
    """La clé qui scelle les attestations."""


@key.command(cls=FrenchCommand, options_metavar="[OPTIONS]")
def creer(
    file: Annotated[
        Path, typer.Argument(metavar="FICHIER", help="Le fichier de la clé privée, qui ne doit pas exister.")
    ],
) -> int:
    """Crée une clé : la privée, à garder à part, et la publique (.pub), à donner à qui vérifie."""
    from proexp_batch.seal.keys import PASSWORD, SealError, key_password, make_pair, public_file

    password = key_password()

    try:
        made = make_pair(file, password)
    except SealError as error:
        raise UsageFaultError(str(error)) from None
    print(
        typo(f"Clé privée : {file}. Gardez-la à part, avec une copie : qui l'a peut sceller à votre place.")
    )
    print(typo(f"Clé publique : {public_file(file)}. Donnez-la à qui vérifie, et gardez-la toujours."))
    print(typo(f"Identifiant : {made.id}."))
    if password is not None:
        print(typo(f"Elle est chiffrée avec le mot de passe de la variable {PASSWORD}, qui l'ouvre aussi."))
    return 0


@seals.command(name="verifier-attestation", cls=FrenchCommand, options_metavar="[OPTIONS]")
def verifier_attestation(
    what: Annotated[
        str,
        typer.Argument(
            metavar="FICHIER|CODE",
            help="Le PDF ou le classeur de l'attestation, le contenu de son code QR, son code ou son numéro.",
        ),
    ],
    publics: Annotated[
        list[Path] | None,
        typer.Option(
            "--cle-publique",
            metavar="FICHIER",
            help="Une clé publique de l'Opco ; peut être répété ; sinon la variable PROEXP_CLE_PUBLIQUE.",
            show_default=False,
        ),
    ] = None,
    roots: Annotated[
        list[Path] | None,
        typer.Option(
            "--autorite",
            metavar="FICHIER",
            help="Le certificat d'une autorité à reconnaître, pour le cachet électronique d'un PDF ; peut être répété.",
            show_default=False,
        ),
    ] = None,
    config: ConfigFile = None,
    output: OutputFolder = None,
    register: RegisterFile = None,
    texts: Annotated[
        bool, typer.Option("--textes", help="Affiche aussi les textes scellés, à comparer au papier.")
    ] = False,
) -> int:
    """Dit si une attestation est authentique, modifiée, révoquée ou remplacée : code de sortie 0 ou 1."""
    from proexp_batch.cli.verify_attestation import Place, Trusted, verify_attestation

    trusted = Trusted(tuple(publics or ()), tuple(roots or ()))
    return verify_attestation(what, trusted, Place(config, output, register), texts)
