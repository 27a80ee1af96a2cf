"""The order of the test files: the longest first, so that no worker waits for them at the end."""

import pytest

LONGEST_FIRST = ("tests/template/test_live.py", "tests/rules/test_properties.py", "tests/deposit/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        return next(
            (at for at, start in enumerate(LONGEST_FIRST) if item.nodeid.startswith(start)),
            len(LONGEST_FIRST),
        )

    items.sort(key=place)
