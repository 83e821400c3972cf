"""The button "Undo" of a note that tells what was just done."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fitflow.core.actor import STAFF
from fitflow.core.doors import idempotent
from fitflow.core.errors import Invalid, Refused
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.organizations.queries.studio import entrance_of
from fitflow.organizations.services.undoing import take_back
from fitflow.ui.desk import CHANGED
from fitflow.ui.htmx import is_fragment, see_other, send_toasts, trigger


@require_POST
@allow(*STAFF)
@idempotent
def undo(request: PageRequest) -> HttpResponse:
    """Back to the page it was pressed on, which shows what is true again, or says why it is too late."""
    try:
        take_back(request.actor, token=request.POST.get("token", ""), now=request.now)
    except (Invalid, Refused) as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("Undone. Nobody was told."))
    if is_fragment(request):
        return trigger(send_toasts(request, HttpResponse(status=204)), CHANGED, {})
    before = urlsplit(request.headers.get("Referer", ""))
    is_ours = before.netloc == request.get_host()
    return see_other(request, before.path if is_ours else entrance_of(request.actor, is_client=False))
