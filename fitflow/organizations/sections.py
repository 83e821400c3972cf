"""How the sections of the settings page introduce themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fitflow.organizations.registry import SETTINGS, Group
from fitflow.organizations.registry.words import value_words


@dataclass(frozen=True)
class Section:
    icon: str
    text: str | Promise
    #: What the tile says of what is set: settings, each with the words around its value.
    said: Mapping[str, str | Promise] = field(default_factory=dict)


#: Sections that are about a module, and the setting that switches it on.
MODULE_OF: Mapping[Group, str] = {Group.CLASSES: "features.sessions", Group.WAITLIST: "features.waitlist"}


def is_used(group: Group, settings: Mapping[str, Any]) -> bool:
    """What a studio does not use needs no settings."""
    return group not in MODULE_OF or bool(settings[MODULE_OF[group]])


SECTIONS: Mapping[Group, Section] = {
    Group.BOOKING: Section(
        "ticket",
        _("How long a place is held, how far ahead people book, what they see."),
        {"hold.duration": _("Held for %(value)s"), "booking.window": _("%(value)s ahead")},
    ),
    Group.CANCELLING: Section(
        "calendar-x", _("Until when people get their credits back."), {"cancel.policy": _("%(value)s")}
    ),
    Group.WAITLIST: Section(
        "hourglass",
        _("How long an offer stands, and what happens close to the start."),
        {
            "waitlist.hold_duration": _("Offers stand %(value)s"),
            "waitlist.late_hold_duration": _("late ones %(value)s"),
        },
    ),
    Group.CLASSES: Section(
        "calendar",
        _("Price, places and registration of classes that say nothing else."),
        {"class.cost_credits": _("%(value)s"), "class.default_capacity": _("%(value)s")},
    ),
    Group.ATTENDANCE: Section(
        "check-circle",
        _("Until when late is late, and who marks the absent."),
        {"attendance.grace": _("Late until %(value)s after the start")},
    ),
    Group.CREDITS: Section(
        "coins",
        _("How long credits are valid, and what becomes of parts of one."),
        {"credits.validity": _("Valid for %(value)s")},
    ),
    Group.CLIENTS: Section(
        "users",
        _("Whether people sign up themselves, and what they begin with."),
        {"clients.welcome_credits": _("New people get %(value)s")},
    ),
    Group.MESSAGES: Section(
        "bell",
        _("Reminders, and the hours in which phones stay silent."),
        {"reminders.offsets": _("Reminders %(value)s before"), "notify.quiet_hours": _("silent %(value)s")},
    ),
    Group.LOOK: Section("eye", _("Your colour, the name in the header, colours in the calendar.")),
    Group.MODULES: Section("layers", _("What you do not use disappears from every page.")),
}


def said_of(group: Group, settings: Mapping[str, Any]) -> str:
    """What is set, in a line: Held for 10 minutes · 3 months ahead. Where nothing is, what the section is about."""
    section = SECTIONS[group]
    said = [
        str(words) % {"value": value_words(SETTINGS[key], settings[key])}
        for key, words in section.said.items()
        if settings[key] not in (None, [], "0.00")
    ]
    return " · ".join(said) or str(section.text)
