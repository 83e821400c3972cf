"""The question of a studio that has a record of somebody: join, or not me."""

from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fitflow.accounts.doors import AccountRequest, signed_in
from fitflow.core.errors import Invalid, NotFound
from fitflow.organizations.queries.logins import WaitingRecord, asked_before, studio_in
from fitflow.organizations.services.client_logins import join_record
from fitflow.organizations.services.separating import refuse_record
from fitflow.organizations.views.start import me_path
from fitflow.ui.htmx import render_page, see_other


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def records(request: AccountRequest) -> HttpResponse:
    """Asked on the way in, each record by itself; nothing follows from one that is left unanswered."""
    onward = _onward(request)
    if request.method == "POST":
        joined = _answer(request)
        if not asked_before(request.account.pk, onward):
            return see_other(request, me_path(joined) if joined and not studio_in(onward) else onward)
    asked = asked_before(request.account.pk, onward)
    if not asked:
        return see_other(request, onward)
    context = {"asked": asked, "redirect_field_name": REDIRECT_FIELD_NAME, "onward": onward}
    return render_page(request, "organizations/records.html", context)


def _answer(request: AccountRequest) -> str:
    """Does what was pressed; gives the slug of a studio that was joined. An answer that came twice changes nothing."""
    wish, wanted = request.POST.get("do", ""), request.POST.get("record", "")
    found = next((one for one in asked_before(request.account.pk, "") if str(one.client_id) == wanted), None)
    if wish not in {"join", "refuse"}:
        raise Invalid.field("do", _("Choose one of %(names)s.") % {"names": "join, refuse"})
    return _done(request, found, wish) if found else ""


def _done(request: AccountRequest, record: WaitingRecord, wish: str) -> str:
    words = {"studio": record.studio, "address": record.email}
    try:
        if wish == "refuse":
            refuse_record(request.account, client_id=record.client_id, now=request.now)
            messages.success(request, _("We have told %(studio)s that this is not you.") % words)
            return ""
        join_record(request.account, client_id=record.client_id, now=request.now)
    except NotFound as gone:  # Changed by the studio in this very moment.
        messages.info(request, gone.message)
        return ""
    messages.success(request, _("You have joined %(studio)s.") % words)
    return record.slug


def _onward(request: AccountRequest) -> str:
    """Where they were going, on this very site; else the list of their studios."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    is_safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_safe else reverse("studios")
