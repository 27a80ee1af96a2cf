"""What holds for the whole suite: the order of the files, and that no test depends on how fast the machine is."""

import pytest
from hypothesis import HealthCheck, settings

# A busy machine takes its time: how long an example takes says nothing about it. The examples are the same each time,
# since what a run finds must not depend on luck; `--hypothesis-profile others` tries other ones.
settings.register_profile("others", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("patient", settings.get_profile("others"), derandomize=True)
settings.load_profile("patient")

LONGEST_FIRST = (
    "tests/paquet/test_program.py",
    "tests/template/test_live.py",
    "tests/rules/test_properties.py",
    "tests/deposit/",
)
"""The longest files come first, so that no worker waits for them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        return next(
            (at for at, start in enumerate(LONGEST_FIRST) if item.nodeid.startswith(start)),
            len(LONGEST_FIRST),
        )

    items.sort(key=place)
