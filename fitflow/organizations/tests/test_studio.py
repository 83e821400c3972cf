from datetime import datetime

import pytest

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Invalid
from fitflow.core.models import Event
from fitflow.core.tenancy import tenant
from fitflow.organizations.doors import open_door
from fitflow.organizations.factories import make_client, make_studio
from fitflow.organizations.models import Location, Organization, Staff
from fitflow.organizations.queries.directory import studio_of
from fitflow.organizations.queries.studio import (
    Home,
    Start,
    free_slug,
    home_of,
    preset_differences,
    qr_file,
    qr_svg,
    share_link,
    studios_of,
)
from fitflow.organizations.refusals import AlreadyFounded
from fitflow.organizations.services.studio import create_studio, found_first_studio, update_profile
from fitflow.organizations.typed_settings.registry import registry

VALUES = {
    "name": "Iron House", "slug": "iron-house", "timezone": "Europe/Berlin", "currency": "EUR", "preset": "studio",
}  # fmt: skip


@pytest.fixture
def founder(db: None) -> User:
    return make_user(email="ida@iron.test", name="Ida Iron")


class TestCreateStudio:
    def test_makes_a_studio_with_settings_a_location_and_its_owner(self, founder: User, now: datetime) -> None:
        organization = create_studio(founder, **VALUES, now=now)

        assert organization.settings == registry().resolve("studio", {})
        assert (organization.timezone, organization.currency) == ("Europe/Berlin", "EUR")
        assert studio_of(organization).country == "DE"
        with open_door(founder.pk, "iron-house") as actor:
            assert actor.roles == {Role.OWNER}
            assert Location.objects.get().is_active
            assert Staff.objects.get().is_trainer is False

    @pytest.mark.parametrize(
        ("timezone", "locale", "week_start"),
        [("Europe/Berlin", "en-de", 1), ("America/New_York", "en-us", 7), ("UTC", "en-gb", 1)],
    )
    def test_writes_as_its_country_does(
        self, founder: User, timezone: str, locale: str, week_start: int, now: datetime
    ) -> None:
        organization = create_studio(founder, **VALUES | {"timezone": timezone}, now=now)

        assert (organization.locale, organization.week_start) == (locale, week_start)

    def test_records_it_as_the_first_event(self, founder: User, now: datetime) -> None:
        organization = create_studio(founder, **VALUES, now=now)

        with tenant(organization.pk):
            event = Event.objects.get()
        assert (event.type, event.entity_id, event.actor_id) == ("organization.created", organization.pk, founder.pk)

    def test_lets_a_coach_give_sessions_from_the_start(self, founder: User, now: datetime) -> None:
        create_studio(founder, **VALUES | {"preset": "coach"}, now=now)

        with open_door(founder.pk, "iron-house") as actor:
            assert actor.roles == {Role.OWNER, Role.TRAINER}
            assert Staff.objects.get().is_trainer

    def test_names_everything_that_is_wrong_and_writes_nothing(self, founder: User, now: datetime) -> None:
        wrong = {"name": " ", "slug": "A B", "timezone": "Nowhere", "currency": "X", "preset": "spa"}

        with pytest.raises(Invalid) as refusal:
            create_studio(founder, **wrong, now=now)

        assert refusal.value.errors.keys() == wrong.keys()
        assert not Organization.objects.exists()

    def test_suggests_a_free_address_for_a_taken_one(self, founder: User, now: datetime) -> None:
        create_studio(founder, **VALUES, now=now)

        with pytest.raises(Invalid, match="“iron-house-2” is free"):
            create_studio(founder, **VALUES, now=now)

        assert Organization.objects.count() == 1

    def test_lets_one_person_found_several(self, founder: User, now: datetime) -> None:
        create_studio(founder, **VALUES, now=now)
        create_studio(founder, **VALUES | {"slug": "second", "name": "Second"}, now=now)

        assert [studio.slug for studio in studios_of(founder.pk)] == ["iron-house", "second"]


