"""Every door of the API says what it refuses: what its code can say and what it declares are the same."""

from typing import Any

import pytest

from fitflow.billing.refusals import AlreadyRefunded, NoEntitlement
from fitflow.booking.refusals import (
    AlreadyCancelled,
    AlreadyHeld,
    AskFirst,
    AttendanceNotOpen,
    CapacityBelowOccupied,
    ClientInactive,
    HoldExpired,
    NotCancellable,
    OverlappingBooking,
    SessionFull,
    SpotTaken,
    TermsChanged,
)
from fitflow.core.doors import refusals_of, refuses
from fitflow.core.errors import Busy, Denial, Forbidden, NotFound, Unauthenticated
from fitflow.core.idempotency import KeyRequired, KeyReused
from fitflow.organizations.refusals import NoOrganization, OrganizationRequired, Outsider, SecondStepRequired
from fitflow.schedule.refusals import EquipmentBusy, RoomBusy
from fitflow.web.openapi import api_schema, operations
from tests.answers import described, problem_with
from tests.architecture.reach import Node, reached
from tests.security.routes import Route, routes

#: What the description says of every door by itself.
COMMON = {
    NotFound, Forbidden, Unauthenticated, Busy, KeyRequired, KeyReused, NoOrganization, OrganizationRequired, Outsider,
    SecondStepRequired,
}  # fmt: skip
RULE_OF_HOLDING = "the rule of holding does not ask for it"
RULE_OF_CONFIRMING = "the rule of confirming does not ask for it"
UNTOLD = "nobody was told beforehand what comes back"
FREED = "the extra spot that goes was freed just before"
ONCE = "the state of the booking is asked first, under its lock"
NEW = "a new session occupies its trainer only"
#: What the code behind a door names and this door cannot say: by route, with the reason.
NOT_HERE: dict[str, dict[type[Denial], str]] = {
    "api-hold": {
        AlreadyHeld: "a hold that lives is given again",
        OverlappingBooking: RULE_OF_HOLDING,
    },
    "api-confirm": {AlreadyHeld: RULE_OF_CONFIRMING},
    "api-admin-book": {AlreadyHeld: RULE_OF_CONFIRMING},
    "api-extra-place": {
        AlreadyHeld: RULE_OF_CONFIRMING,
        SpotTaken: "nobody names the place",
        CapacityBelowOccupied: "it becomes one more",
    },
    "api-reschedule": {
        CapacityBelowOccupied: FREED,
        AlreadyHeld: RULE_OF_CONFIRMING,
        AlreadyCancelled: ONCE,
        AlreadyRefunded: ONCE,
    },
    "api-join": {
        OverlappingBooking: "asked when a place is offered",
        NoEntitlement: "asked when a place is offered",
    },
    "api-cancel": {AlreadyRefunded: ONCE, CapacityBelowOccupied: FREED},
    "api-checkin": {AlreadyRefunded: ONCE},
    "api-waive": {AlreadyRefunded: ONCE},
    "api-rest-present": {
        AlreadyRefunded: ONCE,
        NotCancellable: "cancelled bookings are left out",
        AttendanceNotOpen: "that is about absence",
    },
    "api-admin-sessions": {RoomBusy: NEW, EquipmentBusy: NEW},
    "api-publish": {RoomBusy: NEW, EquipmentBusy: NEW},
    "api-series": {RoomBusy: NEW, EquipmentBusy: NEW},
    "api-series-date": {RoomBusy: NEW, EquipmentBusy: NEW},
    "api-series-one": {AskFirst: "who changes a series agrees to it"},
    "api-admin-session": {
        AlreadyCancelled: "cancelled bookings are left out",
        TermsChanged: UNTOLD,
        NotCancellable: "a session that is called off asks no booking",
        AlreadyRefunded: ONCE,
    },
}
DOORS = [route for route in routes() if hasattr(route.view, "cls")]


def node_of(route: Route) -> Node:
    """The function behind an address of the API."""
    for name in route.methods:
        for cell in getattr(route.view.cls, name.lower()).__closure__ or ():
            if hasattr(cell.cell_contents, "access"):
                inner = cell.cell_contents.__wrapped__
                return Node(inner.__module__, inner.__name__)
    raise AssertionError(f"{route.name} has no function of ours")


