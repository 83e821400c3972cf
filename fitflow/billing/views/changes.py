"""Giving and taking credits at the desk: a form, a look at what it would do, then the act."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fitflow.billing import rules, services
from fitflow.billing.forms import GiveForm, TakeForm
from fitflow.billing.queries.wallets import Wallet, wallet_of
from fitflow.billing.services.undoing import grant_undoably
from fitflow.billing.settings import VALIDITY
from fitflow.core.actor import Actor, Role
from fitflow.core.doors import idempotent
from fitflow.core.formats import Formats
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.core.undo import Done
from fitflow.core.zones import day_bounds, local_date
from fitflow.organizations.doors import allow
from fitflow.organizations.models import Client
from fitflow.organizations.queries.clients import client_of
from fitflow.ui.forms import Outcome, submit
from fitflow.ui.htmx import is_sheet, render_page, say_undoable, see_other

REVIEW = "review"


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
def give(request: PageRequest, client_id: UUID) -> HttpResponse:
    """Gives a client a new lot of credits."""
    actor, now = request.actor, request.now
    client = client_of(actor, client_id)
    wallet = wallet_of(actor, client.pk, now=now)
    end = usual_last_day(actor, now)
    form = GiveForm(
        _entries(request),
        formats=actor.formats,
        initial=_first_values(request),
        default_end=end,
        today=local_date(now, actor.zone),
    )

    def act(data: dict[str, Any]) -> Done:
        amount, reason, last_day = data["amount"], data["reason"], data["last_day"]
        until = day_bounds(last_day, actor.zone).end if last_day else None
        return grant_undoably(actor, client_id=client.pk, amount=amount, reason=reason, valid_until=until, now=now)

    came = submit(request, form, act)
    if came.is_done:
        words = {"amount": actor.formats.number(form.cleaned_data["amount"]), "name": client.name}
        text = _("%(name)s has %(amount)s more. Not right? Take them back in the list below.") % words
        return _done(request, client, text, token=came.result.token(actor))
    context = {"title": _("Give credits"), "here": page(actor, "billing:give", client.pk)}
    if form.is_valid():
        shown = form.cleaned_data["last_day"] or end
        until = (_("Can be used until"), actor.formats.day(shown, "date") if shown else _("for ever"))
        context |= _review(actor.formats, form, wallet, form.cleaned_data["amount"], until)
    return _show(request, client, wallet, form, context, came)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
def take(request: PageRequest, client_id: UUID) -> HttpResponse:
    """Takes credits away from a client."""
    actor, now = request.actor, request.now
    client = client_of(actor, client_id)
    wallet = wallet_of(actor, client.pk, now=now)
    form = TakeForm(_entries(request), formats=actor.formats, initial=_first_values(request), wallet=wallet)

    def act(data: dict[str, Any]) -> None:
        amount, reason, lot = -data["amount"], data["reason"], data["lot"]
        lot_id = UUID(lot) if lot else None
        services.adjust(actor, client_id=client.pk, amount=amount, reason=reason, lot_id=lot_id, now=now)

    came = submit(request, form, act)
    if came.is_done:
        words = {"amount": actor.formats.number(form.cleaned_data["amount"]), "name": client.name}
        return _done(request, client, _("%(name)s has %(amount)s less. Not right? Give them again.") % words)
    context = {"title": _("Take credits away"), "here": page(actor, "billing:take", client.pk)}
    if form.is_valid():
        context |= _review(actor.formats, form, wallet, -form.cleaned_data["amount"], (_("From"), form.lot_words))
    return _show(request, client, wallet, form, context, came)


def _review(
    formats: Formats, form: GiveForm | TakeForm, wallet: Wallet, amount: Decimal, fact: tuple[str, str]
) -> dict[str, Any]:
    """What would happen, before it does: the form's values go along unseen."""
    before, after = formats.number(wallet.balance), formats.number(wallet.balance + amount)
    sign = "+" if amount > 0 else "−"
    facts = [
        (_("Credits"), f"{sign}{formats.number(abs(amount))}"),
        fact,
        (_("Reason"), form.cleaned_data["reason"]),
        (_("Balance"), f"{before} → {after}"),
    ]
    values = {name: form.data.get(name, "") for name in form.fields}
    return {"facts": facts, "hidden": values, "is_gift": amount > 0}


def _show(
    request: PageRequest, client: Client, wallet: Wallet, form: forms.Form, context: dict[str, Any], came: Outcome
) -> HttpResponse:
    """The form, or the look at what it would do. A look that was asked for with wrong values is no look."""
    shown = {
        "client": client,
        "wallet": wallet,
        "form": form,
        "back_url": page(request.actor, "billing:client-credits", client.pk),
        "in_sheet": is_sheet(request),
        **context,
    }
    status = 422 if form.errors and request.method != "POST" else came.status
    return render_page(request, "billing/change.html", shown, part="sheet", status=status)


def _done(request: PageRequest, client: Client, text: str, *, token: str = "") -> HttpResponse:
    say_undoable(request, text, page(request.actor, "organizations:undo"), token)
    return see_other(request, page(request.actor, "billing:client-credits", client.pk))


def _entries(request: PageRequest) -> Any:
    """What was typed: sent to be done, or to be looked at (GET with `review`)."""
    if request.method == "POST":
        return request.POST
    return request.GET if REVIEW in request.GET else None


def _first_values(request: PageRequest) -> dict[str, str]:
    """Values in the address fill the form: the link "Take back"."""
    return {name: request.GET[name] for name in ("amount", "lot", "reason") if name in request.GET}


def usual_last_day(actor: Actor, now: datetime) -> date | None:
    """The last day of credits given now, as the studio's setting says."""
    end = rules.validity_end(now, actor.setting(VALIDITY), actor.zone)
    return rules.last_day(end, actor.zone) if end else None
