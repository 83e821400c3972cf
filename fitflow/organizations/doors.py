"""The way into a studio: who stands at the door, and may they pass. One query for each request.

docs/design.md section 4.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import orjson
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails
from rest_framework.request import Request

from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.clock import now
from fitflow.core.db import one_row, takes_statements
from fitflow.core.doors import View, declared, early_key, is_api_write
from fitflow.core.errors import Denial, Forbidden, Invalid, NotFound, Unauthenticated
from fitflow.core.idempotency import Found, fingerprint
from fitflow.core.plans import Kept
from fitflow.core.problems import as_refusal
from fitflow.organizations.queries.logins import question_before
from fitflow.organizations.queries.studio import is_founded, is_founding_open, start_key
from fitflow.organizations.refusals import NoOrganization, OrganizationRequired, Outsider, SecondStepRequired
from fitflow.organizations.typed_settings.kinds import Flag
from fitflow.ui.forms import page_status
from fitflow.ui.htmx import is_fragment, render_page, see_other

OPEN_ONCE = Kept(
    "SELECT d.*, k.status AS answer_status, k.body AS answer_body, k.replayed AS answer_replayed"
    " FROM open_door(%s, %s, %s, true) d LEFT JOIN LATERAL open_key(d.organization_id, %s, %s, %s) k"
    " ON d.problem IS NULL"
)


@contextmanager
def open_door(user_id: UUID | None, slug: str | None, *, key_version: int | None = None) -> Iterator[Actor]:
    """Lets somebody into a studio: sets the tenant on the connection and gives the actor; closes behind them."""
    refuse_unreadable(slug)
    try:
        row = one_row(Kept("SELECT * FROM open_door(%s, %s, %s, false)"), [user_id, key_version, slug])
        yield actor_from(row or {"problem": "not_found"}, user_id)
    finally:
        close_door()


@contextmanager
def open_door_once(
    user_id: UUID | None, slug: str | None, key: str, print_: bytes, *, key_version: int | None = None
) -> Iterator[tuple[Actor, Found]]:
    """The same for one attempt: door and key in one call and one transaction, at whose end everything is forgotten."""
    refuse_unreadable(slug)
    with transaction.atomic():
        row = one_row(OPEN_ONCE, [user_id, key_version, slug, str(user_id), key, print_])
        if row is None:
            raise NotFound
        yield actor_from(row, user_id), Found(row["answer_status"], row["answer_body"], bool(row["answer_replayed"]))


@contextmanager
def in_frame(request: HttpRequest, slug: str) -> Iterator[None]:
    """For an error page below a studio: its frame, as far as whoever asks may see it. Nothing where there is none."""
    user = getattr(request, "user", None)
    user_id = user.pk if user is not None and user.is_authenticated else None
    with suppress(Denial), open_door(user_id, slug) as actor:
        vars(request)["actor"] = actor
    yield


def refuse_unreadable(slug: str | None) -> None:
    """No studio has a name that the database could not even be asked for (a NUL byte in a header), and none has no
    name: that is how the server hands over a header that is not ASCII. Leaving it out is another thing.
    """
    if slug is not None and not (slug and slug.isprintable()):
        raise NotFound


def close_door() -> None:
    """Forgets tenant and user. A connection that is gone or broken forgets by itself."""
    if not takes_statements():
        return
    with connection.cursor() as cursor:
        cursor.execute(Kept("SELECT close_door()"))


def actor_from(row: dict[str, Any], user_id: UUID | None) -> Actor:
    """The actor a row of `open_door` describes, or the refusal it names."""
    refuse_at_door(row["problem"])
    studio = Studio(
        row["organization_id"], row["slug"], row["name"], row["timezone"], row["currency"], row["locale"],
        row["week_start"], orjson.loads(row["settings"]),
    )  # fmt: skip
    roles = frozenset(Role(role) for role in row["roles"] or ()) or frozenset({Role.PUBLIC})
    return Actor(
        organization=studio,
        user_id=user_id,
        roles=roles,
        client_id=row["client_id"],
        staff_id=row["staff_id"],
        scope_locations=_ids(row["scope_locations"]),
        scope_trainers=_ids(row["scope_trainers"]),
        withheld=frozenset(Role(role) for role in row["withheld"] or ()),
    )


def _ids(found: list[UUID] | None) -> frozenset[UUID] | None:
    """None: not limited by these. Empty: limited to nothing."""
    return None if found is None else frozenset(found)


def refuse_at_door(problem: str | None) -> None:
    """Raises what the SQL of the door named as its problem, if it did."""
    if problem == "unauthenticated":
        raise Unauthenticated(_("This token is no longer valid. Sign in again."))
    if problem == "organization_required":
        raise OrganizationRequired(_("You belong to several studios. Name one in the X-Organization header."))
    if problem == "no_organization":
        raise NoOrganization(_("You do not belong to a studio yet."))
    if problem:
        raise NotFound


def require(actor: Actor, roles: frozenset[Role]) -> None:
    """Anonymous 401, a stranger to the studio 404, the wrong role 403, the right one without its second step 403."""
    if Role.PUBLIC in roles or actor.can(*roles):
        return
    if actor.user_id is None:
        raise Unauthenticated(_("Sign in first."))
    if actor.could(*roles):
        raise SecondStepRequired(_("This studio asks its staff for two-step sign-in, and you have none yet."))
    if actor.roles == frozenset({Role.PUBLIC}) and not actor.withheld:
        raise Outsider
    raise Forbidden(_("Your role in this studio does not include this."))


def allow(*roles: Role) -> Callable[[View], View]:
    """Declares who may pass. The view gets `request.actor` and `request.now`; a page's address names the studio."""
    access = frozenset(roles)

    def declare(view: View) -> View:
        @wraps(view)
        def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if isinstance(request, Request):
                return enter(view, request, request.headers.get("X-Organization"), access, args, kwargs)
            return enter_page(view, request, kwargs.pop("slug", None), access, args, kwargs)

        return declared(opened, access=access)

    return declare


