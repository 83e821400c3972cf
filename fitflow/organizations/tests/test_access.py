"""Who may pass the doors of the studio: everybody is tried at every one, and denial changes nothing."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import NotFound
from fitflow.core.models import Event
from fitflow.core.tenancy import tenant
from fitflow.organizations.doors import while_on
from fitflow.organizations.models import Invitation, Location, Organization, Staff, StudioRole
from fitflow.organizations.services.invitations import invite_staff
from fitflow.organizations.services.staff import add_trainer
from fitflow.organizations.settings import MODULES
from fitflow.organizations.tests.browser import Browser
from fitflow.organizations.typed_settings.kinds import Flag

PAGES = [
    "desk/settings/", "desk/settings/studio/", "desk/settings/kind/", "desk/settings/booking/",
    "desk/settings/locations/", "desk/settings/locations/add/", "desk/settings/locations/{place}/",
    "desk/staff/", "desk/staff/add/", "desk/staff/invite/", "desk/staff/{ben}/", "desk/staff/{ben}/roles/",
    "desk/staff/{ben}/end/", "desk/audit/", "desk/audit/failed/",
]  # fmt: skip
FORMS = [
    ("desk/settings/booking/", {"hold__duration_0": "15"}),
    ("desk/settings/booking/", {"reset": "hold.duration"}),
    ("desk/settings/studio/", {"name": "Taken over"}),
    ("desk/settings/kind/", {"preset": "coach"}),
    ("desk/settings/locations/add/", {"name": "Harbour"}),
    ("desk/settings/locations/{place}/", {"name": "Changed"}),
    ("desk/settings/locations/{place}/close/", {}),
    ("desk/settings/locations/{place}/reopen/", {}),
    ("desk/staff/add/", {"name": "Eve", "color": "#2563eb"}),
    ("desk/staff/invite/", {"email": "x@example.test", "role": "admin"}),
    ("desk/staff/{ben}/", {"name": "Changed", "color": "#2563eb"}),
    ("desk/staff/{ben}/roles/", {"role": "admin"}),
    ("desk/staff/{ben}/end/", {}),
    ("desk/staff/{ben}/back/", {}),
    ("desk/invitations/{invitation}/resend/", {}),
    ("desk/invitations/{invitation}/withdraw/", {}),
    ("desk/audit/failed/timer/1/", {}),
]
READS = ["admin/settings", "admin/settings/registry", "admin/organization", "staff", "audit", "admin/failed-work"]
WRITES = [
    ("PATCH", "admin/settings", {"hold.duration": 900}),
    ("PATCH", "admin/organization", {"name": "Taken over"}),
    ("POST", "staff", {"name": "Ben"}),
    ("PATCH", "staff/{ben}", {"name": "Changed"}),
    ("PUT", "staff/{ben}/roles", {"roles": ["manager"]}),
    ("POST", "staff/{ben}/deactivate", {}),
    ("POST", "staff/{ben}/reactivate", {}),
    ("POST", "invitations", {"email": "x@example.test", "roles": ["trainer"]}),
    ("POST", "invitations/{invitation}/resend", {}),
    ("DELETE", "invitations/{invitation}", {}),
    ("POST", "locations", {"name": "Harbour"}),
    ("PATCH", "locations/{place}", {"name": "Changed"}),
    ("POST", "locations/{place}/close", {}),
    ("POST", "locations/{place}/reopen", {}),
    ("POST", "admin/failed-work/timer-1/replay", {}),
]
OUTSIDERS = {"manager": 403, "trainer": 403, "maya": 403, "stranger": 404, "anonymous": 401}


@pytest.fixture
def known(studio: Studio, admin: Actor) -> dict[str, str]:
    """A trainer without a login, an invitation and a location, by name."""
    at = timezone.now()
    ben = add_trainer(admin, name="Ben Adu", now=at)
    invitation = invite_staff(admin, email="kim@example.test", roles=["manager"], now=at)
    return {"ben": str(ben.pk), "invitation": str(invitation.pk), "place": str(Location.objects.get().pk)}


def snapshot(studio: Studio) -> list[Any]:
    """Everything of the studio that these doors could change."""
    with tenant(studio.id):
        tables = (Staff.objects, Invitation.objects, Location.objects, StudioRole.objects)
        rows = [list(table.filter(organization_id=studio.id).order_by("pk").values()) for table in tables]
        return [list(Organization.objects.order_by("pk").values()), *rows, Event.objects.count()]


def somebody(request: pytest.FixtureRequest, studio: Studio, role: str) -> Browser:
    actor = None if role == "anonymous" else request.getfixturevalue(role)
    return Browser(studio, actor)


class TestDoors:
    @pytest.mark.parametrize("role", OUTSIDERS)
    def test_deny_every_write_of_a_program_and_change_nothing(
        self, request: pytest.FixtureRequest, studio: Studio, known: dict[str, str], role: str
    ) -> None:
        browser, before = somebody(request, studio, role), snapshot(studio)

        given = {
            (method, path): browser.api(method, path.format(**known), body).status_code for method, path, body in WRITES
        }

        assert given == dict.fromkeys(given, OUTSIDERS[role])
        assert snapshot(studio) == before

    @pytest.mark.parametrize("role", OUTSIDERS)
    def test_deny_every_form_and_change_nothing(
        self, request: pytest.FixtureRequest, studio: Studio, known: dict[str, str], role: str
    ) -> None:
        browser, before = somebody(request, studio, role), snapshot(studio)

        given = {path: browser.post(path.format(**known), **form).status_code for path, form in FORMS}

        assert given == dict.fromkeys(given, 302 if role == "anonymous" else OUTSIDERS[role])
        assert snapshot(studio) == before

    @pytest.mark.parametrize("role", OUTSIDERS)
    def test_deny_reading(
        self, request: pytest.FixtureRequest, studio: Studio, known: dict[str, str], role: str
    ) -> None:
        browser, denied = somebody(request, studio, role), OUTSIDERS[role]
        reads = [*READS, f"staff/{known['ben']}"]
        pages = [path.format(**known) for path in PAGES]

        assert {path: browser.api("GET", path).status_code for path in reads} == dict.fromkeys(reads, denied)
        page = 302 if role == "anonymous" else denied
        assert {path: browser.page(path).status_code for path in pages} == dict.fromkeys(pages, page)

    @pytest.mark.parametrize("role", ["owner", "admin"])
    def test_let_owners_and_administrators_read(
        self, request: pytest.FixtureRequest, studio: Studio, known: dict[str, str], role: str
    ) -> None:
        browser = somebody(request, studio, role)
        reads = [*READS, f"staff/{known['ben']}"]
        pages = [path.format(**known) for path in PAGES]

        assert {path: browser.api("GET", path).status_code for path in reads} == dict.fromkeys(reads, 200)
        assert {path: browser.page(path).status_code for path in pages} == dict.fromkeys(pages, 200)

    def test_find_nothing_of_another_studio(self, studio: Studio, known: dict[str, str], stranger: Actor) -> None:
        """The owner of another studio, inside that studio, with ids of this one."""
        browser, before = Browser(stranger.organization, stranger), snapshot(studio)

        for method, path, body in WRITES:
            if "{" in path:
                assert browser.api(method, path.format(**known), body).status_code == HTTPStatus.NOT_FOUND, path
        for path, form in FORMS:
            if "{" in path:
                assert browser.post(path.format(**known), **form).status_code == HTTPStatus.NOT_FOUND, path
        for path in PAGES:
            if "{" in path:
                assert browser.page(path.format(**known)).status_code == HTTPStatus.NOT_FOUND, path
        assert snapshot(studio) == before

    def test_show_everybody_places_and_first_names(self, studio: Studio, trainer: Actor, maya: Actor) -> None:
        anybody, member = Browser(studio), Browser(studio, maya)

        assert [row["name"] for row in anybody.api("GET", "trainers").json()["results"]] == ["Ana"]
        assert [row["name"] for row in member.api("GET", "trainers").json()["results"]] == ["Ana Ruiz"]
        assert [row["name"] for row in anybody.api("GET", "locations").json()["results"]] == ["Main studio"]
        assert anybody.api("GET", "locations", {"closed": "true"}).status_code == HTTPStatus.FORBIDDEN

    def test_give_staff_the_link_and_everybody_its_code(self, studio: Studio, trainer: Actor, maya: Actor) -> None:
        assert b"/s/northside/" in Browser(studio, trainer).page("desk/share/").content
        assert Browser(studio, maya).page("desk/share/").status_code == HTTPStatus.FORBIDDEN
        code = Browser(studio).page("qr.svg")
        assert (code.headers["Content-Type"], b"<svg" in code.content) == ("image/svg+xml", True)


WAITLIST = Flag(key="features.waitlist", section=MODULES, label="Waiting lists")


class TestWhileOn:
    def test_hides_a_module_that_is_off(self, studio: Studio, owner: Actor) -> None:
        class Request:
            actor = owner

        view = while_on(WAITLIST)(lambda _request: HttpResponse("here"))
        assert view(Request()).content == b"here"

        off = replace(studio, settings={**studio.settings, "features.waitlist": False})
        Request.actor = Actor(off, roles=frozenset({Role.OWNER}))
        with pytest.raises(NotFound):
            view(Request())
