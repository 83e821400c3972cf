"""Who works here: the list, a person, roles, invitations."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fitflow.core.actor import Role
from fitflow.core.doors import idempotent
from fitflow.core.editing import edits
from fitflow.core.errors import Refused
from fitflow.core.offers import offered
from fitflow.core.pages import page
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import allow
from fitflow.organizations.forms.staff import InvitationForm, PersonForm, RolesForm, initial_roles
from fitflow.organizations.hooks import StaffPart
from fitflow.organizations.queries import staff as queries
from fitflow.organizations.queries.staff import StaffMember, Standing
from fitflow.organizations.services import invitations
from fitflow.organizations.services import staff as services
from fitflow.ui.editing import watch
from fitflow.ui.forms import answers, submit
from fitflow.ui.htmx import render_page, see_other

PERSON_FIELDS = ("name", "email", "bio", "color")


@require_safe
@allow(Role.ADMIN)
def index(request: PageRequest) -> HttpResponse:
    """Everybody, those with open invitations, and those who left."""
    people = queries.staff_rows(request.actor).order_by("name", "pk")
    members = queries.members_of(request.actor, list(people), now=request.now)
    context = {
        "members": [member for member in members if member.standing is not Standing.GONE],
        "gone": [member for member in members if member.standing is Standing.GONE],
        "teaches_somebody": queries.trainers_of(request.actor).exists(),
    }
    return render_page(request, "organizations/staff.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.ADMIN)
@idempotent
def add(request: PageRequest) -> HttpResponse:
    """A trainer without a login."""
    form = PersonForm(answers(request))
    came = submit(request, form, lambda data: services.add_trainer(request.actor, **data, now=request.now))
    if came.is_done:
        messages.success(request, _("%(name)s is on the list.") % {"name": came.result.name})
        return see_other(request, page(request.actor, "organizations:staff"))
    return render_page(request, "organizations/staff_add.html", {"form": form}, status=came.status)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.ADMIN)
@idempotent
def invite(request: PageRequest) -> HttpResponse:
    """Roles for an address: somebody new, or somebody on the list who has no login yet."""
    known = _known(request)
    initial: dict[str, Any] = {"role": Role.TRAINER.value}
    if known is not None:
        initial |= {"email": known.staff.email, "name": known.staff.name}
    form = InvitationForm(request.actor, answers(request), initial=initial)
    came = submit(request, form, lambda _data: _invite(request, form, known))
    if came.is_done:
        messages.success(request, _("An invitation is on its way to %(address)s.") % {"address": came.result})
        return see_other(request, page(request.actor, "organizations:staff"))
    context = {"form": form, "known": known}
    return render_page(request, "organizations/staff_invite.html", context, status=came.status)


def _known(request: PageRequest) -> StaffMember | None:
    asked = (request.POST if request.method == "POST" else request.GET).get("staff", "")
    if not asked:
        return None
    return queries.members_of(request.actor, [queries.staff_rows(request.actor).one(pk=asked)], now=request.now)[0]


def _invite(request: PageRequest, form: InvitationForm, known: StaffMember | None) -> str:
    invitation = invitations.invite_staff(
        request.actor,
        email=form.cleaned_data["email"],
        name=form.cleaned_data["name"],
        staff_id=known.staff.pk if known else None,
        roles=form.roles(),
        **form.scope(),
        now=request.now,
    )
    return invitation.email


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.ADMIN)
@idempotent
@edits
def person(request: PageRequest, staff_id: UUID) -> HttpResponse:
    """A record with its roles or invitation; POST changes the record."""
    member = queries.member_of(request.actor, staff_id, now=request.now)
    initial = {name: getattr(member.staff, name) for name in PERSON_FIELDS}
    form = PersonForm(answers(request), initial=initial)
    came = submit(
        request,
        form,
        lambda data: services.update_staff(request.actor, staff_id=staff_id, changes=data, now=request.now),
    )
    if came.is_done:
        messages.success(request, _("Saved."))
        return see_other(request, page(request.actor, "organizations:staff_person", staff_id))
    return _show_person(request, member, form, _roles_form(request, member), status=came.status)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.ADMIN)
@idempotent
@edits
def roles(request: PageRequest, staff_id: UUID) -> HttpResponse:
    """What a login may do."""
    member = queries.member_of(request.actor, staff_id, now=request.now)
    form = _roles_form(request, member, answers(request))

    def act(_data: dict[str, Any]) -> None:
        services.change_roles(request.actor, staff_id=staff_id, roles=form.roles(), **form.scope(), now=request.now)

    came = submit(request, form, act)
    if came.is_done:
        messages.success(request, _("Saved. It counts from their next click."))
        return see_other(request, page(request.actor, "organizations:staff_person", staff_id))
    record = PersonForm(initial={name: getattr(member.staff, name) for name in PERSON_FIELDS})
    watch(record)
    return _show_person(request, member, record, form, status=came.status)


def _roles_form(request: PageRequest, member: StaffMember, data: Any = None) -> RolesForm:
    initial = initial_roles(member.roles, member.locations, member.trainers)
    form = RolesForm(request.actor, data, locations=member.locations, trainers=member.trainers, initial=initial)
    if data is None:  # Two forms stand on the page; only the sent one comes through `submit`.
        watch(form)
    return form


def _show_person(
    request: PageRequest, member: StaffMember, record: PersonForm, roles_form: RolesForm, *, status: int
) -> HttpResponse:
    is_owner = Role.OWNER in member.roles
    context = {
        "member": member,
        "form": record,
        "roles_form": roles_form,
        "may_change": request.actor.can(Role.OWNER) or not is_owner,
    }
    return render_page(request, "organizations/staff_person.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Role.ADMIN)
@idempotent
def deactivate(request: PageRequest, staff_id: UUID) -> HttpResponse:
    """GET asks, POST ends it."""
    member = queries.member_of(request.actor, staff_id, now=request.now)
    back = page(request.actor, "organizations:staff_person", staff_id)
    if request.method == "POST":
        try:
            services.deactivate_staff(request.actor, staff_id=staff_id, now=request.now)
        except Refused as refusal:
            messages.error(request, refusal.message)
            return see_other(request, back)
        messages.success(request, _("%(name)s no longer works here.") % {"name": member.staff.name})
        return see_other(request, page(request.actor, "organizations:staff"))
    said = [part.leaving(request.actor, member.staff, request.now) for part in offered(StaffPart)]
    context = {
        "layout": "ui/desk.html",
        "title": _("%(name)s no longer works here?") % {"name": member.staff.name},
        "text": " ".join([_("Every role and invitation ends now."), *filter(None, said)]),
        "label": _("End their work here"),
        "action": request.path,
        "cancel_url": back,
    }
    return render_page(request, "ui/confirm_page.html", context)


@require_POST
@allow(Role.ADMIN)
@idempotent
def reactivate(request: PageRequest, staff_id: UUID) -> HttpResponse:
    back = services.reactivate_staff(request.actor, staff_id=staff_id, now=request.now)
    messages.success(request, _("%(name)s is back. Roles come by a new invitation.") % {"name": back.name})
    return see_other(request, page(request.actor, "organizations:staff_person", staff_id))


@require_POST
@allow(Role.ADMIN)
@idempotent
def resend(request: PageRequest, invitation_id: UUID) -> HttpResponse:
    invitation = invitations.resend_invitation(request.actor, invitation_id=invitation_id, now=request.now)
    messages.success(request, _("Sent again to %(address)s.") % {"address": invitation.email})
    return see_other(request, page(request.actor, "organizations:staff_person", invitation.staff_id))


@require_POST
@allow(Role.ADMIN)
@idempotent
def withdraw(request: PageRequest, invitation_id: UUID) -> HttpResponse:
    invitation = invitations.withdraw_invitation(request.actor, invitation_id=invitation_id, now=request.now)
    messages.success(request, _("The invitation is withdrawn; its link says so."))
    return see_other(request, page(request.actor, "organizations:staff_person", invitation.staff_id))
