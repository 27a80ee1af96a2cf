"""A cluster for the tests of a file, and settings of Dask that are nobody's."""

import importlib.util
import os
from collections.abc import Iterator

import pytest

from tests.cluster.cluster import PATIENCE, Cluster, running


@pytest.fixture(scope="session", autouse=True)
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Dask reads its settings, and writes some, when it is imported: not those of whoever runs the tests."""
    if importlib.util.find_spec("distributed") is None:
        pytest.skip("Dask is not installed")
    if os.name == "nt":
        pytest.skip("the system has no limits for a process")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASK_CONFIG", str(tmp_path_factory.mktemp("dask")))
        # A busy machine is slow to start workers.
        patch.setattr("proexp_batch.engines.dask.cluster.PATIENCE", PATIENCE)
        yield


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers, one of them with two threads."""
    with running(tmp_path_factory.mktemp("cluster")) as cluster:
        cluster.work(threads=2)
        yield cluster
