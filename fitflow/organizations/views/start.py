"""Where everything begins: the address /, founding a studio, and the choice between several."""

from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from fitflow.accounts.doors import origin_of, signed_in
from fitflow.accounts.models import User
from fitflow.accounts.services.happened import note_founder
from fitflow.core.doors import public
from fitflow.core.requests import PageRequest
from fitflow.organizations.doors import holds_start_key, is_shut
from fitflow.organizations.forms.start import FounderForm, StudioForm
from fitflow.organizations.models import Organization
from fitflow.organizations.queries.logins import waiting_records
from fitflow.organizations.queries.studio import Start, free_slug, home_of, is_founded, is_founding_open, studios_of
from fitflow.organizations.refusals import AlreadyFounded
from fitflow.organizations.rules.names import likely_currency, zones
from fitflow.organizations.rules.staff import role_words
from fitflow.organizations.services.studio import found_first_studio, found_studio
from fitflow.ui.forms import answers, submit
from fitflow.ui.htmx import render_page, see_other

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
STUDIO_FIELDS = ("name", "slug", "timezone", "currency", "preset")


def desk_path(slug: str) -> str:
    return f"/s/{slug}/desk/"


def me_path(slug: str) -> str:
    return f"/s/{slug}/me/"


@require_safe
@public
def home(request: PageRequest) -> HttpResponse:
    """Founding, signing in, the only studio, or a choice."""
    found = home_of(request.user.pk if request.user.is_authenticated else None)
    targets = {
        Start.FOUND: reverse("start"),
        Start.SIGN_IN: reverse(settings.LOGIN_URL),
        Start.ANSWER: reverse("records"),
        Start.CHOOSE: reverse("studios"),
        Start.DESK: desk_path(found.slug),
        Start.ME: me_path(found.slug),
    }
    return HttpResponseRedirect(targets[found.start])


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@public
def start(request: PageRequest) -> HttpResponse:
    """Found a studio: the first one with the login of its owner, any other by somebody who is signed in."""
    user = request.user if request.user.is_authenticated else None
    if user is None and is_founded():
        return redirect_to_login(request.get_full_path())
    form_class = StudioForm if user else FounderForm
    proposed = {"currency": likely_currency(request.headers.get("Accept-Language", ""))}
    form = form_class(answers(request), initial=proposed)
    has_key = holds_start_key(request)
    if is_shut(has_key=has_key):
        return render_page(request, "organizations/start_closed.html", {"is_first": not is_founded()}, status=403)
    came = submit(request, form, lambda data: _found(request, user, data, has_key=has_key))
    if came.is_done:
        messages.success(request, _("%(name)s is ready. Welcome!") % {"name": came.result.name})
        return see_other(request, desk_path(came.result.slug))
    if isinstance(came.refusal, AlreadyFounded):
        messages.info(request, _("There is a studio here already. Sign in."))
        return redirect_to_login(request.get_full_path())
    key = request.POST.get("key") or request.GET.get("key") or ""
    context = {"form": form, "zones": zones(), "is_first": not is_founded(), "key": key}
    return render_page(request, "organizations/start.html", context, status=came.status)


def _found(request: PageRequest, user: User | None, given: dict[str, Any], *, has_key: bool) -> Organization:
    studio = {name: given[name] for name in STUDIO_FIELDS}
    studio["slug"] = studio["slug"] or free_slug(studio["name"])
    if user is not None:
        return found_studio(user, **studio, has_key=has_key, now=request.now)
    person = {name: given[name] for name in ("email", "person", "password")}
    founder, organization = found_first_studio(**person, studio=studio, has_key=has_key, now=request.now)
    login(request, founder, backend=BACKEND)
    note_founder(founder.pk, origin=origin_of(request), now=request.now)
    return organization


@require_safe
@signed_in
def studios(request: PageRequest) -> HttpResponse:
    """Every studio of this person, with what they are there; and those that wait for an answer."""
    found = studios_of(cast(UUID, request.user.pk))
    waiting = waiting_records(cast(UUID, request.user.pk))
    entries = [
        {
            "name": studio.name,
            "roles": role_words(studio.roles) if studio.is_staff else _("Member"),
            "url": desk_path(studio.slug) if studio.is_staff else me_path(studio.slug),
        }
        for studio in found
    ]
    return render_page(
        request, "organizations/studios.html", {"entries": entries, "waiting": waiting, "may_found": is_founding_open()}
    )
