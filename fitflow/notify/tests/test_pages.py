from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.core.mail import send_mail
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from fitflow.accounts.models import User
from fitflow.core import jobs
from fitflow.core.actor import Actor, Studio
from fitflow.core.ids import new_id
from fitflow.core.tenancy import HOUSE, tenant
from fitflow.notify.channels.letters import Attachment
from fitflow.notify.models import Message, Preference
from fitflow.notify.queries import Recipient
from fitflow.notify.tests.samples import NOBODYS_ID, tell

SignIn = Callable[[Actor], Browser]
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def as_(db: None) -> SignIn:
    """A browser in which somebody is signed in."""

    def signed_in(actor: Actor) -> Browser:
        browser = Browser()
        browser.force_login(User.objects.get(pk=str(actor.user_id)))
        return browser

    return signed_in


@pytest.fixture
def told(system: Actor, maya: Actor, now: datetime) -> list[Message]:
    context = {"title": f"Yoga {EVIL}", "cancel_url": "/a/secret.key"}
    return tell(system, Recipient(client=maya.client_id), now=now, context=context)


class TestTheCentre:
    @pytest.mark.parametrize("side", ["me", "desk"])
    def test_lists_what_is_new(self, as_: SignIn, maya: Actor, told: list[Message], side: str) -> None:
        page = as_(maya).get(f"/s/northside/{side}/notifications/").content.decode()

        assert "You are booked: Yoga &lt;script&gt;" in page
        assert "Mark all read" in page
        assert EVIL not in page

    def test_leads_to_what_a_notification_is_about(self, as_: SignIn, maya: Actor, told: list[Message]) -> None:
        browser = as_(maya)
        post = {"id": str(told[1].pk), "open": "1"}

        answer = browser.post("/s/northside/me/notifications/read/", post)

        assert (answer.status_code, answer["Location"]) == (303, "/s/northside/me/bookings")
        assert b"is-unread" not in browser.get("/s/northside/me/notifications/").content

    def test_marks_all_read(self, as_: SignIn, maya: Actor, told: list[Message]) -> None:
        browser = as_(maya)

        answer = browser.post("/s/northside/me/notifications/read/")

        assert answer["Location"] == "/s/northside/me/notifications/"
        assert "Nothing unread" in browser.get("/s/northside/me/notifications/?show=unread").content.decode()

    @pytest.mark.parametrize(("key", "status"), [("x", 422), (NOBODYS_ID, 404)])
    def test_refuses_what_is_not_there(self, as_: SignIn, maya: Actor, key: str, status: int) -> None:
        assert as_(maya).post("/s/northside/me/notifications/read/", {"id": key}).status_code == status

    def test_is_for_people_of_the_studio(self, as_: SignIn, stranger: Actor, client: Browser) -> None:
        assert as_(stranger).get("/s/northside/me/notifications/").status_code == 404
        assert client.get("/s/northside/me/notifications/")["Location"].startswith("/accounts/login/")

    def test_is_empty_at_first(self, as_: SignIn, trainer: Actor) -> None:
        assert "Nothing here yet" in as_(trainer).get("/s/northside/desk/notifications/").content.decode()


class TestTheBadge:
    def test_counts_and_is_not_sent_twice(self, as_: SignIn, maya: Actor, told: list[Message]) -> None:
        browser, address = as_(maya), "/s/northside/me/notifications/badge/"
        first = browser.get(address)
        again = browser.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
        browser.post("/s/northside/me/notifications/read/")
        later = browser.get(address, HTTP_IF_NONE_MATCH=first["ETag"])

        assert first.content.strip() == b'<span class="count">1</span>'
        assert first["Cache-Control"] == "private, no-cache"
        assert (again.status_code, again.content) == (304, b"")
        assert (later.status_code, later.content.strip()) == (200, b"")

    def test_is_asked_for_by_the_navigation(self, as_: SignIn, maya: Actor) -> None:
        page = as_(maya).get("/s/northside/me/notifications/").content.decode()

        assert 'hx-get="/s/northside/me/notifications/badge/" hx-trigger="every 60s"' in page


