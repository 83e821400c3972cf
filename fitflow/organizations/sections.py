"""How the sections of the settings page introduce themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fitflow.organizations.registry import Group


@dataclass(frozen=True)
class Section:
    icon: str
    text: str | Promise


#: Sections that are about a module, and the setting that switches it on.
MODULE_OF: Mapping[Group, str] = {Group.CLASSES: "features.sessions", Group.WAITLIST: "features.waitlist"}


def is_used(group: Group, settings: Mapping[str, Any]) -> bool:
    """What a studio does not use needs no settings."""
    return group not in MODULE_OF or bool(settings[MODULE_OF[group]])


SECTIONS: Mapping[Group, Section] = {
    Group.BOOKING: Section("ticket", _("How long a place is held, how far ahead people book, what they see.")),
    Group.CANCELLING: Section("calendar-x", _("Until when people get their credits back.")),
    Group.WAITLIST: Section("hourglass", _("How long an offer stands, and what happens close to the start.")),
    Group.CLASSES: Section("calendar", _("Price, places and registration of classes that say nothing else.")),
    Group.ATTENDANCE: Section("check-circle", _("Until when late is late, and who marks the absent.")),
    Group.CREDITS: Section("coins", _("How long credits are valid, and what becomes of parts of one.")),
    Group.CLIENTS: Section("users", _("Whether people sign up themselves, and what they begin with.")),
    Group.MESSAGES: Section("bell", _("Reminders, and the hours in which phones stay silent.")),
    Group.LOOK: Section("eye", _("Your colour, the name in the header, colours in the calendar.")),
    Group.MODULES: Section("layers", _("What you do not use disappears from every page.")),
}
