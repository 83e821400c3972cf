from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, reverse

from fitflow.accounts import urls
from fitflow.accounts.doors import ANYBODY_SIGNED_IN
from fitflow.accounts.factories import make_user
from fitflow.core.actor import Role


def every(patterns: list[Any]) -> Iterator[URLPattern]:
    for item in patterns:
        if isinstance(item, URLResolver):
            yield from every(item.url_patterns)
        else:
            yield item


def named(access: frozenset[Role]) -> list[str]:
    found = [item for item in every(urls.pages) if item.callback.access == access]  # type: ignore[attr-defined]
    return [f"accounts:{item.name}" if item in urls.own_pages else str(item.name) for item in found]


#: Their addresses name a device, or carry what was mailed.
NEED_MORE = {"accounts:end_device", "accounts:end_program", "accounts:sign_in_link"}
CLOSED = [name for name in named(ANYBODY_SIGNED_IN) if name not in NEED_MORE]
OPEN = [name for name in named(frozenset({Role.PUBLIC})) if name not in NEED_MORE]


class TestEveryPage:
    def test_says_who_may_enter(self) -> None:
        assert len(CLOSED) + len(OPEN) + len(NEED_MORE) == len(list(every(urls.pages)))

    @pytest.mark.django_db
    @pytest.mark.parametrize("name", CLOSED)
    def test_of_an_account_sends_strangers_to_sign_in_and_back(self, client: Browser, name: str) -> None:
        answer = client.post(reverse(name)) if "sign_out" in name else client.get(reverse(name))

        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login") + "?next=/accounts/")

    @pytest.mark.django_db
    @pytest.mark.parametrize("name", sorted({*OPEN, *CLOSED} - {"accounts:sign_out_elsewhere"}))
    @pytest.mark.parametrize("somebody", [True, False])
    def test_is_drawn_by_our_own_templates(self, client: Browser, name: str, somebody: bool) -> None:
        if somebody:
            client.force_login(make_user(email="maya@example.org"))

        answer = client.get(reverse(name), follow=True)

        origins = {part.origin.name for part in answer.templates if part.origin}
        assert not [origin for origin in origins if "allauth" in origin]
