"""Who may found a studio: the first with the key of the installation, others only where that is open."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.accounts.queries import verified_addresses
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.models import Organization
from fitflow.organizations.queries.studio import start_key, start_url
from fitflow.organizations.refusals import FoundedToday, FoundingClosed
from fitflow.organizations.services.studio import found_first_studio, found_studio
from fitflow.organizations.tests.browser import Browser

STUDIO = {"name": "Iron House", "timezone": "Europe/Berlin", "currency": "EUR", "preset": "studio"}
VALUES = STUDIO | {"slug": "iron-house"}
FOUNDER = {"person": "Ida Iron", "email": "ida@iron.test", "password": "a-long-enough-one", "slug": ""}
#: Of nobody: an address for examples.
ELSEWHERE: dict[str, Any] = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def ida(db: None) -> User:
    return make_user(email="ida@iron.test", name="Ida Iron")


class TestTheFirstStudio:
    def test_is_founded_from_elsewhere_by_the_key_alone(self, db: None) -> None:
        visitor = Client(**ELSEWHERE)
        shut = visitor.get("/start")
        assert (shut.status_code, b"ends in a key" in shut.content) == (HTTPStatus.FORBIDDEN, True)
        for key in ("", "x" * 32):
            assert visitor.post("/start", STUDIO | FOUNDER | {"key": key}).status_code == HTTPStatus.FORBIDDEN
        assert not Organization.objects.exists()

        page = visitor.get("/start", {"key": start_key()})
        assert f'name="key" value="{start_key()}"' in page.content.decode()
        assert visitor.post("/start", STUDIO | FOUNDER | {"key": start_key()}).status_code == HTTPStatus.SEE_OTHER

    @pytest.mark.parametrize(
        "headers", [{"HTTP_X_FORWARDED_FOR": "203.0.113.9"}, {"HTTP_FORWARDED": "for=203.0.113.9"}, ELSEWHERE]
    )
    def test_is_not_of_the_machine_itself_behind_a_proxy(self, db: None, headers: dict[str, Any]) -> None:
        assert Client(**headers).get("/start").status_code == HTTPStatus.FORBIDDEN

    def test_needs_the_key_where_the_installation_has_an_address(self, db: None, settings: Settings) -> None:
        """A proxy on the same machine may say nothing about itself."""
        settings.FITFLOW_URL = "https://book.example.org"

        assert Client().get("/start").status_code == HTTPStatus.FORBIDDEN
        assert start_url().startswith("https://book.example.org/start?key=")

    def test_is_not_founded_by_whoever_signed_up_before(self, ida: User) -> None:
        visitor = Client(**ELSEWHERE)
        visitor.force_login(ida)

        assert visitor.post("/start", STUDIO | {"slug": ""}).status_code == HTTPStatus.FORBIDDEN
        sent = visitor.post(
            "/api/v1/studios", STUDIO, content_type="application/json", headers={"Idempotency-Key": str(uuid4())}
        )
        assert (sent.status_code, sent.json()["code"]) == (HTTPStatus.FORBIDDEN, "founding_closed")

    def test_uses_the_key_up(self, studio: Studio) -> None:
        answer = Client(**ELSEWHERE).get("/start", {"key": start_key()})

        assert "/accounts/login/" in answer["Location"]

    def test_leaves_the_address_to_be_proven_where_mail_is_sent(
        self, db: None, now: datetime, settings: Settings
    ) -> None:
        person = {"email": "ida@iron.test", "person": "Ida Iron", "password": "a-long-enough-one"}
        user, _studio = found_first_studio(**person, studio=VALUES, has_key=True, now=now)

        assert verified_addresses(user) == []

    def test_counts_it_as_proven_where_nothing_could_prove_it(
        self, db: None, now: datetime, settings: Settings
    ) -> None:
        settings.FITFLOW_MAIL_TRANSPORT = "django.core.mail.backends.dummy.EmailBackend"
        person = {"email": "ida@iron.test", "person": "Ida Iron", "password": "a-long-enough-one"}
        user, _studio = found_first_studio(**person, studio=VALUES, has_key=True, now=now)

        assert verified_addresses(user) == ["ida@iron.test"]


class TestAnotherStudio:
    def test_is_opened_by_nobody_unless_that_is_wanted(self, studio: Studio, maya: Actor, settings: Settings) -> None:
        settings.FITFLOW_FOUNDING = "closed"
        browser = Browser(studio, maya)

        shut = browser.client.post("/start", STUDIO | {"slug": "iron"})
        assert (shut.status_code, b"opens studios" in shut.content) == (HTTPStatus.FORBIDDEN, True)
        assert b"Found a studio" not in browser.client.get("/studios").content
        assert browser.api("POST", "studios", STUDIO).json()["code"] == "founding_closed"
        assert Organization.objects.count() == 1

    def test_is_opened_once_a_day(self, studio: Studio, ida: User, now: datetime) -> None:
        found_studio(ida, **VALUES, has_key=False, now=now)

        with pytest.raises(FoundedToday):
            found_studio(ida, **VALUES | {"slug": "second"}, has_key=False, now=now + timedelta(hours=23))
        found_studio(ida, **VALUES | {"slug": "second"}, has_key=False, now=now + timedelta(hours=25))

    def test_needs_no_key_of_the_house(self, studio: Studio, ida: User, now: datetime, settings: Settings) -> None:
        settings.FITFLOW_FOUNDING = "closed"

        with pytest.raises(FoundingClosed):
            found_studio(ida, **VALUES, has_key=True, now=now)


class TestTheCommand:
    ARGUMENTS = ("create", "--owner", "ida@iron.test", "--name", "Iron House", "--zone", "berlin")

    def test_proves_the_address_of_a_login_and_takes_a_strangers_password(self, db: None) -> None:
        squatter = make_user(email="ida@iron.test", password="a-strangers-own-1", verified=False)

        call_command("studio", *self.ARGUMENTS)

        squatter.refresh_from_db()
        assert verified_addresses(squatter) == ["ida@iron.test"]
        assert not squatter.has_usable_password()

    def test_leaves_the_password_of_whoever_has_proven_theirs(self, db: None) -> None:
        ida = make_user(email="ida@iron.test", password="a-long-enough-one")

        call_command("studio", *self.ARGUMENTS)

        ida.refresh_from_db()
        assert ida.check_password("a-long-enough-one")

    def test_founds_where_founding_is_closed(self, studio: Studio, settings: Settings) -> None:
        settings.FITFLOW_FOUNDING = "closed"

        call_command("studio", *self.ARGUMENTS)

        assert Organization.objects.count() == 2
