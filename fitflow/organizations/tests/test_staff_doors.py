"""Staff, invitations, locations and the audit trail, on pages and through the API."""

import re
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from fitflow.accounts.factories import make_user
from fitflow.core.actor import Actor, Studio
from fitflow.core.tenancy import tenant
from fitflow.organizations.models import Invitation, Location, Staff, StudioRole
from fitflow.organizations.queries.staff import invitation_token
from fitflow.organizations.services.invitations import invite_staff
from fitflow.organizations.services.locations import add_location
from fitflow.organizations.tests.browser import Browser


def key_of(actor: Actor) -> UUID:
    assert actor.staff_id is not None
    return actor.staff_id


class TestStaffPages:
    def test_invite_and_change_and_end(self, studio: Studio, owner: Actor, manager: Actor) -> None:
        browser = Browser(studio, owner)
        sent = browser.post("desk/staff/invite/", email="kim@example.test", name="Kim", role="manager", teaches="on")
        assert sent.status_code == HTTPStatus.SEE_OTHER
        assert b"kim@example.test" in browser.page("desk/staff/").content

        location = f"desk/staff/{manager.staff_id}/"
        browser.post(f"{location}roles/", role="trainer")
        with tenant(studio.id):
            held = StudioRole.objects.filter(staff_id=key_of(manager)).values_list("role", flat=True)
            assert set(held) == {"trainer"}
        assert b"no longer works here?" in browser.page(f"{location}end/").content
        browser.post(f"{location}end/")
        with tenant(studio.id):
            assert not Staff.objects.get(pk=key_of(manager)).is_active

    def test_limit_a_manager_to_a_place(self, studio: Studio, owner: Actor, manager: Actor) -> None:
        browser = Browser(studio, owner)
        browser.post("desk/settings/locations/add/", name="Harbour")
        with tenant(studio.id):
            harbour = Location.objects.get(name="Harbour")
        browser.post(f"desk/staff/{manager.staff_id}/roles/", role="manager", locations=[str(harbour.pk)])

        assert "Manager (Harbour)" in browser.page("desk/staff/").content.decode()

    def test_show_a_limit_that_is_closed_or_gone_so_that_it_is_sent_again(
        self, studio: Studio, owner: Actor, manager: Actor, trainer: Actor
    ) -> None:
        browser = Browser(studio, owner)
        browser.post("desk/settings/locations/add/", name="Harbour")
        with tenant(studio.id):
            harbour = Location.objects.get(name="Harbour")
        limits = {"locations": [str(harbour.pk)], "trainers": [str(trainer.staff_id)]}
        browser.post(f"desk/staff/{manager.staff_id}/roles/", role="manager", **limits)

        browser.post(f"desk/settings/locations/{harbour.pk}/close/")
        browser.post(f"desk/staff/{trainer.staff_id}/end/")

        page = browser.page(f"desk/staff/{manager.staff_id}/").content.decode()
        ticked = set(
            re.findall(r'<input type="checkbox" name="(?:locations|trainers)" value="([^"]+)"[^>]* checked', page)
        )
        assert ticked == {str(harbour.pk), str(trainer.staff_id)}

    def test_show_why_the_last_owner_stays(self, studio: Studio, owner: Actor) -> None:
        answer = Browser(studio, owner).post(f"desk/staff/{owner.staff_id}/roles/", role="admin")

        assert answer.status_code == HTTPStatus.CONFLICT
        assert b"is the only owner" in answer.content

    def test_do_not_offer_an_administrator_to_make_owners(self, studio: Studio, admin: Actor, owner: Actor) -> None:
        browser = Browser(studio, admin)

        assert b'value="owner"' not in browser.page("desk/staff/invite/").content
        assert b"Only an owner can change this" in browser.page(f"desk/staff/{owner.staff_id}/").content

    def test_add_somebody_without_a_login_and_invite_them_later(self, studio: Studio, admin: Actor) -> None:
        browser = Browser(studio, admin)
        browser.post("desk/staff/add/", name="Ben Adu", email="", bio="", color="#2563eb")
        with tenant(studio.id):
            ben = Staff.objects.get(name="Ben Adu")
        browser.post("desk/staff/invite/", staff=str(ben.pk), email="ben@example.test", name="Ben Adu", role="trainer")

        with tenant(studio.id):
            assert Invitation.objects.get().staff_id == ben.pk

    def test_lead_a_new_owner_to_the_first_trainer(self, studio: Studio, owner: Actor) -> None:
        browser = Browser(studio, owner)
        words = "Nobody gives classes yet"
        assert words in browser.page("desk/staff/").content.decode()

        browser.post(f"desk/staff/{owner.staff_id}/roles/", role="owner", teaches="on")

        assert words not in browser.page("desk/staff/").content.decode()


