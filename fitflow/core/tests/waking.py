"""How long somebody was awake: what deadlines that leave out the night are checked against."""

from datetime import timedelta, tzinfo

from fitflow.core.zones import DAY, Period, QuietHours, local_date


def waking_time(period: Period, zone: tzinfo, quiet: QuietHours | None) -> timedelta:
    """How much of a period lies outside the quiet hours."""
    if quiet is None or quiet.begins == quiet.ends:
        return period.length
    evening, awake = local_date(period.start, zone) - DAY, period.length
    while (night := quiet.on(evening, zone)).start < period.end:
        awake -= max(min(night.end, period.end) - max(night.start, period.start), timedelta())
        evening += DAY
    return awake