class TestThePreferencesPage:
    def test_keeps_what_is_ticked(self, as_: SignIn, maya: Actor, studio: Studio) -> None:
        browser = as_(maya)
        page = " ".join(browser.get("/s/northside/me/notifications/preferences/").content.decode().split())
        assert 'name="sample.full:email" checked disabled' in page

        answer = browser.post("/s/northside/me/notifications/preferences/", {"sample.brief:in_app": "on"})

        assert answer.status_code == 302
        with tenant(studio.id):
            chosen = {(row.kind, row.channel): row.enabled for row in Preference.objects.all()}
        assert chosen["sample.brief", "email"] is False
        assert chosen["sample.brief", "in_app"] is True
        assert ("sample.full", "email") not in chosen


class TestTheLog:
    def test_shows_what_was_said_and_filters(
        self, as_: SignIn, manager: Actor, told: list[Message], settings: Settings
    ) -> None:
        browser = as_(manager)

        assert "maya.lind@northside.test" in browser.get("/s/northside/desk/messages/").content.decode()
        assert b"No message fits" in browser.get("/s/northside/desk/messages/?state=failed").content
        assert b"Maya Lind" in browser.get("/s/northside/desk/messages/?q=MAYA&template=sample/full").content
        assert browser.get("/s/northside/desk/messages/?state=lost").status_code == 422

    @pytest.mark.parametrize(
        ("begins", "is_found"),
        [("maya", True), ("Maya.Lind@northside.test", True), ("lind", False), ("maya.lind@northside.tess", False)],
    )
    def test_is_searched_by_the_beginning_of_an_address(
        self, as_: SignIn, manager: Actor, told: list[Message], begins: str, is_found: bool
    ) -> None:
        found = as_(manager).get(f"/s/northside/desk/messages/?q={begins}")

        assert ("No message fits" in found.content.decode()) is not is_found

    def test_shows_what_was_said_twice_as_one(self, as_: SignIn, manager: Actor, told: list[Message]) -> None:
        page = as_(manager).get("/s/northside/desk/messages/")
        [together] = page.context["found"]

        assert len(told) == 2
        assert [message.channel for message in together] == ["email", "in_app"]
        assert len(as_(manager).get("/s/northside/desk/messages/?channel=email").context["found"]) == 1

    def test_shows_one_message_without_its_keys(self, as_: SignIn, manager: Actor, told: list[Message]) -> None:
        page = as_(manager).get(f"/s/northside/desk/messages/{told[0].pk}/").content.decode()

        assert "secret.key" not in page
        assert EVIL not in page
        assert "Send again" not in page

    def test_sends_again_what_failed(
        self, as_: SignIn, manager: Actor, told: list[Message], studio: Studio, now: datetime
    ) -> None:
        Message.objects.filter(pk=told[0].pk).update(state="failed", why="no such user")
        browser = as_(manager)
        address = f"/s/northside/desk/messages/{told[0].pk}/"
        assert b"Send again" in browser.get(address).content

        answer = browser.post(f"{address}again/")
        twice = browser.post(f"{address}again/", follow=True)

        assert answer["Location"] == address
        assert b"Only a message that did not arrive can be sent again" in twice.content
        with tenant(studio.id):
            assert Message.objects.get(pk=told[0].pk).state == "queued"

    def test_is_for_managers(
        self, as_: SignIn, maya: Actor, trainer: Actor, stranger: Actor, told: list[Message]
    ) -> None:
        for path in ("messages/", f"messages/{told[0].pk}/", f"clients/{told[0].client_id}/messages/"):
            assert as_(maya).get(f"/s/northside/desk/{path}").status_code == 403
            assert as_(trainer).get(f"/s/northside/desk/{path}").status_code == 403
            assert as_(stranger).get(f"/s/northside/desk/{path}").status_code == 404

    def test_of_one_client_stands_on_their_record(self, as_: SignIn, manager: Actor, told: list[Message]) -> None:
        browser = as_(manager)
        address = f"/s/northside/desk/clients/{told[0].client_id}/messages/"

        assert b"You are booked" in browser.get(address).content
        assert b"<html" not in browser.get(address, HTTP_HX_REQUEST="true").content
        assert browser.get(f"/s/northside/desk/clients/{new_id()}/messages/").status_code == 404


