"""Being asked "is this you?" on the way in, on the pages and in the API; and the desk's page about who signs in."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import reverse

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.accounts.services import access_token
from fitflow.accounts.tests.steps import PASSWORD
from fitflow.core.actor import Actor, Studio
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import actor_of, make_client
from fitflow.organizations.models import Client, Separation
from fitflow.organizations.services.separating import separate_client
from fitflow.organizations.tests.visitors import Visitor, text

ME = "/s/northside/me/profile"


@pytest.fixture
def vera(db: None) -> User:
    return make_user(email="vera@example.org", name="Vera Visitor", password=PASSWORD)


@pytest.fixture
def waiting(studio: Studio, vera: User) -> Client:
    return make_client(studio, name="Vera V.", email="vera@example.org")


def sign_in(browser: Browser, onward: str) -> str:
    values = {"login": "vera@example.org", "password": PASSWORD, "next": onward}
    where: str = browser.post(reverse("accounts:password_sign_in"), values)["Location"]
    return where


def answer(browser: Browser, asked: Client, wish: str, onward: str = "") -> str:
    done = browser.post(reverse("records"), {"do": wish, "record": str(asked.pk), "next": onward})
    assert done.status_code == 303
    where: str = done["Location"]
    return where


def signed_in(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def user_of(actor: Actor) -> User:
    assert actor.user_id is not None
    return User.objects.get(pk=actor.user_id)


class TestSigningIn:
    def test_from_a_page_of_the_studio_is_one_tap_more_and_goes_on_there(
        self, studio: Studio, vera: User, waiting: Client
    ) -> None:
        browser = Browser()
        asked = sign_in(browser, ME)
        assert asked == f"{reverse('records')}?next=%2Fs%2Fnorthside%2Fme%2Fprofile"
        page = text(browser.get(asked))
        assert "<strong>Northside</strong> has a record for you: it wrote down your address vera@example.org." in page
        assert "Vera V." not in page

        assert answer(browser, waiting, "join", ME) == ME
        assert browser.get(ME).status_code == 200

    def test_at_another_studio_asks_nothing(self, stranger: Actor, vera: User, waiting: Client) -> None:
        with tenant(stranger.organization_id):
            make_client(stranger.organization, name="Vera", user=vera)

        assert sign_in(Browser(), "/s/southside/me/profile") == "/s/southside/me/profile"

    def test_asks_nothing_where_nothing_waits(self, studio: Studio, vera: User) -> None:
        assert sign_in(Browser(), ME) == ME

    def test_may_be_answered_later(self, studio: Studio, vera: User, waiting: Client) -> None:
        browser = signed_in(vera)

        assert browser.get("/")["Location"] == reverse("records")
        assert 'href="/studios"' in text(browser.get(reverse("records")))
        assert "Has a record for vera@example.org. Is this you?" in text(browser.get("/studios"))


class TestTheQuestion:
    def test_comes_before_a_page_of_members(self, studio: Studio, vera: User, waiting: Client) -> None:
        refused = signed_in(vera).get(ME)

        assert refused["Location"] == f"{reverse('records')}?next=%2Fs%2Fnorthside%2Fme%2Fprofile"

    def test_leads_to_the_studio_that_was_joined(self, studio: Studio, vera: User, waiting: Client) -> None:
        assert answer(signed_in(vera), waiting, "join") == "/s/northside/me/"

    def test_takes_a_no(self, studio: Studio, vera: User, waiting: Client) -> None:
        browser = signed_in(vera)

        assert answer(browser, waiting, "refuse") == "/studios"
        assert browser.get(ME).status_code == 404
        with tenant(studio.id):
            assert Separation.objects.get().by_person

    def test_leads_nowhere_else(self, studio: Studio, vera: User, waiting: Client) -> None:
        assert answer(signed_in(vera), waiting, "refuse", "https://evil.example/") == "/studios"

    def test_answered_twice_changes_nothing(self, studio: Studio, vera: User, waiting: Client) -> None:
        browser = signed_in(vera)

        assert answer(browser, waiting, "join") == "/s/northside/me/"
        assert answer(browser, waiting, "refuse") == "/studios"
        assert actor_of(studio, vera.pk).client_id == waiting.pk

    def test_knows_two_answers(self, studio: Studio, vera: User, waiting: Client) -> None:
        sent = signed_in(vera).post(reverse("records"), {"do": "perhaps", "record": str(waiting.pk)})

        assert sent.status_code == 422

    def test_that_nobody_asks_leads_on(self, studio: Studio, vera: User) -> None:
        assert signed_in(vera).get(reverse("records"))["Location"] == "/studios"


class TestPrograms:
    def ask(self, user: User, method: str, path: str, key: str = "") -> tuple[int, object]:
        headers = {"Authorization": f"Bearer {access_token(user)}", "Idempotency-Key": key or str(uuid4())}
        sent = Browser().generic(method, f"/api/v1/{path}", headers=headers)
        return sent.status_code, sent.json() if sent.content else None

    def test_read_what_waits_and_join(self, studio: Studio, vera: User, waiting: Client) -> None:
        one = {"id": str(waiting.pk), "studio": "Northside", "email": "vera@example.org"}
        assert self.ask(vera, "GET", "records") == (200, {"results": [one], "next": None})
        assert self.ask(vera, "GET", "clients/me")[0] == 404

        joined = {"client_id": str(waiting.pk), "slug": "northside", "name": "Northside"}
        for _ in range(2):
            assert self.ask(vera, "POST", f"records/{waiting.pk}/join", "once") == (201, joined)
        assert self.ask(vera, "GET", "clients/me")[0] == 200

    def test_say_not_me(self, studio: Studio, vera: User, waiting: Client) -> None:
        assert self.ask(vera, "POST", f"records/{waiting.pk}/refuse") == (204, None)
        assert self.ask(vera, "POST", f"records/{waiting.pk}/join")[0] == 404

    def test_of_a_member_go_on_without_naming_the_studio(self, stranger: Actor, vera: User, waiting: Client) -> None:
        """A studio that nobody joined is not a second one."""
        with tenant(stranger.organization_id):
            make_client(stranger.organization, name="Vera", user=vera)

        assert self.ask(vera, "GET", "clients/me")[0] == 200

    def test_of_the_desk_learn_who_has_joined_and_nothing_about_accounts(
        self, manager: Actor, studio: Studio, vera: User, waiting: Client
    ) -> None:
        mona = user_of(manager)
        for known in (waiting, make_client(studio, name="Nobody", email="nobody@example.org")):
            code, body = self.ask(mona, "GET", f"clients/{known.pk}")
            assert (code, body["has_joined"]) == (200, False)  # type: ignore[index]

    def test_of_the_desk_separate_and_let_in_again(
        self, manager: Actor, studio: Studio, vera: User, waiting: Client
    ) -> None:
        mona = user_of(manager)
        self.ask(vera, "POST", f"records/{waiting.pk}/join")

        code, body = self.ask(mona, "POST", f"clients/{waiting.pk}/separate")
        assert (code, body["has_joined"]) == (200, False)  # type: ignore[index]
        assert self.ask(mona, "POST", f"clients/{waiting.pk}/separate")[1]["code"] == "nobody_joined"  # type: ignore[index]
        assert self.ask(vera, "GET", "records")[1] == {"results": [], "next": None}
        assert self.ask(mona, "POST", f"clients/{waiting.pk}/readmit")[0] == 200
        assert self.ask(vera, "POST", f"records/{waiting.pk}/join")[0] == 201


class TestTheRecordsPage:
    def test_offers_to_separate_whoever_has_joined(
        self, studio: Studio, manager: Actor, vera: User, waiting: Client
    ) -> None:
        desk = Visitor(studio, manager)
        assert "Has not joined yet" in text(desk.get("client", waiting.pk))
        answer(signed_in(vera), waiting, "join")
        assert "Separate the login…" in text(desk.get("client", waiting.pk))
        assert "vera@example.org no longer sees the record" in text(desk.get("client_separate", waiting.pk))

        desk.post("client_separate", waiting.pk)

        page = text(desk.get("client", waiting.pk))
        assert "vera@example.org was separated on" in page
        assert "Let them join again" in page
        desk.post("client_readmit", waiting.pk)
        assert "Let them join again" not in text(desk.get("client", waiting.pk))

    def test_and_the_profile_say_where_mails_go(
        self, studio: Studio, manager: Actor, vera: User, waiting: Client, now: datetime
    ) -> None:
        answer(signed_in(vera), waiting, "join")
        User.objects.filter(pk=vera.pk).update(email="vera@new.example")
        vera.refresh_from_db()  # Her sessions ended with the old address.

        page = text(Visitor(studio, manager).get("client", waiting.pk))
        assert "<dt>Mails go to</dt> <dd> vera@new.example" in page
        assert "The main address of their account" in page
        assert "<dt>E-mail</dt><dd>vera@new.example</dd>" in text(signed_in(vera).get(ME))

    def test_says_that_an_edit_has_separated_somebody(
        self, studio: Studio, manager: Actor, vera: User, waiting: Client
    ) -> None:
        answer(signed_in(vera), waiting, "join")
        desk = Visitor(studio, manager)

        saved = desk.post("client_edit", waiting.pk, name="Vera V.", email="other@example.org", status="active")

        assert saved.status_code == 303
        assert "no longer opens this record" in text(desk.get("client", waiting.pk))

    def test_is_of_the_past_for_whoever_was_separated(
        self, studio: Studio, manager: Actor, vera: User, waiting: Client, now: datetime
    ) -> None:
        answer(signed_in(vera), waiting, "join")
        with tenant(studio.id):
            separate_client(manager, client_id=waiting.pk, now=now)

        assert signed_in(vera).get(ME).status_code == 404
