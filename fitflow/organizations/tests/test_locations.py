from datetime import datetime

import pytest

from fitflow.core.actor import Actor
from fitflow.core.errors import Invalid, NotFound
from fitflow.core.models import Event
from fitflow.organizations.models import Location
from fitflow.organizations.queries.staff import has_several_locations, open_locations
from fitflow.organizations.refusals import LastLocation
from fitflow.organizations.services.locations import add_location, close_location, reopen_location, update_location


class TestLocations:
    def test_are_added_and_recorded(self, admin: Actor, now: datetime) -> None:
        location = add_location(admin, name=" Harbour  Hall ", address="Quay 3", now=now)

        assert (location.name, location.address) == ("Harbour Hall", "Quay 3")
        assert Event.objects.get().entity_id == location.pk
        assert has_several_locations(admin)

    def test_have_names_of_their_own(self, admin: Actor, now: datetime) -> None:
        with pytest.raises(Invalid, match="already"):
            add_location(admin, name="MAIN studio", now=now)

        assert Location.objects.count() == 1

    def test_change_and_say_what_changed(self, admin: Actor, now: datetime) -> None:
        location = add_location(admin, name="Zoom", now=now)
        update_location(admin, location_id=location.pk, changes={"name": "Online", "is_online": True}, now=now)

        event = Event.objects.with_words().get(type="location.changed")
        assert event.told["changes"] == {"name": ["Zoom", "Online"], "is_online": [False, True]}

    def test_close_and_open_again(self, admin: Actor, now: datetime) -> None:
        location = add_location(admin, name="Harbour", now=now)
        close_location(admin, location_id=location.pk, now=now)

        assert [found.name for found in open_locations(admin)] == ["Main studio"]

        reopen_location(admin, location_id=location.pk, now=now)
        reopen_location(admin, location_id=location.pk, now=now)

        assert Event.objects.filter(type="location.reopened").count() == 1

    def test_never_close_all(self, admin: Actor, now: datetime) -> None:
        only = Location.objects.get()

        with pytest.raises(LastLocation):
            close_location(admin, location_id=only.pk, now=now)

        only.refresh_from_db()
        assert only.is_active

    @pytest.mark.parametrize(
        "changes", [{"name": ""}, {"name": 3}, {"address": "a\0b"}, {"is_online": "yes"}, {"colour": "red"}]
    )
    def test_name_the_field_that_is_wrong(self, admin: Actor, now: datetime, changes: dict[str, object]) -> None:
        with pytest.raises(Invalid) as refusal:
            update_location(admin, location_id=Location.objects.get().pk, changes=changes, now=now)

        assert refusal.value.errors.keys() == changes.keys()

    def test_of_another_studio_are_not_found(self, stranger: Actor, admin: Actor, now: datetime) -> None:
        with pytest.raises(NotFound):
            close_location(stranger, location_id=Location.objects.get().pk, now=now)
