"""A studio may demand a second step of its staff: nothing of theirs opens before, and everything opens afterwards."""

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from fitflow.accounts.models import User
from fitflow.accounts.tests.steps import PASSWORD, app_code
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import actor_of, make_client, make_staff, make_staff_actor
from fitflow.organizations.models import Organization
from fitflow.organizations.settings import DEMANDED, SECOND_STEP
from fitflow.organizations.tests.browser import Browser

STAFF = (Role.OWNER, Role.ADMIN, Role.MANAGER, Role.TRAINER)


def demand(studio: Studio, whose: str) -> None:
    """As an owner with a second step has chosen."""
    organization = Organization.objects.get(pk=studio.id)
    organization.overrides |= {SECOND_STEP.key: whose}
    organization.settings |= {SECOND_STEP.key: whose}
    organization.save(update_fields=["overrides", "settings"])


def login_of(actor: Actor) -> User:
    assert actor.user_id
    return User.objects.get(pk=actor.user_id)


def set_up(actor: Actor) -> None:
    TOTP.activate(login_of(actor), generate_totp_secret())


def seen_by_door(studio: Studio, actor: Actor) -> Actor:
    assert actor.user_id
    return actor_of(studio, actor.user_id)


class TestTheDoor:
    @pytest.mark.parametrize("whose", DEMANDED)
    @pytest.mark.parametrize("role", STAFF)
    def test_withholds_the_roles_that_the_setting_names(self, studio: Studio, whose: str, role: Role) -> None:
        person = make_staff_actor(studio, name="Kim Reed", role=role)
        demand(studio, whose)
        found = seen_by_door(studio, person)

        is_demanded = role in DEMANDED[whose]
        assert found.withheld == (frozenset({role}) if is_demanded else frozenset())
        assert found.can(role) is not is_demanded
        assert (found.staff_id is None) is is_demanded

    def test_gives_them_to_whoever_has_the_step(self, studio: Studio, manager: Actor) -> None:
        demand(studio, "staff")
        set_up(manager)

        assert seen_by_door(studio, manager).roles == {Role.MANAGER}

    def test_asks_members_nothing_and_leaves_staff_what_they_are_as_members(
        self, studio: Studio, manager: Actor, maya: Actor
    ) -> None:
        make_client(studio, name="Mona Manager", user=login_of(manager))
        demand(studio, "staff")

        assert seen_by_door(studio, maya).roles == {Role.CLIENT}
        both = seen_by_door(studio, manager)
        assert both.roles == {Role.CLIENT}
        assert both.withheld == {Role.MANAGER}
        assert both.client_id

    def test_asks_nothing_in_another_studio(self, studio: Studio, manager: Actor, stranger: Actor) -> None:
        with tenant(stranger.organization_id):
            make_staff(stranger.organization, name="Mona", role=Role.MANAGER, user=login_of(manager))
        demand(studio, "staff")

        with tenant(stranger.organization_id):
            assert seen_by_door(stranger.organization, manager).roles == {Role.MANAGER}


class TestAPage:
    def test_of_the_staff_leads_to_setting_it_up_and_back(self, studio: Studio, manager: Actor) -> None:
        demand(studio, "managers")
        login = login_of(manager)
        login.set_password(PASSWORD)
        login.save()
        browser = Browser(studio, manager)
        path = reverse("organizations:clients", args=[studio.slug])
        page = browser.client.get(f"{path}?q=maya")

        assert page.status_code == HTTPStatus.FORBIDDEN
        link = page.context["set_up_url"]
        assert link.replace("&", "&amp;") in page.content.decode()
        assert parse_qs(urlsplit(link).query)["next"] == [f"{path}?q=maya"]

        back_at = onward(browser, link)
        assert back_at == f"{path}?q=maya"
        assert browser.client.get(back_at).status_code == HTTPStatus.OK

    def test_for_everybody_stays_open(self, studio: Studio, manager: Actor) -> None:
        demand(studio, "staff")

        assert Browser(studio, manager).page("").status_code == HTTPStatus.OK

    def test_that_is_asked_for_as_a_part_says_it_in_the_part(self, studio: Studio, manager: Actor) -> None:
        demand(studio, "staff")
        headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/s/{studio.slug}/desk/"}
        part = Browser(studio, manager).client.get(
            reverse("organizations:clients", args=[studio.slug]), headers=headers
        )

        assert part.status_code == HTTPStatus.FORBIDDEN
        assert "<html" not in part.content.decode()
        assert f"next=%2Fs%2F{studio.slug}%2Fdesk%2F" in part.content.decode()

    def test_leads_to_no_other_site(self, studio: Studio, manager: Actor) -> None:
        browser = Browser(studio, manager)
        login = login_of(manager)
        login.set_password(PASSWORD)
        login.save()

        assert onward(browser, f"{reverse('mfa_activate_totp')}?next=https://evil.test/") == ""


def onward(browser: Browser, link: str) -> str:
    """Sets the app up by the link, and gives the address on the page of the recovery codes that leads on."""
    client = browser.client
    if not client.session.get("account_authentication_methods"):
        client.force_login(User.objects.get(pk=client.session["_auth_user_id"]))
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    form = client.get(link, follow=True).context["form"]
    codes = client.post(reverse("mfa_activate_totp"), {"code": app_code(form.secret)}, follow=True)
    assert codes.request["PATH_INFO"] == reverse("mfa_view_recovery_codes")
    found: str = codes.context["came_from"]
    assert found in codes.content.decode()
    assert ("I have them, go on" in codes.content.decode()) is bool(found)
    return found


class TestTheApi:
    def call(self, studio: Studio, actor: Actor, path: str = "clients") -> Any:
        return Browser(studio, actor).api("GET", path)

    def test_refuses_staff_by_a_code_of_its_own(self, studio: Studio, manager: Actor) -> None:
        demand(studio, "managers")
        refused = self.call(studio, manager)

        assert (refused.status_code, refused.json()["code"]) == (403, "second_step_required")
        set_up(manager)
        assert self.call(studio, manager).status_code == HTTPStatus.OK

    def test_refuses_a_write_and_changes_nothing(self, studio: Studio, manager: Actor) -> None:
        demand(studio, "managers")
        refused = Browser(studio, manager).api("POST", "clients", {"name": "New"})

        assert (refused.status_code, refused.json()["code"]) == (403, "second_step_required")

    def test_says_what_it_always_said_to_whoever_may_not_anyway(
        self, studio: Studio, maya: Actor, stranger: Actor
    ) -> None:
        demand(studio, "staff")

        assert self.call(studio, maya).json()["code"] == "forbidden"
        assert self.call(studio, stranger).status_code == HTTPStatus.NOT_FOUND


class TestTheSetting:
    def test_is_refused_to_an_owner_who_has_no_second_step(self, studio: Studio, owner: Actor) -> None:
        refused = Browser(studio, owner).api("PATCH", "admin/settings", {SECOND_STEP.key: "owners"})

        assert refused.status_code == HTTPStatus.BAD_REQUEST
        assert "for yourself first" in refused.json()["errors"][SECOND_STEP.key][0]
        assert Browser(studio, owner).api("GET", "admin/settings").json()[SECOND_STEP.key] == "nobody"

    def test_is_taken_from_one_who_has_it_and_can_be_taken_back(self, studio: Studio, owner: Actor) -> None:
        set_up(owner)
        browser = Browser(studio, owner)

        for whose in ("staff", "nobody"):
            answer = browser.api("PATCH", "admin/settings", {SECOND_STEP.key: whose})
            assert (answer.status_code, answer.json()[SECOND_STEP.key]) == (200, whose)
