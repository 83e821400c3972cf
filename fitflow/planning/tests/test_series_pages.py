"""The pages of series and of many sessions at once, as plain forms."""

from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any

import pytest

from fitflow.booking.factories import give_credits, make_class_type
from fitflow.booking.models import Booking
from fitflow.booking.services.holds import book_spot
from fitflow.core.actor import Actor, Studio
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_staff
from fitflow.organizations.tests.browser import Browser
from fitflow.planning.models import CancelRun
from fitflow.planning.queries.series import fill_of_series
from fitflow.planning.services import bulk
from fitflow.planning.services.series import OnConflict, create_series
from fitflow.planning.tests.series import draft_of
from fitflow.schedule.models import ClassType, Series, Session

pytestmark = pytest.mark.wall_clock
DAY = timedelta(days=1)
DAILY = frozenset({1, 2, 3, 4, 5, 6, 7})


@pytest.fixture
def today(now: datetime) -> date:
    return now.date()


@pytest.fixture
def class_type(studio: Studio) -> ClassType:
    return make_class_type(studio, capacity=3)


@pytest.fixture
def series(manager: Actor, class_type: ClassType, today: date, now: datetime) -> Series:
    """Daily at 12:00 for a week, from the day after tomorrow."""
    draft = draft_of(class_type, weekdays=DAILY, at=time(12), starts_on=today + 2 * DAY, ends_on=today + 8 * DAY)
    return create_series(manager, draft, now=now).series


@pytest.fixture
def booking(maya: Actor, series: Series, now: datetime) -> Booking:
    give_credits(maya, now=now)
    first = Session.objects.filter(series=series).earliest("starts_at")
    return Booking.objects.get(pk=book_spot(maya, session_id=first.pk, now=now).booking_id)


@pytest.fixture
def desk(studio: Studio, manager: Actor) -> Browser:
    return Browser(studio, manager)


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def fields(class_type: ClassType, today: date, **values: Any) -> dict[str, Any]:
    usual = {
        "class_type": str(class_type.pk),
        "weekdays": ["1", "2", "3", "4", "5", "6", "7"],
        "at": "15:00",
        "starts_on": (today + 2 * DAY).isoformat(),
        "ends_on": (today + 8 * DAY).isoformat(),
    }
    return {**usual, **values}


def edit_fields(series: Series, **values: Any) -> dict[str, Any]:
    usual = {
        "scope": "all",
        "weekdays": [str(day) for day in series.weekdays],
        "at": f"{series.starts_at_local:%H:%M}",
        "trainer": str(series.trainer_id),
        "location": str(series.location_id),
        "duration_minutes": str(series.duration_minutes),
        "capacity": str(series.capacity),
    }
    return {**usual, **values}


class TestList:
    def test_shows_the_way_step_by_step(self, desk: Browser) -> None:
        assert "First, what do you teach?" in words(desk.page("desk/series/"))

    def test_says_every_series_in_plain_words(self, desk: Browser, series: Series) -> None:
        page = words(desk.page("desk/series/"))

        assert "Every day at 12:00, until" in page
        assert "7 planned" in page

    def test_says_how_full_one_was(
        self, desk: Browser, manager: Actor, series: Series, booking: Booking, now: datetime
    ) -> None:
        later = booking.starts_at + DAY / 24
        capacity = Session.objects.get(pk=booking.session_id).capacity

        assert fill_of_series(manager, [series.pk], now=now) == {}
        assert fill_of_series(manager, [series.pk], now=later) == {series.pk: round(100 / capacity)}
        assert desk.page("desk/series/").context["rows"][0][1] is None

    def test_says_what_is_wrong_with_one(self, desk: Browser, series: Series) -> None:
        series.trainer.is_active = False
        series.trainer.save()
        Series.objects.filter(pk=series.pk).update(except_on=[(series.starts_on + DAY).isoformat()])

        page = words(desk.page("desk/series/"))

        assert "Stands still" in page
        assert "1 date left out" in page


