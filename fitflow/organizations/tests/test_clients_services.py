"""Making, changing, archiving and noting clients: who may, what is refused, what is recorded."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Forbidden, Invalid, NotFound
from fitflow.core.ids import new_id
from fitflow.core.models import Event
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import actor_of, make_client, make_staff_actor, make_studio
from fitflow.organizations.models import Client, ClientNote, Location, StudioRole, StudioRoleScope
from fitflow.organizations.queries.clients import client_of, clients_of, notes_of
from fitflow.organizations.refusals import ClientIsArchived
from fitflow.organizations.services.client_notes import add_note, edit_note, remove_note
from fitflow.organizations.services.clients import (
    add_client,
    archive_client,
    edit_client,
    restore_client,
    set_client_status,
)

MAYA: dict[str, Any] = {"name": "Maya Lind", "email": "maya@example.org", "phone": "+44 20 7946 0958"}
NOAH: dict[str, Any] = {"name": "Noah Berg", "email": "noah@example.org"}


def recorded(client_id: UUID) -> list[tuple[str, dict[str, Any]]]:
    return [(one.type, one.told) for one in Event.objects.with_words().filter(entity_id=client_id).order_by("at", "id")]


def types(client_id: UUID) -> list[str]:
    return [type_ for type_, _payload in recorded(client_id)]


@pytest.fixture
def harbour(studio: Studio) -> Location:
    return Location.objects.create(organization_id=studio.id, name="Harbour")


@pytest.fixture
def club_manager(studio: Studio, harbour: Location) -> Actor:
    """A manager of the harbour alone."""
    return scoped(studio, name="Hanna Harbour", location=harbour)


def scoped(studio: Studio, *, name: str, **scope: Any) -> Actor:
    actor = make_staff_actor(studio, name=name, role=Role.MANAGER, is_trainer=False)
    studio_role = StudioRole.objects.get(staff__name=name)
    StudioRoleScope.objects.create(organization_id=studio.id, studio_role=studio_role, **scope)
    assert actor.user_id
    return actor_of(studio, actor.user_id)


class TestAddClient:
    def test_keeps_what_is_known_in_normal_form(self, manager: Actor, now: datetime) -> None:
        client = add_client(manager, name=" Maya  Lind ", email="Maya@Example.org", phone=" 020 7946 0958 ", now=now)

        client.refresh_from_db()
        assert (client.name, client.email, client.phone) == ("Maya Lind", "maya@example.org", "+442079460958")
        assert client.status == Client.Status.ACTIVE
        assert client.search == "maya lind maya@example.org +442079460958 442079460958 02079460958"
        assert client.created_at == now
        assert recorded(client.pk) == [
            ("client.added", {"client_id": str(client.pk), "status": "active", "origin": "desk"})
        ]

    @pytest.mark.parametrize(
        ("timezone", "chosen", "stored"),
        [
            ("Europe/London", None, "+442079460958"),
            ("Europe/Rome", "GB", "+442079460958"),
            ("Europe/Rome", None, "+3902079460958"),
        ],
    )
    def test_reads_a_number_in_the_country_of_the_studio(
        self, db: None, timezone: str, chosen: str | None, stored: str, now: datetime
    ) -> None:
        studio = make_studio(timezone=timezone, locale__country=chosen)
        with tenant(studio.id):
            manager = make_staff_actor(studio, name="Mona", role=Role.MANAGER)

            assert add_client(manager, **MAYA | {"phone": "02079460958"}, now=now).phone == stored

    def test_makes_the_first_location_the_home(self, manager: Actor, harbour: Location, now: datetime) -> None:
        client = add_client(manager, **MAYA, now=now)

        assert client.location == harbour

    def test_names_each_wrong_field_and_writes_nothing(self, manager: Actor, now: datetime) -> None:
        with pytest.raises(Invalid) as refused:
            add_client(manager, name="", email="maya", phone="call me", status="gone", now=now)

        assert set(refused.value.errors) == {"name", "email", "phone", "status"}
        assert not Client.objects.exists()

    def test_refuses_an_address_that_somebody_has(self, manager: Actor, now: datetime) -> None:
        add_client(manager, **MAYA, now=now)

        with pytest.raises(Invalid, match="Maya Lind already has this address"):
            add_client(manager, name="Another", email="MAYA@example.org", now=now)

        assert Client.objects.count() == 1

    def test_refuses_a_location_of_another_studio(self, manager: Actor, stranger: Actor, now: datetime) -> None:
        with pytest.raises(Invalid) as refused:
            add_client(manager, **MAYA, location_id=new_id(), trainer_id=stranger.staff_id, now=now)

        assert set(refused.value.errors) == {"location_id", "trainer_id"}

    def test_stays_within_the_scope_of_a_club_manager(
        self, studio: Studio, club_manager: Actor, harbour: Location, now: datetime
    ) -> None:
        elsewhere = Location.objects.get(name="Main studio")

        client = add_client(club_manager, **MAYA, now=now)
        with pytest.raises(Invalid, match="location_id"):
            add_client(club_manager, name="Noah", email="noah@example.org", location_id=elsewhere.pk, now=now)

        assert client.location_id == harbour.pk
        assert list(clients_of(club_manager)) == [client]

    def test_stays_within_the_scope_of_a_trainers_manager(self, studio: Studio, trainer: Actor, now: datetime) -> None:
        pt_manager = scoped(studio, name="Petra", trainer_id=trainer.staff_id)

        client = add_client(pt_manager, **MAYA, now=now)

        assert client.trainer_id == trainer.staff_id
        assert client_of(pt_manager, client.pk) == client

    def test_is_refused_where_whoever_adds_would_not_see_the_client(
        self, club_manager: Actor, harbour: Location, now: datetime
    ) -> None:
        Location.objects.filter(pk=harbour.pk).update(is_active=False)

        with pytest.raises(Invalid, match="would not see Maya Lind any more") as refused:
            add_client(club_manager, **MAYA, now=now)

        assert set(refused.value.errors) == {"location_id"}
        assert not Client.objects.filter(email=MAYA["email"]).exists()

    def test_does_not_name_whom_a_scoped_manager_cannot_see(
        self, manager: Actor, club_manager: Actor, studio: Studio, now: datetime
    ) -> None:
        make_client(studio, name="Secret Name", email="maya@example.org")

        with pytest.raises(Invalid) as refused:
            add_client(club_manager, **MAYA, now=now)

        assert "Secret" not in str(refused.value)


class TestEditClient:
    def test_changes_what_is_given_and_tells_which_fields(self, manager: Actor, now: datetime) -> None:
        client = add_client(manager, **MAYA, now=now)

        edit_client(manager, client_id=client.pk, changes={"name": "Maya Berg", "phone": MAYA["phone"]}, now=now)

        client.refresh_from_db()
        assert client.name == "Maya Berg"
        assert client.search.startswith("maya berg maya@example.org")
        assert recorded(client.pk)[-1] == ("client.edited", {"client_id": str(client.pk), "fields": ["name"]})

    def test_keeps_a_client_in_sight_of_whoever_changes_them(
        self, studio: Studio, trainer: Actor, club_manager: Actor, now: datetime
    ) -> None:
        pt_manager = scoped(studio, name="Petra", trainer_id=trainer.staff_id)
        of_trainer, of_location = add_client(pt_manager, **MAYA, now=now), add_client(club_manager, **NOAH, now=now)

        both = ((pt_manager, of_trainer, "trainer_id"), (club_manager, of_location, "location_id"))

        for actor, client, field in both:
            with pytest.raises(Invalid) as refused:
                edit_client(actor, client_id=client.pk, changes={field: None, "goals": "Row"}, now=now)
            assert set(refused.value.errors) == {field}
            client.refresh_from_db()
            assert (getattr(client, field) is None, client.goals) == (False, "")

    def test_records_nothing_when_nothing_is_different(self, manager: Actor, now: datetime) -> None:
        client = add_client(manager, **MAYA, now=now)

        edit_client(manager, client_id=client.pk, changes={"name": "Maya Lind", "status": "active"}, now=now)

        assert types(client.pk) == ["client.added"]

    def test_leaves_a_number_of_before_that_nobody_can_read(
        self, manager: Actor, studio: Studio, now: datetime
    ) -> None:
        client = make_client(studio, name="Vera Voss", email="vera@example.org", phone="12345")

        edit_client(manager, client_id=client.pk, changes={"name": "Vera V.", "phone": "12345"}, now=now)
        with pytest.raises(Invalid, match="such as 07400 123456") as refused:
            edit_client(manager, client_id=client.pk, changes={"phone": "12346"}, now=now)

        client.refresh_from_db()
        assert (client.name, client.phone) == ("Vera V.", "12345")
        assert set(refused.value.errors) == {"phone"}

    def test_refuses_the_address_of_another(self, manager: Actor, studio: Studio, now: datetime) -> None:
        client = add_client(manager, **MAYA, now=now)
        make_client(studio, name="Noah", email="noah@example.org")

        with pytest.raises(Invalid, match="Noah already has this address"):
            edit_client(manager, client_id=client.pk, changes={"email": "noah@example.org"}, now=now)

    def test_lets_members_change_their_own_details(self, maya: Actor, now: datetime) -> None:
        changes = {"name": "Maya L.", "phone": "020 7946 0958", "goals": "Run 10 km", "emergency_contact": "Olof 12345"}

        client = edit_client(maya, client_id=_own(maya), changes=changes, now=now)

        assert (client.name, client.goals) == ("Maya L.", "Run 10 km")

    @pytest.mark.parametrize("change", [{"status": "active"}, {"email": "new@example.org"}, {"trainer_id": None}])
    def test_refuses_members_the_rest(self, maya: Actor, now: datetime, change: dict[str, Any]) -> None:
        before = Client.objects.values().get(name="Maya Lind")

        with pytest.raises(Forbidden):
            edit_client(maya, client_id=_own(maya), changes=change, now=now)

        assert Client.objects.values().get(name="Maya Lind") == before


class TestSetClientStatus:
    def test_keeps_the_reason_with_the_event(self, manager: Actor, now: datetime) -> None:
        client = add_client(manager, **MAYA, now=now)

        set_client_status(manager, client_id=client.pk, status="churned", reason="Moved away", now=now)

        assert recorded(client.pk)[-1][1] == {
            "client_id": str(client.pk), "before": "active", "after": "churned", "reason": "Moved away",
        }  # fmt: skip

    def test_refuses_while_archived(self, manager: Actor, now: datetime) -> None:
        client = add_client(manager, **MAYA, now=now)
        archive_client(manager, client_id=client.pk, now=now)

        with pytest.raises(ClientIsArchived):
            set_client_status(manager, client_id=client.pk, status="active", now=now)


class TestArchiveClient:
    @pytest.mark.parametrize(
        ("before", "meanwhile"), [("lead", "inactive"), ("active", "inactive"), ("churned", "churned")]
    )
    def test_is_undone_without_a_trace_on_the_record(
        self, manager: Actor, now: datetime, before: str, meanwhile: str
    ) -> None:
        client = add_client(manager, **MAYA, status=before, now=now)

        archived = archive_client(manager, client_id=client.pk, now=now)
        assert (archived.status, archived.archived_at) == (meanwhile, now)
        assert not archived.may_book

        restored = restore_client(manager, client_id=client.pk, now=now + timedelta(minutes=1))
        assert (restored.status, restored.archived_at) == (before, None)
        assert types(client.pk) == ["client.added", "client.archived", "client.restored"]

    def test_twice_is_the_same_as_once(self, manager: Actor, now: datetime) -> None:
        client = add_client(manager, **MAYA, now=now)
        archive_client(manager, client_id=client.pk, now=now)

        again = archive_client(manager, client_id=client.pk, now=now + timedelta(days=1))

        assert again.archived_at == now
        assert types(client.pk).count("client.archived") == 1

    def test_restoring_goes_back_to_the_latest_archiving(self, manager: Actor, now: datetime) -> None:
        client = add_client(manager, **MAYA, status="lead", now=now)
        archive_client(manager, client_id=client.pk, now=now)
        restore_client(manager, client_id=client.pk, now=now + timedelta(minutes=1))
        set_client_status(manager, client_id=client.pk, status="active", now=now + timedelta(minutes=2))
        archive_client(manager, client_id=client.pk, now=now + timedelta(minutes=3))

        assert restore_client(manager, client_id=client.pk, now=now + timedelta(minutes=4)).status == "active"


class TestNotes:
    def test_are_kept_under_the_name_of_the_author(self, manager: Actor, maya: Actor, now: datetime) -> None:
        note = add_note(manager, client_id=_own(maya), text=" Knee hurts.\r\nNo jumps. ", now=now)

        assert (note.author_name, note.text) == ("Mona Manager", "Knee hurts.\nNo jumps.")
        assert types(_own(maya)) == ["client.note_added"]
        assert "Knee" not in str(recorded(_own(maya)))

    def test_are_changed_by_their_author_alone(self, manager: Actor, owner: Actor, maya: Actor, now: datetime) -> None:
        note = add_note(manager, client_id=_own(maya), text="Knee hurts.", now=now)

        with pytest.raises(Forbidden):
            edit_note(owner, client_id=_own(maya), note_id=note.pk, text="Lies", now=now)
        edited = edit_note(manager, client_id=_own(maya), note_id=note.pk, text="Knee is fine.", now=now)

        assert (edited.text, edited.edited_at) == ("Knee is fine.", now)

    def test_are_removed_by_their_author_or_an_admin(
        self, manager: Actor, owner: Actor, studio: Studio, maya: Actor, now: datetime
    ) -> None:
        other = make_staff_actor(studio, name="Otto Other", role=Role.MANAGER, is_trainer=False)
        note = add_note(manager, client_id=_own(maya), text="Knee hurts.", now=now)

        with pytest.raises(Forbidden):
            remove_note(other, client_id=_own(maya), note_id=note.pk, now=now)
        remove_note(owner, client_id=_own(maya), note_id=note.pk, now=now)

        assert not ClientNote.objects.exists()
        assert types(_own(maya)) == ["client.note_added", "client.note_removed"]

    @pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001, "a\x00b"])
    def test_say_something_that_can_be_shown(self, manager: Actor, maya: Actor, now: datetime, text: str) -> None:
        with pytest.raises(Invalid, match="text"):
            add_note(manager, client_id=_own(maya), text=text, now=now)

        assert not ClientNote.objects.exists()

    def test_are_shown_to_nobody_below_a_manager(
        self, manager: Actor, trainer: Actor, maya: Actor, now: datetime
    ) -> None:
        add_note(manager, client_id=_own(maya), text="Knee hurts.", now=now)

        assert notes_of(manager, _own(maya)).count() == 1
        assert not notes_of(maya, _own(maya)).exists()
        assert not notes_of(trainer, _own(maya)).exists()

    def test_of_one_client_are_not_found_under_another(
        self, manager: Actor, maya: Actor, noah: Actor, now: datetime
    ) -> None:
        note = add_note(manager, client_id=_own(maya), text="Knee hurts.", now=now)

        with pytest.raises(NotFound):
            remove_note(manager, client_id=_own(noah), note_id=note.pk, now=now)


Act = Callable[[Actor, Client, ClientNote, datetime], object]
ACTS: dict[str, Act] = {
    "add": lambda actor, _client, _note, now: add_client(actor, name="Eve", email="eve@example.org", now=now),
    "edit": lambda actor, client, _note, now: edit_client(actor, client_id=client.pk, changes={"name": "Eve"}, now=now),
    "status": lambda actor, client, _note, now: set_client_status(actor, client_id=client.pk, status="lead", now=now),
    "archive": lambda actor, client, _note, now: archive_client(actor, client_id=client.pk, now=now),
    "restore": lambda actor, client, _note, now: restore_client(actor, client_id=client.pk, now=now),
    "note": lambda actor, client, _note, now: add_note(actor, client_id=client.pk, text="Eve", now=now),
    "edit note": lambda actor, client, note, now: edit_note(
        actor, client_id=client.pk, note_id=note.pk, text="Eve", now=now
    ),
    "remove note": lambda actor, client, note, now: remove_note(actor, client_id=client.pk, note_id=note.pk, now=now),
}


class Denied:
    """The refusal, and that nothing at all is different afterwards."""

    def deny(self, act: str, actor: Actor, manager: Actor, now: datetime) -> type[Exception]:
        client = add_client(manager, **MAYA, location_id=Location.objects.get(name="Main studio").pk, now=now)
        note = add_note(manager, client_id=client.pk, text="Knee hurts.", now=now)
        if act == "restore":
            archive_client(manager, client_id=client.pk, now=now)
        before = self.everything()

        with pytest.raises((Forbidden, NotFound)) as refused:
            ACTS[act](actor, client, note, now)

        assert self.everything() == before
        return refused.type

    @staticmethod
    def everything() -> list[Any]:
        tables: list[Any] = [Client, ClientNote, Event]
        return [list(table.objects.order_by("pk").values()) for table in tables]


@pytest.mark.parametrize("act", ACTS)
class TestWrongRole(Denied):
    def test_refuses_a_trainer(self, act: str, trainer: Actor, manager: Actor, now: datetime) -> None:
        assert self.deny(act, trainer, manager, now) is (NotFound if act == "edit" else Forbidden)

    def test_refuses_another_client(self, act: str, noah: Actor, manager: Actor, now: datetime) -> None:
        self.deny(act, noah, manager, now)

    def test_refuses_the_public(self, act: str, manager: Actor, studio: Studio, now: datetime) -> None:
        self.deny(act, Actor(studio), manager, now)


@pytest.mark.parametrize("act", [act for act in ACTS if act != "add"])
class TestOutOfSight(Denied):
    def test_is_not_found_by_a_manager_of_elsewhere(
        self, act: str, club_manager: Actor, manager: Actor, now: datetime
    ) -> None:
        assert self.deny(act, club_manager, manager, now) is NotFound

    def test_is_not_found_by_the_owner_of_another_studio(
        self, act: str, stranger: Actor, manager: Actor, now: datetime
    ) -> None:
        assert self.deny(act, stranger, manager, now) is NotFound


def _own(actor: Actor) -> UUID:
    assert actor.client_id
    return actor.client_id
