"""What the pages of visitors and members have in common."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from fitflow.billing.queries.requests import own_open_request
from fitflow.booking.models import Booking
from fitflow.booking.queries.member import Payment
from fitflow.booking.queries.public import Card, Terms
from fitflow.booking.refusals import TermsChanged
from fitflow.booking.rules.agreed import Agreed
from fitflow.booking.rules.changes import Change, ShownNow, changes_told
from fitflow.booking.settings import HOLD_DURATION, ONE_STEP
from fitflow.core.actor import Actor
from fitflow.core.errors import Refused
from fitflow.core.wording import length_words
from fitflow.ui.htmx import SeeOther, is_sheet, render_page, trigger

#: Said to the page under a sheet when spots have changed hands: its list asks for itself again.
CHANGED = "booking:changed"


def shell(actor: Actor, **context: Any) -> dict[str, Any]:
    """What every template of ours reads: members see their own frame, everybody else the public one."""
    is_member = actor.client_id is not None and actor.user_id is not None
    return {
        "layout": "ui/member.html" if is_member else "ui/public.html",
        "slug": actor.organization.slug,
        "is_client": actor.client_id is not None,
        "is_known": actor.user_id is not None,
        "one_step": actor.setting(ONE_STEP),
        "hold_words": length_words(actor.setting(HOLD_DURATION)),
        **context,
    }


def changes_of(
    actor: Actor, refusal: Refused | None, card: Card, terms: Terms, *, shown: Agreed | None = None
) -> list[Change]:
    """What has changed since it was shown: by a refusal, else since `shown`, which a hold remembers."""
    if isinstance(refusal, TermsChanged) and "changed" in refusal.details:
        changed, shown = refusal.details["changed"], refusal.details["shown"]
    else:
        changed = terms.changed
    row = card.row
    now = ShownNow(
        row.starts_at, row.ends_at, row.trainer_name, row.location_name, row.cost_credits, terms.words,
        row.my_label or "",
    )  # fmt: skip
    return changes_told(changed, shown or {}, now, actor.formats)


def changes_of_booking(actor: Actor, refusal: Refused | None, booking: Booking) -> list[Change]:
    """What of the class has changed while somebody was about to cancel."""
    if not isinstance(refusal, TermsChanged) or "changed" not in refusal.details:
        return []
    session = booking.session
    now = ShownNow(
        session.starts_at, session.ends_at, session.trainer.name, session.location.name, booking.credits, terms=""
    )
    return changes_told(refusal.details["changed"], refusal.details["shown"], now, actor.formats)


def has_asked(actor: Actor, payment: Payment | None) -> bool:
    """Whether somebody whose credits do not suffice has asked the studio for some."""
    return payment is not None and not payment.is_enough and own_open_request(actor) is not None


def render_sheet(
    template: str,
    context: dict[str, Any],
    *,
    request: HttpRequest,
    refusal: Refused | None = None,
    has_changed: bool = False,
) -> HttpResponse:
    """A page that can stand in the sheet as well. A refusal is said in it, under its true status.

    `has_changed`: the list under the sheet is out of date; so it is after an act (`just`) and after a refusal.
    """
    status = refusal.status if refusal else 200
    in_sheet = is_sheet(request)
    # Who has yet to sign in leaves the sheet by acting.
    acts_in_sheet = in_sheet and context.get("is_client", False)
    shown = {**context, "refusal": refusal, "in_sheet": in_sheet, "acts_in_sheet": acts_in_sheet}
    response = render_page(request, template, shown, part="sheet", status=status)
    if refusal is not None and (wait := refusal.details.get("retry_after")):
        response["Retry-After"] = str(wait)
    if is_sheet(request) and (has_changed or "just" in request.GET or refusal is not None):
        trigger(response, CHANGED, {})
    return response


def see(url: str, just: str = "") -> HttpResponse:
    """On to the result, in the sheet or as a page: both follow the redirect. `just` says what has just happened."""
    return SeeOther(f"{url}?just={just}" if just else url)
