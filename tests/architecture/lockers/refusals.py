"""Why a locker is not given."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.errors import Refused


class NoSuchLocker(Refused):
    """The studio has fewer lockers."""

    status, code = 409, "no_such_locker"
    words = _("There is no locker with this number.")