class TestNew:
    def test_previews_without_saving_then_plans(
        self, studio: Studio, desk: Browser, class_type: ClassType, today: date
    ) -> None:
        shown = desk.post("desk/series/new/", **fields(class_type, today), preview="1")
        assert shown.status_code == 200
        assert "7 sessions are planned now" in words(shown)
        with tenant(studio.id):
            assert not Series.objects.exists()

        saved = desk.post("desk/series/new/", **fields(class_type, today))
        assert (saved.status_code, saved["Location"]) == (303, "/s/northside/desk/series/")
        assert "7 sessions are planned." in words(desk.client.get(saved["Location"]))

    def test_lists_conflicts_and_asks_what_to_do(
        self, studio: Studio, desk: Browser, class_type: ClassType, series: Series, today: date
    ) -> None:
        asked = fields(class_type, today, at="12:30")

        refused = desk.post("desk/series/new/", **asked)
        assert refused.status_code == 409
        assert "The trainer is busy on 7 dates" in words(refused)
        assert "Leave them out" in words(refused)
        without_reason = desk.post("desk/series/new/", **asked, on_conflict="override")
        assert without_reason.status_code == 422
        skipped = desk.post("desk/series/new/", **asked, on_conflict="skip")
        assert skipped.status_code == 303
        with tenant(studio.id):
            assert Series.objects.count() == 2

    def test_shows_the_dates_while_one_writes(self, desk: Browser, class_type: ClassType, today: date) -> None:
        live = desk.page("desk/series/new/preview/", **fields(class_type, today))
        early = desk.page("desk/series/new/preview/", class_type=str(class_type.pk))

        assert "Every day at 15:00" in words(live)
        assert "Choose a class, its days and a time" in words(early)

    def test_says_what_is_wrong_beside_the_field(self, desk: Browser, class_type: ClassType, today: date) -> None:
        page = desk.post("desk/series/new/", **fields(class_type, today, ends_on=today.isoformat(), capacity="0"))

        assert page.status_code == 422
        assert "Choose a day after the first one, or leave it empty." in words(page)
        assert "Give a number from 1 to 1000." in words(page)


