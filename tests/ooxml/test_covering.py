"""Which range covers which number: the first one does, and none is asked about each number."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from proexp_batch.ooxml.covering import first_covers

_NUMBERS = st.integers(0, 30)


@given(st.lists(_NUMBERS), st.lists(st.tuples(_NUMBERS, _NUMBERS)))
def test_the_first_range_that_covers_a_number_is_told(
    numbers: list[int], corners: list[tuple[int, int]]
) -> None:
    ranges = [(low, high, at) for at, (low, high) in enumerate(corners)]
    expected = {
        number: next(at for low, high, at in ranges if low <= number <= high)
        for number in numbers
        if any(low <= number <= high for low, high, _ in ranges)
    }
    assert first_covers(numbers, ranges) == expected


class Counted(int):
    """A number that counts how often it is compared."""

    steps = 0

    def __lt__(self, other: int) -> bool:
        Counted.steps += 1
        return int(self) < other

    def __le__(self, other: int) -> bool:
        Counted.steps += 1
        return int(self) <= other


def _steps(size: int) -> int:
    def everywhere() -> Iterator[tuple[int, int, int]]:
        for at in range(size):
            yield at % 7, size, at

    Counted.steps = 0
    assert len(first_covers(map(Counted, range(size)), everywhere())) == size
    return Counted.steps


def test_ranges_that_all_cover_everything_take_steps_in_their_number_not_in_its_square() -> None:
    assert _steps(8_000) < 2.5 * _steps(4_000)
