"""The one palette: nothing that is made bears by chance the ground of a marked cell."""

from proexp_batch.drawing import palette
from proexp_batch.marking.fills import MARKING


def test_no_colour_of_the_palette_is_taken_for_a_mark() -> None:
    tints = [one for one in vars(palette).values() if isinstance(one, palette.Tint)]
    grounds = {tint.ground.removeprefix("#") for tint in tints}
    assert len(grounds) == len(tints)
    assert not grounds & set(MARKING.values())
