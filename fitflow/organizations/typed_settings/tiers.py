"""Rows of a cancellation policy: so many hours before the start, so many percent come back."""

from django.utils.translation import gettext as _

MOST_TIERS, MOST_HOURS = 6, 720


def tier_rows(value: object) -> list[list[int | float]]:
    """Rows [hours before start, percent back]: hours and percent both fall, so that waiting never pays (CON-01)."""
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= MOST_TIERS:
        raise ValueError(value)
    rows = [_tier(row) for row in value]
    for earlier, later in zip(rows, rows[1:], strict=False):
        if earlier[0] <= later[0] or earlier[1] <= later[1]:
            raise ValueError(value)
    return rows


def tiers_expected() -> str:
    return _(
        "1 to %(rows)d rows [hours before start, percent back], such as [[24, 100], [12, 50]], "
        "with falling hours (up to %(hours)d) and falling percents"
    ) % {"rows": MOST_TIERS, "hours": MOST_HOURS}


def _tier(row: object) -> list[int | float]:
    if not isinstance(row, list | tuple):
        raise TypeError(row)
    hours, percent = row
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 <= hours <= MOST_HOURS:
        raise ValueError(row)
    return [hours, whole_number(percent, 0, 100)]


def whole_number(value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(value)
    return value
