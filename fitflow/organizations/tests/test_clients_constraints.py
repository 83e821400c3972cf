"""What the database alone refuses about clients, by raw SQL as the application's role."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error, ProgrammingError

from fitflow.accounts.factories import make_user
from fitflow.core.actor import Actor, Studio
from fitflow.core.db import rows
from fitflow.core.ids import new_id
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client, make_staff
from fitflow.organizations.models import Client


def run(sql: str, *params: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def refused(sql: str, *params: Any) -> str:
    with pytest.raises(Error) as error, transaction.atomic():
        run(sql, *params)
    assert isinstance(error.value, IntegrityError | ProgrammingError)
    return str(error.value)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("name = ''", "client_has_a_name"),
        ("email = 'Maya@example.org'", "client_email_is_lower_case"),
        ("email = 'noah@example.org'", "client_email_once_per_studio"),
        ("status = 'vip'", "client_status_is_known"),
        ("archived_at = now()", "client_archived_is_not_active"),
        ("archived_at = now(), status = 'inactive'", "client_archived_keeps_its_status"),
        ("status_before = 'lead'", "client_archived_keeps_its_status"),
    ],
)
def test_a_record_that_says_nonsense(studio: Studio, change: str, constraint: str) -> None:
    maya = make_client(studio, name="Maya", email="maya@example.org")
    make_client(studio, name="Noah", email="noah@example.org")

    assert constraint in refused(f"UPDATE organizations_client SET {change} WHERE id = %s", maya.pk)


def test_two_records_without_an_address_are_fine(studio: Studio) -> None:
    make_client(studio, name="Maya")
    make_client(studio, name="Noah")

    assert Client.objects.count() == 2


def test_a_second_login_of_a_client(studio: Studio, maya: Actor, noah: Actor) -> None:
    assert "studio_role_one_login_per_client" in refused(
        "UPDATE organizations_studiorole SET client_id = %s WHERE user_id = %s", maya.client_id, noah.user_id
    )


class TestAnotherStudio:
    def test_is_not_where_a_client_can_live_or_be_trained(self, studio: Studio, stranger: Actor) -> None:
        maya = make_client(studio, name="Maya")
        with tenant(stranger.organization_id):
            [location] = rows("SELECT id FROM organizations_location", [])
            staff = make_staff(stranger.organization, name="Ingo")

        for column, target in (("location_id", location["id"]), ("trainer_id", staff.pk)):
            said = refused(f"UPDATE organizations_client SET {column} = %s WHERE id = %s", target, maya.pk)
            assert f"organizations_client_{column}_same_org" in said

    def test_is_not_where_a_note_can_go(self, studio: Studio, stranger: Actor) -> None:
        with tenant(stranger.organization_id):
            vera = make_client(stranger.organization, name="Vera")

        assert "organizations_clientnote_client_id_same_org" in refused(
            "INSERT INTO organizations_clientnote (id, organization_id, client_id, author_name, text, created_at)"
            " VALUES (%s, %s, %s, '', 'x', now())", new_id(), studio.id, vera.pk,
        )  # fmt: skip

    def test_shows_no_client_even_without_a_filter(self, studio: Studio, stranger: Actor) -> None:
        make_client(studio, name="Maya", email="maya@example.org")

        with tenant(stranger.organization_id):
            assert rows("SELECT * FROM organizations_client", []) == []
        with tenant(studio.id):
            assert len(rows("SELECT * FROM organizations_client", [])) == 1

    def test_gives_away_what_its_question_names_and_nothing_else(self, studio: Studio, stranger: Actor) -> None:
        maya = make_client(studio, name="Maya", email="maya@example.org")
        make_client(studio, name="Noah", email="noah@example.org")
        user = make_user(email="maya@example.org")

        with tenant(stranger.organization_id):
            found = rows("SELECT * FROM waiting_records(%s)", [user.pk])
            asked = {"organization_id": studio.id, "slug": "northside", "studio": "Northside"}
            assert found == [{**asked, "client_id": maya.pk, "email": "maya@example.org"}]
            assert rows("SELECT * FROM waiting_records(%s)", [stranger.user_id]) == []
            assert rows("SELECT * FROM organizations_client", []) == []

    def test_is_dark_whatever_address_stands_on_the_connection(self, studio: Studio, stranger: Actor) -> None:
        make_client(studio, name="Maya", email="maya@example.org")

        with tenant(stranger.organization_id), transaction.atomic():
            run("SELECT set_config('fitflow.address', 'maya@example.org', true)")
            assert rows("SELECT id FROM organizations_client", []) == []
            assert run("UPDATE organizations_client SET name = 'Eve'") == 0
            assert run("DELETE FROM organizations_client") == 0
