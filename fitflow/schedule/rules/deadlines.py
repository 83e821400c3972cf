"""What cancelling gives back until when: a policy as real clock times, for sentences and for decisions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from fitflow.core.formats import Formats
from fitflow.schedule.rules.policies import Policy, share_words

ALL = 100


class Why(StrEnum):
    """What decided a refund, for receipts and for people who ask."""

    ORGANIZER = "organizer"
    MOVED = "moved"
    MISTAP = "mistap"
    POLICY = "policy"
    STARTED = "started"
    #: They could not know: no message reached them.
    UNTOLD = "untold"


@dataclass(frozen=True)
class Deadline:
    """Until then cancelling gives back this share; the instant itself still counts when inclusive."""

    until: datetime
    percent: int
    inclusive: bool
    why: Why = Why.POLICY

    def is_open(self, now: datetime) -> bool:
        return now < self.until or (self.inclusive and now == self.until)


def sample_words(policy: Policy, starts_at: datetime, formats: Formats) -> str:
    """The policy of one session as a sentence with its clock times."""
    steps = falling(step for step in policy_deadlines(policy, starts_at) if step.percent)
    return deadline_words(steps, starts_at, formats)


def policy_deadlines(policy: Policy, starts_at: datetime) -> Iterator[Deadline]:
    """The last instants of a policy's shares for a session, none beyond its start."""
    for tier in policy.tiers:
        yield until_before_start(starts_at - tier.before, tier.percent, starts_at, inclusive=tier.inclusive)


def falling(steps: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """Only the steps that matter: shares that fall with time, each with its last instant."""
    kept: list[Deadline] = []
    for step in sorted(steps, key=lambda one: (one.until, one.inclusive, one.percent), reverse=True):
        if not kept or step.percent > kept[-1].percent:
            kept.append(step)
    return tuple(reversed(kept))


def deadline_words(steps: tuple[Deadline, ...], starts_at: datetime, formats: Formats) -> str:
    """Cancel free until Thu 19 Nov 06:30, half back until Thu 19 Nov 18:30, nothing after."""
    if not steps:
        return _("Cancelling gives nothing back.")
    first, *later = steps
    opening = _("Cancel free until %(when)s") if first.percent == ALL else _("Cancel with %(share)s until %(when)s")
    parts = [opening % _step_words(first, starts_at, formats)]
    parts += [_("%(share)s until %(when)s") % _step_words(step, starts_at, formats) for step in later]
    if steps[-1].until < starts_at:
        parts.append(_("nothing after"))
    return _("%(sentence)s.") % {"sentence": ", ".join(parts)}


def until_before_start(
    until: datetime, percent: int, start: datetime, *, inclusive: bool, why: Why = Why.POLICY
) -> Deadline:
    """A right that lasts until an instant, or until the start if that is earlier; at the start itself it is gone."""
    if until >= start:
        return Deadline(start, percent, inclusive=False, why=why)
    return Deadline(until, percent, inclusive=inclusive, why=why)


def next_deadline_words(steps: tuple[Deadline, ...], starts_at: datetime, formats: Formats) -> str:
    """The next instant that matters: Free to cancel until Thu 19 Nov 06:30."""
    if not steps:
        return _("Nothing back any more")
    words = _step_words(steps[0], starts_at, formats)
    sentence = _("Free to cancel until %(when)s") if steps[0].percent == ALL else _("%(share)s until %(when)s")
    text = sentence % words
    return text[:1].upper() + text[1:]


def _step_words(step: Deadline, starts_at: datetime, formats: Formats) -> dict[str, str]:
    when = formats.moment(step.until)
    if step.until == starts_at:
        when = _("the start, %(when)s") % {"when": when}
    return {"share": share_words(step.percent, formats), "when": when}
