"""Series and many sessions at once through the API: contract, refusals, rights."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from fitflow.booking.factories import make_class_type
from fitflow.core.actor import Actor, Studio
from fitflow.core.ids import new_id
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_staff
from fitflow.organizations.tests.browser import Browser
from fitflow.planning.services import bulk
from fitflow.planning.services.series import create_series
from fitflow.planning.tests.series import draft_of
from fitflow.schedule.models import ClassType, Series, Session

pytestmark = pytest.mark.wall_clock
DAY = timedelta(days=1)


@pytest.fixture
def today(now: datetime) -> date:
    return now.date()


@pytest.fixture
def class_type(studio: Studio) -> ClassType:
    return make_class_type(studio, capacity=3)


@pytest.fixture
def body(class_type: ClassType, today: date) -> dict[str, Any]:
    """A daily class for a week, from the day after tomorrow."""
    return {
        "class_type": str(class_type.pk),
        "weekdays": [1, 2, 3, 4, 5, 6, 7],
        "at": "12:00",
        "starts_on": (today + 2 * DAY).isoformat(),
        "ends_on": (today + 8 * DAY).isoformat(),
    }


@pytest.fixture
def series(manager: Actor, class_type: ClassType, body: dict[str, Any], now: datetime) -> Series:
    draft = draft_of(
        class_type,
        weekdays=frozenset(body["weekdays"]),
        at=datetime.fromisoformat("2026-01-01T12:00").time(),
        starts_on=date.fromisoformat(body["starts_on"]),
        ends_on=date.fromisoformat(body["ends_on"]),
    )
    return create_series(manager, draft, now=now).series


def count(studio: Studio, **values: Any) -> int:
    with tenant(studio.id):
        return Session.objects.filter(**values).count()


class TestSeries:
    def test_is_previewed_made_listed_and_read(self, studio: Studio, manager: Actor, body: dict[str, Any]) -> None:
        browser = Browser(studio, manager)

        shown = browser.api("POST", "admin/series/preview", body)
        assert (shown.status_code, len(shown.json()["dates"])) == (200, 7)
        assert shown.json()["words"].startswith("Every day at 12:00, until ")
        assert count(studio) == 0

        made = browser.api("POST", "admin/series", body)
        assert made.status_code == 201, made.content
        assert (made.json()["sessions"], made.json()["at"], made.json()["capacity"]) == (7, "12:00", 3)
        listed = browser.api("GET", "admin/series").json()
        assert [row["id"] for row in listed["results"]] == [made.json()["id"]]
        assert browser.api("GET", f"admin/series/{made.json()['id']}").json()["weekdays"] == [1, 2, 3, 4, 5, 6, 7]

    def test_is_made_once_under_one_key(self, studio: Studio, manager: Actor, body: dict[str, Any]) -> None:
        browser = Browser(studio, manager)

        first = browser.api("POST", "admin/series", body, key="once")
        again = browser.api("POST", "admin/series", body, key="once")

        assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
        assert count(studio) == 7

    def test_names_the_conflicts_and_takes_a_decision(
        self, studio: Studio, manager: Actor, series: Series, body: dict[str, Any]
    ) -> None:
        browser = Browser(studio, manager)
        later = {**body, "at": "12:30"}

        refused = browser.api("POST", "admin/series", later)
        assert (refused.status_code, refused.json()["code"]) == (409, "trainer_busy")
        assert len(refused.json()["conflicts"]) == 7
        assert set(refused.json()["conflicts"][0]) == {"on", "starts_at", "with"}
        wordless = browser.api("POST", "admin/series", {**later, "on_conflict": "override"})
        assert (wordless.status_code, list(wordless.json()["errors"])) == (400, ["override_reason"])
        skipped = browser.api("POST", "admin/series", {**later, "on_conflict": "skip"}).json()
        assert (skipped["sessions"], len(skipped["left_out"])) == (0, 7)
        forced = browser.api("POST", "admin/series", {**later, "on_conflict": "override", "override_reason": "Both"})
        assert forced.json()["sessions"] == 7

        on = skipped["left_out"][0]
        date_in = {"on": on, "override_reason": "After all"}
        planned = browser.api("POST", f"admin/series/{skipped['id']}/dates", date_in)
        assert (planned.status_code, planned.json()["sessions"]) == (200, 1)
        assert on not in planned.json()["left_out"]

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"weekdays": []}, "weekdays"),
            ({"weekdays": [8]}, "weekdays.0"),
            ({"at": "noon"}, "at"),
            ({"starts_on": "2020-01-01"}, "starts_on"),
            ({"ends_on": "2020-01-01"}, "ends_on"),
            ({"class_type": "x"}, "class_type"),
            ({"class_type": str(new_id())}, "class_type"),
            ({"trainer": str(new_id())}, "trainer"),
            ({"capacity": 0}, "capacity"),
            ({"cost_credits": "-1"}, "cost_credits"),
            ({"online_url": "javascript:alert(1)"}, "online_url"),
            ({"on_conflict": "perhaps"}, "on_conflict"),
            ({"surprise": 1}, "surprise"),
        ],
    )
    def test_names_what_is_wrong(
        self, studio: Studio, manager: Actor, body: dict[str, Any], changes: dict[str, Any], field: str
    ) -> None:
        answer = Browser(studio, manager).api("POST", "admin/series", {**body, **changes})

        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
        assert count(studio) == 0

    def test_is_changed_in_three_scopes(self, studio: Studio, manager: Actor, series: Series, today: date) -> None:
        browser, path = Browser(studio, manager), f"admin/series/{series.pk}"
        with tenant(studio.id):
            second = Session.objects.filter(series=series).order_by("starts_at")[1]

        one = browser.api("PATCH", path, {"scope": "this", "session": str(second.pk), "at": "13:00"})
        assert (one.status_code, one.json()["sessions"], count(studio, detached=True)) == (200, 1, 1)
        following = browser.api(
            "PATCH", path, {"scope": "following", "on": (today + 6 * DAY).isoformat(), "capacity": 5}
        ).json()
        assert (following["sessions"], following["capacity"], count(studio, capacity=5)) == (3, 5, 3)
        assert following["id"] != str(series.pk)
        everything = browser.api("PATCH", path, {"at": "14:00"}).json()
        assert (everything["sessions"], everything["left"], everything["bookings"]) == (3, 1, 0)

    def test_needs_to_know_which_session_or_day_is_meant(self, studio: Studio, manager: Actor, series: Series) -> None:
        browser, path = Browser(studio, manager), f"admin/series/{series.pk}"

        for scope, field in (("this", "session"), ("following", "on")):
            answer = browser.api("PATCH", path, {"scope": scope, "at": "13:00"})
            assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])

    def test_is_ended(self, studio: Studio, manager: Actor, series: Series, today: date) -> None:
        browser, path = Browser(studio, manager), f"admin/series/{series.pk}/end"
        last = (today + 4 * DAY).isoformat()

        ended = browser.api("POST", path, {"last_on": last, "reason": "Summer"})
        again = browser.api("POST", path, {"last_on": last})

        assert (ended.status_code, ended.json()["withdrawn"], ended.json()["cancelled"]) == (200, 4, 0)
        assert (ended.json()["ended"], ended.json()["ends_on"]) == (True, last)
        assert (again.status_code, again.json()["code"]) == (409, "series_ended")


class TestManySessions:
    def test_are_cancelled_at_once_when_they_are_few(
        self, studio: Studio, manager: Actor, series: Series, today: date
    ) -> None:
        days = {"from": (today + 2 * DAY).isoformat(), "to": (today + 3 * DAY).isoformat()}

        answer = Browser(studio, manager).api("POST", "admin/sessions/cancel", {**days, "reason": "Holiday"})

        report = answer.json()
        assert answer.status_code == 200, answer.content
        assert (report["status"], report["total"], report["cancelled"], report["failed"]) == ("done", 2, 2, [])
        assert count(studio, status="cancelled") == 2

    def test_go_on_by_themselves_when_they_are_many(
        self,
        studio: Studio,
        manager: Actor,
        series: Series,
        monkeypatch: pytest.MonkeyPatch,
        now: datetime,
        system: Actor,
    ) -> None:
        monkeypatch.setattr(bulk, "FEW_SESSIONS", 2)
        browser = Browser(studio, manager)
        asked = {
            "from": now.isoformat(),
            "to": (now + 30 * DAY).isoformat(),
            "series": str(series.pk),
            "reason": "Closed",
        }

        answer = browser.api("POST", "admin/sessions/cancel", asked)
        assert (answer.status_code, answer.json()["status"], answer.json()["left"]) == (202, "running", 7)
        with tenant(studio.id):
            bulk.continue_run(system, run_id=answer.json()["id"], now=now)

        progress = browser.api("GET", f"admin/sessions/cancel/{answer.json()['id']}").json()
        assert (progress["status"], progress["cancelled"], progress["left"]) == ("done", 7, 0)

    @pytest.mark.parametrize(
        ("changes", "fields"),
        [
            ({"from": None, "to": None}, ["from", "to"]),
            ({"from": "soon"}, ["from"]),
            ({"reason": ""}, ["reason"]),
            ({"sessions": ["x"]}, ["sessions.0"]),
            ({"from": "2099-01-01", "to": "2099-01-02"}, ["from"]),
        ],
    )
    def test_names_what_is_wrong(
        self, studio: Studio, manager: Actor, series: Series, today: date, changes: dict[str, Any], fields: list[str]
    ) -> None:
        usual = {"from": today.isoformat(), "to": today.isoformat(), "reason": "Holiday"}
        asked = {name: value for name, value in {**usual, **changes}.items() if value is not None}

        answer = Browser(studio, manager).api("POST", "admin/sessions/cancel", asked)

        assert (answer.status_code, list(answer.json()["errors"])) == (400, fields)
        assert count(studio, status="cancelled") == 0

    def test_are_given_to_another_trainer(self, studio: Studio, manager: Actor, series: Series, now: datetime) -> None:
        ben = make_staff(studio, name="Ben Okafor")
        ids = [str(key) for key in Session.objects.order_by("starts_at").values_list("pk", flat=True)[:3]]

        answer = Browser(studio, manager).api(
            "POST", "admin/sessions/replace-trainer", {"sessions": ids, "substitute": str(ben.pk)}
        )

        assert answer.json() == {"sessions": 3, "bookings": 0, "left": []}
        assert count(studio, trainer_id=ben.pk) == 3


class TestRights:
    @pytest.mark.parametrize(("who", "status"), [(None, 401), ("maya", 403), ("stranger", 404), ("trainer", 404)])
    def test_keep_a_series_from_whoever_it_is_not(
        self, request: pytest.FixtureRequest, studio: Studio, series: Series, who: str | None, status: int
    ) -> None:
        browser = Browser(studio, request.getfixturevalue(who) if who else None)

        for method, path, body in (
            ("GET", f"admin/series/{series.pk}", None),
            ("PATCH", f"admin/series/{series.pk}", {"at": "13:00"}),
            ("POST", f"admin/series/{series.pk}/end", {"last_on": "2099-01-01"}),
            ("POST", f"admin/series/{series.pk}/dates", {"on": "2099-01-01"}),
            ("POST", "admin/sessions/cancel", {"sessions": [str(Session.objects.all()[0].pk)], "reason": "Mine"})
            if who == "trainer"
            else ("GET", f"admin/sessions/cancel/{new_id()}", None),
        ):
            assert browser.api(method, path, body).status_code == status, path
            with tenant(studio.id):
                assert not Session.objects.filter(status="cancelled").exists()

    @pytest.mark.parametrize(("who", "status"), [(None, 401), ("maya", 403), ("trainer", 403)])
    def test_let_managers_replace_trainers(
        self, request: pytest.FixtureRequest, studio: Studio, series: Series, who: str | None, status: int
    ) -> None:
        browser = Browser(studio, request.getfixturevalue(who) if who else None)
        asked = {"sessions": [str(new_id())], "substitute": str(new_id())}

        assert browser.api("POST", "admin/sessions/replace-trainer", asked).status_code == status

    def test_let_a_trainer_plan_the_own_calendar(self, studio: Studio, trainer: Actor, body: dict[str, Any]) -> None:
        browser = Browser(studio, trainer)

        own = browser.api("POST", "admin/series", {**body, "trainer": str(trainer.staff_id)})
        others = browser.api("POST", "admin/series", body)

        assert (own.status_code, others.status_code) == (201, 403)
        assert len(browser.api("GET", "admin/series").json()["results"]) == 1

    def test_show_a_stranger_an_empty_list(self, stranger: Actor, series: Series) -> None:
        browser = Browser(stranger.organization, stranger)

        assert browser.api("GET", "admin/series").json()["results"] == []
        assert browser.api("PATCH", f"admin/series/{series.pk}", {"at": "13:00"}).status_code == 404
