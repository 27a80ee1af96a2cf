"""Gives the engine that people choose."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from proexp_batch.engines.engine import Engine
from proexp_batch.engines.processes import Processes, default_workers
from proexp_batch.settings.engine import DASK, EngineChoice


@contextmanager
def opened(choice: EngineChoice, sources: Sequence[Path], work: Path) -> Iterator[Engine]:
    """The engine of a choice, for as long as it is needed.

    It reads what `sources` hold; `work` is a folder where it may keep what only the run needs. Both are absolute for
    machines of a cluster, which see them at these paths.

    Raises:
        EngineError: it cannot work.
        OSError: the folder `work` cannot be made or written.
    """
    if choice.name != DASK:
        yield Processes(choice.workers or default_workers())
        return
    assert choice.scheduler is not None
    from proexp_batch.engines.dask.engine import opened as opened_cluster

    with opened_cluster(choice.scheduler, sources, work) as engine:
        yield engine
