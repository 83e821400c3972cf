"""The schedule and a class, for anybody; members see what is theirs in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fitflow.billing.refusals import NoEntitlement
from fitflow.booking.forms.schedule import ScheduleForm
from fitflow.booking.queries.member import overlapping_of, payment_of, usual_sessions
from fitflow.booking.queries.public import (
    Card,
    OpenDay,
    card_of,
    cards_of,
    days_with_free_spots,
    next_free,
    schedule_choices,
    terms_of,
)
from fitflow.booking.queries.sessions import PAGE
from fitflow.booking.queries.waitlist import skip_words
from fitflow.booking.rules.shown import Shown
from fitflow.booking.views.shared import changes_of, has_asked, render_sheet, shell
from fitflow.core.actor import Actor, Role
from fitflow.core.errors import Refused
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.core.zones import DAY, add_months, day_bounds, days_bounds, local_date
from fitflow.organizations.doors import allow, while_on
from fitflow.organizations.settings import BRAND_COLOR
from fitflow.schedule.settings import BOOKING_WINDOW, CLASSES_ON
from fitflow.ui.htmx import is_fragment, render_page
from fitflow.ui.nav import DayChip
from fitflow.ui.tones import initials_of

#: The strip above the list shows so many days at a time.
STRIP = 14
NOON, EVENING = 12, 17


@dataclass(frozen=True)
class Strip:
    """Two weeks of days, and the ways to the weeks before and after."""

    chips: list[DayChip]
    first: date
    last: date
    earlier: str
    later: str
    today: str


@require_safe
@allow(Role.PUBLIC)
@while_on(CLASSES_ON)
def schedule(request: PageRequest) -> HttpResponse:
    """The classes of one day, under a strip of days."""
    return show_schedule(page(request.actor, "booking:schedule"), request)


@require_safe
@allow(Role.CLIENT)
@while_on(CLASSES_ON)
def own_schedule(request: PageRequest) -> HttpResponse:
    """The same at the member's own address: whoever is not signed in is asked to."""
    return show_schedule(page(request.actor, "booking:my-schedule"), request)


#: The list asks for itself again with it once something was booked: what stands beside it is renewed, too.
AFTER_AN_ACT = "X-Changed"


def show_schedule(here: str, request: PageRequest) -> HttpResponse:
    actor, now, is_after = request.actor, request.now, AFTER_AN_ACT in request.headers
    today = local_date(now, actor.zone)
    last = add_months(today, actor.setting(BOOKING_WINDOW))
    choices = schedule_choices(actor, days_bounds(today, last, actor.zone))
    form = ScheduleForm(request.GET, choices)
    day = min(max(form.wanted_day or today, today), last)
    wanted = form.session_filter(day_bounds(day, actor.zone), limit=PAGE)
    cards = [card for card in cards_of(actor, wanted, now=now) if card.state is not Shown.OVER]
    strip = strip_of(actor, form, here, day=day, today=today, last=last, now=now)
    context = shell(
        actor,
        form=form,
        day=day,
        today=today,
        strip=strip,
        groups=by_part_of_day(actor, cards),
        show_spot=len(choices.locations) > 1,
        where=choices.where,
        is_narrowed=bool(form.narrowed),
        everything_url=f"{here}?{urlencode({'day': day.isoformat()})}",
        here=f"{here}?{urlencode({**form.narrowed, 'day': day.isoformat()})}",
        action=here,
        usual=usual_sessions(actor, now=now) if actor.client_id and (is_after or not is_fragment(request)) else [],
        is_after=is_after,
        **way_on(actor, strip, day),
        **brand(actor),
    )
    status = 422 if form.errors else 200
    return render_page(request, "booking/public/schedule.html", context, part="schedule", status=status)


def way_on(actor: Actor, strip: Strip, day: date) -> dict[str, Any]:
    """Where an empty day leads: to the next one with a free spot."""
    following = next((chip for chip in strip.chips if chip.has_free_spots and chip.on > day), None)
    label = _("Go to %(day)s") % {"day": actor.formats.day(following.on)} if following else ""
    return {"next_day": following, "next_label": label}


