import pytest

from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import NotFound, Unauthenticated
from fitflow.core.models import Event
from fitflow.core.tenancy import tenant
from fitflow.organizations.doors import open_door
from fitflow.organizations.factories import make_client
from fitflow.organizations.models import Client
from fitflow.organizations.refusals import OrganizationRequired
from fitflow.organizations.tests.browser import Browser


class TestOpenDoor:
    def test_shows_the_studio_and_the_roles_of_whoever_stands_there(self, studio: Studio, maya: Actor) -> None:
        with open_door(maya.user_id, studio.slug) as actor:
            assert actor.organization == studio
            assert actor.roles == {Role.CLIENT}
            assert actor.client_id == maya.client_id

    def test_finds_the_only_studio_of_a_login_without_its_name(self, studio: Studio, maya: Actor) -> None:
        with open_door(maya.user_id, None) as actor:
            assert actor.organization_id == studio.id

    def test_asks_which_studio_when_there_are_several(self, studio: Studio, stranger: Actor, maya: Actor) -> None:
        with tenant(stranger.organization_id):
            make_client(stranger.organization, name="Maya", user=User.objects.get(email="maya.lind@northside.test"))

        with pytest.raises(OrganizationRequired), open_door(maya.user_id, None):
            pass

    def test_hides_everything_again_when_it_closes(self, studio: Studio, maya: Actor) -> None:
        with open_door(maya.user_id, studio.slug):
            assert Client.objects.count() == 1

        assert Client.objects.count() == 0

    def test_refuses_an_old_token(self, studio: Studio, maya: Actor) -> None:
        with pytest.raises(Unauthenticated), open_door(maya.user_id, studio.slug, key_version=7):
            pass

    @pytest.mark.parametrize("name", ["", "caf\u00e9", "a\x00b"])
    def test_does_not_take_the_only_studio_for_one_that_was_named_otherwise(self, maya: Actor, name: str) -> None:
        """What is not ASCII in a header arrives as "" from the server."""
        with pytest.raises(NotFound), open_door(maya.user_id, name):
            pass

    @pytest.mark.parametrize("path", ["locations", "sessions/00000000-0000-7000-8000-000000000001/hold"])
    def test_of_the_api_knows_no_studio_by_a_name_that_is_not_ascii(
        self, studio: Studio, maya: Actor, path: str
    ) -> None:
        client = Browser(studio, maya).client
        headers = {"X-Organization": "", "Idempotency-Key": "one"}
        method = client.post if path.endswith("hold") else client.get

        assert method(f"/api/v1/{path}", headers=headers).status_code == 404

    def test_does_not_know_a_studio_that_does_not_exist(self, maya: Actor) -> None:
        with pytest.raises(NotFound), open_door(maya.user_id, "nowhere"):
            pass

    def test_shows_no_event_of_another_studio(self, studio: Studio, stranger: Actor) -> None:
        assert list(Event.objects.exclude(organization_id=studio.id)) == []
