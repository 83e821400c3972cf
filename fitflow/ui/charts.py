"""Geometry of the small charts: pure arithmetic, no markup."""

from collections.abc import Sequence
from dataclasses import dataclass

from fitflow.ui.nav import Bar, Text


@dataclass(frozen=True)
class Column:
    label: Text
    text: str
    percent: float
    active: bool


def columns(bars: Sequence[Bar]) -> list[Column]:
    """One column per bar; the highest fills the room, zero stands on the floor."""
    top = max((bar.value for bar in bars), default=0) or 1
    return [Column(bar.label, bar.text, round(max(0.0, bar.value) / top * 100, 1), bar.active) for bar in bars]
