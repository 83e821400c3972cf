"""How many places people see (WAIT-04, CON-26)."""

LOW = 3


def shown_available(free: int, waiting: int) -> int:
    """Free places minus the people in the queue who were not passed over: their places are never shown as open."""
    return max(0, free - waiting)


def spots_to_show(available: int, show_spots: str) -> int | None:
    """The number to show to members and visitors; None says only "free" or "full" (`booking.show_spots`)."""
    if show_spots == "exact" or (show_spots == "low_only" and available <= LOW):
        return available
    return 0 if available == 0 else None
