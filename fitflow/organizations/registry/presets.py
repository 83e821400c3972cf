"""Four kinds of studio as a set of settings each: a preset only sets values (docs/requirements.md section 42)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from fitflow.organizations.registry.kinds import JSON, Words


@dataclass(frozen=True)
class Preset:
    """A kind of studio, the sentence by which an owner recognises it, and what it sets."""

    name: str
    label: Words
    sentence: Words
    values: Mapping[str, JSON]


#: `features.sessions` stays on in all until personal sessions exist: `coach` would have nothing to book without it.
_ALL: tuple[Preset, ...] = (
    Preset(
        name="studio",
        label=_("Studio"),
        sentence=_(
            "Group classes on a weekly schedule: members book a place, wait when it is full and cancel in time."
        ),
        values={},
    ),
    Preset(
        name="coach",
        label=_("Coach"),
        sentence=_("One trainer and their own clients: book in one tap, cancel for free until the start."),
        values={
            "booking.one_step": True,
            "cancel.policy": "flexible",
            "attendance.auto_no_show": False,
            "reminders.offsets": [86_400],
        },
    ),
    Preset(
        name="pt_club",
        label=_("Personal training club"),
        sentence=_(
            "Several trainers with their own clients: the desk keeps the calendar, absences are marked by hand."
        ),
        values={"features.waitlist": False, "attendance.auto_no_show": False},
    ),
    Preset(
        name="cohort_gym",
        label=_("Small-group gym"),
        sentence=_("Bigger classes for people who train together: book in one tap, cancel up to 12 hours before."),
        values={
            "booking.one_step": True,
            "cancel.policy": "cutoff",
            "cancel.cutoff_before": 43_200,
            "class.default_capacity": 15,
        },
    ),
)
PRESETS: Mapping[str, Preset] = {preset.name: preset for preset in _ALL}


def preset_choices() -> list[tuple[str, Any]]:
    """(name, label) of each preset, in the order of the start page."""
    return [(preset.name, preset.label) for preset in _ALL]
