"""What is said about somebody who works here: a name, an address, a colour, and the roles they hold."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fitflow.core.actor import STAFF_ROLES, Role
from fitflow.core.addresses import read_email
from fitflow.core.bounds import LONGEST_TEXT
from fitflow.core.errors import Invalid
from fitflow.core.texts import read_name, read_text

#: From the most to the least: the order in which roles are named.
ORDER = (Role.OWNER, Role.ADMIN, Role.MANAGER, Role.TRAINER)
ROLE_LABELS: Mapping[Role, str | Promise] = {
    Role.OWNER: gettext_lazy("Owner"),
    Role.ADMIN: gettext_lazy("Administrator"),
    Role.MANAGER: gettext_lazy("Manager"),
    Role.TRAINER: gettext_lazy("Trainer"),
    Role.CLIENT: gettext_lazy("Member"),
}
ROLE_SENTENCES: Mapping[Role, str | Promise] = {
    Role.OWNER: gettext_lazy("Everything, and who else is an owner."),
    Role.ADMIN: gettext_lazy("Everything in the studio: settings, staff, policies and the audit trail."),
    Role.MANAGER: gettext_lazy("The daily work: schedule, bookings, clients and credits."),
    Role.TRAINER: gettext_lazy("Their own classes: roster, queue, attendance and notes."),
}
LONGEST_BIO = LONGEST_TEXT
_COLOR = re.compile(r"#[0-9a-f]{6}")


def in_order(roles: Iterable[Role]) -> list[Role]:
    held = frozenset(roles)
    return [role for role in ORDER if role in held]


def role_words(roles: Iterable[Role]) -> str:
    """Owner, Trainer."""
    return ", ".join(str(ROLE_LABELS[role]) for role in in_order(roles))


def read_roles(roles: Iterable[str]) -> frozenset[Role]:
    """At least one role of staff; of owner, administrator and manager one is enough, as each includes the next."""
    names = [*roles]
    known = {role.value: role for role in STAFF_ROLES}
    if not names or any(name not in known for name in names):
        words = ", ".join(role.value for role in ORDER)
        raise Invalid.field("roles", _("Choose at least one of %(roles)s.") % {"roles": words})
    held = {known[name] for name in names}
    leading = [role for role in ORDER[:3] if role in held]
    return frozenset({*leading[:1], *(held & {Role.TRAINER})})


def read_person(changes: Mapping[str, object]) -> dict[str, Any]:
    """The fields of a staff record in normal form; one Invalid names all that is wrong."""
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for key, value in changes.items():
        try:
            values[key] = _read(key, value)
        except Invalid as refusal:
            errors |= refusal.errors
    if errors:
        raise Invalid(errors)
    return values


def _read(key: str, value: object) -> Any:
    if key == "is_trainer":
        if not isinstance(value, bool):
            raise Invalid.field(key, _("Say true or false."))
        return value
    if key not in _TEXTS:
        raise Invalid.field(key, _("Nobody has a %(key)s here.") % {"key": key})
    if not isinstance(value, str):
        raise Invalid.field(key, _("Write this as text."))
    return _TEXTS[key](value)


def _read_bio(value: str) -> str:
    return read_text(value, field="bio", longest=LONGEST_BIO)


def _read_color(value: str) -> str:
    color = value.strip().lower()
    if not _COLOR.fullmatch(color):
        raise Invalid.field("color", _("Choose a colour such as #2563eb."))
    return color


_TEXTS: Mapping[str, Callable[[str], str]] = {
    "name": read_name,
    "email": lambda value: read_email(value, is_required=False),
    "bio": _read_bio,
    "color": _read_color,
}
