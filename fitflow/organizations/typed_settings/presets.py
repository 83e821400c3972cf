"""Four kinds of studio. What each changes stands beside each setting: a preset only sets values, nothing else."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from fitflow.organizations.typed_settings.setting import Preset

STUDIO = Preset(
    name="studio",
    label=_("Studio"),
    sentence=_("Group classes on a weekly schedule: members book a place, wait when it is full and cancel in time."),
)
COACH = Preset(
    name="coach",
    label=_("Coach"),
    sentence=_("One trainer and their own clients: book in one tap, cancel for free until the start."),
)
PT_CLUB = Preset(
    name="pt_club",
    label=_("Personal training club"),
    sentence=_("Several trainers with their own clients: the desk keeps the calendar, absences are marked by hand."),
)
COHORT_GYM = Preset(
    name="cohort_gym",
    label=_("Small-group gym"),
    sentence=_("Bigger classes for people who train together: book in one tap, cancel up to 12 hours before."),
)
PRESETS: Mapping[str, Preset] = {preset.name: preset for preset in (STUDIO, COACH, PT_CLUB, COHORT_GYM)}
