"""How what happens to class types, policies and series reads in the audit trail."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fitflow.core.formats import Formats
from fitflow.core.offers import offer
from fitflow.organizations.hooks import Namer, Sentence, Words
from fitflow.schedule.queries.class_types import class_type_names
from fitflow.schedule.queries.policies import policy_names
from fitflow.schedule.queries.series import series_names

Payload = Mapping[str, Any]
_FIELDS = {
    "name": _("name"),
    "description": _("description"),
    "color": _("colour"),
    "duration_minutes": _("minutes"),
    "capacity": _("places"),
    "cost_credits": _("price in credits"),
    "trainer_id": _("trainer"),
    "location_id": _("location"),
    "policy_id": _("cancellation policy"),
    "registration_opens": _("registration opens"),
    "registration_closes": _("registration closes"),
    "late_cancel_cutoff": _("late cancelling begins"),
    "tiers": _("rows"),
    "weekdays": _("days"),
    "starts_at_local": _("time"),
    "online_url": _("online link"),
}
#: Values that say nothing to a reader: ids and long texts. The field alone is named.
_SILENT = {"description", "trainer_id", "location_id", "policy_id", "online_url"}


def _changes(words: Words, payload: Payload) -> str:
    return "; ".join(_change(words.formats, name, pair) for name, pair in payload["changes"].items())


def _change(formats: Formats, name: str, pair: list[Any] | None) -> str:
    """Old and new; where they say nothing or were erased, what was changed."""
    label = str(_FIELDS.get(name, name))
    if name in _SILENT or pair is None:
        return label
    before, after = pair
    shown = {"label": label, "before": _value(formats, name, before), "after": _value(formats, name, after)}
    return _t("%(label)s: %(before)s → %(after)s") % shown


def _value(formats: Formats, name: str, value: Any) -> str:
    if value in (None, "", []):
        return _t("none")
    if name == "starts_at_local":
        return formats.time(time.fromisoformat(value))
    if name == "weekdays":
        return ", ".join(formats.weekday(number) for number in formats.week if number in value)
    if isinstance(value, list):
        return ", ".join(_value(formats, name, part) for part in value)
    return str(value)


def _type_changed(words: Words, payload: Payload) -> str:
    facts = {**words, "changes": _changes(words, payload)}
    return _t("%(who)s changed the class type %(class_type_id)s (%(changes)s).") % facts


def _policy_changed(words: Words, payload: Payload) -> str:
    facts = {**words, "changes": _changes(words, payload)}
    return _t("%(who)s changed the cancellation policy %(policy_id)s (%(changes)s).") % facts


def _planned(words: Words, payload: Payload) -> str:
    told = ngettext(
        "%(who)s planned the series %(series_id)s: %(sessions)s session.",
        "%(who)s planned the series %(series_id)s: %(sessions)s sessions.",
        payload["sessions"],
    )
    return _with_left_out(told % words, words, payload)


def _extended(words: Words, payload: Payload) -> str:
    told = ngettext(
        "The series %(series_id)s goes on until %(until)s: %(sessions)s session more.",
        "The series %(series_id)s goes on until %(until)s: %(sessions)s sessions more.",
        payload["sessions"],
    )
    facts = {**words, "until": _day(words, payload["until"])}
    return _with_left_out(told % facts, words, payload)


def _with_left_out(told: str, words: Words, payload: Payload) -> str:
    if not payload["left_out"]:
        return told
    dates = ", ".join(_day(words, text) for text in payload["left_out"])
    return _t("%(told)s Left out: %(dates)s.") % {"told": told, "dates": dates}


def _series_changed(words: Words, payload: Payload) -> str:
    facts = {**words, "changes": _changes(words, payload), "day": _day(words, payload["from_on"])}
    return _t("%(who)s changed the series %(series_id)s from %(day)s (%(changes)s): %(sessions)s sessions.") % facts


def _split(words: Words, payload: Payload) -> str:
    facts = {**words, "day": _day(words, payload["from_on"])}
    return _t("From %(day)s the sessions of %(from_series_id)s belong to a new series, %(series_id)s.") % facts


def _ended(words: Words, payload: Payload) -> str:
    facts = {**words, "day": _day(words, payload["last_on"])}
    told = _t("%(who)s ended the series %(series_id)s after %(day)s.") % facts
    return f"{told} “{payload['reason']}”" if payload.get("reason") else told


def _day(words: Words, text: str) -> str:
    return words.formats.day(date.fromisoformat(text), "date")


offer(
    Namer("class_type_id", class_type_names),
    Namer("policy_id", policy_names),
    *(Namer(field, series_names) for field in ("series_id", "from_series_id")),
    Sentence("class_type.created", _("%(who)s created the class type %(class_type_id)s.")),
    Sentence("class_type.changed", _type_changed),
    Sentence("class_type.archived", _("%(who)s archived the class type %(class_type_id)s.")),
    Sentence("class_type.restored", _("%(who)s brought the class type %(class_type_id)s back.")),
    Sentence("policy.created", _("%(who)s created the cancellation policy %(policy_id)s.")),
    Sentence("policy.changed", _policy_changed),
    Sentence("policy.archived", _("%(who)s removed the cancellation policy %(policy_id)s from the choices.")),
    Sentence("policy.restored", _("%(who)s brought the cancellation policy %(policy_id)s back.")),
    Sentence("series.created", _planned),
    Sentence("series.extended", _extended),
    Sentence("series.changed", _series_changed),
    Sentence("series.split", _split),
    Sentence("series.ended", _ended),
)
