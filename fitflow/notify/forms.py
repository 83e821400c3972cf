"""The shape of what people and programs send about messages."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from fitflow.core.errors import Invalid
from fitflow.core.shapes import NamedOut, Shape, listed
from fitflow.notify import channels
from fitflow.notify.models import Message
from fitflow.notify.queries import LogFilter, Wish
from fitflow.notify.words import why_words, without_keys


class LogFilterForm(forms.Form):
    """The filters above the delivery log."""

    q = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=254,
        widget=forms.SearchInput({"placeholder": _("Address begins with…")}),
    )
    template = forms.ChoiceField(required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any state")), *Message.State.choices])

    def __init__(self, *args: Any, templates: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"] = forms.ChoiceField(
            label=_("Message"), required=False, choices=[("", _("Every message")), *templates]
        )


class ChannelField(serializers.ChoiceField):
    """The name of a channel."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=channels.names(), **options)


class LogFilterIn(Shape):
    client = serializers.UUIDField(required=False, default=None)
    template = serializers.CharField(required=False, default="", max_length=60)
    state = serializers.ChoiceField(required=False, default="", choices=Message.State.values)
    channel = ChannelField(required=False, default="")
    address = serializers.CharField(
        required=False, default="", max_length=254, help_text="Its beginning, or all of it."
    )


class UnreadIn(Shape):
    unread = serializers.BooleanField(required=False, default=False)


class ReadIn(Shape):
    """Either the ids of notifications, or all of them."""

    ids = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=500)
    all = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if bool(attrs.get("ids")) == attrs["all"]:
            raise serializers.ValidationError({"ids": _("Name some ids, or send all: true.")})
        return attrs


class ChoiceIn(Shape):
    # house: allow banned-word — A field of the public API.
    topic = serializers.CharField(max_length=40)
    channel = ChannelField()
    enabled = serializers.BooleanField()


class ChoicesIn(Shape):
    choices = ChoiceIn(many=True, allow_empty=False)


class OrNothing(serializers.CharField):
    """A text, or null where there is none."""

    def __init__(self, *, words_of: Callable[[Any], str] = str, **options: Any) -> None:
        super().__init__(allow_null=True, **options)
        self.words_of = words_of

    def to_representation(self, value: Any) -> Any:
        return self.words_of(value) or None


class MessageOut(Shape):
    """One message by one channel, and what became of it."""

    id = serializers.UUIDField()
    channel = ChannelField()
    template = serializers.CharField()
    client = NamedOut(allow_null=True)
    staff = NamedOut(allow_null=True)
    address = OrNothing()
    subject = serializers.CharField()
    state = serializers.ChoiceField(choices=Message.State.values)
    why = OrNothing(source="*", words_of=why_words)
    about = serializers.UUIDField(source="about_id", allow_null=True)
    attempts = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    read_at = serializers.DateTimeField(allow_null=True)


class MessageTextOut(MessageOut):
    text = serializers.SerializerMethodField(help_text="personal links are cut")

    def get_text(self, message: Message) -> str:
        return without_keys(message.text)


class NotificationOut(Shape):
    id = serializers.UUIDField()
    template = serializers.CharField()
    subject = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    url = OrNothing()
    about = serializers.UUIDField(source="about_id", allow_null=True)
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class WishOut(Shape):
    """Whether a kind of message comes by a channel, and whether that can be chosen."""

    # house: allow banned-word — A field of the public API.
    topic = serializers.CharField(source="kind.key")
    label = serializers.CharField(source="kind.label")  # type: ignore[assignment]
    channel = ChannelField(source="channel.name")
    enabled = serializers.BooleanField()
    can_change = serializers.BooleanField(source="is_free")


class UnreadOut(Shape):
    unread = serializers.IntegerField()


MessageListOut = listed(MessageOut)
NotificationListOut = listed(NotificationOut, unread=serializers.IntegerField())
WishListOut = listed(WishOut)


def log_filter(checked: Mapping[str, Any]) -> LogFilter:
    return LogFilter(
        client_id=checked.get("client"),
        template=checked.get("template", ""),
        state=checked.get("state", ""),
        channel=checked.get("channel", ""),
        address=checked.get("address") or checked.get("q", ""),
    )


def choices_from(post: Mapping[str, str], wishes: list[Wish]) -> dict[tuple[str, str], bool]:
    """A posted preferences page: a box that is not sent is off. Only what can be chosen is read."""
    return {
        (wish.kind.key, wish.channel.name): f"{wish.kind.key}:{wish.channel.name}" in post
        for wish in wishes
        if wish.is_free
    }


def read_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Invalid.field("id", str(_("This is not the id of a notification."))) from error
