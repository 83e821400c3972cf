"""The desk's pages about class types."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.editing import edits
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow, while_on
from fitflow.organizations.queries.staff import has_several_locations
from fitflow.schedule.forms.class_types import SHOWN_AT, ClassTypeForm
from fitflow.schedule.models import ClassType
from fitflow.schedule.queries.class_types import class_type_of, class_type_rows, class_types_of
from fitflow.schedule.queries.policies import policies_of, sample_of
from fitflow.schedule.refusals import ClassTypeInUse
from fitflow.schedule.services import class_types as services
from fitflow.schedule.settings import CLASSES_ON
from fitflow.ui.forms import answers, submit
from fitflow.ui.hooks import NewEntry, url_of
from fitflow.ui.htmx import render_page, see_other


@require_safe
@allow(Role.MANAGER)
@while_on(CLASSES_ON)
def index(request: PageRequest) -> HttpResponse:
    """What can be planned, with how much of it is; then what no longer can."""
    actor = request.actor
    context = {
        "rows": class_type_rows(actor, list(class_types_of(actor)), now=request.now),
        "archived": list(class_types_of(actor, archived=True)),
        "may_edit": not actor.is_scoped,
        "has_several_locations": has_several_locations(actor),
        "plan_url": url_of(actor, NewEntry, "series"),
    }
    return render_page(request, "schedule/class_types.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@while_on(CLASSES_ON)
@idempotent
def new(request: PageRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.MANAGER)
@while_on(CLASSES_ON)
@idempotent
@edits
def edit(request: PageRequest, class_type_id: UUID) -> HttpResponse:
    return _edit(request, class_type_of(request.actor, class_type_id))


def _edit(request: PageRequest, class_type: ClassType | None) -> HttpResponse:
    services.require_editor(request.actor)
    form = ClassTypeForm(request.actor, answers(request), class_type=class_type)
    came = submit(request, form, lambda _data: _save(request, class_type, form), names=SHOWN_AT)
    if came.is_done:
        messages.success(request, _("%(name)s is saved.") % {"name": came.result.name})
        return see_other(request, page(request.actor, "schedule:class_types"))
    planned = class_type_rows(request.actor, [class_type], now=request.now)[0] if class_type else None
    context = {
        "form": form,
        "class_type": class_type,
        "planned": planned,
        "policies": [
            (policy, sample_of(request.actor, policy, now=request.now)) for policy in policies_of(request.actor)
        ],
        "standard": sample_of(request.actor, None, now=request.now),
        "plan_url": url_of(request.actor, NewEntry, "series"),
    }
    return render_page(request, "schedule/class_types/edit.html", context, status=came.status)


def _save(request: PageRequest, class_type: ClassType | None, form: ClassTypeForm) -> ClassType:
    if class_type is None:
        return services.create_class_type(request.actor, form.values(), now=request.now)
    return services.update_class_type(request.actor, form.values(), class_type_id=class_type.pk, now=request.now)


@require_POST
@allow(Role.MANAGER)
@while_on(CLASSES_ON)
@idempotent
def archive(request: PageRequest, class_type_id: UUID) -> HttpResponse:
    """No new sessions of it; a series that still plans it must end first."""
    try:
        gone = services.archive_class_type(request.actor, class_type_id=class_type_id, now=request.now)
    except ClassTypeInUse as refusal:
        messages.error(request, refusal.message)
        return see_other(request, page(request.actor, "schedule:class_type", class_type_id))
    messages.success(request, _("%(name)s is archived. What is planned takes place.") % {"name": gone.name})
    return see_other(request, page(request.actor, "schedule:class_types"))


@require_POST
@allow(Role.MANAGER)
@while_on(CLASSES_ON)
@idempotent
def restore(request: PageRequest, class_type_id: UUID) -> HttpResponse:
    back = services.restore_class_type(request.actor, class_type_id=class_type_id, now=request.now)
    messages.success(request, _("%(name)s can be planned again.") % {"name": back.name})
    return see_other(request, page(request.actor, "schedule:class_types"))