class TestJoin:
    @pytest.fixture
    def link(self, studio: Studio, admin: Actor) -> str:
        invitation = invite_staff(admin, email="kim@example.test", roles=["manager"], now=timezone.now())
        return f"join/{invitation_token(invitation)}/"

    def visitor(self, studio: Studio, email: str) -> Browser:
        browser = Browser(studio)
        browser.client.force_login(make_user(email=email))
        return browser

    def managers(self, studio: Studio) -> int:
        with tenant(studio.id):
            return StudioRole.objects.filter(role="manager").count()

    def test_is_seen_by_anybody_with_the_link_and_taken_by_one(self, studio: Studio, link: str) -> None:
        assert b"one is made for you" in Browser(studio).page(link).content
        assert b"for the address above only" in self.visitor(studio, "eve@example.test").page(link).content
        kim = self.visitor(studio, "kim@example.test")
        kim.page(link)
        assert self.managers(studio) == 0

        answer = kim.post(link)

        assert answer.headers["Location"] == "/s/northside/desk/"
        assert self.managers(studio) == 1
        assert b"You are on the staff" in kim.page(link).content
        assert Browser(studio).page(link).status_code == HTTPStatus.GONE

    def test_is_refused_to_others_who_post(self, studio: Studio, link: str) -> None:
        make_user(email="kim@example.test")
        asked = Browser(studio).post(link)
        assert asked.status_code == HTTPStatus.TEMPORARY_REDIRECT
        assert asked.headers["Location"].startswith("/accounts/login/?next=")
        assert self.visitor(studio, "eve@example.test").post(link).status_code == HTTPStatus.FORBIDDEN
        assert self.managers(studio) == 0

    def test_works_through_the_api_too(self, studio: Studio, link: str) -> None:
        token = {"token": link.split("/")[1]}
        eve, kim = self.visitor(studio, "eve@example.test"), self.visitor(studio, "kim@example.test")

        assert Browser(studio).api("POST", "invitations/accept", token).status_code == HTTPStatus.UNAUTHORIZED
        assert eve.api("POST", "invitations/accept", token).json()["code"] == "other_address"
        assert kim.api("POST", "invitations/accept", token).json()["roles"] == ["manager"]

    def test_of_another_studio_or_a_broken_link_is_not_found(self, stranger: Actor, link: str) -> None:
        assert Browser(stranger.organization).page(link).status_code == HTTPStatus.NOT_FOUND
        assert Browser(stranger.organization).page("join/nonsense/").status_code == HTTPStatus.NOT_FOUND