def opens_itself(*roles: Role) -> Callable[[View], View]:
    """Declares access for a door whose one call to the database opens it: the hot path. Signing in is checked here."""
    access = frozenset(roles)

    def declare(view: View) -> View:
        @wraps(view)
        def opened(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user is None or not request.user.is_authenticated:
                raise Unauthenticated(_("Sign in first."))
            refuse_unreadable(request.headers.get("X-Organization"))
            return view(request, *args, **kwargs)

        return declared(opened, access=access)

    return declare


def enter(view: View, request: Any, slug: str | None, access: frozenset[Role], args: Any, kwargs: Any) -> HttpResponse:
    user = request.user if request.user is not None and request.user.is_authenticated else None
    if user is None and (Role.PUBLIC not in access or is_api_write(request)):  # No answer is kept for nobody.
        raise Unauthenticated(_("Sign in first."))
    user_id, version = user.pk if user else None, getattr(user, "token_version", None)
    key = early_key(request)
    if key is None:
        with open_door(user_id, slug, key_version=version) as actor:
            return pass_in(view, request, actor, access, args, kwargs)
    print_ = fingerprint(request.method, request.get_full_path(), request.data)
    with open_door_once(user_id, slug, key, print_, key_version=version) as (actor, request.found):
        return pass_in(view, request, actor, access, args, kwargs)


def pass_in(view: View, request: Any, actor: Actor, access: frozenset[Role], args: Any, kwargs: Any) -> HttpResponse:
    request.actor, request.now = actor, now()  # Whoever is refused reads it in the studio's frame.
    require(actor, access)
    return view(request, *args, **kwargs)


def enter_page(
    view: View, request: HttpRequest, slug: str | None, access: frozenset[Role], args: Any, kwargs: Any
) -> HttpResponse:
    """The same for pages: signing in instead of 401, a page in plain words for a refusal."""
    try:
        return enter(view, request, slug, access, args, kwargs)
    except Exception as error:  # Only expected refusals become pages; everything else is raised again.
        refusal = as_refusal(error)
        if refusal is None:
            raise
        return refusal_page(request, refusal)


def refusal_page(request: HttpRequest, refusal: Denial | Invalid) -> HttpResponse:
    """In plain words, or as the fragment that was asked for. Who must sign in comes back to where they were."""
    if isinstance(refusal, Unauthenticated):
        sign_in = redirect_to_login(_page_behind(request))
        return see_other(request, sign_in.url) if is_fragment(request) else sign_in
    if isinstance(refusal, Outsider) and (question := _question(request)):
        return see_other(request, question)
    if isinstance(refusal, SecondStepRequired):
        context = {"refusal": refusal, "message": refusal.message, "set_up_url": _set_up_url(request)}
        return render_page(request, "organizations/second_step.html", context, part="note", status=403)
    context = {"refusal": refusal, "message": refusal.message}
    return render_page(request, "ui/refused.html", context, part="note", status=page_status(refusal))


def _set_up_url(request: HttpRequest) -> str:
    """Where two-step sign-in is set up; it leads back to the page somebody is looking at."""
    return f"{reverse('mfa_activate_totp')}?{urlencode({REDIRECT_FIELD_NAME: _page_behind(request)})}"


def _question(request: HttpRequest) -> str:
    """The page that asks whoever stands outside whether a record of this studio is theirs; "" if none waits."""
    user_id: UUID | None = request.user.pk
    return question_before(user_id, _page_behind(request)) if user_id else ""


def _page_behind(request: HttpRequest) -> str:
    """The page somebody is looking at: a form's own address may know no GET, and a fragment is no page."""
    if is_fragment(request):
        return HtmxDetails(request).current_url_abs_path or "/"
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    before = urlsplit(request.headers.get("Referer", ""))
    return before._replace(scheme="", netloc="").geturl() if before.netloc == request.get_host() else "/"


def while_on(*features: Flag) -> Callable[[View], View]:
    """The door of a module; stands under `@allow`. While the studio has it switched off, nothing is there (404)."""

    def declare(view: View) -> View:
        @wraps(view)
        def opened(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not all(request.actor.setting(feature) for feature in features):
                raise NotFound(_("This studio does not use this."))
            return view(request, *args, **kwargs)

        needed = (flag.feature for feature in features for flag in feature.with_all_above())
        return declared(opened, features=frozenset(needed))

    return declare


#: What a proxy adds; nobody who comes through one is at the machine itself.
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-Ip", "Via")


def is_shut(*, has_key: bool) -> bool:
    """Whether the page of founding has nothing to offer: closed once there is a studio, else locked by its key."""
    return not is_founding_open() if is_founded() else not has_key


def holds_start_key(request: Any) -> bool:
    """Whether somebody may found the first studio here: by the key that `serve` prints, or at the machine itself."""
    given = request.POST.get("key") or request.GET.get("key") or ""
    return constant_time_compare(given, start_key()) or _is_at_machine(request)


def _is_at_machine(request: Any) -> bool:
    """On loopback, in an installation that has no other address and no proxy before it."""
    if settings.SECURE_PROXY_SSL_HEADER or any(name in request.headers for name in FORWARDED):
        return False
    hosts = urlsplit(settings.FITFLOW_URL).hostname or "", request.META.get("REMOTE_ADDR", "")
    return all(host == "localhost" or _is_loopback(host) for host in hosts)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
