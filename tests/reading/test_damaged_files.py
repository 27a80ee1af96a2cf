"""Whatever is dropped into the folder, reading it ends soon and ends well."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading.mutations import SECONDS, mutant, sources, verdict

GROUPS, SIZE = 40, 10
REFUSED = {f"FIC-{number:03}" for number in (*range(1, 6), *range(13, 16))}


@cache
def files() -> list[bytes]:
    return sources()


@pytest.mark.parametrize("group", range(GROUPS))
def test_damaged_workbooks(group: int) -> None:
    for seed in range(group * SIZE, (group + 1) * SIZE):
        code, seconds = verdict(mutant(files(), seed))
        assert code != "FIC-008", seed
        assert seconds < SECONDS, seed


@settings(max_examples=50)
@given(
    st.binary(max_size=2000),
    st.sampled_from([b"", b"PK\3\4", b"PK\5\6", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
)
def test_bytes_without_sense(content: bytes, start: bytes) -> None:
    assert verdict(start + content)[0] in REFUSED
