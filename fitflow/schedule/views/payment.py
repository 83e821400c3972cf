"""The question how people pay: a step of a new studio, and later a page of its settings."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.editing import edits
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow, while_on
from fitflow.organizations.queries.studio import organization_of
from fitflow.organizations.settings import WELCOME_CREDITS
from fitflow.schedule.forms.payment import PaymentForm
from fitflow.schedule.rules.payment import payment_of, proposed
from fitflow.schedule.services.payment import choose_payment
from fitflow.schedule.settings import CLASSES_ON, DESK_PRICE
from fitflow.ui.desk import desk, done
from fitflow.ui.forms import answers, submit
from fitflow.ui.hooks import DeskEntry, url_of
from fitflow.ui.htmx import render_page


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.ADMIN)
@while_on(CLASSES_ON)
@idempotent
@edits
def payment(request: PageRequest) -> HttpResponse:
    """Shows what is set, or what fits the kind of studio, and takes the answer."""
    actor = request.actor
    current = payment_of(actor.organization.settings)
    form = PaymentForm(answers(request), payment=current or proposed(organization_of(actor).preset))
    names = {DESK_PRICE.key: "desk_price", WELCOME_CREDITS.key: "free_classes"}
    came = submit(request, form, lambda _data: choose_payment(actor, form.payment(), now=request.now), names=names)
    home = url_of(actor, DeskEntry, "today")
    if came.is_done:
        return done(actor, home, _("Saved. That is how people pay from now on."), request=request)
    context = desk(actor, form=form, is_decided=current is not None, back_url=home)
    return render_page(request, "schedule/payment.html", context, status=came.status)
