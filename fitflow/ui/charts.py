"""Geometry of the small inline SVG charts: pure arithmetic, no markup."""

from collections.abc import Sequence
from dataclasses import dataclass

from fitflow.ui.nav import Bar, Text


@dataclass(frozen=True)
class Spark:
    width: int
    height: int
    line: str
    area: str
    last_x: float
    last_y: float


@dataclass(frozen=True)
class Column:
    label: Text
    text: str
    percent: float
    active: bool


def spark(values: Sequence[float], *, width: int = 120, height: int = 36, pad: int = 4) -> Spark:
    """A line through the values from left to right, the lowest at the bottom."""
    points = list(values) or [0.0]
    if len(points) == 1:
        points = points * 2
    low, high = min(points), max(points)
    span = (high - low) or 1
    step = (width - 2 * pad) / (len(points) - 1)
    flat = high == low

    def place(index: int, value: float) -> tuple[float, float]:
        share = 0.5 if flat else (value - low) / span
        return round(pad + index * step, 1), round(height - pad - share * (height - 2 * pad), 1)

    spots = [place(index, value) for index, value in enumerate(points)]
    line = "M" + " L".join(f"{x} {y}" for x, y in spots)
    area = f"{line} L{spots[-1][0]} {height} L{spots[0][0]} {height} Z"
    return Spark(width, height, line, area, *spots[-1])


def columns(bars: Sequence[Bar]) -> list[Column]:
    """One column per bar; the highest fills the room, zero stands on the floor."""
    top = max((bar.value for bar in bars), default=0) or 1
    return [Column(bar.label, bar.text, round(max(0.0, bar.value) / top * 100, 1), bar.active) for bar in bars]
