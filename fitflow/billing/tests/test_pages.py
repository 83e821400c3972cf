"""The wallet and the desk's ledger as pages."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client as Browser

from fitflow.accounts.models import User
from fitflow.billing.factories import make_credits
from fitflow.billing.hooks import Describer, Subject
from fitflow.billing.models import CreditLot, Posting
from fitflow.billing.services import waive
from fitflow.billing.tests.test_charges import BOOKED, own, pay
from fitflow.core.actor import Actor, Studio
from fitflow.core.ids import new_id
from fitflow.core.tenancy import tenant
from tests.offers import also

FAR = datetime.fromisoformat("2199-01-01T00:00:00+00:00")


def browser_of(actor: Actor) -> Browser:
    browser = Browser()
    browser.force_login(User.objects.get(pk=str(actor.user_id)))
    return browser


def text_of(response: object) -> str:
    assert isinstance(response, HttpResponse)
    return " ".join(unescape(response.content.decode()).split())


def desk(studio: Studio, rest: str) -> str:
    return f"/s/{studio.slug}/desk/{rest}"


class TestWallet:
    def test_says_what_is_left_what_is_next_and_what_happened(self, maya: Actor, studio: Studio, now: datetime) -> None:
        make_credits(studio, client_id=own(maya), now=now, valid_until=FAR + timedelta(days=400), reason="Ten classes")
        make_credits(studio, client_id=own(maya), amount=2, now=now, valid_until=FAR, reason="Birthday gift")
        pay(maya, "0.5", now, reference=f"sample:{new_id()}")
        class_paid = Describer(
            "sample", lambda _actor, ids: {key: Subject("Vinyasa Flow", now, "/there") for key in ids}
        )

        with also(class_paid):
            page = text_of(browser_of(maya).get(f"/s/{studio.slug}/me/wallet"))

        assert "<strong>11.5</strong> credits" in page
        assert "Your first credits to expire, last day 31 Dec 2198." in page
        assert page.index("Birthday gift") < page.index("Used next") < page.index("Ten classes")
        assert 'href="/there"' in page
        assert "Vinyasa Flow" in page

    def test_of_somebody_new_says_how_to_get_credits(self, maya: Actor, studio: Studio) -> None:
        assert "No credits yet" in text_of(browser_of(maya).get(f"/s/{studio.slug}/me/wallet"))

    def test_shows_nothing_of_others(self, maya: Actor, noah: Actor, studio: Studio, now: datetime) -> None:
        make_credits(studio, client_id=own(noah), now=now, valid_until=FAR, reason="For Noah only")

        assert "For Noah only" not in text_of(browser_of(maya).get(f"/s/{studio.slug}/me/wallet"))

    def test_is_for_members(self, manager: Actor, stranger: Actor, studio: Studio) -> None:
        address = f"/s/{studio.slug}/me/wallet"

        assert browser_of(manager).get(address).status_code == 403
        assert browser_of(stranger).get(address).status_code == 404
        assert Browser().get(address).status_code == 302

    def test_takes_few_queries_however_long_the_history(
        self, maya: Actor, studio: Studio, now: datetime, django_assert_max_num_queries: object
    ) -> None:
        for _number in range(12):
            make_credits(studio, client_id=own(maya), now=now, valid_until=FAR)
        browser = browser_of(maya)

        with django_assert_max_num_queries(12):  # type: ignore[operator]
            browser.get(f"/s/{studio.slug}/me/wallet")


class TestLedger:
    def test_of_a_client_names_who_did_what_and_why(
        self, manager: Actor, maya: Actor, studio: Studio, now: datetime
    ) -> None:
        make_credits(studio, client_id=own(maya), now=now, valid_until=FAR)
        pay(maya, "1", now)
        with transaction.atomic():
            waive(manager, reference=BOOKED, now=now, reason="No heating")

        page = text_of(browser_of(manager).get(desk(studio, f"clients/{maya.client_id}/credits")))

        assert "No heating" in page
        assert "Mona Manager" in page
        assert "Take back" in page

    def test_of_everybody_can_be_narrowed(
        self, manager: Actor, maya: Actor, noah: Actor, studio: Studio, now: datetime
    ) -> None:
        make_credits(studio, client_id=own(maya), now=now, reason="Ten for Maya")
        make_credits(studio, client_id=own(noah), now=now, reason="Ten for Noah")
        pay(noah, "1", now)
        browser = browser_of(manager)

        def seen(query: str) -> set[str]:
            page = text_of(browser.get(desk(studio, f"credits?{query}")))
            return {text for text in ("Ten for Maya", "Ten for Noah", "Booked", "Nothing fits") if text in page}

        assert seen("") == {"Ten for Maya", "Ten for Noah", "Booked"}
        assert seen("q=noah") == {"Ten for Noah", "Booked"}
        assert seen("kind=charge") == {"Booked"}
        assert seen("since=2026-11-20&until=2026-11-20") == {"Ten for Maya", "Ten for Noah", "Booked"}
        assert seen("until=2026-11-19") == {"Nothing fits"}

    def test_sum_up_what_everybody_has_left(self, manager: Actor, maya: Actor, studio: Studio, now: datetime) -> None:
        for amount, end in ((8, FAR), (2, datetime.now(UTC) + timedelta(days=3))):
            make_credits(studio, client_id=own(maya), amount=amount, now=now, valid_until=end)

        page = browser_of(manager).get(desk(studio, "credits?q=nobody"))

        assert (page.context["left"], page.context["ending"]) == (10, 2)

    def test_sum_up_this_month_until_a_period_is_chosen(self, manager: Actor, maya: Actor, studio: Studio) -> None:
        here = datetime.now(UTC)
        make_credits(studio, client_id=own(maya), amount=8, now=here - timedelta(days=40))
        make_credits(studio, client_id=own(maya), amount=2, now=here)
        browser = browser_of(manager)

        def sums(query: str) -> tuple[str, list[Decimal]]:
            page = browser.get(desk(studio, f"credits?{query}"))
            heading = "This month" if "This month" in text_of(page) else "In this period"
            return heading, [total for _name, total in page.context["totals"]]

        assert sums("") == ("This month", [Decimal(2)])
        assert sums("q=maya") == ("This month", [Decimal(2)])
        assert sums(f"since={here.date() - timedelta(days=60)}") == ("In this period", [Decimal(10)])

    @pytest.mark.parametrize(
        "query", ["since=x", "until=9999-12-31", "kind=x", "q=%00", "since=2026-11-20&until=2026-11-19"]
    )
    def test_names_a_bad_filter(self, manager: Actor, studio: Studio, query: str) -> None:
        response = browser_of(manager).get(desk(studio, f"credits?{query}"))

        assert response.status_code == 422
        assert "Please check what you entered" in text_of(response)

    def test_can_be_taken_home_as_a_file_without_formulas(
        self, manager: Actor, maya: Actor, studio: Studio, now: datetime
    ) -> None:
        make_credits(studio, client_id=own(maya), amount=5, now=now, reason="=1+1")
        pay(maya, "1", now)

        response = browser_of(manager).get(desk(studio, "credits.csv"))

        head, charge, grant = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
        assert response["Content-Disposition"].startswith("attachment")
        assert head[1:5] == ["Member", "What", "For", "Credits"]
        assert (charge[1], charge[4]) == ("Maya Lind", "-1")
        assert (grant[0], grant[4], grant[6]) == ("2026-11-20 09:00:00+00:00", "5", "'=1+1")

    @pytest.mark.parametrize("rest", ["credits", "credits.csv", "clients/{id}/credits", "clients/{id}/credits/give"])
    def test_is_for_managers(self, maya: Actor, trainer: Actor, stranger: Actor, studio: Studio, rest: str) -> None:
        address = desk(studio, rest.replace("{id}", str(maya.client_id)))

        assert [browser_of(actor).get(address).status_code for actor in (maya, trainer, stranger)] == [403, 403, 404]


class TestGive:
    def test_shows_what_it_would_do_and_writes_nothing_yet(self, manager: Actor, maya: Actor, studio: Studio) -> None:
        address = desk(studio, f"clients/{maya.client_id}/credits/give")

        page = text_of(browser_of(manager).get(address, {"amount": "3", "reason": "A gift", "review": "1"}))

        assert "0 → 3" in page
        assert "Yes, give them" in page
        with tenant(studio.id):
            assert not Posting.objects.exists()

    def test_gives_once_and_says_how_to_undo_it(self, manager: Actor, maya: Actor, studio: Studio) -> None:
        address = desk(studio, f"clients/{maya.client_id}/credits/give")
        form = {"amount": "3", "last_day": "2198-12-31", "reason": "A gift", "idempotency_key": str(new_id())}
        browser = browser_of(manager)

        first, second = browser.post(address, form), browser.post(address, form)

        assert (first.status_code, first["Location"]) == (303, second["Location"])
        assert "Maya Lind has 3 more. Not right?" in text_of(browser.get(first["Location"]))
        with tenant(studio.id):
            lot = CreditLot.objects.get()
        assert [lot.remaining, lot.valid_until, lot.label] == [3, FAR, "A gift"]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("amount", ""),
            ("amount", "0"),
            ("amount", "x"),
            ("amount", "1.001"),
            ("reason", ""),
            ("last_day", "2020-01-01"),
        ],
    )
    def test_names_what_is_wrong(self, manager: Actor, maya: Actor, studio: Studio, field: str, value: str) -> None:
        form = {"amount": "3", "reason": "A gift", field: value}

        response = browser_of(manager).post(desk(studio, f"clients/{maya.client_id}/credits/give"), form)

        assert response.status_code == 422
        assert f'id="id_{field}_error"' in text_of(response)
        with tenant(studio.id):
            assert not Posting.objects.exists()


class TestTake:
    def test_takes_from_the_lot_that_was_chosen(
        self, manager: Actor, maya: Actor, studio: Studio, now: datetime
    ) -> None:
        make_credits(studio, client_id=own(maya), amount=2, now=now, valid_until=FAR)
        lot = make_credits(studio, client_id=own(maya), amount=5, now=now, valid_until=FAR + timedelta(days=9))
        address = desk(studio, f"clients/{maya.client_id}/credits/take")

        response = browser_of(manager).post(address, {"amount": "5", "lot": str(lot.pk), "reason": "Given twice"})

        assert response.status_code == 303
        with tenant(studio.id):
            assert CreditLot.objects.get(pk=lot.pk).remaining == 0

    def test_refuses_more_than_there_is(self, manager: Actor, maya: Actor, studio: Studio, now: datetime) -> None:
        make_credits(studio, client_id=own(maya), amount=2, now=now, valid_until=FAR)
        address = desk(studio, f"clients/{maya.client_id}/credits/take")

        response = browser_of(manager).post(address, {"amount": "2.5", "reason": "Too many"})

        assert response.status_code == 422
        assert "Only 2 are left there." in text_of(response)
