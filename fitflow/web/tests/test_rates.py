"""The general limit of the API: counted by each process, shared through rows, told in headers."""

from collections import Counter
from collections.abc import Hashable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fitflow.accounts.factories import make_user
from fitflow.accounts.services import issue_tokens
from fitflow.core import rates
from fitflow.core.clock import now
from fitflow.core.models import RequestCount
from fitflow.core.rates import Counts, forget_counts

pytestmark = pytest.mark.django_db
NOON = 43_200.0
TOKEN = "/api/v1/auth/token"


class Row:
    """The shared row, as several processes see it."""

    def __init__(self) -> None:
        self.total, self.writes = Counter[tuple[Hashable, int]](), 0

    def __call__(self, key: Hashable, minute: int, count: int) -> int:
        self.writes += 1
        self.total[key, minute] += count
        return self.total[key, minute]


class TestCounts:
    def test_let_through_as_many_as_the_limit_says(self) -> None:
        counts = Counts(Row())

        left = [counts.count("k", 100, NOON).left for _number in range(101)]

        assert (left[0], left[99], left[100]) == (99, 0, -1)

    def test_of_several_processes_are_one_limit_up_to_a_twentieth_each(self) -> None:
        row = Row()
        processes = [Counts(row) for _number in range(4)]

        passed = sum(processes[turn % 4].count("k", 100, NOON).left >= 0 for turn in range(400))

        assert 100 <= passed <= 100 + 4 * 5

    def test_of_whoever_asks_seldom_write_nothing(self) -> None:
        row = Row()
        counts = Counts(row)
        for number in range(1000):
            counts.count(f"k{number}", 600, NOON)
        for _number in range(100):
            counts.count("often", 600, NOON)

        assert row.writes == 3

    def test_begin_anew_each_minute(self) -> None:
        counts = Counts(Row())
        for _number in range(100):
            counts.count("k", 100, NOON + 59)

        anew = counts.count("k", 100, NOON + 60)

        assert (anew.left, anew.reset_after) == (99, 60)

    def test_are_forgotten_after_an_hour(self) -> None:
        minute = int(NOON) // 60
        for _twice in range(2):
            total = rates.add_to_row("k", minute, 30)
        rates.add_to_row("k", int(now().timestamp()) // 60, 30)

        assert total == 60
        assert (forget_counts(now(), 10), RequestCount.objects.count()) == (1, 1)
        assert forget_counts(now() + timedelta(hours=2), 10) == 1


@pytest.fixture
def limits(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ten for a login, twenty for a network; nobody has asked yet, and no minute ends meanwhile."""
    monkeypatch.setattr(rates, "counts", Counts())
    monkeypatch.setattr(rates, "MINUTE", 10**9)
    settings.FITFLOW_API_PER_LOGIN, settings.FITFLOW_API_PER_NETWORK = 10, 20
    return settings


def bearer(email: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {issue_tokens(make_user(email=email), now=now()).access}"}


class TestTheApi:
    def ask(self, client: Client, headers: dict[str, str], address: str = "203.0.113.5") -> Any:
        return client.get("/api/v1/studios", headers=headers, REMOTE_ADDR=address)

    @pytest.mark.usefixtures("limits")
    def test_says_how_much_is_left_and_when_it_begins_anew(self, client: Client) -> None:
        told = self.ask(client, bearer("ada@x.test")).headers

        assert (told["RateLimit-Limit"], told["RateLimit-Remaining"]) == ("10", "9")
        assert 0 < int(told["RateLimit-Reset"]) <= 10**9

    @pytest.mark.usefixtures("limits")
    def test_refuses_a_login_that_asks_too_often_from_wherever(self, client: Client) -> None:
        ada, eve = bearer("ada@x.test"), bearer("eve@x.test")
        answers = [self.ask(client, ada, f"203.0.113.{number}").status_code for number in range(11)]
        refused = self.ask(client, ada)
        other = self.ask(client, eve, "203.0.113.77")

        assert answers == [200] * 10 + [429]
        assert (refused.json()["code"], refused["RateLimit-Remaining"]) == ("too_many_requests", "0")
        assert int(refused["Retry-After"]) > 0
        assert other.status_code == 200

    @pytest.mark.usefixtures("limits")
    def test_refuses_a_network_that_asks_too_often_as_whomever(self, client: Client) -> None:
        answers = [
            client.post(TOKEN, {}, "application/json", REMOTE_ADDR=f"2001:db8::{number:x}").status_code
            for number in range(1, 22)
        ]

        assert (answers[:20], answers[20]) == ([400] * 20, 429)
        assert self.ask(client, bearer("ada@x.test"), "2001:db9::1").status_code == 200

    def test_asks_the_database_nothing_for_it(self, client: Client, settings: Any) -> None:
        headers = bearer("ada@x.test")
        with CaptureQueriesContext(connection) as without:
            self.ask(client, headers)
        settings.FITFLOW_API_PER_LOGIN, settings.FITFLOW_API_PER_NETWORK = 600, 3000
        with CaptureQueriesContext(connection) as counted:
            self.ask(client, headers)

        assert len(counted) == len(without)

    def test_counts_nothing_where_there_is_no_limit(self, client: Client) -> None:
        assert "RateLimit-Limit" not in self.ask(client, bearer("ada@x.test"))
