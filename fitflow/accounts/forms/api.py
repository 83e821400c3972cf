"""What programs send and get."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from fitflow.accounts import queries
from fitflow.accounts.models import Happened, User
from fitflow.core.addresses import NotAnAddress, read_address
from fitflow.core.bounds import LONGEST_ADDRESS, LONGEST_NAME
from fitflow.core.shapes import Shape, listed


class EmailIn(serializers.EmailField):
    """An address in the form that is stored."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_ADDRESS, **options)
        self.validators = []  # The reader decides.

    def to_internal_value(self, data: Any) -> str:
        try:
            return read_address(super().to_internal_value(data))
        except NotAnAddress:
            self.fail("invalid")


def known_locales() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES]


class TokenIn(Shape):
    email = EmailIn()
    password = serializers.CharField(trim_whitespace=False, max_length=4096)
    code = serializers.CharField(required=False, allow_blank=True, default="", max_length=20)
    device = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=120,
        help_text="What the program is called in the list of devices; without it, what its User-Agent says.",
    )  # fmt: skip


class RefreshIn(Shape):
    refresh = serializers.CharField(max_length=4096)


class AccountIn(Shape):
    name = serializers.CharField(required=False, max_length=LONGEST_NAME)
    locale = serializers.ChoiceField(required=False, allow_blank=True, choices=known_locales())


class TokensOut(Shape):
    access = serializers.CharField()
    refresh = serializers.CharField()


class AccountOut(Shape):
    id = serializers.CharField()
    email = serializers.EmailField()
    name = serializers.CharField()
    locale = serializers.CharField()
    second_factor = serializers.SerializerMethodField()

    def get_second_factor(self, user: User) -> bool:
        return queries.second_factor(user) is not None


class HappenedOut(Shape):
    """Something that happened with the account, as a kind and in a sentence."""

    id = serializers.UUIDField(source="event.pk")
    at = serializers.DateTimeField(source="event.at")
    kind = serializers.ChoiceField(Happened.values, source="event.kind")
    text = serializers.CharField()
    about = serializers.CharField(source="event.about", allow_blank=True)
    browser = serializers.CharField(source="device", allow_blank=True)
    network = serializers.CharField(
        source="event.network", allow_blank=True, help_text="The first part of the network address it came from."
    )


HappenedListOut = listed(HappenedOut)
