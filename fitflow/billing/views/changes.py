"""Giving and taking credits at the desk: a form, a look at what it would do, then the act."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fitflow.billing import rules, services
from fitflow.billing.forms import GiveForm, TakeForm
from fitflow.billing.queries.wallets import Wallet, wallet_of
from fitflow.billing.settings import VALIDITY
from fitflow.core.actor import Actor, Role
from fitflow.core.doors import idempotent
from fitflow.core.errors import Invalid, Refused
from fitflow.core.money import plain_credits
from fitflow.core.wording import day_words
from fitflow.core.zones import day_bounds, local_date
from fitflow.organizations.doors import allow
from fitflow.organizations.models import Client
from fitflow.organizations.queries.clients import client_of
from fitflow.ui.forms import show_refusal
from fitflow.ui.htmx import is_sheet, render_page, see_other

REVIEW = "review"


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
def give(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Gives a client a new lot of credits."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now: datetime = request.now  # type: ignore[attr-defined]
    client = client_of(actor, client_id)
    wallet = wallet_of(actor, client.pk, now=now)
    end = usual_last_day(actor, now)
    form = GiveForm(
        _answers(request), initial=_first_values(request), default_end=end, today=local_date(now, actor.zone)
    )
    page = Page(request, client, wallet, form, _("Give credits"), "billing:give")
    if not form.is_bound or not form.is_valid():
        return page.form_again()
    amount, reason = form.cleaned_data["amount"], form.cleaned_data["reason"]
    last_day = form.cleaned_data["last_day"]
    if request.method != "POST":
        shown = last_day or end
        until = day_words(shown) if shown else _("for ever")
        return page.review(amount, [(_("Can be used until"), until), (_("Reason"), reason)])
    valid_until = day_bounds(last_day, actor.zone).end if last_day else None
    try:
        services.grant(actor, client_id=client.pk, amount=amount, reason=reason, valid_until=valid_until, now=now)
    except (Invalid, Refused) as refusal:
        return page.refused(refusal)
    words = {"amount": plain_credits(amount), "name": client.name}
    messages.success(request, _("%(name)s has %(amount)s more. Not right? Take them back in the list below.") % words)
    return page.done()


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@idempotent
def take(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Takes credits away from a client."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now: datetime = request.now  # type: ignore[attr-defined]
    client = client_of(actor, client_id)
    wallet = wallet_of(actor, client.pk, now=now)
    form = TakeForm(_answers(request), initial=_first_values(request), wallet=wallet)
    page = Page(request, client, wallet, form, _("Take credits away"), "billing:take")
    if not form.is_bound or not form.is_valid():
        return page.form_again()
    amount, reason, lot = (form.cleaned_data[name] for name in ("amount", "reason", "lot"))
    if request.method != "POST":
        chosen = dict(form.fields["lot"].choices)[lot]  # type: ignore[attr-defined]
        return page.review(-amount, [(_("From"), chosen), (_("Reason"), reason)])
    try:
        services.adjust(
            actor, client_id=client.pk, amount=-amount, reason=reason, lot_id=UUID(lot) if lot else None, now=now
        )
    except (Invalid, Refused) as refusal:
        return page.refused(refusal)
    words = {"amount": plain_credits(amount), "name": client.name}
    messages.success(request, _("%(name)s has %(amount)s less. Not right? Give them again.") % words)
    return page.done()


class Page:
    """The three faces of one change: form, review, refusal."""

    def __init__(
        self, request: HttpRequest, client: Client, wallet: Wallet, form: forms.Form, title: str, url_name: str
    ) -> None:
        slug = request.actor.organization.slug  # type: ignore[attr-defined]
        self.request, self.wallet, self.form = request, wallet, form
        self.back_url = reverse("billing:client-credits", args=[slug, client.pk])
        self.context: dict[str, Any] = {
            "client": client,
            "wallet": wallet,
            "form": form,
            "title": title,
            "here": reverse(url_name, args=[slug, client.pk]),
            "back_url": self.back_url,
            "in_sheet": is_sheet(request),
        }

    def form_again(self, status: int = 422) -> HttpResponse:
        return self._show(status if self.form.errors else 200)

    def review(self, amount: Decimal, facts: list[tuple[str, str]]) -> HttpResponse:
        """What would happen, before it does."""
        before, after = plain_credits(self.wallet.balance), plain_credits(self.wallet.balance + amount)
        sign = "+" if amount > 0 else "−"
        shown = [(_("Credits"), f"{sign}{plain_credits(abs(amount))}"), *facts, (_("Balance"), f"{before} → {after}")]
        values = {name: self.form.data.get(name, "") for name in self.form.fields}
        return self._show(200, facts=shown, hidden=values, is_gift=amount > 0)

    def refused(self, refusal: Invalid | Refused) -> HttpResponse:
        show_refusal(self.form, refusal)
        return self._show(422 if isinstance(refusal, Invalid) else refusal.status)

    def done(self) -> HttpResponse:
        return see_other(self.request, self.back_url)

    def _show(self, status: int, **more: Any) -> HttpResponse:
        return render_page(self.request, "billing/change.html", {**self.context, **more}, part="sheet", status=status)


def _answers(request: HttpRequest) -> Any:
    """What was typed: sent to be looked at (GET with `review`), or to be done."""
    if request.method == "POST":
        return request.POST
    return request.GET if REVIEW in request.GET else None


def _first_values(request: HttpRequest) -> dict[str, str]:
    """Values in the address fill the form: the link "Take back"."""
    return {name: request.GET[name] for name in ("amount", "lot", "reason") if name in request.GET}


def usual_last_day(actor: Actor, now: datetime) -> date | None:
    """The last day of credits given now, as the studio's setting says."""
    end = rules.validity_end(now, actor.setting(VALIDITY), actor.zone)
    return rules.last_day(end, actor.zone) if end else None
