"""Asking for credits: one tap of the client, one of the desk, and what keeps it from being a nuisance."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError

from fitflow.billing.models import CreditRequest
from fitflow.billing.queries.requests import asked_of
from fitflow.billing.refusals import AskedTooOften, RequestAnswered
from fitflow.billing.services.requests import ask_for_credits, decline_asked, give_asked
from fitflow.booking.factories import make_session
from fitflow.booking.tests.browsing import browser, inside, path_of, post, words
from fitflow.booking.tests.desk_helpers import api_call
from fitflow.booking.tests.several_clients import balance
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Forbidden, NotFound
from fitflow.core.jobs import drain
from fitflow.notify.models import Message
from fitflow.organizations.factories import make_staff_actor
from fitflow.organizations.models import StudioRole
from fitflow.schedule.models import Session

pytestmark = pytest.mark.wall_clock
HOUR = timedelta(hours=1)
DESK = "/s/northside/desk"


@pytest.fixture
def session(studio: Studio, now: datetime) -> Session:
    return make_session(studio, now=now)


@pytest.fixture
def asked(maya: Actor, now: datetime) -> CreditRequest:
    return ask_for_credits(maya, now=now)


class TestAsking:
    def test_again_while_one_waits_is_the_same_request(self, maya: Actor, asked: CreditRequest, now: datetime) -> None:
        assert ask_for_credits(maya, now=now + HOUR).pk == asked.pk
        assert CreditRequest.objects.count() == 1

    def test_more_than_three_times_a_day_is_refused_until_the_first_is_a_day_old(
        self, maya: Actor, manager: Actor, now: datetime
    ) -> None:
        for hours in range(3):
            asked = ask_for_credits(maya, now=now + hours * HOUR)
            decline_asked(manager, request_id=asked.pk, now=now + hours * HOUR)

        with pytest.raises(AskedTooOften) as refused:
            ask_for_credits(maya, now=now + 3 * HOUR)

        assert refused.value.details["retry_after"] == 21 * 3600
        assert ask_for_credits(maya, now=now + 24 * HOUR).status == "open"

    def test_is_for_clients(self, manager: Actor, now: datetime) -> None:
        with pytest.raises(Forbidden):
            ask_for_credits(manager, now=now)

    def test_twice_at_once_meets_a_wall(self, studio: Studio, asked: CreditRequest, now: datetime) -> None:
        with pytest.raises(IntegrityError, match="credit_request_one_open_per_client"):
            CreditRequest.objects.create(organization_id=studio.id, client_id=asked.client_id, asked_at=now)


class TestAnswering:
    def test_gives_ten_and_tells_the_client(
        self, studio: Studio, maya: Actor, manager: Actor, asked: CreditRequest, now: datetime
    ) -> None:
        given = give_asked(manager, request_id=asked.pk, now=now)

        assert (given.status, balance(maya, now)) == ("given", Decimal(10))
        drain(now)
        with inside(studio):
            told = Message.objects.filter(template="billing/given", client_id=asked.client_id)
            assert sorted(told.values_list("channel", flat=True)) == ["email", "in_app"]
            assert "You have 10 more credits" in told.filter(channel="email").get().subject

    def test_twice_gives_once(self, maya: Actor, manager: Actor, asked: CreditRequest, now: datetime) -> None:
        give_asked(manager, request_id=asked.pk, now=now)

        with pytest.raises(RequestAnswered):
            give_asked(manager, request_id=asked.pk, now=now)
        with pytest.raises(RequestAnswered):
            decline_asked(manager, request_id=asked.pk, now=now)

        assert balance(maya, now) == Decimal(10)

    def test_is_a_managers_of_this_studio(
        self, maya: Actor, trainer: Actor, stranger: Actor, asked: CreditRequest, now: datetime
    ) -> None:
        for who, refusal in ((maya, Forbidden), (trainer, Forbidden), (stranger, NotFound)):
            with pytest.raises(refusal):
                give_asked(who, request_id=asked.pk, now=now)

    def test_not_now_says_nothing_to_the_client(
        self, studio: Studio, maya: Actor, manager: Actor, asked: CreditRequest, now: datetime
    ) -> None:
        decline_asked(manager, request_id=asked.pk, now=now)

        drain(now)
        with inside(studio):
            assert not Message.objects.filter(client_id=asked.client_id).exists()
        assert asked_of(manager, now=now) == []

    def test_is_asked_of_whoever_answers_for_the_whole_studio(
        self, studio: Studio, owner: Actor, manager: Actor, trainer: Actor, asked: CreditRequest, now: datetime
    ) -> None:
        limited = make_staff_actor(studio, name="Lim Ited", role=Role.MANAGER)
        StudioRole.objects.filter(staff=limited.staff_id).update(is_limited=True)

        drain(now)

        with inside(studio):
            told = set(Message.objects.filter(template="billing/asked").values_list("staff_id", flat=True))
        assert told == {owner.staff_id, manager.staff_id}
        assert limited.staff_id not in told


class TestPages:
    def test_go_from_no_credits_to_a_request_and_back_to_the_class(
        self, studio: Studio, maya: Actor, manager: Actor, session: Session
    ) -> None:
        visit, path = browser(maya), f"/s/northside/classes/{session.pk}"
        shown = visit.get(path)
        assert "Ask for credits" in words(shown)
        assert "Other times" not in words(post(visit, f"{path}/book"))

        done = post(visit, "/s/northside/me/wallet/ask", reference=f"session:{session.pk}")

        assert path_of(done) == path
        assert "Northside has your request." in words(visit.get(path))
        assert "Ask for credits" not in words(visit.get(path))
        home = words(browser(manager).get(f"{DESK}/"))
        assert "They ask for credits" in home
        assert f"wants to book {session.title}" in home
        assert "Give 10" in home
        assert "Maya Lind" in words(browser(manager).get(f"{DESK}/credits/requests"))

    def test_give_by_one_press(self, studio: Studio, maya: Actor, manager: Actor, asked: CreditRequest) -> None:
        visit = browser(manager)

        done = post(visit, f"{DESK}/credits/requests/{asked.pk}/give")

        said = words(visit.get(done["Location"]))
        assert "Maya Lind has 10 more, and is told." in said
        assert "They ask for credits" not in said
        again = visit.get(post(visit, f"{DESK}/credits/requests/{asked.pk}/decline")["Location"])
        assert "Somebody has answered this request already." in words(again)

    def test_lead_to_the_wallet_from_anywhere_else(self, maya: Actor) -> None:
        for reference in ("", "nonsense", f"session:{uuid4()}", "session:\0"):
            assert (
                path_of(post(browser(maya), "/s/northside/me/wallet/ask", reference=reference))
                == "/s/northside/me/wallet"
            )


class TestPrograms:
    def test_ask_list_and_answer(self, studio: Studio, maya: Actor, manager: Actor, session: Session) -> None:
        asked = api_call(studio)(maya, "post", "credits/requests", {"session": str(session.pk)})
        api = partial(api_call(studio), manager)
        assert asked.status_code == 201, asked.content
        assert asked.json()["reference"] == f"session:{session.pk}"

        (open_one,) = api("get", "admin/credit-requests").json()["results"]
        given = api("post", f"admin/credit-requests/{open_one['id']}/give", {"amount": "3.00"})

        assert (given.json()["status"], given.status_code) == ("given", 200)
        again = api("post", f"admin/credit-requests/{open_one['id']}/decline", {})
        assert (again.status_code, again.json()["code"]) == (409, "request_answered")
        assert api_call(studio)(maya, "get", "credits").json()["balance"] == "3.00"
