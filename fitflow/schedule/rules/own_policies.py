"""What a studio may write into a policy of its own: a name, and rows of hours before the start and percent back."""

from collections.abc import Iterable
from math import ceil

from django.utils.translation import gettext as _

from fitflow.core.errors import Invalid
from fitflow.core.texts import read_name
from fitflow.organizations.typed_settings.tiers import MOST_HOURS, MOST_TIERS, tier_rows
from fitflow.schedule.rules.policies import Policy, PolicyKind

LONGEST_NAME = 80
Rows = list[list[int | float]]


def read_policy_name(value: object) -> str:
    return read_name(value if isinstance(value, str) else "", longest=LONGEST_NAME)


def read_kind(value: object) -> PolicyKind:
    try:
        return PolicyKind(str(value))
    except ValueError as error:
        message = _("Choose one of %(names)s.") % {"names": ", ".join(PolicyKind)}
        raise Invalid.field("kind", message) from error


def read_rows(value: object) -> Rows:
    """The rows in order, most hours first, whatever order they were written in."""
    try:
        rows = [list(row) for row in value] if isinstance(value, Iterable) and not isinstance(value, str) else []
        return tier_rows(sorted(rows, key=lambda row: -float(row[0])))
    except (ValueError, TypeError, IndexError) as error:
        raise Invalid.field("tiers", rows_expected()) from error


def rows_expected() -> str:
    return _(
        "Write 1 to %(rows)d rows of hours before the start (0 to %(hours)d) and percent (0 to 100), each hour once. "
        "Whoever cancels later must not get more back."
    ) % {"rows": MOST_TIERS, "hours": MOST_HOURS}


def days_shown(policy: Policy) -> int:
    """How many days ahead a sample class must be so that every one of the policy's deadlines is still to come."""
    longest = max((tier.before.total_seconds() for tier in policy.tiers), default=0)
    return max(2, ceil(longest / 86_400) + 1)
