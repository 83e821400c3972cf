"""How staff are told what their act does to people."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def move_words(*, bookings: int, waiting: int, overlapping: int, is_free_exit: bool) -> list[str]:
    """Who is affected by another time, trainer or location; empty when nobody is."""
    said = []
    if bookings and is_free_exit:
        text = ngettext(
            "%(count)d person is booked. They will be told, and may leave for free.",
            "%(count)d people are booked. They will be told, and may leave for free.",
            bookings,
        )
        said.append(text % {"count": bookings})
    elif bookings:
        text = ngettext(
            "%(count)d person is booked. They will be told.",
            "%(count)d people are booked. They will be told.",
            bookings,
        )
        said.append(text % {"count": bookings})
    if overlapping:
        text = ngettext(
            "%(count)d of them has another class at that time.",
            "%(count)d of them have another class at that time.",
            overlapping,
        )
        said.append(text % {"count": overlapping})
    if waiting:
        text = ngettext("%(count)d person waits for a place.", "%(count)d people wait for a place.", waiting)
        said.append(text % {"count": waiting})
    return said


def busy_words(titles: list[str]) -> str:
    """Why the trainer cannot be there."""
    return _("The trainer is busy then: %(what)s.") % {"what": ", ".join(titles)}
