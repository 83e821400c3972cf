"""Class types through their services, pages and API."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Forbidden, Invalid, NotFound
from fitflow.core.models import Event
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_staff
from fitflow.organizations.models import Location, Staff
from fitflow.organizations.tests.browser import Browser
from fitflow.schedule.models import ClassType, Series
from fitflow.schedule.queries.class_types import class_type_rows, class_types_of
from fitflow.schedule.refusals import ClassTypeInUse
from fitflow.schedule.services.class_types import (
    archive_class_type,
    create_class_type,
    restore_class_type,
    update_class_type,
)


@pytest.fixture
def ana(studio: Studio) -> Staff:
    return make_staff(studio, name="Ana Bell")


@pytest.fixture
def strength(manager: Actor, ana: Staff, now: datetime) -> ClassType:
    return create_class_type(manager, {"name": "Morning Strength", "trainer": ana.pk}, now=now)


def make_series(studio: Studio, class_type: ClassType, **values: Any) -> Series:
    location = Location.objects.get(organization_id=studio.id, name="Main studio")
    usual: dict[str, Any] = {
        "weekdays": [1],
        "starts_at_local": time(6, 30),
        "duration_minutes": 60,
        "capacity": 12,
        "starts_on": date(2026, 11, 1),
        "trainer": class_type.trainer,
        "location": location,
    }
    return Series.objects.create(organization_id=studio.id, class_type=class_type, **{**usual, **values})


class TestCreateClassType:
    def test_keeps_what_was_said_and_takes_the_rest_from_the_studio(
        self, studio: Studio, manager: Actor, ana: Staff, now: datetime
    ) -> None:
        values = {
            "name": "  HIIT   45 ",
            "description": "Short and hard. ",
            "color": "#DC2626",
            "duration_minutes": 45,
            "trainer": ana.pk,
            "cost_credits": "1.5",
            "registration_opens": 604_800,
            "registration_closes": 3_600,
            "late_cancel_cutoff": 7_200,
        }

        made = create_class_type(manager, values, now=now)

        made.refresh_from_db()
        assert (made.name, made.description, made.color) == ("HIIT 45", "Short and hard.", "#dc2626")
        assert (made.duration_minutes, made.capacity, made.cost_credits) == (45, 12, Decimal("1.50"))
        assert (made.registration_opens, made.registration_closes, made.late_cancel_cutoff) == (604_800, 3_600, 7_200)
        assert made.trainer_id == ana.pk
        assert Event.objects.get(type="class_type.created").actor_id == manager.user_id

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"name": " "}, "name"),
            ({"name": "x" * 81}, "name"),
            ({"color": "red"}, "color"),
            ({"duration_minutes": 4}, "duration_minutes"),
            ({"duration_minutes": True}, "duration_minutes"),
            ({"capacity": 0}, "capacity"),
            ({"capacity": 1001}, "capacity"),
            ({"spot_name": "a place by the window"}, "spot_name"),
            ({"spot_name": "Bi\0ke"}, "spot_name"),
            ({"spot_name": 7}, "spot_name"),
            ({"cost_credits": "-1"}, "cost_credits"),
            ({"cost_credits": "0.001"}, "cost_credits"),
            ({"cost_credits": "NaN"}, "cost_credits"),
            ({"registration_opens": -1}, "registration_opens"),
            ({"registration_closes": 10**9}, "registration_closes"),
            ({"registration_opens": 60, "registration_closes": 120}, "registration_opens"),
            ({"description": "x" * 2001}, "description"),
            ({"trainer": UUID(int=1)}, "trainer"),
            ({"location": UUID(int=1)}, "location"),
            ({"policy": UUID(int=1)}, "policy"),
            ({"colour": "#2563eb"}, "colour"),
        ],
    )
    def test_names_what_is_wrong(self, manager: Actor, now: datetime, values: dict[str, Any], field: str) -> None:
        with pytest.raises(Invalid) as refused:
            create_class_type(manager, {"name": "Fine", **values}, now=now)

        assert list(refused.value.errors) == [field]
        assert not ClassType.objects.exists()

    def test_names_a_name_that_is_taken(self, manager: Actor, strength: ClassType, now: datetime) -> None:
        with pytest.raises(Invalid) as refused:
            create_class_type(manager, {"name": "morning strength"}, now=now)

        assert list(refused.value.errors) == ["name"]

    def test_takes_nothing_from_another_studio(
        self, manager: Actor, stranger: Actor, strength: ClassType, now: datetime
    ) -> None:
        with tenant(stranger.organization_id):
            foreign = make_staff(stranger.organization, name="Foreign")
            create_class_type(stranger, {"name": "Morning Strength"}, now=now)

        with pytest.raises(Invalid):
            create_class_type(manager, {"name": "Other", "trainer": foreign.pk}, now=now)


class TestUpdateClassType:
    def test_says_what_is_different(self, manager: Actor, strength: ClassType, now: datetime) -> None:
        update_class_type(
            manager,
            {"capacity": 14, "cost_credits": Decimal("0.5"), "name": "Morning Strength"},
            class_type_id=strength.pk,
            now=now,
        )

        changed = Event.objects.get(type="class_type.changed")
        assert changed.payload["changes"] == {"capacity": [12, 14], "cost_credits": [None, "0.50"]}

    def test_without_a_difference_says_nothing(self, manager: Actor, strength: ClassType, now: datetime) -> None:
        update_class_type(manager, {"capacity": 12}, class_type_id=strength.pk, now=now)

        assert not Event.objects.filter(type="class_type.changed").exists()

    def test_checks_the_window_as_a_whole(self, manager: Actor, strength: ClassType, now: datetime) -> None:
        update_class_type(manager, {"registration_opens": 7_200}, class_type_id=strength.pk, now=now)

        with pytest.raises(Invalid):
            update_class_type(manager, {"registration_closes": 7_200}, class_type_id=strength.pk, now=now)

    def test_keeps_a_trainer_who_left_but_takes_no_such_one_anew(
        self, studio: Studio, manager: Actor, ana: Staff, strength: ClassType, now: datetime
    ) -> None:
        gone = make_staff(studio, name="Gone", is_active=False)
        Staff.objects.filter(pk=ana.pk).update(is_active=False)

        update_class_type(manager, {"trainer": ana.pk, "capacity": 9}, class_type_id=strength.pk, now=now)
        with pytest.raises(Invalid):
            update_class_type(manager, {"trainer": gone.pk}, class_type_id=strength.pk, now=now)

    def test_of_a_stranger_is_not_found(self, stranger: Actor, strength: ClassType, now: datetime) -> None:
        with pytest.raises(NotFound):
            update_class_type(stranger, {"name": "Mine"}, class_type_id=strength.pk, now=now)


class TestArchive:
    def test_takes_it_out_of_planning_and_back(self, manager: Actor, strength: ClassType, now: datetime) -> None:
        archive_class_type(manager, class_type_id=strength.pk, now=now)
        assert list(class_types_of(manager)) == []
        assert [row.pk for row in class_types_of(manager, archived=True)] == [strength.pk]

        restore_class_type(manager, class_type_id=strength.pk, now=now)
        assert [row.pk for row in class_types_of(manager)] == [strength.pk]
        assert set(Event.objects.filter(entity_id=strength.pk).values_list("type", flat=True)) == {
            "class_type.created",
            "class_type.archived",
            "class_type.restored",
        }

    def test_waits_for_its_series_to_end(
        self, studio: Studio, manager: Actor, strength: ClassType, now: datetime
    ) -> None:
        series = make_series(studio, strength)

        with pytest.raises(ClassTypeInUse):
            archive_class_type(manager, class_type_id=strength.pk, now=now)
        Series.objects.filter(pk=series.pk).update(ended_at=now)
        archive_class_type(manager, class_type_id=strength.pk, now=now)


class TestRights:
    @pytest.mark.parametrize("who", ["trainer", "maya"])
    def test_are_a_managers(self, request: pytest.FixtureRequest, strength: ClassType, now: datetime, who: str) -> None:
        somebody: Actor = request.getfixturevalue(who)

        with pytest.raises(Forbidden):
            create_class_type(somebody, {"name": "Mine"}, now=now)
        with pytest.raises(Forbidden):
            archive_class_type(somebody, class_type_id=strength.pk, now=now)
        assert ClassType.objects.count() == 1

    def test_are_not_those_of_a_manager_of_one_place(
        self, studio: Studio, manager: Actor, strength: ClassType, now: datetime
    ) -> None:
        location = Location.objects.get(organization_id=studio.id)
        scoped = Actor(studio, manager.user_id, frozenset({Role.MANAGER}), scope_locations=frozenset({location.pk}))

        with pytest.raises(Forbidden):
            update_class_type(scoped, {"capacity": 1}, class_type_id=strength.pk, now=now)


class TestRows:
    def test_ask_two_questions_however_many_there_are(self, manager: Actor, strength: ClassType, now: datetime) -> None:
        for number in range(5):
            create_class_type(manager, {"name": f"Class {number}"}, now=now)
        listed = list(class_types_of(manager))

        with CaptureQueriesContext(connection) as asked:
            rows = class_type_rows(manager, listed, now=now)

        assert (len(rows), len(asked)) == (6, 2)
        assert rows[0].cost == Decimal("1.00")


class TestPages:
    def test_show_an_empty_studio_the_way(self, studio: Studio, owner: Actor) -> None:
        page = Browser(studio, owner).page("desk/class-types/")

        assert page.status_code == 200
        assert "Create your first class type" in page.content.decode()

    def test_make_and_change_a_class_type(self, studio: Studio, manager: Actor, ana: Staff) -> None:
        browser = Browser(studio, manager)
        form = {
            "name": "Core",
            "color": "#d99a06",
            "duration": "other",
            "duration_other": "40",
            "capacity": "10",
            "trainer": str(ana.pk),
            "spot_name": " Mat ",
        }

        made = browser.post("desk/class-types/new/", **form)
        with tenant(studio.id):
            core = ClassType.objects.get()
        changed = browser.post(f"desk/class-types/{core.pk}/", **{**form, "duration": "60", "cost_credits": "0.5"})

        assert (made.status_code, changed.status_code) == (303, 303)
        with tenant(studio.id):
            core.refresh_from_db()
        assert (core.duration_minutes, core.cost_credits, core.spot_name) == (60, Decimal("0.50"), "Mat")
        assert "Core" in browser.page("desk/class-types/").content.decode()

    def test_show_the_form_again_with_the_sentence_beside_the_field(self, studio: Studio, manager: Actor) -> None:
        page = Browser(studio, manager).post(
            "desk/class-types/new/", name="Core", color="#d99a06", duration="other", duration_other="3", capacity="10"
        )

        assert page.status_code == 422
        assert "Give whole minutes from 5 to 720." in page.content.decode()
        with tenant(studio.id):
            assert not ClassType.objects.exists()

    def test_refuse_to_archive_while_a_series_runs(self, studio: Studio, manager: Actor, strength: ClassType) -> None:
        make_series(studio, strength)
        browser = Browser(studio, manager)

        answer = browser.post(f"desk/class-types/{strength.pk}/archive/")

        assert answer.status_code == 303
        assert "End it first" in browser.client.get(answer["Location"]).content.decode()
        with tenant(studio.id):
            assert ClassType.objects.get().is_active

    @pytest.mark.parametrize(("who", "status"), [("maya", 403), ("trainer", 403), ("stranger", 404)])
    def test_are_for_managers(
        self, request: pytest.FixtureRequest, studio: Studio, strength: ClassType, who: str, status: int
    ) -> None:
        browser = Browser(studio, request.getfixturevalue(who))

        for path in ("", "new/", f"{strength.pk}/"):
            assert browser.page(f"desk/class-types/{path}").status_code == status
        assert browser.post(f"desk/class-types/{strength.pk}/archive/").status_code == status


class TestApi:
    def test_lists_what_is_on_offer_to_everybody(self, studio: Studio, strength: ClassType, maya: Actor) -> None:
        listed = Browser(studio).api("GET", "class-types").json()
        known = Browser(studio, maya).api("GET", "class-types").json()

        assert listed["next"] is None
        (row,) = listed["results"]
        assert (row["name"], row["cost"], row["cost_credits"], row["capacity"]) == (
            "Morning Strength",
            "1.00",
            None,
            12,
        )
        assert row["trainer"]["name"] == "Ana"
        assert known["results"][0]["trainer"]["name"] == "Ana Bell"

    def test_makes_changes_and_archives(self, studio: Studio, manager: Actor) -> None:
        browser = Browser(studio, manager)

        made = browser.api("POST", "class-types", {"name": "Core", "duration_minutes": 30, "cost_credits": "0.50"})
        key = made.json()["id"]
        changed = browser.api("PATCH", f"class-types/{key}", {"capacity": 9, "archived": True, "spot_name": "Mat"})

        assert made.status_code == 201
        assert changed.json() | {"capacity": 9, "archived": True, "spot_name": "Mat"} == changed.json()
        assert browser.api("GET", "class-types").json()["results"] == []
        assert len(browser.api("GET", "class-types", {"archived": "true"}).json()["results"]) == 1
        assert Browser(studio).api("GET", f"class-types/{key}").status_code == 404

    def test_names_what_is_wrong(self, studio: Studio, manager: Actor) -> None:
        browser = Browser(studio, manager)

        for body, field in (({}, "name"), ({"name": "A", "capacity": 0}, "capacity"), ({"name": "A", "x": 1}, "x")):
            answer = browser.api("POST", "class-types", body)
            assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])

    @pytest.mark.parametrize(("who", "status"), [(None, 401), ("maya", 403), ("trainer", 403)])
    def test_is_written_by_managers_only(
        self, request: pytest.FixtureRequest, studio: Studio, strength: ClassType, who: str | None, status: int
    ) -> None:
        browser = Browser(studio, request.getfixturevalue(who) if who else None)

        assert browser.api("POST", "class-types", {"name": "Mine"}).status_code == status
        assert browser.api("PATCH", f"class-types/{strength.pk}", {"name": "Mine"}).status_code == status

    def test_knows_nothing_of_another_studio(self, stranger: Actor, strength: ClassType) -> None:
        browser = Browser(stranger.organization, stranger)

        assert browser.api("GET", "class-types").json()["results"] == []
        assert browser.api("GET", f"class-types/{strength.pk}").status_code == 404
        assert browser.api("PATCH", f"class-types/{strength.pk}", {"name": "Mine"}).status_code == 404
