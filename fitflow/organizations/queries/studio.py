"""The studio as others see it: which studios somebody belongs to, where they start, how the public page is shared."""

import io
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe

from fitflow.core.actor import STAFF_ROLES, Actor, Role, Studio
from fitflow.core.db import connection_setting
from fitflow.core.offers import offered
from fitflow.core.pages import page
from fitflow.organizations.hooks import Entrance
from fitflow.organizations.models import Organization, StudioRole
from fitflow.organizations.queries.logins import waiting_records
from fitflow.organizations.rules.names import suggested_slug
from fitflow.organizations.rules.staff import ORDER
from fitflow.organizations.typed_settings.registry import registry
from fitflow.organizations.typed_settings.setting import JSON


def organization_by_id(organization_id: UUID) -> Organization:
    return Organization.objects.get(pk=organization_id)


def organization_of(actor: Actor) -> Organization:
    """The studio's own row: preset and overrides too, which an actor does not carry."""
    return organization_by_id(actor.organization_id)


def is_founded() -> bool:
    """Whether any studio exists here: before that, everything begins at /start."""
    return Organization.objects.exists()


def is_founding_open() -> bool:
    """Whether whoever has signed in may found a studio beside those that are here."""
    return bool(settings.FITFLOW_FOUNDING == "open")


def start_key() -> str:
    """What opens /start of an installation without a studio from another machine; the first studio uses it up.

    Made of the key of the house, so that every process of every machine knows the same one.
    """
    return salted_hmac("fitflow.start", "the first studio", algorithm="sha256").hexdigest()[:32]


def start_url() -> str:
    """The address of founding the first studio, for whoever runs this installation."""
    return f"{settings.FITFLOW_URL}{reverse('start')}?key={start_key()}"


def mail_is_sent() -> bool:
    """Whether a code can reach anybody; without a mail server a password is the only way to sign in again."""
    transport = settings.FITFLOW_MAIL_TRANSPORT
    return bool(transport) and "dummy" not in transport


def free_slug(name: str) -> str:
    """An address made of the name that nobody has yet; empty when the name gives none."""
    wanted = suggested_slug(name)
    if not wanted:
        return ""
    taken = set(Organization.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted[:46]}-{number}" for number in range(2, len(taken) + 3))
    return next((slug for slug in (wanted, *numbered) if slug not in taken), "")


# Studios of a person


@dataclass(frozen=True)
class StudioRoles:
    """One studio somebody belongs to, with everything they are there."""

    id: UUID
    slug: str
    name: str
    roles: frozenset[Role]

    @property
    def in_order(self) -> list[Role]:
        """The roles from the widest on."""
        return [role for role in ORDER if role in self.roles] + sorted(self.roles - set(ORDER))

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF_ROLES)


class Start(StrEnum):
    """Where the address / leads."""

    FOUND = "found"
    ANSWER = "answer"
    SIGN_IN = "sign_in"
    DESK = "desk"
    ME = "me"
    CHOOSE = "choose"


@dataclass(frozen=True)
class Home:
    start: Start
    slug: str = ""


def studios_of(user_id: UUID) -> list[StudioRoles]:
    """Every studio of this login, by name. Row-level security shows a login its own roles everywhere, and no others."""
    with _as_user(user_id):
        rows = list(
            StudioRole.objects.filter(user_id=user_id).values_list("organization_id", "role").order_by("created_at")
        )
    roles: dict[UUID, set[Role]] = {}
    for organization_id, role in rows:
        roles.setdefault(organization_id, set()).add(Role(role))
    found = Organization.objects.filter(pk__in=roles).order_by("name", "slug").values_list("pk", "slug", "name")
    return [StudioRoles(pk, slug, name, frozenset(roles[pk])) for pk, slug, name in found]


def home_of(user_id: UUID | None) -> Home:
    """Founding, signing in, the only studio, or a choice of several; who has none may be asked about a record."""
    if user_id is None:
        return Home(Start.SIGN_IN if is_founded() else Start.FOUND)
    studios = studios_of(user_id)
    if len(studios) == 1:
        return Home(Start.DESK if studios[0].is_staff else Start.ME, studios[0].slug)
    if not studios and waiting_records(user_id):
        return Home(Start.ANSWER)
    return Home(Start.CHOOSE if studios or is_founded() else Start.FOUND)


def _as_user(user_id: UUID) -> AbstractContextManager[None]:
    """Lets the policy of studio roles know who asks, outside a studio's door; puts back who asked before."""
    return connection_setting("fitflow.user", str(user_id))


# Sharing


def share_link(studio: Studio) -> str:
    """The public page of the studio, as it is shared and printed."""
    return f"{settings.FITFLOW_URL}/s/{studio.slug}/"


def qr_svg(text: str) -> SafeString:
    """A QR code to stand in a page: as large as its box, and always dark on white so that it can be read."""
    code = segno.make(text, error="m").svg_inline(border=4, dark="#0f172a", light="#ffffff", omitsize=True)
    return mark_safe(code.replace("<svg", '<svg role="img" aria-hidden="true"', 1))  # noqa: S308 - made of squares


def qr_file(text: str) -> bytes:
    """The same as a file of its own, for a poster."""
    file = io.BytesIO()
    # house: allow writes-in-services — A picture is written into memory, no row.
    segno.make(text, error="q").save(file, kind="svg", border=4, scale=12, dark="#000000", light="#ffffff")
    return file.getvalue()


# Settings


@dataclass(frozen=True)
class Difference:
    """A setting before and after."""

    key: str
    before: JSON
    after: JSON


def overrides_of(actor: Actor) -> Mapping[str, JSON]:
    """What the studio itself decided, beside its preset."""
    overrides: Mapping[str, JSON] = organization_of(actor).overrides
    return overrides


def defaults_of(preset: str) -> Mapping[str, JSON]:
    """What every setting is in a studio of this kind that changed nothing."""
    return registry().resolve(preset, {})


def preset_differences(actor: Actor, preset: str, *, keep_changes: bool = True) -> list[Difference]:
    """What would be different with another preset, in the order of the settings page."""
    organization = organization_of(actor)
    after = registry().resolve(preset, organization.overrides if keep_changes else {})
    before = {**registry().resolve(organization.preset, {}), **organization.settings}
    return [Difference(key, before[key], after[key]) for key in registry().settings if before[key] != after[key]]


def studio_ids() -> list[UUID]:
    """Every studio there is: for what is done to each of them from outside."""
    return list(Organization.objects.order_by("pk").values_list("pk", flat=True))


def entrance_of(actor: Actor, *, is_client: bool) -> str:
    """Where the studio's name leads: the first page that it offers this person, else the list of studios."""
    for entrance in offered(Entrance):
        if entrance.is_open(actor, is_client):
            return page(actor, entrance.url_name)
    return reverse("home")