def brand(actor: Actor) -> dict[str, Any]:
    """The studio's head: colour, initials, the address to share."""
    return {
        "brand_color": actor.setting(BRAND_COLOR),
        "studio_initials": initials_of(actor.organization.name),
        "share_url": f"{settings.FITFLOW_URL}{page(actor, 'booking:schedule')}",
    }


def strip_of(actor: Actor, form: ScheduleForm, here: str, *, day: date, today: date, last: date, now: Any) -> Strip:
    """The block of days around the chosen one, counted from today, each with whether a spot is free."""
    first = today + timedelta(days=(day - today).days // STRIP * STRIP)
    until = min(first + timedelta(days=STRIP - 1), last)
    period = days_bounds(first, until, actor.zone)
    known = days_with_free_spots(actor, form.session_filter(period, limit=PAGE), now=now)

    def url(on: date) -> str:
        return f"{here}?{urlencode({**form.narrowed, 'day': on.isoformat()})}"

    chips = [chip(first + timedelta(days=n), known, url, day) for n in range((until - first).days + 1)]
    return Strip(
        chips,
        first,
        until,
        earlier=url(first - timedelta(days=STRIP)) if first > today else "",
        later=url(until + DAY) if until < last else "",
        today=url(today) if first > today else "",
    )


def chip(on: date, known: dict[date, OpenDay], url: Any, chosen: date) -> DayChip:
    found = known.get(on)
    has_free_spots = found is not None and found.has_free_spots
    return DayChip(on, url(on), on == chosen, has_free_spots, is_full=found is not None and not has_free_spots)


def by_part_of_day(actor: Actor, cards: Iterable[Card]) -> list[tuple[str, list[Card]]]:
    """Morning, afternoon, evening, in the studio's time."""

    def part(card: Card) -> int:
        hour = card.row.starts_at.astimezone(actor.zone).hour
        return 0 if hour < NOON else 1 if hour < EVENING else 2

    names = [_("Morning"), _("Afternoon"), _("Evening")]
    return [(names[key], list(group)) for key, group in groupby(cards, part)]


@require_safe
@allow(Role.PUBLIC)
@while_on(CLASSES_ON)
def session(request: PageRequest, session_id: UUID) -> HttpResponse:
    """One class: what it is, what it costs, on what terms."""
    return show_session(session_id, request)


def show_session(
    session_id: UUID, request: PageRequest, *, refusal: Refused | None = None, is_asked: bool = False
) -> HttpResponse:
    """`is_asked`: somebody has just signed in to book this."""
    actor, now = request.actor, request.now
    card = card_of(actor, session_id, now=now)
    is_client = actor.client_id is not None
    payment = payment_of(actor, card.row, now=now) if is_client and not card.is_mine else None
    # Whoever has too few credits has too few for the other times as well.
    is_unpaid = refusal is not None and refusal.code == NoEntitlement.code
    is_blocked = card.state in {Shown.FULL, Shown.CLOSED, Shown.CANCELLED} or refusal is not None and not is_unpaid
    terms = terms_of(actor, session_id, now=now)
    context = shell(
        actor,
        card=card,
        terms=terms,
        changes=changes_of(actor, refusal, card, terms),
        payment=payment,
        has_asked=has_asked(actor, payment),
        others=next_free(actor, card.row, now=now) if is_blocked else [],
        in_the_way=overlapping_of(actor, card.row) if is_client and not card.is_mine else None,
        back_url=f"{page(actor, 'booking:schedule')}?day={local_date(card.row.starts_at, actor.zone).isoformat()}",
        share_url=f"{settings.FITFLOW_URL}{page(actor, 'booking:class', session_id)}",
        share_words=f"{actor.formats.moment(card.row.starts_at, named=True)} · {card.row.trainer_name}",
        is_asked=is_asked,
        why_skipped=skip_words(card.row.my_skip_reason or ""),
    )
    return render_sheet("booking/public/class.html", context, request=request, refusal=refusal)
