"""The desk's ledger: a client's credits, everybody's movements, and the same as a file."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fitflow.billing import rules
from fitflow.billing.forms import MovementFilterForm
from fitflow.billing.queries.movements import (
    Movement,
    MovementFilter,
    all_movements,
    credits_left,
    movement_list,
    movement_totals,
)
from fitflow.billing.queries.wallets import wallet_of
from fitflow.core.actor import Actor, Role
from fitflow.core.money import plain_credits
from fitflow.core.paging import next_url
from fitflow.core.requests import PageRequest
from fitflow.core.zones import day_bounds, local_date
from fitflow.organizations.doors import allow
from fitflow.organizations.queries.clients import client_of
from fitflow.ui.htmx import render_page

ROWS = 40
#: Credits that run out within so long are worth a word.
SOON = timedelta(days=14)
MOST_IN_FILE = 50_000
#: A cell that begins like this is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "|", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@require_safe
@allow(Role.MANAGER)
def client_credits(request: PageRequest, client_id: UUID) -> HttpResponse:
    """One client's lots and ledger: a tab of their record."""
    actor = request.actor
    client = client_of(actor, client_id)
    cursor = request.GET.get("cursor", "")
    part = movement_list(actor, MovementFilter(client_id=client.pk), cursor=cursor, limit=ROWS)
    context = {
        "client": client,
        "active_part": "credits",
        "wallet": wallet_of(actor, client.pk, now=request.now),
        "movements": part.rows,
        "next_url": next_url(request, part.next) or "",
        "slug": actor.organization.slug,
    }
    return render_page(request, "billing/client_credits.html", context, part="rows")


@require_safe
@allow(Role.MANAGER)
def movements(request: PageRequest) -> HttpResponse:
    """Everybody's movements, with filters and the sums of a period: of this month until one is chosen."""
    actor = request.actor
    form = MovementFilterForm(request.GET or None)
    wanted = form.wanted(actor)
    part = movement_list(actor, wanted, cursor=request.GET.get("cursor", ""), limit=ROWS)
    now = request.now
    is_month = wanted.since is None and wanted.until is None
    first = local_date(now, actor.zone).replace(day=1)
    summed = replace(wanted, since=day_bounds(first, actor.zone).start) if is_month else wanted
    totals = movement_totals(actor, summed)
    left, ending = credits_left(actor, until=now + SOON, now=now)
    context = {
        "left": left,
        "ending": ending,
        "form": form,
        "movements": part.rows,
        "next_url": next_url(request, part.next) or "",
        "is_month": is_month,
        "totals": [(name, totals[kind]) for kind, name in rules.posting_kinds() if kind in totals],
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "query": request.GET.urlencode(),
        "slug": actor.organization.slug,
    }
    return render_page(request, "billing/movements.html", context, part="rows", status=422 if form.errors else 200)


@require_safe
@allow(Role.MANAGER)
def movements_file(request: PageRequest) -> HttpResponse:
    """The same list as a file for a spreadsheet, up to 50,000 rows."""
    actor = request.actor
    form = MovementFilterForm(request.GET or None)
    found = all_movements(actor, form.wanted(actor), most=MOST_IN_FILE)
    text = io.StringIO()
    csv.writer(text).writerows(file_rows(actor, found))
    today = local_date(request.now, actor.zone)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="credits-{actor.organization.slug}-{today}.csv"'
    return response


def file_rows(actor: Actor, found: Iterable[Movement]) -> Iterator[list[str]]:
    """A head, then a row for each lot a movement touched."""
    yield [_("When"), _("Member"), _("What"), _("For"), _("Credits"), _("Credits from"), _("Reason"), _("By"), _("Id")]
    for movement in found:
        for entry in movement.entries:
            subject = movement.subject
            when = actor.formats.moment(subject.at) if subject and subject.at else ""
            cells = [
                movement.at.astimezone(actor.zone).isoformat(sep=" ", timespec="seconds"),
                movement.client_name,
                movement.title,
                f"{subject.title} {when}".strip() if subject else "",
                plain_credits(entry.amount),
                entry.lot.label or rules.origin_words(entry.lot.origin),
                movement.reason,
                movement.by,
                str(entry.id),
            ]
            yield [cell if number == 4 else harmless(cell) for number, cell in enumerate(cells)]


def harmless(cell: str) -> str:
    """Text stays text in a spreadsheet."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
