"""What somebody is called in stories of the studio: never by an address, which not everybody may see."""

import pytest

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Studio
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client
from fitflow.organizations.queries.names import login_names


@pytest.mark.django_db
class TestNames:
    def test_are_those_people_gave_themselves_else_those_of_their_records(
        self, studio: Studio, system: Actor, stranger: Actor
    ) -> None:
        ada, eve, kim = (make_user(email=f"{name}@x.test") for name in ("ada", "eve", "kim"))
        User.objects.update(name="")
        named = make_user(email="zoe@x.test", name="Zoe Zest")
        make_client(studio, name="Ada Byron", user=ada)
        with tenant(stranger.organization_id):
            make_client(stranger.organization, name="Eve Abroad", user=eve)

        names = login_names(system, {ada.pk, eve.pk, kim.pk, named.pk})

        assert names == {ada.pk: "Ada Byron", eve.pk: "Somebody", kim.pk: "Somebody", named.pk: "Zoe Zest"}
