"""The SQLite file of the register: opened in WAL mode, its schema migrated, one transaction for all or nothing."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from proexp_batch.disk.files import make_private
from proexp_batch.model.reasons import why
from proexp_batch.model.wording import bare, typo
from proexp_batch.register.schema import MIGRATIONS

_BUSY_SECONDS = 30


class RegisterError(Exception):
    """The register cannot be used; the message is a French sentence for people."""


class Database:
    """An open register; a context manager that closes it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the register, creating or migrating it.

        Raises:
            RegisterError: it cannot be opened, is no register, or was written by a newer version.
        """
        try:
            # SQLite itself would let everybody read it; what it puts beside the file gets the same rights.
            with suppress(OSError):
                make_private(path)
            connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
            connection.row_factory = sqlite3.Row
            connection.create_function("bare", 1, bare, deterministic=True)
            connection.execute("PRAGMA foreign_keys = ON")
            use_wal(connection)
            connection.execute("PRAGMA synchronous = FULL")
            database = cls(connection)
            database._migrate()
        except sqlite3.Error as error:
            raise RegisterError(
                typo(f"Le registre « {path} » ne peut pas être ouvert : {why(error)}.")
            ) from error
        return database

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def _migrate(self) -> None:
        if self._version() == len(MIGRATIONS):
            # Whoever only looks must not keep the import from writing.
            return
        with self._transaction():
            version = self._version()
            if version > len(MIGRATIONS):
                raise RegisterError(
                    typo("Le registre a été écrit par une version plus récente : mettez le programme à jour.")
                )
            for number in range(version, len(MIGRATIONS)):
                for statement in MIGRATIONS[number].split(";"):
                    self._connection.execute(statement)
            self._connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:  # an interruption too must leave no open transaction; it goes on
            # A full disk makes SQLite roll back by itself.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        return self._connection.execute(query, values).fetchall()

    def back_up(self, path: Path) -> None:
        """Write a consistent copy of the register, while it is in use or not."""
        with sqlite3.connect(path) as target:
            self._connection.backup(target)
        target.close()


def use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL; SQLite itself does not wait for another program that opens the file at the same moment."""
    end = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.05)
