"""Cancellation policies as data: what comes back by time left, and which policy applies (CON-01, POL-01, POL-03).

Tiers fall in time and in percent, so that waiting never pays. A boundary belongs to the client (it is inclusive) unless
a tier says otherwise; only TIERED's first row does: "more than 24 hours" leaves exactly 24 hours to the 50 % row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, Self

from django.utils.translation import gettext as _

from fitflow.core.formats import Formats
from fitflow.core.wording import MINUTE, length_words, short_length_words
from fitflow.organizations.typed_settings.tiers import tier_rows
from fitflow.schedule.models import CancellationPolicy
from fitflow.schedule.settings import CUTOFF_BEFORE, MISTAP_GRACE, POLICY, TIERS

CHECK_IN = "check_in"
HOUR = timedelta(hours=1)


PolicyKind = CancellationPolicy.Kind


@dataclass(frozen=True)
class Tier:
    """What comes back when cancelling at least this long before the start (or longer, where not inclusive)."""

    before: timedelta
    percent: int
    inclusive: bool = True


@dataclass(frozen=True)
class Policy:
    """A policy as a booking keeps it: complete, so that later edits of the studio change nothing (P10).

    `name` is the studio's own, empty for one of the four that come with the product.
    """

    kind: PolicyKind
    name: str
    tiers: tuple[Tier, ...]
    mistap_grace: timedelta

    @property
    def title(self) -> str:
        return self.name or kind_title(self.kind)

    def to_json(self) -> dict[str, Any]:
        """The snapshot stored on the booking."""
        tiers = [
            {"min_hours_before": _hours(tier.before), "percent": tier.percent, "inclusive": tier.inclusive}
            for tier in self.tiers
        ]
        grace = int(self.mistap_grace.total_seconds())
        return {"kind": self.kind.value, "name": self.name, "tiers": tiers, "mistap_grace": grace}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The policy of a snapshot."""
        tiers = tuple(
            Tier(timedelta(hours=row["min_hours_before"]), row["percent"], row["inclusive"]) for row in data["tiers"]
        )
        grace = timedelta(seconds=data["mistap_grace"])
        return cls(PolicyKind(data["kind"]), data["name"], tiers, grace)


class PolicySource(Protocol):
    """A stored policy: the columns of `CancellationPolicy` that decide."""

    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def tiers(self) -> Any: ...


@dataclass(frozen=True)
class PolicyLevels:
    """Where a session's policy may come from, the most particular first; `settings` are the studio's, resolved."""

    settings: Mapping[str, Any]
    session: PolicySource | None = None
    class_type: PolicySource | None = None
    kind: str = "class"


def applicable_policy(levels: PolicyLevels, *, late_cancel_before: timedelta | None = None) -> Policy:
    """The policy of a session: its own > its class type's > its kind's > the studio's (CON-01).

    Check-ins are always flexible unless the session or type has a policy. `late_cancel_before` is the session's own
    cut-off, as time before its start so that it moves with the session; without it the studio's setting counts.
    """
    settings = levels.settings
    cutoff = CUTOFF_BEFORE.of(settings) if late_cancel_before is None else late_cancel_before
    grace = MISTAP_GRACE.of(settings)
    if source := levels.session or levels.class_type:
        kind, name, rows = PolicyKind(source.kind), source.name, source.tiers
    elif levels.kind == CHECK_IN:
        kind, name, rows = PolicyKind.FLEXIBLE, "", []
    else:
        kind, name, rows = PolicyKind(POLICY.of(settings)), "", TIERS.of(settings)
    return Policy(kind, name, tiers_of(kind, rows=rows, cutoff=cutoff), grace)


def kind_title(kind: PolicyKind) -> str:
    """Flexible, Tiered: what a policy of this kind is called when the studio gave it no name."""
    match kind:
        case PolicyKind.FLEXIBLE:
            return _("Flexible")
        case PolicyKind.TIERED:
            return _("Tiered")
        case PolicyKind.CUTOFF:
            return _("Cut-off")
        case PolicyKind.CUSTOM:
            return _("Custom")


def tiers_of(kind: PolicyKind, *, rows: object = (), cutoff: timedelta) -> tuple[Tier, ...]:
    """The tiers of each kind; only CUSTOM reads the rows, only CUTOFF the cut-off."""
    match kind:
        case PolicyKind.FLEXIBLE:
            return (Tier(timedelta(), 100),)
        case PolicyKind.TIERED:
            return (Tier(24 * HOUR, 100, inclusive=False), Tier(12 * HOUR, 50))
        case PolicyKind.CUTOFF:
            return (Tier(max(cutoff, timedelta()), 100),)
        case PolicyKind.CUSTOM:
            return tuple(Tier(timedelta(hours=hours), int(percent)) for hours, percent in tier_rows(rows) if percent)


def late_cancel_before(starts_at: datetime, late_cancel_at: datetime | None) -> timedelta | None:
    """A session's own cut-off as time before its start."""
    return None if late_cancel_at is None else starts_at - late_cancel_at


def policy_words(policy: Policy, formats: Formats) -> str:
    """All back more than 24 hours before the start, half until 12 hours before, then nothing."""
    parts = [_tier_words(tier, formats) for tier in policy.tiers]
    if not policy.tiers or policy.tiers[-1].before:
        parts.append(_("nothing after that") if parts else _("nothing back"))
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]


def policy_short_words(policy: Policy, formats: Formats) -> str:
    """The same where there is little room: all back more than 24 h before, half back until 12 h before, then nothing.

    Exact: at a boundary it must not read otherwise than it was decided.
    """
    parts = []
    for tier in policy.tiers:
        words = {
            "share": share_words(tier.percent, formats), "length": short_length_words(int(tier.before // MINUTE)),
        }  # fmt: skip
        if not tier.before:
            parts.append(_("%(share)s until the start") % words)
        elif tier.inclusive:
            parts.append(_("%(share)s until %(length)s before") % words)
        else:
            parts.append(_("%(share)s more than %(length)s before") % words)
    if not policy.tiers or policy.tiers[-1].before:
        parts.append(_("then nothing") if parts else _("nothing back"))
    return ", ".join(parts)


def share_words(percent: int, formats: Formats) -> str:
    """all back, half back, 30% back, nothing back."""
    named = {100: _("all back"), 50: _("half back"), 0: _("nothing back")}
    return named.get(percent) or _("%(percent)s back") % {"percent": formats.percent(percent)}


def _tier_words(tier: Tier, formats: Formats) -> str:
    words = {"share": share_words(tier.percent, formats), "length": length_words(tier.before)}
    if not tier.before:
        return _("%(share)s until the start") % words
    if tier.inclusive:
        return _("%(share)s until %(length)s before the start") % words
    return _("%(share)s more than %(length)s before the start") % words


def _hours(length: timedelta) -> int | float:
    hours = length / HOUR
    return int(hours) if hours.is_integer() else hours