class TestEdit:
    def test_shows_whom_it_touches_then_does_it(
        self, studio: Studio, desk: Browser, series: Series, booking: Booking
    ) -> None:
        path = f"desk/series/{series.pk}/"

        live = desk.page(f"{path}preview/", **edit_fields(series, at="13:00"))
        assert "7 sessions change" in words(live)
        assert "1 booking moves along; that person is told" in words(live)
        saved = desk.post(path, **edit_fields(series, at="13:00"))
        assert saved.status_code == 303
        with tenant(studio.id):
            booking.refresh_from_db()
            zone = studio.zone
            assert booking.starts_at.astimezone(zone).time() == time(13)

    def test_changes_one_date(self, studio: Studio, desk: Browser, series: Series) -> None:
        session = Session.objects.filter(series=series).earliest("starts_at")

        page = desk.page(f"desk/series/{series.pk}/", session=str(session.pk))
        assert f'value="{session.pk}" selected' in page.content.decode()
        saved = desk.post(
            f"desk/series/{series.pk}/", **edit_fields(series, scope="this", session=str(session.pk), at="13:00")
        )

        assert saved.status_code == 303
        with tenant(studio.id):
            assert Session.objects.filter(detached=True).count() == 1

    def test_changes_a_date_and_all_later_ones(self, studio: Studio, desk: Browser, series: Series) -> None:
        third = Session.objects.filter(series=series).order_by("starts_at")[2]

        saved = desk.post(
            f"desk/series/{series.pk}/", **edit_fields(series, scope="following", session=str(third.pk), capacity="9")
        )

        assert saved.status_code == 303
        with tenant(studio.id):
            assert Session.objects.filter(capacity=9).count() == 5
            assert Series.objects.count() == 2

    def test_asks_for_the_date_that_is_meant(self, desk: Browser, series: Series) -> None:
        page = desk.post(f"desk/series/{series.pk}/", **edit_fields(series, scope="this"))

        assert page.status_code == 422
        assert "Choose the date it is about." in words(page)

    def test_asks_why_when_people_lose_their_class(
        self, studio: Studio, desk: Browser, series: Series, booking: Booking
    ) -> None:
        on = booking.starts_at.isoweekday()
        days = [str(day) for day in series.weekdays if day != on]

        refused = desk.post(f"desk/series/{series.pk}/", **edit_fields(series, weekdays=days))
        assert refused.status_code == 422
        assert "1 booking falls away with these days. Say why: whoever is booked will read it." in words(refused)
        saved = desk.post(f"desk/series/{series.pk}/", **edit_fields(series, weekdays=days, reason="Too quiet"))
        assert saved.status_code == 303
        with tenant(studio.id):
            booking.refresh_from_db()
            assert booking.status == "cancelled"

    def test_shows_which_sessions_are_too_full(
        self, desk: Browser, noah: Actor, series: Series, booking: Booking, now: datetime
    ) -> None:
        give_credits(noah, now=now)
        book_spot(noah, session_id=booking.session_id, now=now)

        refused = desk.post(f"desk/series/{series.pk}/", **edit_fields(series, capacity="1"))

        assert refused.status_code == 409
        assert "More people than places" in words(refused)

    def test_plans_a_date_that_was_left_out(
        self,
        studio: Studio,
        desk: Browser,
        class_type: ClassType,
        series: Series,
        today: date,
        now: datetime,
        manager: Actor,
    ) -> None:
        beside = create_series(
            manager,
            draft_of(class_type, weekdays=DAILY, at=time(12, 30), starts_on=today + 2 * DAY, ends_on=today + 3 * DAY),
            on_conflict=OnConflict.SKIP,
            now=now,
        ).series
        on = (today + 2 * DAY).isoformat()

        busy = desk.post(f"desk/series/{beside.pk}/dates/", on=on)
        assert "The trainer has something else" in words(desk.client.get(busy["Location"]))
        planned = desk.post(f"desk/series/{beside.pk}/dates/", on=on, override_reason="It works")
        assert "This date is planned now." in words(desk.client.get(planned["Location"]))
        assert desk.post(f"desk/series/{beside.pk}/dates/", on="soon").status_code == 422


class TestEnd:
    def test_shows_what_falls_away_then_ends(
        self, studio: Studio, desk: Browser, series: Series, booking: Booking, today: date
    ) -> None:
        path = f"desk/series/{series.pk}/end/"

        live = words(desk.page(f"{path}preview/", last_on=today.isoformat()))
        assert "6 sessions that nobody is in vanish" in live
        assert "1 session is cancelled; 1 booking is refunded" in live
        ended = desk.post(path, last_on=today.isoformat(), reason="Over")
        assert ended.status_code == 303
        with tenant(studio.id):
            run = CancelRun.objects.get()
            assert ended["Location"].endswith(f"/desk/sessions/cancel/{run.pk}/")
            assert Series.objects.get().ended_at is not None

    def test_needs_a_day(self, desk: Browser, series: Series) -> None:
        assert desk.post(f"desk/series/{series.pk}/end/", last_on="").status_code == 422


