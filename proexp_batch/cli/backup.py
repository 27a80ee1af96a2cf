"""`registre --sauvegarder`: a copy of the register to keep."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from proexp_batch.cli.errors import UnfinishedError, UsageFaultError
from proexp_batch.cli.places import opened
from proexp_batch.disk.files import private_draft
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import typo
from proexp_batch.register import RegisterError
from proexp_batch.register.keys import key_path


def back_up(path: Path, output: Path, target: Path) -> int:
    """Write a consistent copy of the register of an output, and of its key, whole or not at all; give the exit code."""
    for wanted in (target, key_path(target)):
        if wanted.exists():
            raise UsageFaultError(
                typo(f"« {wanted} » existe déjà. Choisissez un autre nom, avec la date par exemple.")
            )
    with opened(path, output) as register:
        try:
            with private_draft(target.absolute().parent) as (handle, copy):
                try:
                    register.back_up(copy)
                    _check_copy(copy)
                finally:
                    # Not before: closing any handle of a file lets go what SQLite has locked of it.
                    os.close(handle)
                    for ending in ("-wal", "-shm", "-journal"):
                        with suppress(OSError):
                            Path(f"{copy}{ending}").unlink()
                try:
                    key_path(copy).rename(key_path(target))
                    copy.rename(target)
                finally:
                    with suppress(OSError):
                        key_path(copy).unlink()
        except RegisterError as error:
            raise UnfinishedError(str(error)) from None
        except (OSError, sqlite3.Error) as error:
            raise UnfinishedError(
                typo(f"La copie « {target} » n'a pas pu être écrite : {why(error)}.")
            ) from None
    print(typo(f"Copie du registre : {target}"))
    print(typo(f"Sa clé, à garder avec elle, sans que personne d'autre ne la lise : {key_path(target)}"))
    return 0


def _check_copy(copy: Path) -> None:
    connection = sqlite3.connect(copy)
    try:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
        # One file alone: a copy must not depend on another one beside it.
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()
    if verdict != "ok":
        raise sqlite3.DatabaseError(str(verdict))
