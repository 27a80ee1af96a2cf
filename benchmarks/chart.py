"""The picture of the page: bars of the CPU for each dossier, as SVG on a ground of its own, for light and dark pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from proexp_batch.drawing.palette import BLUE, GREY_TEXT, INK, NAVY, RULE, WHITE
from proexp_batch.model.wording import number, typo

_WIDTH, _LEFT, _RIGHT, _TOP, _STEP, _BAR = 860, 300, 100, 62, 44, 22
_FONT = "font-family=\"'Segoe UI',Helvetica,Arial,sans-serif\""


@dataclass(frozen=True)
class Bar:
    """A contender: its median, the least and the greatest figure; ours are drawn darker."""

    label: str
    median: float
    least: float
    most: float
    ours: bool


def chart(title: str, bars: Sequence[Bar]) -> str:
    """The picture, one bar below the other; a line shows the spread."""
    height = _TOP + _STEP * len(bars) + 16
    longest = max((bar.most for bar in bars), default=1.0) or 1.0
    scale = (_WIDTH - _LEFT - _RIGHT) / longest
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img" aria-label="{escape(title)}" {_FONT}>',
        f"<title>{escape(title)}</title>",
        f'<rect x="0.5" y="0.5" width="{_WIDTH - 1}" height="{height - 1}" rx="8" fill="{WHITE}" stroke="{RULE}"/>',
        f'<text x="24" y="36" font-size="17" font-weight="600" fill="{INK}">{escape(title)}</text>',
    ]
    for position, bar in enumerate(bars):
        parts += _drawn(bar, _TOP + _STEP * position, scale)
    return "\n".join((*parts, "</svg>", ""))


def _drawn(bar: Bar, top: int, scale: float) -> list[str]:
    middle = top + _BAR / 2
    end = _LEFT + scale * bar.median
    least, most = _LEFT + scale * bar.least, _LEFT + scale * bar.most
    weight = "600" if bar.ours else "400"
    shown = typo(f"{number(bar.median, 0)} ms")
    parts = [
        f'<text x="{_LEFT - 14}" y="{middle + 5}" font-size="14" font-weight="{weight}" text-anchor="end" '
        f'fill="{INK}">{escape(bar.label)}</text>',
        f'<rect x="{_LEFT}" y="{top}" width="{max(end - _LEFT, 1):.1f}" height="{_BAR}" rx="2" '
        f'fill="{NAVY if bar.ours else BLUE.strong}"/>',
        f'<text x="{max(end, most) + 10:.1f}" y="{middle + 5}" font-size="14" font-weight="{weight}" '
        f'fill="{INK}">{shown}</text>',
    ]
    if most > least:
        ends = "".join(f"M{at:.1f} {middle - 5}V{middle + 5}" for at in (least, most))
        line = f"M{least:.1f} {middle}H{most:.1f}{ends}"
        # White below grey: seen on the bar as well as beside it.
        parts += [
            f'<path d="{line}" stroke="{colour}" stroke-width="{width}" fill="none"/>'
            for colour, width in ((WHITE, 4), (GREY_TEXT, 1.5))
        ]
    return parts
