"""How the studio's own events read in the audit trail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fitflow.core.actor import Role
from fitflow.core.formats import Formats
from fitflow.core.offers import find_offer, offer
from fitflow.core.undo import Undoable
from fitflow.organizations.hooks import Namer, Sentence, Words
from fitflow.organizations.queries.names import client_names, location_names, login_names, staff_names
from fitflow.organizations.rules.client_fields import BY_NAME
from fitflow.organizations.rules.staff import role_words
from fitflow.organizations.typed_settings.presets import PRESETS
from fitflow.organizations.typed_settings.registry import registry
from fitflow.organizations.typed_settings.setting import Setting

_STATUSES = {"lead": _("a lead"), "active": _("active"), "inactive": _("inactive"), "churned": _("churned")}
_PROFILE = {
    "name": _("name"),
    "timezone": _("time zone"),
    "currency": _("currency"),
    "locale": _("language and formats"),
    "week_start": _("first day of the week"),
    "address": _("address"),
    "is_online": _("online"),
}


def _roles(values: Any) -> str:
    return role_words(Role(value) for value in values)


def _founded(words: Words, payload: Mapping[str, Any]) -> str:
    preset = PRESETS[payload["preset"]].label if payload["preset"] in PRESETS else payload["preset"]
    return _t("%(who)s founded the studio (%(preset)s).") % {"who": words["who"], "preset": preset}


def _changed(words: Words, payload: Mapping[str, Any]) -> str:
    """One change per clause, in the order of the settings page: Hold a place for: 10 minutes → 15 minutes."""
    order = {key: number for number, key in enumerate(registry().settings)}
    changes = payload["changes"] | payload.get("texts", {})
    changes = sorted(changes.items(), key=lambda change: order.get(change[0], -1))
    parts = [_change(words.formats, key, pair) for key, pair in changes]
    return _t("%(who)s changed %(changes)s.") % {"who": words["who"], "changes": "; ".join(parts)}


def _change(formats: Formats, key: str, pair: list[Any] | None) -> str:
    """Old and new; where they were erased, what was changed."""
    setting = registry().find(key)
    label: Any = setting.label if setting else _PROFILE.get(key, key)
    if pair is None:
        return str(label)
    before, after = pair
    if setting:
        before, after = (_value(formats, setting, value) for value in pair)
    elif key == "preset":
        label, before, after = _t("kind of studio"), *(_preset(name) for name in (before, after))
    facts = {"label": label, "before": _shown(before), "after": _shown(after)}
    return _t("%(label)s: %(before)s → %(after)s") % facts


def _value(formats: Formats, setting: Setting[Any], value: Any) -> str:
    """Old events may hold values the registry would refuse today."""
    try:
        return setting.words(value, formats)
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return str(value)


def _preset(name: Any) -> str:
    return str(PRESETS[name].label) if name in PRESETS else str(name)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _t("yes") if value else _t("no")
    return _t("none") if value in (None, "") else str(value)


def _location_changed(words: Words, payload: Mapping[str, Any]) -> str:
    facts = {"who": words["who"], "location": words["location_id"]}
    parts = [_change(words.formats, key, pair) for key, pair in payload["changes"].items()]
    return _t("%(who)s changed the location %(location)s (%(changes)s).") % {**facts, "changes": "; ".join(parts)}


def _invited(words: Words, payload: Mapping[str, Any]) -> str:
    facts = {"who": words["who"], "name": words["staff_id"], "roles": _roles(payload["roles"])}
    return _t("%(who)s invited %(name)s (%(roles)s).") % facts


def _joined(words: Words, payload: Mapping[str, Any]) -> str:
    return _t("%(name)s joined the staff (%(roles)s).") % {"name": words["staff_id"], "roles": _roles(payload["roles"])}


def _roles_changed(words: Words, payload: Mapping[str, Any]) -> str:
    facts = {"who": words["who"], "name": words["staff_id"]}
    facts |= {"before": _roles(payload["before"]), "after": _roles(payload["after"])}
    told = _t("%(who)s changed the roles of %(name)s: %(before)s → %(after)s.") % facts
    if payload["before"] == payload["after"]:
        told = _t("%(who)s changed what %(name)s is responsible for.") % facts
    scope = ", ".join(filter(None, [words["locations"], words["trainers"]]))
    return _t("%(told)s Limited to %(scope)s.") % {"told": told, "scope": scope} if scope else told


def _staff_fields(words: Words, payload: Mapping[str, Any]) -> str:
    labels = {"name": _t("name"), "email": _t("e-mail"), "bio": _t("words about them"), "color": _t("colour")}
    labels["is_trainer"] = _t("gives sessions")
    fields = ", ".join(labels.get(name, name) for name in payload["fields"])
    facts = {"who": words["who"], "name": words["staff_id"], "fields": fields}
    return _t("%(who)s edited %(name)s (%(fields)s).") % facts


def _client_fields(words: Words, payload: Mapping[str, Any]) -> str:
    fields = ", ".join(str(BY_NAME[name].history) if name in BY_NAME else name for name in payload["fields"])
    facts = {"who": words["who"], "name": words["client_id"], "fields": fields}
    return _t("%(who)s edited the client %(name)s (%(fields)s).") % facts


def _client_status(words: Words, payload: Mapping[str, Any]) -> str:
    facts = {"who": words["who"], "name": words["client_id"], "reason": payload.get("reason")}
    facts |= {name: str(_STATUSES.get(payload[name], payload[name])) for name in ("before", "after")}
    told = _t("%(who)s made %(name)s %(after)s (was %(before)s).") % facts
    return f"{told} “{facts['reason']}”" if facts["reason"] else told


def _separated(words: Words, payload: Mapping[str, Any]) -> str:
    texts = {
        "person": _t("Whoever has the address of %(name)s said that the record is not theirs."),
        "studio": _t("%(who)s separated the record of %(name)s from its login."),
        "address": _t("%(name)s has another address: the login that had joined was separated."),
    }
    return texts[payload["by"]] % {"who": words["who"], "name": words["client_id"]}


def _undone(words: Words, payload: Mapping[str, Any]) -> str:
    kind = find_offer(Undoable, payload["kind"])
    facts = {"who": words["who"], "what": kind.words if kind else payload["kind"]}
    return _t("%(who)s took back what they had just done (%(what)s). Nobody had been told.") % facts


offer(
    Sentence("act.undone", _undone),
    *(Namer(field, staff_names) for field in ("staff_id", "trainer_id", "trainers")),
    *(Namer(field, location_names) for field in ("location_id", "locations")),
    Namer("user_id", login_names),
    Namer("client_id", client_names),
    Sentence("organization.created", _founded),
    Sentence("organization.changed", _changed),
    Sentence("settings.changed", _changed),
    Sentence("job.replayed", _("%(who)s started failed work again (%(job)s).")),
    Sentence("location.added", _("%(who)s added the location %(location_id)s.")),
    Sentence("location.changed", _location_changed),
    Sentence("location.closed", _("%(who)s closed the location %(location_id)s.")),
    Sentence("location.reopened", _("%(who)s opened the location %(location_id)s again.")),
    Sentence("staff.added", _("%(who)s added %(staff_id)s to the staff.")),
    Sentence("staff.changed", _staff_fields),
    Sentence("staff.invited", _invited),
    Sentence("staff.invitation_withdrawn", _("%(who)s withdrew the invitation of %(staff_id)s.")),
    Sentence("staff.joined", _joined),
    Sentence("staff.roles_changed", _roles_changed),
    Sentence("staff.deactivated", _("%(who)s ended the work of %(staff_id)s here.")),
    Sentence("staff.reactivated", _("%(who)s took %(staff_id)s back.")),
    Sentence("client.added", _("%(who)s added the client %(client_id)s.")),
    Sentence("client.joined", _("%(client_id)s signed up.")),
    Sentence("client.linked", _("%(client_id)s joined: they said that the record is theirs.")),
    Sentence("client.separated", _separated),
    Sentence("client.readmitted", _("%(who)s let the logins that were separated from %(client_id)s join again.")),
    Sentence("client.edited", _client_fields),
    Sentence("client.status_changed", _client_status),
    Sentence("client.archived", _("%(who)s archived the client %(client_id)s.")),
    Sentence("client.restored", _("%(who)s brought the client %(client_id)s back.")),
    Sentence("client.note_added", _("%(who)s wrote a note about %(client_id)s.")),
    Sentence("client.note_edited", _("%(who)s edited a note about %(client_id)s.")),
    Sentence("client.note_removed", _("%(who)s removed a note about %(client_id)s.")),
    Sentence(
        "clients.imported",
        _("%(who)s took in a list of clients: %(added)s added, %(updated)s changed, %(skipped)s left out."),
    ),
)
