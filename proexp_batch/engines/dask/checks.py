"""Makes sure before the work that all machines of a cluster are alike, and see the storage of the run."""

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from proexp_batch.engines.dask import there
from proexp_batch.engines.dask.cluster import Cluster
from proexp_batch.engines.dask.there import Sight, Sign
from proexp_batch.engines.engine import EngineError
from proexp_batch.model.wording import typo

_SAMPLES = 3
_SAME_PATH = "Montez le même partage au même chemin sur toutes les machines, et lancez-y « dask worker » sous le même compte"


def check_versions(cluster: Cluster) -> None:
    """Make sure that the scheduler and all workers have our versions of what counts.

    Raises:
        EngineError: one has not, or does not answer.
    """
    ours = there.versions()
    client = cluster.client
    try:
        theirs = cluster.ask(lambda: client.run_on_scheduler(there.versions))
    except EngineError:
        raise
    except Exception as error:
        raise EngineError(_without_us("l'ordonnanceur", ours)) from error
    _compare("l'ordonnanceur", ours, theirs)
    for worker, theirs in sorted(_asked(cluster, there.versions).items()):
        if isinstance(theirs, Exception):
            raise EngineError(_without_us(f"le travailleur « {worker} »", ours)) from theirs
        _compare(f"le travailleur « {worker} »", ours, theirs)


def _asked(cluster: Cluster, function: Any, *given: Any) -> Mapping[str, Any]:
    client = cluster.client
    answers: Mapping[str, Any] = cluster.ask(lambda: client.run(function, *given, on_error="return"))
    # One that is stopping meanwhile is no witness, and gets no work.
    return {worker: answer for worker, answer in answers.items() if not isinstance(answer, OSError)}


def _compare(who: str, ours: Mapping[str, str], theirs: Mapping[str, str]) -> None:
    for name, version in ours.items():
        if theirs.get(name) != version:
            there_it_is = f"a la version {theirs[name]} de {name}" if name in theirs else f"n'a pas {name}"
            raise EngineError(
                typo(
                    f"{who[0].upper()}{who[1:]} {there_it_is}, cette machine a la version {version}. Installez les mêmes "
                    "versions sur toutes les machines, puis relancez « dask scheduler » et « dask worker »."
                )
            )


def _without_us(who: str, ours: Mapping[str, str]) -> str:
    return typo(
        f"{who[0].upper()}{who[1:]} n'a pas proexp_batch {ours['proexp_batch']}. Installez la même version sur toutes les "
        "machines, puis relancez « dask scheduler » et « dask worker »."
    )


def check_storage(cluster: Cluster, sign: Sign, sources: Sequence[Path]) -> None:
    """Make sure that all workers see a sign and what the sources hold, and can write where the sign stands.

    Raises:
        EngineError: one does not, or does not answer.
    """
    samples = [path for source in sources for path in _samples(source)]
    for worker, sight in sorted(_asked(cluster, there.look, sign, samples).items()):
        if isinstance(sight, Exception):
            raise EngineError(_without_us(f"le travailleur « {worker} »", there.versions())) from sight
        _check_sight(f"Le travailleur « {worker} » ({sight.machine})", sight, sign)


def _check_sight(who: str, sight: Sight, sign: Sign) -> None:
    folder = sign.path.parents[1]
    if not sight.sign:
        raise EngineError(typo(f"{who} ne voit pas le dossier « {folder} ». {_SAME_PATH}."))
    if not sight.wrote or not sign.path.with_name(sight.wrote).exists():
        raise EngineError(typo(f"{who} ne peut pas écrire dans le dossier « {folder} ». {_SAME_PATH}."))
    away = [path for path in sight.missing if os.path.lexists(path)]
    if away:
        place = away[0] if away[0].is_dir() else away[0].parent
        raise EngineError(typo(f"{who} ne voit pas ce que contient « {place} ». {_SAME_PATH}."))


def _samples(source: Path) -> Iterator[Path]:
    """A source and some of what it holds: an empty folder stands where a share is not mounted."""
    yield source
    if source.is_dir():
        with os.scandir(source) as entries:
            yield from (Path(entry.path) for entry in islice(entries, _SAMPLES))
