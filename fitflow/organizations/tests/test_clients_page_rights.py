"""The pages of clients turn away whoever may not, and nothing is different afterwards."""

from datetime import datetime
from typing import Any

import pytest

from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.models import Event
from fitflow.organizations.factories import actor_of, make_client, make_staff_actor
from fitflow.organizations.models import Client, ClientNote, Location, StudioRole, StudioRoleScope
from fitflow.organizations.services.client_notes import add_note
from fitflow.organizations.tests.visitors import Visitor, in_studio, text

FORM = {"name": "Noah Berg", "email": "noah@example.org", "phone": "020 7946 0958", "status": "lead"}
LIST = "Name,Email\nNew Person,new@example.org\n"
POST_ONLY = {"clients_import_apply", "client_restore", "client_notes"}
#: Every page of the desk, whether it is about a client or a note, and a form that would change something.
PAGES: list[tuple[str, str, dict[str, str] | None]] = [
    ("clients", "", None),
    ("client_add", "", FORM),
    ("clients_import", "", {"text": LIST, "on_duplicate": "skip"}),
    ("clients_import_apply", "", {"text": LIST, "on_duplicate": "skip"}),
    ("clients_import_example", "", None),
    ("client", "client", None),
    ("client_edit", "client", FORM),
    ("client_status", "client", {"status": "lead"}),
    ("client_archive", "client", {}),
    ("client_restore", "client", {}),
    ("client_notes", "client", {"text": "Eve"}),
    ("client_note", "note", {"text": "Eve"}),
    ("client_note_remove", "note", {}),
]


@pytest.fixture
def note(studio: Studio, manager: Actor, now: datetime) -> ClientNote:
    vera = make_client(studio, name="Vera Voss", email="vera@example.org")
    return add_note(manager, client_id=vera.pk, text="Knee hurts.", now=now)


@pytest.mark.parametrize(("name", "about", "form"), PAGES)
class TestDenied:
    def deny(
        self, visitor: Visitor, page: tuple[str, str, dict[str, str] | None], note: ClientNote, status: int
    ) -> None:
        name, about, form = page
        args = {"": [], "client": [note.client_id], "note": [note.client_id, note.pk]}[about]
        before = [in_studio(visitor.studio, table) for table in (Client, ClientNote, Event)]

        answers = [visitor.get(name, *args)] if name not in POST_ONLY else []
        answers += [visitor.post(name, *args, **form)] if form is not None else []

        for answer in answers:
            assert answer.status_code == status
            assert "Vera" not in text(answer)
        assert [in_studio(visitor.studio, table) for table in (Client, ClientNote, Event)] == before

    def test_to_a_trainer(
        self, name: str, about: str, form: Any, studio: Studio, trainer: Actor, note: ClientNote
    ) -> None:
        self.deny(Visitor(studio, trainer), (name, about, form), note, 403)

    def test_to_a_member(self, name: str, about: str, form: Any, studio: Studio, maya: Actor, note: ClientNote) -> None:
        self.deny(Visitor(studio, maya), (name, about, form), note, 403)

    def test_to_the_owner_of_another_studio(
        self, name: str, about: str, form: Any, studio: Studio, stranger: Actor, note: ClientNote
    ) -> None:
        self.deny(Visitor(studio, stranger), (name, about, form), note, 404)
        if about:
            self.deny(Visitor(stranger.organization, stranger), (name, about, form), note, 404)

    def test_to_a_manager_of_elsewhere(
        self, name: str, about: str, form: Any, studio: Studio, note: ClientNote
    ) -> None:
        if about:
            self.deny(Visitor(studio, club_manager(studio)), (name, about, form), note, 404)

    def test_to_the_anonymous_who_are_asked_to_sign_in(
        self, name: str, about: str, form: Any, studio: Studio, note: ClientNote
    ) -> None:
        visitor = Visitor(studio, None)
        args = {"": [], "client": [note.client_id], "note": [note.client_id, note.pk]}[about]

        answer = visitor.post(name, *args, **form) if form is not None else visitor.get(name, *args)

        assert answer.status_code in (302, 303)
        assert "/accounts/login/" in answer["Location"]
        assert len(in_studio(studio, Client)) == 1


def club_manager(studio: Studio) -> Actor:
    """A manager of a location where nobody lives."""
    actor = make_staff_actor(studio, name="Hanna", role=Role.MANAGER)
    harbour = Location.objects.create(organization_id=studio.id, name="Harbour")
    studio_role = StudioRole.objects.get(staff__name="Hanna")
    StudioRoleScope.objects.create(organization_id=studio.id, studio_role=studio_role, location=harbour)
    assert actor.user_id
    return actor_of(studio, actor.user_id)
