"""A login that was begun and never proved ends after a day, and its address is free for whoever reads it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from fitflow.accounts import services
from fitflow.accounts.factories import make_user
from fitflow.accounts.models import Happened, User
from fitflow.accounts.services.happened import note
from fitflow.core.actor import Studio
from fitflow.core.hooks import Chore
from fitflow.core.offers import find_offer
from fitflow.organizations.factories import make_client
from fitflow.organizations.services.unproven import forget_unproven

pytestmark = pytest.mark.django_db
#: Tables whose rows go with a login that never proved itself, and those whose rows keep it.
GO, KEEP = (
    {
        "account_emailaddress", "mfa_authenticator", "usersessions_usersession", "accounts_refreshtoken",
        "accounts_accountevent",
    },
    {"organizations_studiorole", "organizations_separation"},
)  # fmt: skip
REFERENCES = """
SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f' AND confrelid = 'accounts_user'::regclass
"""


def begun(email: str, *, hours: int, **values: Any) -> User:
    now = timezone.now()
    return make_user(email=email, now=now - timedelta(hours=hours), **values)


class TestUnprovenLogins:
    def test_end_after_a_day_and_free_their_address(self) -> None:
        old = begun("old@x.test", hours=25, verified=False)
        note(old.pk, Happened.SIGN_IN_FAILED, now=timezone.now())
        begun("young@x.test", hours=23, verified=False)
        begun("proved@x.test", hours=25, verified=True)

        assert forget_unproven(timezone.now(), 10) == 1
        assert set(User.objects.values_list("email", flat=True)) == {"young@x.test", "proved@x.test"}
        assert services.user_of_proven_address(email="old@x.test", now=timezone.now()).pk != old.pk

    def test_end_so_many_at_once(self) -> None:
        for number in range(3):
            begun(f"old{number}@x.test", hours=25 + number, verified=False)

        assert [forget_unproven(timezone.now(), 2) for _twice in range(2)] == [2, 1]

    def test_that_belong_to_a_studio_stay(self, studio: Studio) -> None:
        make_client(studio, name="Kim", user=begun("kim@x.test", hours=25, verified=False))

        assert forget_unproven(timezone.now(), 10) == 0

    def test_of_less_than_a_day_stay_whatever_is_asked(self) -> None:
        begun("young@x.test", hours=23, verified=False)

        assert forget_unproven(timezone.now() + timedelta(days=30), 10) == 0

    def test_are_looked_for_by_the_house(self) -> None:
        chore = find_offer(Chore, "organizations.unproven")

        assert chore is not None
        assert chore.forget is forget_unproven

    def test_are_known_by_every_table_that_names_a_login(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(REFERENCES)
            found = {name for (name,) in cursor.fetchall()}

        assert found == GO | KEEP, "say in organizations/sql/unproven.sql whether its rows go or keep the login"
