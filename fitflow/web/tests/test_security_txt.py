"""Whoever finds a vulnerability learns where to tell of it, at the address that RFC 9116 names."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from config.env import to_contacts

ADDRESS = "/.well-known/security.txt"


class TestTheFile:
    def test_says_where_and_until_when(self, client: Browser, settings: Any) -> None:
        settings.FITFLOW_SECURITY_CONTACT = ["mailto:security@studio.test", "https://studio.test/report"]
        settings.FITFLOW_URL = "https://studio.test"
        answer = client.get(ADDRESS)
        lines = [line.partition(": ")[::2] for line in answer.content.decode().splitlines()]

        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        assert [value for name, value in lines if name == "Contact"] == settings.FITFLOW_SECURITY_CONTACT
        assert dict(lines)["Canonical"] == f"https://studio.test{ADDRESS}"
        until = datetime.strptime(dict(lines)["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        assert timedelta(days=100) < until - datetime.now(UTC) < timedelta(days=365)

    def test_is_not_there_while_nobody_has_said_where(self, client: Browser, settings: Any) -> None:
        settings.FITFLOW_SECURITY_CONTACT = []

        assert client.get(ADDRESS).status_code == 404


class TestTheSetting:
    def test_is_a_list_of_addresses(self) -> None:
        assert to_contacts("mailto:a@b.test, https://b.test/x") == ["mailto:a@b.test", "https://b.test/x"]

    @pytest.mark.parametrize("text", ["a@b.test", "http://b.test", "mailto:", "https://", "mailto:a@b.test\nX: y"])
    def test_is_refused_when_it_is_none(self, text: str) -> None:
        with pytest.raises(ValueError, match="."):
            to_contacts(text)