def declared(route: Route) -> set[type[Denial]]:
    return {kind for method in route.methods for kind in refusals_of(route.view, method)}


@pytest.mark.parametrize("route", DOORS, ids=[route.name for route in DOORS])
class TestADoor:
    def test_declares_what_its_code_can_refuse(self, route: Route) -> None:
        possible = reached(node_of(route)) - COMMON - NOT_HERE.get(route.name, {}).keys()

        missing = sorted(kind.__name__ for kind in possible - declared(route))
        assert missing == [], "write @refuses above @api_view, or say in NOT_HERE why it cannot happen"

    def test_declares_nothing_that_its_code_cannot_refuse(self, route: Route) -> None:
        assert {kind.__name__ for kind in declared(route) - reached(node_of(route))} == set()

    def test_does_not_declare_what_is_said_to_be_impossible(self, route: Route) -> None:
        assert declared(route) & NOT_HERE.get(route.name, {}).keys() == set()


class TestTheDescription:
    def test_says_what_each_code_means(self) -> None:
        bare = {
            f"{operation['operationId']}: {line}"
            for _path, _method, operation in operations(api_schema())
            for status, answer in operation["responses"].items()
            if "x-codes" in answer and status != "default"
            for line in answer["description"].split("\n")
            if line.count("`") < 2 or len(line.split("`: ")[-1]) < 10
        }

        assert bare == set()

    def test_says_what_joining_a_waiting_list_refuses(self) -> None:
        answers = described()["/api/v1/waitlist/{session_id}/join", "post"]

        assert "402" not in answers
        assert set(answers["409"]["x-codes"]) == {
            "already_booked", "already_held", "client_inactive", "not_open",
            "session_not_full", "waitlist_closed", "busy",
        }  # fmt: skip


HOLD = ("/api/v1/sessions/{session_id}/hold", "post")
LIST = ("/api/v1/sessions", "get")


class TestAnAnswer:
    """The middleware of the tests would notice it."""

    def test_with_a_code_that_is_not_declared_is_found(self) -> None:
        assert problem_with(*HOLD, 409, b'{"code": "session_full"}') == ""
        assert "session_over is none of" in problem_with(*HOLD, 409, b'{"code": "session_over"}')

    def test_with_a_declared_code_under_another_status_is_found(self) -> None:
        assert "session_full is none of" in problem_with(*HOLD, 402, b'{"code": "session_full"}')

    def test_with_a_field_more_or_less_is_found(self) -> None:
        assert problem_with(*LIST, 200, b'{"results": [], "next": null}') == ""
        assert "'more' was unexpected" in problem_with(*LIST, 200, b'{"results": [], "next": null, "more": 1}')
        assert '"next" is a required property' in problem_with(*LIST, 200, b'{"results": []}')
        assert "results" in problem_with(*LIST, 200, b'{"results": [{}], "next": null}')

    def test_with_a_status_that_is_not_described_is_found(self) -> None:
        assert "the statuses it knows" in problem_with(*LIST, 202, b"{}")


class TestReading:
    """How refusals are found in the sources."""

    def test_follows_calls_into_other_modules(self) -> None:
        assert HoldExpired in reached(Node("fitflow.booking.services.holds", "book_spot"))

    def test_takes_out_what_is_caught_on_the_way(self) -> None:
        extra = reached(Node("fitflow.booking.services.roster", "book_extra_spot"))

        assert SessionFull in reached(Node("fitflow.booking.services.holds", "book_spot"))
        assert SessionFull not in extra
        assert ClientInactive in extra


def test_a_declaration_can_be_about_one_method() -> None:
    class View:
        class cls:  # noqa: N801 - what DRF calls the class behind a view.
            http_method_names = ("get", "post")
            get = post = None

    view: Any = View
    refuses(SessionFull, on="POST")(refuses(SpotTaken)(view))

    assert refusals_of(view, "get") == {SpotTaken}
    assert refusals_of(view, "POST") == {SpotTaken, SessionFull}
