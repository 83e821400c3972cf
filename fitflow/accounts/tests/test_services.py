from datetime import UTC, datetime
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from fitflow.accounts import queries, services
from fitflow.accounts.adapters.authentication import bearer
from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.accounts.refusals import EmailTaken
from fitflow.accounts.tests.steps import PASSWORD, make_maya
from fitflow.core.errors import Invalid, NotFound

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def maya(db: None) -> User:
    return make_maya()


class TestCreateUser:
    def test_keeps_the_address_in_lower_case_and_the_time(self, db: None) -> None:
        user = services.create_user(email=" Sam@Example.ORG ", name=" Sam ", now=NOW)

        assert (user.email, user.name, user.created_at) == ("sam@example.org", "Sam", NOW)
        assert queries.verified_addresses(user) == []
        assert not user.has_usable_password()

    def test_takes_a_hash_that_many_share(self, db: None) -> None:
        encoded = make_password(PASSWORD)

        users = [
            services.create_user(email=f"{name}@demo.test", encoded_password=encoded, verified=True, now=NOW)
            for name in ("a", "b")
        ]

        assert [user.check_password(PASSWORD) for user in users] == [True, True]

    def test_refuses_an_address_that_is_taken_and_changes_nothing(self, maya: User) -> None:
        with pytest.raises(EmailTaken):
            services.create_user(email="MAYA@example.org", now=NOW)

        assert User.objects.count() == EmailAddress.objects.count() == 1

    def test_refuses_a_password_that_is_easy_to_guess(self, db: None) -> None:
        with pytest.raises(Invalid) as refusal:
            services.create_user(email="sam@example.org", password="12345678", now=NOW)

        assert list(refusal.value.errors) == ["password"]
        assert not User.objects.exists()

    def test_cannot_be_got_round_with_capitals(self, db: None) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(email="Sam@example.org", created_at=NOW)


class TestUserOfProvenAddress:
    def test_is_whoever_proved_it_before(self, maya: User) -> None:
        assert services.user_of_proven_address(email="Maya@example.org", now=NOW) == maya
        maya.refresh_from_db()
        assert (maya.check_password(PASSWORD), maya.key_version) == (True, 1)

    def test_is_found_by_another_address_of_theirs(self, maya: User) -> None:
        EmailAddress.objects.create(user=maya, email="m@work.example", verified=True)

        assert services.user_of_proven_address(email="m@work.example", now=NOW) == maya

    def test_loses_the_password_that_was_set_before_the_proof(self, db: None) -> None:
        user = make_user(email="sam@example.org", password=PASSWORD, verified=False)

        found = services.user_of_proven_address(email="sam@example.org", now=NOW)

        assert (found.pk, found.has_usable_password(), found.key_version) == (user.pk, False, 2)
        assert queries.verified_addresses(found) == ["sam@example.org"]


class TestTokenFor:
    def test_names_the_login_and_its_version(self, maya: User) -> None:
        services.sign_out_everywhere(maya)

        found = bearer(services.token_for("maya@example.org", now=NOW))

        assert (found.pk, found.token_version) == (maya.pk, 2)
        assert queries.bearer_user(found.pk, found.token_version) == maya

    def test_is_not_given_for_nobody(self, db: None) -> None:
        with pytest.raises(NotFound):
            services.token_for("nobody@example.org", now=NOW)


class TestQueries:
    def test_find_people_by_id_address_and_proof(self, maya: User) -> None:
        EmailAddress.objects.create(user=maya, email="a@work.example", verified=True)
        EmailAddress.objects.create(user=maya, email="b@work.example")

        assert queries.user_by_id(maya.pk) == maya
        assert queries.user_by_id(uuid4()) is None
        assert queries.user_by_email("MAYA@example.org") == maya
        assert queries.user_by_verified_email("a@work.example") == maya
        assert queries.user_by_verified_email("b@work.example") is None
        assert queries.verified_addresses(maya) == ["maya@example.org", "a@work.example"]
        assert queries.users_by_id([maya.pk, uuid4()]) == {maya.pk: maya}

    def test_do_not_find_a_closed_login(self, maya: User) -> None:
        User.objects.filter(pk=maya.pk).update(is_active=False)

        assert queries.user_by_id(maya.pk) is None
        assert queries.user_by_email(maya.email) is None
        assert queries.user_by_verified_email(maya.email) is None
