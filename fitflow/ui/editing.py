"""A form that edits something carries what it showed; whoever saves wipes out nothing that changed since.

Compared are three things: what was shown, what is sent, what is true now. A field that was left alone follows what is
true now; one that was changed is written; one that somebody else has changed, too, is asked about, with both values.
"""

from collections.abc import Iterator
from typing import Any, cast

import orjson
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

FIELD = "shown"
Values = dict[str, list[str]]


class ShownField(forms.CharField):
    """A hidden field with what the form shows. Shown again it says what is true then, not what was sent."""

    def __init__(self, now: str) -> None:
        super().__init__(required=False, initial=now, strip=False, widget=forms.HiddenInput())

    def bound_data(self, _data: Any, initial: Any) -> Any:
        return initial


def watch(form: forms.BaseForm) -> list[str]:
    """Gives the form its hidden field; merges a sent one with what is true now. The fields that two have changed."""
    asked: frozenset[str] = getattr(form, "asked", frozenset())  # Fields about the act: nobody else can change them.
    now = {name: sent_unchanged(form, name) for name in form.fields if name not in asked}
    beside: Values = getattr(form, "beside", dict)()
    everything = {key: value for values in [*now.values(), beside] for key, value in values.items()}
    key = form.add_prefix(FIELD)
    clashes: list[str] = []
    if form.is_bound:
        sent, shown = cast(QueryDict, form.data).copy(), read_shown(form.data.get(key, ""))
        clashes = [name for name, values in now.items() if any([clash(sent, shown, *one) for one in values.items()])]
        form.data = sent
        clashes += [name for name, value in beside.items() if shown.get(name, value) != value]
        form.full_clean()  # Before there is the hidden field, which is none of what the form is about.
    form.fields[FIELD] = ShownField(orjson.dumps(everything).decode())
    return clashes


def clash(data: QueryDict, shown: Values, key: str, now: list[str]) -> bool:
    """Whether two have changed it to different things. What was left alone becomes what it is now."""
    if key not in shown or shown[key] == now:
        return False
    sent = [text.replace("\r\n", "\n") for text in data.getlist(key)]
    if sent == shown[key]:
        data.setlist(key, now)
    return sent not in (shown[key], now)


def read_shown(text: str) -> Values:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return (
        {key: [str(one) for one in value] for key, value in found.items() if isinstance(value, list)}
        if isinstance(found, dict)
        else {}
    )


def sent_unchanged(form: forms.BaseForm, name: str) -> Values:
    """What a browser sends of a field that nobody touches."""
    field = form.fields[name]
    value = field.prepare_value(form.get_initial_for_field(field, name))
    return dict(_values(field.widget.get_context(form.add_prefix(name), value, {})["widget"]))


def _values(widget: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    if "subwidgets" in widget:
        for part in widget["subwidgets"]:
            yield from _values(part)
    elif "optgroups" in widget:
        options = [option for _name, group, _index in widget["optgroups"] for option in group]
        chosen = [str(option["value"]) for option in options if option["selected"]]
        is_list = "select" in widget["template_name"] and not widget["attrs"].get("multiple")
        yield widget["name"], chosen or ([str(options[0]["value"])] if is_list and options else [])
    elif widget.get("type") == "checkbox":
        yield widget["name"], [str(widget["value"] or "on")] if widget["attrs"].get("checked") else []
    else:
        yield widget["name"], ["" if widget["value"] is None else str(widget["value"]).replace("\r\n", "\n")]


def told(form: forms.BaseForm, name: str, *, by_oneself: bool) -> str:
    """What the field is now, as somebody reads it, and what to do."""
    field = form.fields.get(name)
    if field is None:
        return _("Somebody else changed this meanwhile. What you entered is kept: save again if it is to count.")
    now = [text for values in sent_unchanged(form, name).values() for text in values]
    labels = {str(value): str(label) for value, label in getattr(field, "choices", []) if not isinstance(label, list)}
    text = ", ".join(labels.get(one, one) for one in now if one) or _("nothing")
    if by_oneself:
        return _("This is “%(now)s” now. Save again to keep what you entered.") % {"now": text}
    return _("Somebody else changed this meanwhile to “%(now)s”. Save again to keep what you entered.") % {"now": text}
