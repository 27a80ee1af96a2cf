"""The connection to a Dask cluster: made, asked without waiting for ever, and told in French when it fails."""

import asyncio
import logging
import warnings
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from proexp_batch.engines.engine import EngineError
from proexp_batch.model.wording import typo

PATIENCE = 60.0
"""Seconds after which a cluster that does not answer, or has no workers, is given up."""

Answered = TypeVar("Answered")

_LOGGERS = (
    "distributed", "distributed.client", "distributed.core", "distributed.comm", "tornado", "tornado.application",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cluster:
    """A connection to the scheduler at an address; `client` is Dask's own."""

    client: Any
    address: str

    @property
    def is_connected(self) -> bool:
        """Whether the connection is there."""
        return bool(self.client.status == "running")

    def begin(self, asked: Callable[[], Awaitable[Answered]]) -> "Future[Answered]":
        """Ask the cluster something without waiting for the answer."""

        async def answer() -> Answered:
            return await asked()

        return asyncio.run_coroutine_threadsafe(answer(), self.client.loop.asyncio_loop)

    def ask(self, asked: Callable[[], Awaitable[Answered]]) -> Answered:
        """Ask the cluster something.

        Raises:
            EngineError: it does not answer.
            Exception: what the answer is an error with.
        """
        future = self.begin(asked)
        try:
            return future.result(PATIENCE)
        except (LateError, OSError) as error:
            future.cancel()
            raise EngineError(lost(self.address)) from error

    def threads(self) -> int:
        """How many tasks all workers together do at once.

        Raises:
            EngineError: the scheduler does not answer.
        """
        return self.ask(self.count)

    async def count(self) -> int:
        """As `threads`, to be begun."""
        cores: dict[str, int] = await self.client.scheduler.ncores()
        return sum(cores.values())


def lost(address: str) -> str:
    """What is said of a scheduler that was there."""
    return typo(
        f"L'ordonnanceur Dask « {address} » ne répond plus. Vérifiez que « dask scheduler » y tourne encore."
    )


def no_workers(address: str) -> str:
    """What is said of a cluster in which nobody works."""
    return typo(
        f"Aucun travailleur Dask n'est relié à l'ordonnanceur « {address} ». Sur les machines qui calculent, lancez "
        f"« dask worker {address} »."
    )


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """A connection to the cluster of a scheduler, which has at least one worker.

    Raises:
        EngineError: Dask is not installed, nobody answers at the address, or there is no worker.
    """
    try:
        from distributed import Client
        from distributed.versions import VersionMismatchWarning
    except ImportError as error:
        raise EngineError(
            typo(
                "Le moteur « dask » n'est pas installé. Dans le dossier du projet, lancez : "
                "pip install --require-hashes -r requirements/dask.txt (docs/grande-echelle.md)."
            )
        ) from error
    if _is_encrypted(address) and not _has_certificates():
        raise EngineError(
            typo(
                f"L'ordonnanceur Dask « {address} » demande des certificats, et la configuration de Dask n'en donne pas "
                "d'utilisables sur cette machine. Indiquez-les comme le montre docs/grande-echelle.md."
            )
        )
    with _quiet():
        try:
            with warnings.catch_warnings():
                # Versions are compared, and told in French, afterwards.
                warnings.simplefilter("ignore", VersionMismatchWarning)
                client: Any = Client(address, set_as_default=False)
        except (OSError, LateError) as error:
            raise EngineError(_nobody(address)) from error
        except (TypeError, ValueError, ImportError, RuntimeError) as error:
            raise EngineError(_refused(address)) from error
        # What was asked and is not waited for any more may fail.
        client.loop.asyncio_loop.set_exception_handler(lambda loop, context: None)
        try:
            yield _with_workers(Cluster(client, address))
        finally:
            with suppress(Exception):
                client.close(timeout=2)


def _is_encrypted(address: str) -> bool:
    return address.startswith("tls:")


def _has_certificates() -> bool:
    """Whether the configuration of Dask has what a client needs for an encrypted connection."""
    from distributed import Security

    try:
        return Security().get_connection_args("client").get("ssl_context") is not None
    except (OSError, TypeError, ValueError):
        return False


def _nobody(address: str) -> str:
    more = ", et que vos certificats sont ceux de la grappe" if _is_encrypted(address) else ""
    return typo(
        f"Aucun ordonnanceur Dask ne répond à « {address} ». Vérifiez l'adresse, et que « dask scheduler » y tourne{more}."
    )


def _refused(address: str) -> str:
    return typo(
        f"La connexion à l'ordonnanceur Dask « {address} » est impossible. Installez la même version de « distributed » "
        "sur toutes les machines (docs/grande-echelle.md)."
    )


def _with_workers(cluster: Cluster) -> Cluster:
    try:
        cluster.client.wait_for_workers(1, timeout=PATIENCE)
    except (TimeoutError, LateError) as error:
        raise EngineError(no_workers(cluster.address)) from error
    except OSError as error:
        raise EngineError(lost(cluster.address)) from error
    return cluster


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from telling in English, beside our sentences, what it meets."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
