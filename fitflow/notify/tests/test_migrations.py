"""What people chose before a migration holds after it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connections

from fitflow.core.actor import Actor
from fitflow.core.ids import new_id
from fitflow.core.tenancy import tenant
from fitflow.notify import queries
from fitflow.notify.models import Message, Preference
from fitflow.notify.queries import Recipient
from fitflow.notify.tests.samples import tell
from fitflow.organizations.factories import make_client_actor, make_studio
from tests.databases import CommittedDatabase

OLD_PREFERENCE = (
    "INSERT INTO notify_preference (id, organization_id, user_id, topic, channel, enabled)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)


@pytest.fixture
def maya(committed_db: CommittedDatabase) -> Iterator[Actor]:
    """A client of a studio in a database that a migration may change."""
    studio = make_studio()
    with tenant(studio.id):
        maya = make_client_actor(studio, name="Maya Lind")
    yield maya
    connections.close_all()


def migrate(name: str) -> None:
    connections["default"].close()
    call_command("migrate", "notify", name, database="owner", verbosity=0)


def test_choices_of_before_there_were_kinds_of_message_hold(maya: Actor, now: datetime) -> None:
    chosen = {("sample.brief", "email"): False, ("sample.brief", "in_app"): True, ("booking.reminder", "email"): False}
    migrate("0003")
    with connections["owner"].cursor() as cursor:
        for (kind, channel), enabled in chosen.items():
            values = [new_id(), maya.organization_id, maya.user_id, kind, channel, enabled]
            cursor.execute(OLD_PREFERENCE, values)

    migrate("0005")

    with tenant(maya.organization_id):
        assert {(row.kind, row.channel): row.enabled for row in Preference.objects.all()} == chosen
        held = {(wish.kind.key, wish.channel.name): wish.enabled for wish in queries.wishes(maya)}
        assert chosen.items() <= held.items()
        to, system = Recipient(client=maya.client_id), Actor.system(maya.organization)
        assert [one.channel for one in tell(system, to, now=now, template="sample/brief")] == ["in_app"]
        assert Message.objects.count() == 1


def test_the_walls_of_choices_stand_after_it(maya: Actor) -> None:
    whose = {"organization_id": maya.organization_id, "user_id": maya.user_id, "kind": "sample.brief"}
    migrate("0003")
    migrate("0005")

    with tenant(maya.organization_id):
        Preference.objects.create(**whose, channel="email", enabled=False)
        with pytest.raises(IntegrityError, match="preference_once_per_kind"):
            Preference.objects.create(**whose, channel="email", enabled=True)
        Preference.objects.create(**whose, channel="in_app", enabled=True)
    with tenant(make_studio(slug="southside").id):
        assert not Preference.objects.exists()
