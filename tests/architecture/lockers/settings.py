"""Settings about lockers."""

from django.utils.translation import gettext_lazy as _

from fitflow.organizations.settings import MODULES
from fitflow.organizations.typed_settings.kinds import Flag, Number
from fitflow.organizations.typed_settings.setting import Section

LOCKERS_ON = Flag(key="features.lockers", default=True, section=MODULES, label=_("Lockers"))
LOCKERS = Section("lockers", _("Lockers"), "layers", _("How many there are."), order=75, feature=LOCKERS_ON)
HOW_MANY = Number(
    key="lockers.count", default=40, section=LOCKERS, label=_("Lockers in the studio"), counts="places", low=1, high=999
)
