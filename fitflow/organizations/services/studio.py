"""Founding a studio and saying what it is."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fitflow.accounts import queries as accounts_known
from fitflow.accounts import services as accounts
from fitflow.accounts.models import User
from fitflow.core import events
from fitflow.core.actor import Actor, Role
from fitflow.core.addresses import read_email
from fitflow.core.countries import country_of_zone, first_weekday, usual_locale
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.errors import Invalid
from fitflow.core.offers import offered
from fitflow.core.tenancy import tenant
from fitflow.core.texts import read_name
from fitflow.organizations.events import OrganizationChanged, OrganizationCreated
from fitflow.organizations.hooks import Planned
from fitflow.organizations.models import Location, Organization, Staff, StudioRole
from fitflow.organizations.queries.directory import studio_of
from fitflow.organizations.queries.studio import free_slug, is_founded, is_founding_open, mail_is_sent
from fitflow.organizations.refusals import AlreadyFounded, FoundedToday, FoundingClosed, TimezoneNotConfirmed
from fitflow.organizations.rules.names import (
    read_currency,
    read_locale,
    read_slug,
    read_studio_name,
    read_week_start,
    read_zone,
)
from fitflow.organizations.typed_settings.registry import registry

#: The kind of studio in which the owner is the trainer.
TEACHING_PRESETS = frozenset({"coach"})
#: A login founds one studio in so long.
ONE_A_DAY = timedelta(days=1)
_PROFILE: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda value: read_studio_name(value, settings.FITFLOW_BRAND),
    "timezone": read_zone,
    "currency": read_currency,
    "locale": read_locale,
    "week_start": read_week_start,
}


@in_transaction
def found_studio(user: User, *, has_key: bool, now: datetime, **studio: str) -> Organization:
    """A studio for somebody who has signed in. `has_key`: they hold the key of an installation without a studio."""
    lock_advisory("the first studio")
    _refuse_closed(has_key)
    lock_advisory("founder", user.pk)
    if Organization.objects.filter(founded_by=user.pk, created_at__gt=now - ONE_A_DAY).exists():
        raise FoundedToday(_("You have opened a studio today. Come back tomorrow for another."))
    organization = create_studio(user, **studio, now=now)
    organization.founded_by = user.pk
    organization.save(update_fields=["founded_by"])
    return organization


def _refuse_closed(has_key: bool) -> None:
    if is_founded():
        if not is_founding_open():
            raise FoundingClosed(_("Studios are opened here by whoever runs this installation. Please ask them."))
    elif not has_key:
        raise FoundingClosed(
            _("Nothing is set up here yet. Open the address that was printed where this installation was started.")
        )


@in_transaction
def found_first_studio(
    *, email: str, person: str, password: str, studio: Mapping[str, str], has_key: bool, now: datetime
) -> tuple[User, Organization]:
    """The very first studio here, and the login of its owner, for whoever holds the key of this installation.

    Where mail is sent their address is proven by the code of the next sign-in. Elsewhere nothing can prove it, and
    nobody but them is here whom it could deceive.
    """
    lock_advisory("the first studio")
    if is_founded():
        raise AlreadyFounded(_("There is a studio here already. Sign in."))
    _refuse_closed(has_key)
    values = _read_all(
        {
            "email": lambda: read_email(email),
            "person": lambda: read_name(person, field="person"),
            "studio": lambda: read_studio(**studio),
            "password": lambda: _good(password),
        }
    )
    user = accounts.create_user(
        email=values["email"], name=values["person"], password=values["password"], verified=not mail_is_sent(), now=now
    )
    return user, create_studio(user, **values["studio"], now=now)


@in_transaction
def found_by_command(
    *, email: str, person: str, password: str, studio: Mapping[str, str], now: datetime
) -> Organization:
    """A studio asked for by whoever runs this installation; a login is made for an owner who has none.

    They vouch for the address: a login that had not proven it has now, without the password that a stranger may have
    set.
    """
    address = read_email(email)
    user = accounts_known.user_by_email(address)
    values = read_studio(**{**studio, "slug": studio["slug"] or free_slug(studio["name"])})
    if user is None:
        user = accounts.create_user(
            email=address,
            name=read_name(person or address.partition("@")[0], field="person"),
            password=_good(password),
            verified=True,
            now=now,
        )
    elif address not in accounts_known.verified_addresses(user):
        user = accounts.user_of_proven_address(email=address, now=now)
    return create_studio(user, **values, now=now)


@in_transaction
def create_studio(
    user: User, *, name: str, slug: str, timezone: str, currency: str, preset: str, now: datetime
) -> Organization:
    """A studio with its settings and first location; the user is its owner and works there.

    It writes numbers and days as its country does, until somebody chooses otherwise.
    """
    values: dict[str, Any] = read_studio(name=name, slug=slug, timezone=timezone, currency=currency, preset=preset)
    country = country_of_zone(values["timezone"])
    values |= {"locale": usual_locale(country), "settings": registry().resolve(preset, {})}
    organization = _insert(Organization(**values, week_start=first_weekday(country), created_at=now))
    with tenant(organization.pk):
        Location.objects.create(organization_id=organization.pk, name=_("Main studio"))
        _employ_owner(organization, user, now)
        actor = Actor(studio_of(organization), user_id=user.pk, roles=frozenset({Role.OWNER}))
        events.record(actor, OrganizationCreated(organization.pk, user.pk, preset), now=now)
    return organization


def read_studio(*, name: str, slug: str, timezone: str, currency: str, preset: str) -> dict[str, str]:
    """What a studio is founded with, in normal form; one Invalid names everything that is wrong."""
    readers: dict[str, Callable[[], Any]] = {
        "name": lambda: read_studio_name(name, settings.FITFLOW_BRAND),
        "slug": lambda: _free(read_slug(slug), name),
        "timezone": lambda: read_zone(timezone),
        "currency": lambda: read_currency(currency),
        "preset": lambda: preset if registry().resolve(preset, {}) else "",
    }
    return _read_all(readers)


@in_transaction
def update_profile(
    actor: Actor, *, changes: Mapping[str, object], confirm: bool = False, now: datetime
) -> Organization:
    """Name, time zone, currency, locale and first day of the week.

    Sessions keep their instants, series go on at their clock times in the new zone; so that is confirmed first.
    """
    unknown = {key: [_("The studio has no %(key)s.") % {"key": key}] for key in changes if key not in _PROFILE}
    if unknown:
        raise Invalid(unknown)
    values = _read_all({key: _reader(key, value) for key, value in changes.items()})
    organization = Organization.objects.select_for_update(no_key=True).get(pk=actor.organization_id)
    different = {key: [getattr(organization, key), value] for key, value in values.items()}
    different = {key: pair for key, pair in different.items() if pair[0] != pair[1]}
    if "timezone" in different and not confirm:
        _warn_of_zone(actor, different["timezone"][1], now)
    if different:
        for key, (_old, new) in different.items():
            setattr(organization, key, new)
        organization.save(update_fields=list(different))
        events.record(actor, OrganizationChanged(organization.pk, different), now=now)
    return organization


def _warn_of_zone(actor: Actor, timezone: str, now: datetime) -> None:
    count = sum(part.count(actor, now) for part in offered(Planned))
    if not count:
        return
    message = ngettext(
        "%(count)d session is planned. It keeps its moment, so its clock time will look different in %(zone)s; series"
        " plan new sessions at their clock times in the new zone. Confirm the new time zone to go on.",
        "%(count)d sessions are planned. They keep their moment, so their clock times will look different in %(zone)s;"
        " series plan new sessions at their clock times in the new zone. Confirm the new time zone to go on.",
        count,
    )
    raise TimezoneNotConfirmed(message % {"count": count, "zone": timezone}, sessions=count)


def _good(password: str) -> str | None:
    """An empty one means: codes by mail."""
    if not password:
        return None
    accounts.require_good_password(password)
    return password


def _reader(key: str, value: object) -> Callable[[], Any]:
    if key != "week_start" and not isinstance(value, str):
        raise Invalid.field(key, _("Write this as text."))
    return lambda: _PROFILE[key](value)


def _read_all(readers: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for key, read in readers.items():
        try:
            values[key] = read()
        except Invalid as refusal:
            errors |= refusal.errors
    if errors:
        raise Invalid(errors)
    return values


def _free(slug: str, name: str) -> str:
    if Organization.objects.filter(slug=slug).exists():
        raise Invalid.field("slug", _taken(slug, name))
    return slug


def _taken(slug: str, name: str) -> str:
    near = free_slug(slug) or free_slug(name)
    return _("“%(slug)s” is taken. “%(near)s” is free.") % {"slug": slug, "near": near}


def _insert(organization: Organization) -> Organization:
    """Two may want the same address in the same moment: the second is told like everybody else."""
    try:
        with transaction.atomic():
            organization.save(force_insert=True)
    except IntegrityError as error:
        raise Invalid.field("slug", _taken(organization.slug, organization.name)) from error
    return organization


def _employ_owner(organization: Organization, user: User, now: datetime) -> None:
    teaches = organization.preset in TEACHING_PRESETS
    staff = Staff.objects.create(
        organization_id=organization.pk,
        name=user.name or user.email.partition("@")[0],
        email=user.email,
        is_trainer=teaches,
    )
    for role in (Role.OWNER, Role.TRAINER) if teaches else (Role.OWNER,):
        StudioRole.objects.create(
            organization_id=organization.pk, user=user, role=role.value, staff=staff, created_at=now
        )