class TestFoundFirstStudio:
    PERSON = {"email": "Ida@Iron.test", "person": "Ida Iron", "password": "a-long-enough-one"}

    def test_makes_the_login_of_the_owner_too(self, db: None, now: datetime) -> None:
        user, organization = found_first_studio(**self.PERSON, studio=VALUES, has_key=True, now=now)

        assert (user.email, user.name) == ("ida@iron.test", "Ida Iron")
        assert user.check_password("a-long-enough-one")
        assert home_of(user.pk) == Home(Start.DESK, organization.slug)

    def test_makes_a_login_by_code_without_a_password(self, db: None, now: datetime) -> None:
        user, _organization = found_first_studio(**self.PERSON | {"password": ""}, studio=VALUES, has_key=True, now=now)

        assert not user.has_usable_password()

    def test_happens_once(self, founder: User, now: datetime) -> None:
        create_studio(founder, **VALUES, now=now)

        with pytest.raises(AlreadyFounded):
            found_first_studio(**self.PERSON, studio=VALUES | {"slug": "other"}, has_key=True, now=now)

        assert User.objects.count() == 1

    def test_names_what_is_wrong_with_person_and_studio_at_once(self, db: None, now: datetime) -> None:
        with pytest.raises(Invalid) as refusal:
            found_first_studio(
                email="x",
                person="",
                password="123",
                studio=VALUES | {"slug": "-", "timezone": ""},
                has_key=True,
                now=now,
            )

        assert refusal.value.errors.keys() == {"email", "person", "password", "slug", "timezone"}
        assert not User.objects.exists()


class TestUpdateProfile:
    def test_changes_what_was_given_and_records_old_and_new(self, owner: Actor, now: datetime) -> None:
        update_profile(owner, changes={"name": "New Name", "timezone": "madrid", "currency": "GBP"}, now=now)

        organization = Organization.objects.get(pk=owner.organization_id)
        assert (organization.name, organization.timezone) == ("New Name", "Europe/Madrid")
        event = Event.objects.with_words().get(type="organization.changed")
        assert event.told["changes"] == {
            "name": ["Northside", "New Name"],
            "timezone": ["Europe/London", "Europe/Madrid"],
        }

    def test_records_nothing_when_nothing_is_different(self, owner: Actor, now: datetime) -> None:
        update_profile(owner, changes={"name": "Northside", "week_start": 1}, now=now)

        assert not Event.objects.exists()

    @pytest.mark.parametrize("changes", [{"slug": "x"}, {"name": 3}, {"week_start": "1"}, {"timezone": "Mars"}])
    def test_names_the_field_that_is_wrong(self, owner: Actor, now: datetime, changes: dict[str, object]) -> None:
        with pytest.raises(Invalid) as refusal:
            update_profile(owner, changes={"name": "Other"} | changes, now=now)

        assert refusal.value.errors.keys() == changes.keys()
        assert Organization.objects.get(pk=owner.organization_id).name == "Northside"


class TestHomeOf:
    def test_begins_with_founding_while_nobody_has(self, founder: User) -> None:
        assert home_of(None).start == Start.FOUND
        assert home_of(founder.pk).start == Start.FOUND

    def test_is_the_only_studio_or_a_choice(self, studio: Studio, maya: Actor, owner: Actor, stranger: Actor) -> None:
        assert home_of(None).start == Start.SIGN_IN
        assert home_of(maya.user_id) == Home(Start.ME, studio.slug)
        assert home_of(owner.user_id) == Home(Start.DESK, studio.slug)
        with tenant(stranger.organization_id):
            make_client(stranger.organization, name="Maya", user=User.objects.get(email="maya.lind@northside.test"))
        assert home_of(maya.user_id) == Home(Start.CHOOSE)

    def test_shows_a_login_only_its_own_studios(self, studio: Studio, maya: Actor, stranger: Actor) -> None:
        assert stranger.user_id is not None
        assert [(found.slug, found.roles) for found in studios_of(stranger.user_id)] == [
            ("southside", frozenset({Role.OWNER}))
        ]

    def test_offers_a_choice_to_a_login_without_a_studio(self, studio: Studio) -> None:
        assert home_of(make_user(email="new@example.test").pk).start == Start.CHOOSE


class TestSharing:
    def test_links_to_the_public_page(self, studio: Studio) -> None:
        assert share_link(studio) == "http://localhost:8000/s/northside/"

    def test_draws_a_code_without_styles_or_scripts(self, studio: Studio) -> None:
        svg = qr_svg(share_link(studio))

        assert svg.startswith("<svg ")
        assert "viewBox" in svg
        assert "style=" not in svg
        assert "<script" not in svg
        assert qr_file("x").startswith(b"<?xml")

    def test_numbers_an_address_that_is_taken(self, studio: Studio) -> None:
        make_studio(slug="northside-2")

        assert (free_slug("Northside"), free_slug("Elsewhere"), free_slug("日本")) == ("northside-3", "elsewhere", "")


class TestPresetDifferences:
    def test_lists_what_would_change(self, owner: Actor) -> None:
        differences = {item.key: (item.before, item.after) for item in preset_differences(owner, "cohort_gym")}

        assert differences == {
            "booking.one_step": (False, True),
            "cancel.policy": ("tiered", "cutoff"),
            "class.default_capacity": (12, 15),
        }

    def test_refuses_an_unknown_preset(self, owner: Actor) -> None:
        with pytest.raises(Invalid):
            preset_differences(owner, "spa")
