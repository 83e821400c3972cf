"""What programs send: every name they use is known, and every value is right, or they are told."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import QueryDict
from rest_framework import serializers

from fitflow.core.errors import Invalid
from fitflow.core.shapes import MomentField, Shape, read, read_query


class SpotIn(Shape):
    spot = serializers.IntegerField(required=False, default=None)


class WhenIn(Shape):
    at = MomentField()


class Nothing(Shape):
    pass


def test_gives_the_checked_values() -> None:
    assert read(SpotIn, {"spot": "7"}) == {"spot": 7}
    assert read(SpotIn, {}, partial=True) == {}


def test_refuses_a_name_that_nobody_knows() -> None:
    with pytest.raises(Invalid) as refusal:
        read(SpotIn, {"spot": 7, "sport": 8})
    with pytest.raises(Invalid) as empty:
        read(Nothing, {"sport": 8})

    assert refusal.value.errors == {"sport": ["There is no such field. There are: spot."]}
    assert empty.value.errors == {"sport": ["There is no such field. There are: none."]}


def test_names_everything_that_is_wrong_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        read(SpotIn, {"spot": "x", "sport": 8})

    assert refusal.value.errors == {
        "spot": ["A valid integer is required."],
        "sport": ["There is no such field. There are: spot."],
    }


@pytest.mark.parametrize("data", [[1], [{"spot": 1}], "spot", 5])
def test_refuses_what_is_no_object(data: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        read(SpotIn, data)

    assert refusal.value.errors.keys() == {"non_field_errors"}


def test_leaves_paging_out_of_a_lists_address() -> None:
    assert read_query(SpotIn, QueryDict("spot=7&cursor=x&limit=3")) == {"spot": 7}
    with pytest.raises(Invalid):
        read_query(SpotIn, QueryDict("page=2"))


def test_asks_whose_clock_a_time_means() -> None:
    moment = datetime(2026, 11, 19, 5, 30, tzinfo=UTC)
    assert read(WhenIn, {"at": "2026-11-19T06:30:00+01:00"}) == {"at": moment}
    assert read(WhenIn, {"at": "2026-11-19T05:30:00Z"}) == {"at": moment}

    with pytest.raises(Invalid) as refusal:
        read(WhenIn, {"at": "2026-11-19T06:30:00"})

    assert refusal.value.errors["at"][0].startswith("Say the offset, too")
