import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import RequestFactory

from fitflow.core.actor import Actor, Studio
from fitflow.core.db import one_row
from fitflow.core.errors import Invalid
from fitflow.core.models import Event
from fitflow.core.paging import next_url, part_of, read_limit

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def seven(studio: Studio) -> list[UUID]:
    """Seven events, three of them at the same moment; newest first, then by id."""
    for number in range(7):
        at = NOON + timedelta(minutes=max(0, number - 2))
        one_row("SELECT record_event(%s, 'x', %s, NULL, %s, '{}')", [studio.id, studio.id, at])
    return [event.pk for event in Event.objects.order_by("-at", "-id")]


class TestPartOf:
    @pytest.mark.parametrize("limit", [1, 2, 3, 6, 7])
    def test_shows_each_row_once_in_order(self, seven: list[UUID], system: Actor, limit: int) -> None:
        seen: list[UUID] = []
        cursor = ""
        while True:
            part = part_of(Event.objects.visible_to(system), "-at", "-id", cursor=cursor, limit=limit)
            seen += [event.pk for event in part.rows]
            if not part.next:
                break
            cursor = part.next

        assert seen == seven

    def test_runs_the_other_way_too(self, seven: list[UUID], system: Actor) -> None:
        first = part_of(Event.objects.visible_to(system), "at", "id", limit=5)
        second = part_of(Event.objects.visible_to(system), "at", "id", cursor=first.next, limit=5)

        assert len(first.rows) == 5
        assert {event.pk for event in [*first.rows, *second.rows]} == set(seven)

    def test_gives_a_cursor_that_says_nothing_and_is_the_same_each_time(self, seven: list[UUID], system: Actor) -> None:
        first, again = (part_of(Event.objects.visible_to(system), "type", "id", limit=2).next for _twice in range(2))
        sealed = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4))

        assert first == again
        assert b'"x"' not in sealed
        assert str(seven[0])[:8].encode() not in sealed

    @pytest.mark.parametrize("cursor", ["x", "é", "W10", "WzEsMl0", "WyJhIiwgImIiXQ", "bnVsbA", "_" * 300])
    def test_refuses_what_is_no_cursor(self, seven: list[UUID], system: Actor, cursor: str) -> None:
        with pytest.raises(Invalid) as refusal:
            part_of(Event.objects.visible_to(system), "-at", "-id", cursor=cursor)

        assert refusal.value.errors.keys() == {"cursor"}


class TestReadLimit:
    def test_reads_a_number_or_takes_the_default(self) -> None:
        assert (read_limit("7"), read_limit(""), read_limit("", 10)) == (7, 50, 10)

    @pytest.mark.parametrize("text", ["0", "201", "-1", "x", "1.5", "９", "9" * 500])
    def test_refuses_anything_else(self, text: str) -> None:
        with pytest.raises(Invalid):
            read_limit(text)


class TestNextUrl:
    def test_keeps_the_filters(self) -> None:
        request = RequestFactory().get("/audit", {"type": "a b", "cursor": "old"})

        assert next_url(request, "new") == "http://testserver/audit?type=a+b&cursor=new"

    def test_is_none_at_the_end(self) -> None:
        assert next_url(RequestFactory().get("/audit"), "") is None
