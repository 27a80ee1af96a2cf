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
from proexp_batch.register.keys import (
    give_to_owner_of,
    key_path,
    keyed_json,
    keyed_with,
    mark_of,
    new_key,
    read_key,
    write_key,
)
from proexp_batch.register.schema import MIGRATIONS

BUSY_SECONDS = 30.0
"""How long a lock of another program is waited for, unless somebody asks for less."""

_KEYED_FROM = 6
"""The version of the schema from which on a register has a key."""


class RegisterError(Exception):
    """The register cannot be used; the message is a French sentence for people."""


class RegisterBusyError(RegisterError):
    """Another program keeps the register locked."""


class Database:
    """An open register; a context manager that closes it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._key: bytes | None = None

    @classmethod
    def open(cls, path: Path, wait: float = BUSY_SECONDS) -> Self:
        """Open the register with its key, creating or migrating it.

        Raises:
            RegisterBusyError: another program keeps it locked for longer than `wait` seconds.
            RegisterError: it cannot be opened, is no register, was written by a newer version, or its key is lost.
        """
        connection = None
        try:
            # SQLite itself would let everybody read it; what it puts beside the file gets the same rights.
            with suppress(OSError):
                make_private(path)
            connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
            database = cls(connection, path)
            database._prepare(wait)
        except BaseException as error:  # whatever it was, nothing stays open
            if connection is not None:
                connection.close()
            if not isinstance(error, sqlite3.Error):
                raise
            kind = RegisterBusyError if is_busy(error) else RegisterError
            raise kind(typo(f"Le registre « {path} » ne peut pas être ouvert : {why(error)}.")) from error
        return database

    def _prepare(self, wait: float) -> None:
        connection = self._connection
        connection.row_factory = sqlite3.Row
        connection.create_function("bare", 1, bare, deterministic=True)
        connection.create_function("keyed", 1, lambda text: self._keyed(text))
        connection.create_function("keyed_links", 1, lambda text: keyed_json(text, self._keyed))
        connection.create_function("key_mark", 0, lambda: mark_of(self._known_key()))
        connection.execute("PRAGMA foreign_keys = ON")
        use_wal(connection, wait)
        connection.execute("PRAGMA synchronous = FULL")
        # What is forgotten, or kept otherwise now, must not stay in free pages.
        connection.execute("PRAGMA secure_delete = ON")
        self._migrate()
        self._load_key()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the register."""
        self._connection.close()

    @property
    def identity(self) -> str:
        """What tells this register from every other one; its copies have it too."""
        return self._about("identity")

    def wait_for(self, seconds: float) -> None:
        """Wait so long from now on where another program keeps it locked."""
        self._connection.execute(f"PRAGMA busy_timeout = {int(1000 * seconds)}")

    def is_free(self) -> bool:
        """Whether it can be written: no other program keeps it locked for longer than it is waited for."""
        try:
            with self._transaction():
                return True
        except sqlite3.Error as error:
            if is_busy(error):
                return False
            raise

    def _about(self, name: str) -> str:
        found = self._rows("SELECT value FROM about WHERE name = ?", [name])
        return str(found[0]["value"]) if found else ""

    def _load_key(self) -> None:
        """Read the key; who may look at the register may not always read it, and needs it only to compare persons."""
        path = key_path(self._path)
        try:
            key = read_key(path)
        except PermissionError:
            return
        except (OSError, ValueError) as error:
            reason = why(error) if isinstance(error, OSError) else "ce n'est pas une clé"
            raise RegisterError(_key_sentence(self._path, path, f"ne peut pas être lue : {reason}")) from None
        if mark_of(key) != self._about("key"):
            raise RegisterError(_key_sentence(self._path, path, "est celle d'un autre registre"))
        self._key = key

    def _make_key(self) -> None:
        """Make the key of a register that has none yet; one that was made just before a stop is taken."""
        path = key_path(self._path)
        with suppress(FileExistsError):
            write_key(path, new_key())
            try:
                give_to_owner_of(self._path, path)
            except OSError:
                # A key that the import could not read would stop it.
                path.unlink()
                raise
        self._key = read_key(path)

    def _known_key(self) -> bytes:
        if self._key is None:
            path = key_path(self._path)
            raise RegisterError(_key_sentence(self._path, path, "ne peut pas être lue par ce compte"))
        return self._key

    def _keyed(self, text: str) -> str:
        """What the register keeps of a person, from the hash that links have."""
        return keyed_with(self._known_key())(text)

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
            if version < _KEYED_FROM:
                try:
                    self._make_key()
                except (OSError, ValueError) as error:
                    reason = why(error) if isinstance(error, OSError) else "ce n'est pas une clé"
                    path = key_path(self._path)
                    raise RegisterError(
                        typo(f"La clé du registre « {path} » ne peut pas être faite : {reason}.")
                    ) from None
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
        """Write a consistent copy of the register and its key, while it is in use or not.

        Raises:
            RegisterError: its key may not be read.
            OSError, sqlite3.Error: it cannot be written, or a key is there already.
        """
        write_key(key_path(path), self._known_key())
        with sqlite3.connect(path) as target:
            self._connection.backup(target)
        target.close()


def is_busy(error: sqlite3.Error) -> bool:
    """Whether a fault is only that another program keeps the register locked."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _key_sentence(register: Path, key: Path, what: str) -> str:
    return typo(
        f"La clé « {key} » du registre « {register} » {what}. Remettez celle qui a été copiée avec la dernière "
        "sauvegarde du registre : sans elle, les personnes ne peuvent pas être comparées. Aucune autre n'est faite."
    )


def use_wal(connection: sqlite3.Connection, wait: float = BUSY_SECONDS) -> None:
    """Switch to WAL; SQLite itself does not wait for another program that opens the file at the same moment."""
    end = time.monotonic() + wait
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.05)