class TestStaffApi:
    def test_lists_people_with_roles_and_invitations(self, studio: Studio, owner: Actor, manager: Actor) -> None:
        browser = Browser(studio, owner)
        browser.api("POST", "invitations", {"email": "kim@example.test", "name": "Kim", "roles": ["trainer"]})
        rows = {row["name"]: row for row in browser.api("GET", "staff").json()["results"]}

        assert (rows["Olive Owner"]["roles"], rows["Kim"]["standing"]) == (["owner"], "invited")
        assert rows["Kim"]["invitation"]["email"] == "kim@example.test"

    def test_pages_by_cursor(self, studio: Studio, owner: Actor, manager: Actor, trainer: Actor) -> None:
        browser = Browser(studio, owner)
        first = browser.api("GET", "staff", {"limit": "2"}).json()
        second = browser.client.get(first["next"], headers={"X-Organization": studio.slug}).json()

        assert (len(first["results"]), len(second["results"]), second["next"]) == (2, 1, None)

    def test_changes_roles_and_ends_work(self, studio: Studio, owner: Actor, manager: Actor) -> None:
        browser, path = Browser(studio, owner), f"staff/{manager.staff_id}"

        assert browser.api("PUT", f"{path}/roles", {"roles": ["trainer"]}).json()["roles"] == ["trainer"]
        assert browser.api("POST", f"{path}/deactivate").json()["standing"] == "gone"
        assert browser.api("POST", f"{path}/reactivate").json()["standing"] == "no_login"
        assert browser.api("POST", f"staff/{owner.staff_id}/deactivate").json()["code"] == "last_owner"

    @pytest.mark.parametrize(
        ("body", "fields"),
        [
            ({}, {"email", "roles"}),
            ({"email": "x", "roles": ["trainer"]}, {"email"}),
            ({"email": "x@y.test", "roles": "trainer"}, {"roles"}),
            ({"rolle": 1}, {"rolle", "email", "roles"}),
        ],
    )
    def test_names_the_field_that_is_wrong(self, studio: Studio, owner: Actor, body: Any, fields: set[str]) -> None:
        answer = Browser(studio, owner).api("POST", "invitations", body)

        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert answer.json()["errors"].keys() == fields


class TestLocationDoors:
    def test_add_change_close_and_reopen(self, studio: Studio, admin: Actor) -> None:
        browser = Browser(studio, admin)
        made = browser.api("POST", "locations", {"name": "Harbour", "address": "Quay 3"})
        path = f"locations/{made.json()['id']}"

        assert made.status_code == HTTPStatus.CREATED
        assert browser.api("PATCH", path, {"is_online": True}).json()["is_online"] is True
        assert browser.api("POST", f"{path}/close").json()["is_active"] is False
        assert len(browser.api("GET", "locations").json()["results"]) == 1
        assert len(browser.api("GET", "locations", {"closed": "true"}).json()["results"]) == 2
        assert browser.api("POST", f"{path}/reopen").json()["is_active"] is True

    def test_show_a_taken_name_beside_its_field(self, studio: Studio, admin: Actor) -> None:
        answer = Browser(studio, admin).post("desk/settings/locations/add/", name="main studio")

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "There is a location called “main studio” already." in answer.content.decode()

    def test_keep_the_last_one_open(self, studio: Studio, admin: Actor) -> None:
        location = Location.objects.get()
        browser = Browser(studio, admin)

        assert browser.api("POST", f"locations/{location.pk}/close").json()["code"] == "last_location"
        assert browser.post(f"desk/settings/locations/{location.pk}/close/").status_code == HTTPStatus.CONFLICT


class TestAuditDoors:
    def test_tell_the_same_on_the_page_and_in_the_api(self, studio: Studio, owner: Actor) -> None:
        browser = Browser(studio, owner)
        browser.api("POST", "locations", {"name": "Harbour"})
        row = browser.api("GET", "audit", {"type": "location"}).json()["results"][0]

        assert row["text"] == "Olive Owner added the location Harbour."
        assert row["actor"] == {"id": str(owner.user_id), "name": "Olive Owner"}
        assert row["text"] in browser.page("desk/audit/", type="location").content.decode()

    def test_fold_what_one_person_did_many_times_within_a_minute(
        self, studio: Studio, owner: Actor, admin: Actor, now: datetime
    ) -> None:
        for number in range(4):
            add_location(owner, name=f"Place {number}", now=now)
        add_location(admin, name="Elsewhere", now=now)

        page = Browser(studio, owner).page("desk/audit/", type="location")

        assert [[len(group) for group in groups] for _day, groups in page.context["days"]] == [[1, 4]]
        assert "and 3 more" in page.content.decode()
        assert page.content.decode().count("audit-row") == 5

    @pytest.mark.parametrize(
        "query", [{"from": "yesterday"}, {"to": "x"}, {"person": "me"}, {"entity": "1"}, {"cursor": "?"}]
    )
    def test_name_the_filter_that_is_wrong(self, studio: Studio, owner: Actor, query: dict[str, str]) -> None:
        browser = Browser(studio, owner)
        answer = browser.api("GET", "audit", query)

        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert answer.json()["errors"].keys() == query.keys()
        assert browser.page("desk/audit/", **query).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