class TestCancelDays:
    def test_shows_who_is_touched_then_cancels_and_reports(
        self, studio: Studio, desk: Browser, series: Series, booking: Booking, today: date
    ) -> None:
        days = {"first": (today + 2 * DAY).isoformat(), "last": (today + 4 * DAY).isoformat()}

        live = words(desk.page("desk/sessions/cancel/preview/", **days))
        assert "3 sessions" in live
        assert "1 booking ·" in live
        without = desk.post("desk/sessions/cancel/", **days)
        assert without.status_code == 422
        done = desk.post("desk/sessions/cancel/", **days, reason="Boiler")
        assert done.status_code == 303
        report = words(desk.client.get(done["Location"]))
        assert "3 sessions are cancelled" in report
        with tenant(studio.id):
            booking.refresh_from_db()
            assert (booking.status, booking.cancel_reason) == ("cancelled", "Boiler")

    def test_shows_progress_and_asks_again_by_itself(
        self, studio: Studio, desk: Browser, series: Series, today: date, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bulk, "FEW_SESSIONS", 1)
        days = {"first": today.isoformat(), "last": (today + 9 * DAY).isoformat()}

        asked = desk.post("desk/sessions/cancel/", **days, reason="Boiler")
        page = desk.client.get(asked["Location"])

        assert "0 of 7 sessions are cancelled" in words(page)
        assert 'hx-trigger="every 2s"' in page.content.decode()
        assert desk.client.post(f"{asked['Location']}retry/").status_code == 303

    def test_complains_about_days_in_the_wrong_order(self, desk: Browser, series: Series, today: date) -> None:
        page = desk.post(
            "desk/sessions/cancel/", first=today.isoformat(), last=(today - DAY).isoformat(), reason="Boiler"
        )

        assert page.status_code == 422
        assert "Choose the same day or a later one." in words(page)

    def test_takes_sessions_by_their_ids(self, studio: Studio, desk: Browser, series: Series) -> None:
        ids = [str(key) for key in Session.objects.values_list("pk", flat=True)[:2]]

        shown = words(desk.page("desk/sessions/cancel/", session=ids))
        desk.post("desk/sessions/cancel/", session=ids, reason="Boiler")

        assert "2 sessions" in shown
        with tenant(studio.id):
            assert Session.objects.filter(status="cancelled").count() == 2


class TestReplaceTrainer:
    def test_shows_conflicts_then_gives_sessions_over(
        self, studio: Studio, desk: Browser, series: Series, manager: Actor, today: date, now: datetime
    ) -> None:
        ben = make_staff(studio, name="Ben Okafor")
        own = make_class_type(studio, name="Ben's", trainer=ben)
        create_series(
            manager,
            draft_of(own, weekdays=DAILY, at=time(12), starts_on=today + 2 * DAY, ends_on=today + 2 * DAY),
            now=now,
        )
        asked = {
            "first": (today + 2 * DAY).isoformat(), "last": (today + 3 * DAY).isoformat(),
            "trainer": str(series.trainer_id), "substitute": str(ben.pk),
        }  # fmt: skip

        live = words(desk.page("desk/sessions/replace-trainer/preview/", **asked))
        assert "The trainer is busy on 1 date" in live
        refused = desk.post("desk/sessions/replace-trainer/", **asked)
        assert refused.status_code == 409
        done = desk.post("desk/sessions/replace-trainer/", **asked, on_conflict="skip")
        assert done.status_code == 303
        with tenant(studio.id):
            assert Session.objects.filter(series=series, trainer=ben).count() == 1


class TestRights:
    @pytest.mark.parametrize(("who", "status"), [("maya", 403), ("stranger", 404), ("trainer", 404)])
    def test_keep_others_out(
        self, request: pytest.FixtureRequest, studio: Studio, series: Series, who: str, status: int
    ) -> None:
        browser = Browser(studio, request.getfixturevalue(who))

        for path in ("", "preview/", "end/", "end/preview/"):
            assert browser.page(f"desk/series/{series.pk}/{path}").status_code == status
        for path in ("", "end/", "dates/"):
            answer = browser.post(f"desk/series/{series.pk}/{path}", on="2099-01-01", last_on="2099-01-01")
            assert answer.status_code == status
        with tenant(studio.id):
            assert Series.objects.get().ended_at is None

    def test_send_visitors_to_the_sign_in(self, studio: Studio, series: Series) -> None:
        for path in ("series/", f"series/{series.pk}/", "sessions/cancel/", "sessions/replace-trainer/"):
            assert Browser(studio).page(f"desk/{path}").status_code == 302

    def test_let_a_trainer_see_the_own_series_only(self, studio: Studio, trainer: Actor, series: Series) -> None:
        browser = Browser(studio, trainer)

        assert browser.page("desk/series/").status_code == 200
        assert "Every day at 12:00" not in words(browser.page("desk/series/"))
        assert browser.page("desk/series/new/").status_code == 200
        assert browser.page("desk/sessions/replace-trainer/").status_code == 403
