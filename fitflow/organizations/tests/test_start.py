"""Founding a studio: the first page, its twin in the API, and the command."""

from http import HTTPStatus
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Studio
from fitflow.organizations.models import Organization
from fitflow.organizations.tests.browser import Browser

STUDIO = {"name": "Iron House", "timezone": "Europe/Berlin", "currency": "EUR", "preset": "studio"}
FOUNDER = {"person": "Ida Iron", "email": "ida@iron.test", "password": "a-long-enough-one", "slug": ""}


class TestStart:
    def test_is_where_everything_begins(self, db: None) -> None:
        assert Client().get("/").headers["Location"] == "/start"
        page = Client().get("/start", headers={"Accept-Language": "de-AT"})

        assert page.status_code == HTTPStatus.OK
        assert '<option value="EUR" selected>' in page.content.decode()

    def test_makes_the_login_and_the_studio_and_leads_to_the_desk(self, db: None) -> None:
        browser = Client()
        answer = browser.post("/start", STUDIO | FOUNDER)

        assert (answer.status_code, answer.headers["Location"]) == (303, "/s/iron-house/desk/")
        assert browser.get("/").headers["Location"] == "/s/iron-house/desk/"
        assert User.objects.get().check_password("a-long-enough-one")

    def test_shows_what_is_wrong_and_keeps_what_was_typed(self, db: None) -> None:
        answer = Client().post("/start", STUDIO | FOUNDER | {"timezone": "Berln", "slug": "a b", "password": "1"})

        text = answer.content.decode()
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Did you mean Europe/Berlin?" in text
        assert "such as “a-b”" in text
        assert "This password is too short" in text
        assert 'value="Ida Iron"' in text
        assert not User.objects.exists()
        assert not Organization.objects.exists()

    def test_takes_an_address_only_once(self, studio: Studio, maya: Actor) -> None:
        answer = Browser(studio, maya).client.post("/start", STUDIO | {"slug": "northside"})

        assert "“northside-2” is free" in answer.content.decode()
        assert Organization.objects.count() == 1

    def test_is_closed_to_the_public_afterwards(self, studio: Studio) -> None:
        for answer in (Client().get("/start"), Client().post("/start", STUDIO | FOUNDER)):
            assert answer.status_code == HTTPStatus.FOUND
            assert "/accounts/login/" in answer.headers["Location"]
        assert Organization.objects.count() == 1

    def test_lets_somebody_signed_in_found_another(self, studio: Studio, maya: Actor) -> None:
        browser = Browser(studio, maya).client
        assert b"Your e-mail" not in browser.get("/start").content

        answer = browser.post("/start", STUDIO | {"slug": "iron"})

        assert answer.headers["Location"] == "/s/iron/desk/"
        assert browser.get("/").headers["Location"] == "/studios"
        text = browser.get("/studios").content.decode()
        assert "/s/iron/desk/" in text
        assert "/s/northside/me/" in text

    def test_has_a_twin_in_the_api(self, studio: Studio, maya: Actor) -> None:
        browser, key = Browser(studio, maya), str(uuid4())
        first = browser.api("POST", "studios", STUDIO, key)
        again = browser.api("POST", "studios", STUDIO, key)

        assert first.status_code == again.status_code == HTTPStatus.CREATED
        assert first.json() == again.json()
        assert again.headers["Idempotent-Replayed"] == "true"
        listed = browser.api("GET", "studios").json()["results"]
        assert [(row["slug"], row["roles"]) for row in listed] == [("iron-house", ["owner"]), ("northside", ["client"])]

    def test_names_what_is_wrong_to_a_program(self, studio: Studio, maya: Actor) -> None:
        answer = Browser(studio, maya).api("POST", "studios", STUDIO | {"timezone": "Mars", "slug": "northside"})

        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert answer.json()["errors"].keys() == {"timezone", "slug"}

    def test_asks_a_stranger_to_sign_in(self, studio: Studio) -> None:
        assert Client().get("/").headers["Location"] == "/accounts/login/"
        assert Client().get("/studios").status_code == HTTPStatus.FOUND
        assert Browser(studio).api("GET", "studios").status_code == HTTPStatus.UNAUTHORIZED


class TestStudioCommand:
    ARGUMENTS = ("create", "--owner", "Ida@Iron.test", "--name", "Iron House", "--zone", "berlin", "--currency", "eur")

    def test_founds_a_studio_and_says_where(self, db: None, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("studio", *self.ARGUMENTS)

        organization = Organization.objects.get()
        assert organization.slug == "iron-house"
        assert (organization.timezone, organization.currency) == ("Europe/Berlin", "EUR")
        assert "/s/iron-house/" in capsys.readouterr().out
        assert User.objects.get().email == "ida@iron.test"

    def test_gives_a_second_studio_to_the_same_owner(self, db: None) -> None:
        call_command("studio", *self.ARGUMENTS)
        call_command("studio", *self.ARGUMENTS)

        assert sorted(Organization.objects.values_list("slug", flat=True)) == ["iron-house", "iron-house-2"]
        assert User.objects.count() == 1

    def test_says_what_is_wrong_by_its_options(self, db: None) -> None:
        with pytest.raises(CommandError, match="--zone: No time zone has this name"):
            call_command("studio", "create", "--owner", "ida@iron.test", "--name", "Iron", "--zone", "Lundon")

        assert not User.objects.exists()
