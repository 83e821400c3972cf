"""How many spots people see (WAIT-04, CON-26). The same as in sql/spots.sql; `tests/test_hold_rule.py` holds them."""

#: So many are "the last few".
LOW = 3


def open_spots(capacity: int, occupied: int, waiting: int) -> int:
    """Spots open to whoever comes: those of people in the queue who were not passed over are never shown as open."""
    return max(0, capacity - occupied - waiting)


def spots_to_show(available: int, show_spots: str) -> int | None:
    """The number to show to members and visitors; None says only "free" or "full" (`booking.show_spots`)."""
    if show_spots == "exact" or (show_spots == "low_only" and available <= LOW):
        return available
    return 0 if available == 0 else None


def is_few(shown: int | None, capacity: int) -> bool:
    """Whether the number shown is small enough to hurry: the last few, or a quarter of the spots."""
    return shown is not None and shown <= max(LOW, capacity // 4)
