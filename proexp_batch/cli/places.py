"""Finds the settings of the scheduled import, or only its register, from what people name."""

import os
from pathlib import Path

from proexp_batch.cli.errors import UnfinishedError, UsageFaultError
from proexp_batch.model.wording import typo
from proexp_batch.register import Register, RegisterError
from proexp_batch.register.begun import refuse_lost, refuse_other
from proexp_batch.settings.load import ConfigError, load
from proexp_batch.settings.watch import NO_DEPOSIT, WatchConfig


def settings_of(
    config: Path | None,
    deposit: Path | None = None,
    output: Path | None = None,
    register: Path | None = None,
    *,
    deposit_needed: bool = True,
) -> WatchConfig:
    """The settings: options before environment variables before the file.

    Raises:
        UsageFaultError: they cannot be used.
    """
    options = {"depot": deposit, "sortie": output, "registre": register}
    try:
        return load(config, options, os.environ, deposit_needed=deposit_needed)
    except ConfigError as error:
        raise UsageFaultError(str(error)) from None


def register_path(config: Path | None, output: Path | None, register: Path | None) -> tuple[Path, Path]:
    """Where the register and its output are; without a file of settings an option or a variable is enough.

    What names the register alone says nothing of the output: that is taken to be the folder of the register.

    Raises:
        UsageFaultError: nothing says where.
    """
    if register is not None:
        return register, output or register.parent
    if config is not None:
        found = settings_of(config, output=output, deposit_needed=False)
        return found.registre, found.sortie
    if output is None and os.environ.get("PROEXP_REGISTRE", "").strip():
        path = Path(os.environ["PROEXP_REGISTRE"].strip())
        return path, path.parent
    folder = output or Path(os.environ.get("PROEXP_SORTIE", "").strip())
    if folder == Path():
        raise UsageFaultError(
            typo(
                "Où est le registre ? Donnez --config, --sortie ou --registre, ou la variable PROEXP_REGISTRE."
            )
        )
    return WatchConfig(depot=NO_DEPOSIT, sortie=folder).registre, folder


def opened(path: Path, output: Path) -> Register:
    """The register of an output that is there; none is made.

    Raises:
        UsageFaultError: there is none.
        UnfinishedError: it is lost, it is not the one of the output, or it cannot be used.
    """
    try:
        refuse_lost(output, path)
    except RegisterError as error:
        raise UnfinishedError(str(error)) from None
    if not path.is_file():
        raise UsageFaultError(
            typo(
                f"Le registre « {path} » n'existe pas. Il est écrit au premier lot de la commande surveiller."
            )
        )
    try:
        register = Register.open(path)
        try:
            refuse_other(output, path, register)
        except RegisterError:
            register.close()
            raise
    except RegisterError as error:
        raise UnfinishedError(str(error)) from None
    return register
