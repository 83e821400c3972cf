"""The first page of the desk is composed of what apps offer, in a studio that uses much or little."""

from datetime import datetime

import pytest

from fitflow.booking.tests.browsing import browser, inside, words
from fitflow.booking.tests.desk_helpers import page
from fitflow.core.actor import Actor, Role, Studio
from fitflow.insights.queries.checklist import progress_of
from fitflow.organizations.factories import actor_of
from fitflow.organizations.services.settings import update_settings
from fitflow.ui.hooks import HomeColumn, HomePart, HomePiece
from tests.offers import also

pytestmark = pytest.mark.wall_clock


def part(facts: dict[str, object] | None, *, role: Role = Role.MANAGER) -> HomePart:
    """What an app that exists in this test only shows there, drawn like the tile of new clients."""
    piece = HomePiece(HomeColumn.TILE, "organizations/home/new_clients.html", 35)
    return HomePart("lockers", lambda _actor, _now: facts, (piece,), role=role)


def test_a_studio_without_calendar_has_a_home(studio: Studio, owner: Actor, now: datetime) -> None:
    with inside(studio):
        update_settings(owner, {"features.calendar": False}, now=now)

    answer = browser(owner).get(page("insights:home"))

    text = words(answer)
    assert answer.status_code == 200
    assert "New clients" in text
    assert "Never sold twice" in text
    for gone in ("Expected today", "Sessions today", "How full the week is", "desk/calendar"):
        assert gone not in text


def test_a_studio_without_waiting_lists_hears_nothing_of_them(studio: Studio, owner: Actor, now: datetime) -> None:
    assert "held now" in words(browser(owner).get(page("insights:home")))

    with inside(studio):
        update_settings(owner, {"features.waitlist": False}, now=now)

    assert "held now" not in words(browser(owner).get(page("insights:home")))


def test_an_app_has_its_tile_where_it_wants_it(manager: Actor) -> None:
    with also(part({"new": 4711, "before": 12})):
        text = words(browser(manager).get(page("insights:home")))

    assert text.index("Filled this week") < text.index("4,711") < text.index("in 7 days; 0 the week before")


def test_nothing_is_shown_by_who_has_nothing_to_say_or_speaks_to_others(manager: Actor) -> None:
    with also(part(None)):
        assert "4,711" not in words(browser(manager).get(page("insights:home")))
    with also(part({"new": 4711, "before": 12}, role=Role.OWNER)):
        assert "4,711" not in words(browser(manager).get(page("insights:home")))


def test_the_page_renews_itself_when_a_part_says_something_else(manager: Actor) -> None:
    visit = browser(manager)
    with also(part({"new": 1, "before": 2})):
        first = visit.get(page("insights:home"), headers={"HX-Request": "true"})
        again = {"HX-Request": "true", "If-None-Match": first["ETag"]}
        same = visit.get(page("insights:home"), headers=again)
    with also(part({"new": 2, "before": 2})):
        other = visit.get(page("insights:home"), headers=again)

    assert (same.status_code, other.status_code) == (304, 200)


def test_the_check_list_has_the_steps_of_what_the_studio_uses(studio: Studio, owner: Actor, now: datetime) -> None:
    with inside(studio):
        update_settings(owner, {"features.classes": False}, now=now)
        assert owner.user_id
        progress = progress_of(actor_of(studio, owner.user_id), now=now)

    assert progress
    assert [step.key for step, _is_done in progress.steps] == ["trainer", "clients"]
