"""The member's wallet: what is left, what is used next and why, what happened."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from fitflow.billing.queries.movements import MovementFilter, movement_list
from fitflow.billing.queries.wallets import wallet_of
from fitflow.billing.settings import REFUND_GRACE, VALIDITY
from fitflow.core.actor import Role
from fitflow.core.paging import next_url
from fitflow.core.requests import PageRequest
from fitflow.core.wording import length_words
from fitflow.organizations.doors import allow
from fitflow.organizations.queries.clients import own_record
from fitflow.ui.htmx import render_page

ROWS = 20


@require_safe
@allow(Role.CLIENT)
def wallet(request: PageRequest) -> HttpResponse:
    """The own credits."""
    actor = request.actor
    now = request.now
    client = own_record(actor)
    cursor = request.GET.get("cursor", "")
    part = movement_list(actor, MovementFilter(client_id=client.pk), cursor=cursor, limit=ROWS)
    grace = actor.setting(REFUND_GRACE)
    context = {
        "wallet": wallet_of(actor, client.pk, now=now),
        "movements": part.rows,
        "next_url": next_url(request, part.next) or "",
        "is_continued": bool(cursor),
        "months": actor.setting(VALIDITY),
        "grace": length_words(grace) if grace else "",
        "slug": actor.organization.slug,
        "studio": actor.organization,
    }
    return render_page(request, "billing/wallet.html", context, part="rows")