class TestTheDemoMailbox:
    @pytest.fixture
    def letter(self, system: Actor, maya: Actor, now: datetime, settings: Settings) -> Message:
        settings.FITFLOW_DEMO = True
        file = Attachment("class.ics", "text/calendar; method=PUBLISH", "BEGIN:VCALENDAR\r\n")
        context = {"title": f"Yoga {EVIL}", "cancel_url": "/a/key"}
        return tell(system, Recipient(client=maya.client_id), now=now, context=context, attachments=[file])[0]

    def test_shows_every_studio_and_the_house(
        self, client: Browser, letter: Message, settings: Settings, stranger: Actor, now: datetime
    ) -> None:
        settings.EMAIL_BACKEND = "fitflow.notify.adapters.MessageBackend"
        send_mail("123-456 is your code", "123-456", None, ["lea@example.org"])
        with tenant(stranger.organization_id):
            tell(Actor.system(stranger.organization), Recipient(staff=stranger.staff_id), now=now)

        page = client.get("/demo/mail").content.decode()
        found = client.get("/demo/mail?q=LEA@").content.decode()

        for words in ("123-456 is your code", "Northside", "Southside", "maya.lind@northside.test"):
            assert words in page
        assert "123-456 is your code" in found
        assert "Northside" not in found

    def test_opens_one_in_a_sandbox(self, client: Browser, letter: Message) -> None:
        address = f"/demo/mail/{letter.organization_id}/{letter.pk}"
        page, html = client.get(address), client.get(f"{address}/html")

        assert "frame-src 'self'" in page["Content-Security-Policy"]
        assert EVIL not in page.content.decode()
        assert '<a href="http://localhost:8000/a/key"' in page.content.decode()
        policy = html["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "sandbox allow-popups" in policy
        assert "script-src" not in policy
        assert EVIL not in html.content.decode()
        assert '<base target="_top">' in html.content.decode()

    def test_gives_out_what_is_attached(self, client: Browser, letter: Message) -> None:
        address = f"/demo/mail/{letter.organization_id}/{letter.pk}/files"

        file = client.get(f"{address}/0")

        assert file.content == b"BEGIN:VCALENDAR\r\n"
        assert file["Content-Disposition"] == 'attachment; filename="1-class.ics"'
        assert client.get(f"{address}/1").status_code == 404

    def test_renews_itself_by_a_fragment(self, client: Browser, letter: Message) -> None:
        fragment = client.get("/demo/mail", HTTP_HX_REQUEST="true").content.decode()

        assert "<html" not in fragment
        assert "letter-row" in fragment

    def test_pages_back_in_time(self, client: Browser, letter: Message) -> None:
        older = client.get("/demo/mail", {"before": letter.created_at.isoformat()}).content.decode()
        nonsense = client.get("/demo/mail?before=yesterday")

        assert "You are booked" not in older
        assert nonsense.status_code == 200

    def test_does_not_exist_outside_the_demo(self, client: Browser, letter: Message, settings: Settings) -> None:
        settings.FITFLOW_DEMO = settings.DEBUG = False
        address = f"/demo/mail/{letter.organization_id}/{letter.pk}"

        for path in ("/demo/mail", address, f"{address}/html", f"{address}/files/0"):
            assert client.get(path).status_code == 404

    @pytest.mark.parametrize("where", [HOUSE, UUID(NOBODYS_ID)])
    def test_has_no_letter_elsewhere(self, client: Browser, letter: Message, where: Any) -> None:
        assert client.get(f"/demo/mail/{where}/{letter.pk}").status_code == 404


def test_nothing_is_sent_while_pages_are_shown(as_: SignIn, maya: Actor, told: list[Message], now: datetime) -> None:
    as_(maya).get("/s/northside/me/notifications/")

    assert jobs.drain(now) == 1
