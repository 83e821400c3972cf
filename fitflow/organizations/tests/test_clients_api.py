"""The API's doors to clients: what they answer, to whom, and what a denial leaves unchanged."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.models import Event
from fitflow.core.offers import offered
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import actor_of, make_client, make_staff_actor
from fitflow.organizations.forms.clients_api import ClientImportOut, ClientNoteOut, ClientOut, ImportedRowOut
from fitflow.organizations.hooks import ClientPart
from fitflow.organizations.models import Client, ClientNote, Location, StudioRole, StudioRoleScope
from fitflow.organizations.services.client_notes import add_note

CLIENTS = "/api/v1/clients"


class Caller:
    """Somebody who calls the API of the studio, or nobody in particular."""

    def __init__(self, studio: Studio, actor: Actor | None) -> None:
        self.api = APIClient(headers={"X-Organization": studio.slug})
        if actor:
            self.api.force_authenticate(User.objects.get(pk=actor.user_id or uuid4()))

    def get(self, path: str, **query: Any) -> Any:
        return self.api.get(path, query)

    def send(self, method: str, path: str, data: Any = None) -> Any:
        call = getattr(self.api, method)
        return call(path, data or {}, format="json", headers={"Idempotency-Key": str(uuid4())})


@pytest.fixture
def call(studio: Studio) -> Callable[[Actor | None], Caller]:
    return lambda actor: Caller(studio, actor)


@pytest.fixture
def desk(studio: Studio, manager: Actor) -> Caller:
    return Caller(studio, manager)


@pytest.fixture
def vera(studio: Studio) -> Client:
    """A client without a login."""
    return make_client(studio, name="Vera Voss", email="vera@example.org", phone="12345", goals="Swim")


@pytest.fixture
def note(manager: Actor, vera: Client, now: datetime) -> ClientNote:
    return add_note(manager, client_id=vera.pk, text="Knee hurts.", now=now)


class TestClients:
    def test_are_listed_with_all_that_is_known(self, desk: Caller, vera: Client) -> None:
        answer = desk.get(CLIENTS)

        assert answer.json() == {
            "results": [
                {
                    "id": str(vera.pk), "name": "Vera Voss", "email": "vera@example.org", "phone": "12345",
                    "status": "active", "archived_at": None, "location": None, "trainer": None, "goals": "Swim",
                    "emergency_contact": "", "has_joined": False, "created_at": "2026-01-01T00:00:00+00:00",
                    "churned_on": None,
                }
            ],
            "next": None,
        }  # fmt: skip

    def test_are_searched_filtered_sorted_and_come_in_parts(self, desk: Caller, studio: Studio) -> None:
        for number in range(5):
            make_client(studio, name=f"Twin {number}", status="lead" if number else "active")

        first = desk.get(CLIENTS, search="twin", status="lead", sort="name", limit=3).json()
        second = desk.api.get(first["next"]).json()

        assert [row["name"] for row in first["results"] + second["results"]] == [f"Twin {n}" for n in range(1, 5)]
        assert second["next"] is None

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({"status": "vip"}, "status"), ({"sort": "age"}, "sort"), ({"location_id": "here"}, "location_id"),
            ({"cursor": "§"}, "cursor"), ({"limit": "0"}, "limit"), ({"name": "Vera"}, "name"),
            ({"search": "x" * 201}, "search"),
        ],
    )  # fmt: skip
    def test_name_what_is_wrong_with_a_query(self, desk: Caller, query: dict[str, str], field: str) -> None:
        answer = desk.get(CLIENTS, **query)

        assert answer.status_code == 400
        assert set(answer.json()["errors"]) == {field}

    def test_are_added(self, desk: Caller, studio: Studio) -> None:
        answer = desk.send("post", CLIENTS, {"name": "Vera Voss", "email": "Vera@Example.org"})

        assert answer.status_code == 201
        assert answer.json()["email"] == "vera@example.org"
        assert answer.json()["location"]["name"] == "Main studio"
        with tenant(studio.id):
            assert str(Client.objects.get().pk) == answer.json()["id"]

    def test_are_added_once_for_one_key(self, desk: Caller, studio: Studio) -> None:
        headers = {"Idempotency-Key": "once"}
        data = {"name": "Vera Voss", "email": "vera@example.org"}

        first, again = (desk.api.post(CLIENTS, data, format="json", headers=headers) for _ in range(2))

        assert first.json() == again.json()
        assert again["Idempotent-Replayed"] == "true"
        with tenant(studio.id):
            assert Client.objects.count() == 1

    @pytest.mark.parametrize(
        ("data", "fields"),
        [
            ({}, {"name", "email"}),
            ({"name": "", "email": "vera"}, {"name"}),
            ({"name": "Vera", "email": "vera", "phone": "call"}, {"email", "phone"}),
            ({"name": "Vera", "email": "vera@example.org", "location_id": str(uuid4())}, {"location_id"}),
            ({"name": "Vera", "email": "vera@example.org", "archived_at": None}, {"archived_at"}),
            ({"name": "Ve\u0000ra", "email": "vera@example.org"}, {"name"}),
        ],
    )
    def test_say_what_is_wrong_with_a_new_one(self, desk: Caller, studio: Studio, data: Any, fields: set[str]) -> None:
        answer = desk.send("post", CLIENTS, data)

        assert answer.status_code == 400
        assert set(answer.json()["errors"]) == fields
        with tenant(studio.id):
            assert not Client.objects.exists()


class TestOneClient:
    def test_is_changed_by_the_desk(self, desk: Caller, vera: Client) -> None:
        answer = desk.send("patch", f"{CLIENTS}/{vera.pk}", {"status": "lead", "goals": ""})

        assert (answer.json()["status"], answer.json()["goals"]) == ("lead", "")

    def test_has_a_status_with_a_reason(self, desk: Caller, vera: Client, studio: Studio) -> None:
        answer = desk.send("post", f"{CLIENTS}/{vera.pk}/status", {"status": "churned", "reason": "Moved away"})

        assert answer.json()["status"] == "churned"
        with tenant(studio.id):
            assert Event.objects.with_words().get(type="client.status_changed").told["reason"] == "Moved away"

    def test_is_archived_and_restored(self, desk: Caller, vera: Client) -> None:
        archived = desk.send("post", f"{CLIENTS}/{vera.pk}/archive").json()
        refused = desk.send("post", f"{CLIENTS}/{vera.pk}/status", {"status": "active"})
        restored = desk.send("post", f"{CLIENTS}/{vera.pk}/restore").json()

        assert (archived["status"], bool(archived["archived_at"])) == ("inactive", True)
        assert (refused.status_code, refused.json()["code"]) == (409, "client_archived")
        assert (restored["status"], restored["archived_at"]) == ("active", None)

    def test_is_seen_and_changed_by_the_client(self, call: Callable[..., Caller], maya: Actor) -> None:
        own = call(maya)
        path = f"{CLIENTS}/{maya.client_id}"

        assert own.get(f"{CLIENTS}/me").json() == own.get(path).json()
        assert own.send("patch", path, {"goals": "Run 10 km"}).json()["goals"] == "Run 10 km"
        assert own.send("patch", path, {"status": "lead"}).status_code == 403

    def test_has_a_profile_of_every_part(self, desk: Caller, vera: Client) -> None:
        keys = {part.key for part in offered(ClientPart) if part.profile}

        answer = desk.get(f"{CLIENTS}/{vera.pk}/profile").json()

        assert answer["name"] == "Vera Voss"
        assert keys
        assert all(answer[key] for key in keys)

    def test_has_a_shape_for_the_share_of_every_part(self) -> None:
        assert [part.key for part in offered(ClientPart) if part.profile and part.profile_shape is None] == []


class TestNotes:
    def test_are_written_listed_changed_and_removed(self, desk: Caller, vera: Client) -> None:
        path = f"{CLIENTS}/{vera.pk}/notes"

        added = desk.send("post", path, {"text": "Knee hurts."})
        assert added.status_code == 201
        assert added.json()["author"]["name"] == "Mona Manager"
        assert desk.get(path).json() == {"results": [added.json()], "next": None}
        one = f"{path}/{added.json()['id']}"
        assert desk.send("patch", one, {"text": "Knee is fine."}).json()["edited_at"]
        assert desk.send("delete", one).status_code == 204
        assert desk.get(path).json()["results"] == []

    def test_are_not_part_of_what_a_client_sees(
        self, call: Callable[..., Caller], manager: Actor, maya: Actor, now: datetime
    ) -> None:
        assert maya.client_id
        add_note(manager, client_id=maya.client_id, text="Never pays.", now=now)

        for path in ("", "/profile"):
            assert "Never pays" not in call(maya).get(f"{CLIENTS}/{maya.client_id}{path}").content.decode()
        assert call(maya).get(f"{CLIENTS}/{maya.client_id}/notes").status_code == 403


class TestImport:
    LIST = "Name,Email\nVera Voss,vera@example.org\nEve,eve\n"

    def test_is_a_dry_run_unless_said_otherwise(self, desk: Caller, studio: Studio) -> None:
        answer = desk.send("post", f"{CLIENTS}/import", {"csv": self.LIST}).json()

        assert answer["id"] is None
        assert answer["counts"] == {"add": 1, "update": 0, "skip": 0, "error": 1}
        assert answer["rows"][1] == {
            "row": 3, "action": "error", "client_id": None, "name": "Eve", "email": None,
            "errors": {"email": ["Write an e-mail address, such as name@example.org. “eve”"]}, "left_out": {},
        }  # fmt: skip
        with tenant(studio.id):
            assert not Client.objects.exists()

    def test_takes_everybody_or_nobody(self, desk: Caller, studio: Studio) -> None:
        refused = desk.send("post", f"{CLIENTS}/import", {"csv": self.LIST, "dry_run": False})
        rows = [{"name": "Vera Voss", "email": "vera@example.org"}]
        taken = desk.send("post", f"{CLIENTS}/import", {"rows": rows, "dry_run": False})

        assert (refused.status_code, set(refused.json()["errors"])) == (400, {"rows.3.email"})
        assert taken.json()["id"]
        with tenant(studio.id):
            assert Client.objects.count() == 1

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({}, "csv"), ({"csv": "x", "rows": []}, "csv"), ({"csv": ""}, "csv"), ({"csv": "Name\nVera"}, "csv"),
            ({"rows": []}, "rows"),
            ({"rows": [{"name": "V", "email": "v@x.de", "age": "7"}], "dry_run": False}, "rows.1.age"),
            ({"csv": LIST, "on_duplicate": "replace"}, "on_duplicate"), ({"csv": LIST, "dry_run": "maybe"}, "dry_run"),
        ],
    )  # fmt: skip
    def test_says_what_is_wrong_with_the_request(self, desk: Caller, data: Any, field: str) -> None:
        answer = desk.send("post", f"{CLIENTS}/import", data)

        assert answer.status_code == 400
        assert set(answer.json()["errors"]) == {field}


def test_answers_have_the_fields_the_schema_promises(desk: Caller, vera: Client, note: ClientNote) -> None:
    client = desk.get(f"{CLIENTS}/{vera.pk}").json()
    notes = desk.get(f"{CLIENTS}/{vera.pk}/notes").json()
    report = desk.send("post", f"{CLIENTS}/import", {"csv": TestImport.LIST}).json()

    assert set(client) == set(ClientOut().fields)
    assert set(notes["results"][0]) == set(ClientNoteOut().fields)
    assert set(report) == set(ClientImportOut().fields)
    assert set(report["rows"][0]) == set(ImportedRowOut().fields)


#: method, path behind /clients, body, and who may: m(anager), o(wn record).
ROUTES: list[tuple[str, str, Any, str]] = [
    ("get", "", None, "m"),
    ("post", "", {"name": "Eve", "email": "eve@example.org"}, "m"),
    ("get", "/{client}", None, "mo"),
    ("patch", "/{client}", {"name": "Eve"}, "mo"),
    ("get", "/{client}/profile", None, "mo"),
    ("post", "/{client}/status", {"status": "lead"}, "m"),
    ("post", "/{client}/archive", {}, "m"),
    ("post", "/{client}/restore", {}, "m"),
    ("get", "/{client}/notes", None, "m"),
    ("post", "/{client}/notes", {"text": "Eve"}, "m"),
    ("patch", "/{client}/notes/{note}", {"text": "Eve"}, "m"),
    ("delete", "/{client}/notes/{note}", {}, "m"),
    ("post", "/import", {"csv": "Name,Email\nEve,eve@example.org", "dry_run": False}, "m"),
]


@pytest.mark.parametrize(("method", "path", "data", "may"), ROUTES)
class TestDenied:
    def deny(
        self, studio: Studio, who: Actor | None, route: tuple[str, str, Any], note: ClientNote, status: set[int]
    ) -> None:
        method, path, data = route
        path = CLIENTS + path.format(client=note.client_id, note=note.pk)
        before = everything(studio)
        caller = Caller(studio, who)

        answer = caller.get(path) if method == "get" else caller.send(method, path, data)

        assert answer.status_code in status
        assert "Vera" not in answer.content.decode()
        assert everything(studio) == before

    def test_to_nobody_in_particular(
        self, method: str, path: str, data: Any, may: str, studio: Studio, note: ClientNote
    ) -> None:
        self.deny(studio, None, (method, path, data), note, {401})

    def test_to_a_trainer(
        self, method: str, path: str, data: Any, may: str, studio: Studio, note: ClientNote, trainer: Actor
    ) -> None:
        self.deny(studio, trainer, (method, path, data), note, {403})

    def test_to_another_client(
        self, method: str, path: str, data: Any, may: str, studio: Studio, note: ClientNote, maya: Actor
    ) -> None:
        self.deny(studio, maya, (method, path, data), note, {404} if "o" in may else {403})

    def test_to_the_owner_of_another_studio(
        self, method: str, path: str, data: Any, may: str, studio: Studio, note: ClientNote, stranger: Actor
    ) -> None:
        self.deny(studio, stranger, (method, path, data), note, {404})
        if "{client}" in path:
            self.deny(stranger.organization, stranger, (method, path, data), note, {404})

    def test_to_a_manager_of_elsewhere(
        self, method: str, path: str, data: Any, may: str, studio: Studio, note: ClientNote
    ) -> None:
        if "{client}" in path:
            self.deny(studio, _club_manager(studio), (method, path, data), note, {404})


def everything(studio: Studio) -> list[Any]:
    tables: list[Any] = [Client, ClientNote, Event]
    with tenant(studio.id):
        return [list(table.objects.order_by("pk").values()) for table in tables]


def _club_manager(studio: Studio) -> Actor:
    """A manager of a location where nobody lives."""
    with tenant(studio.id):
        actor = make_staff_actor(studio, name="Hanna", role=Role.MANAGER)
        harbour = Location.objects.create(organization_id=studio.id, name="Harbour")
        studio_role = StudioRole.objects.get(staff__name="Hanna")
        StudioRoleScope.objects.create(organization_id=studio.id, studio_role=studio_role, location=harbour)
        assert actor.user_id
        return actor_of(studio, actor.user_id)
