"""Two people edit the same thing: nothing is lost unseen, on pages and in the API."""

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any

import orjson
import pytest
from django.test import Client as Browser
from rest_framework.test import APIClient

from fitflow.accounts.models import User
from fitflow.accounts.services import access_token
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client, make_staff_actor
from fitflow.organizations.models import Client
from fitflow.organizations.queries.studio import organization_of
from fitflow.organizations.services.settings import update_settings

pytestmark = pytest.mark.wall_clock


@pytest.fixture
def owner(studio: Studio) -> Actor:
    return make_staff_actor(studio, name="Owner", role=Role.OWNER)


@pytest.fixture
def desk(owner: Actor) -> Browser:
    return browser(owner)


@pytest.fixture
def noor(studio: Studio) -> Client:
    return make_client(studio, name="Noor Aziz", email="noor@example.com", goals="Run 5 km")


def browser(who: Actor) -> Browser:
    visit = Browser()
    assert who.user_id is not None
    visit.force_login(User.objects.get(pk=who.user_id))
    return visit


def unchanged(page: Any, **typed: str) -> dict[str, Any]:
    """What a browser sends of a form that nobody touches, but for what is typed."""
    found = re.search(r'<input type="hidden" name="shown" value="([^"]*)"', page.content.decode())
    assert found is not None
    shown = unescape(found[1])
    return {**orjson.loads(shown), "shown": [shown], **typed}


class TestTheFormOfARecord:
    def test_writes_only_what_was_changed_in_it(self, studio: Studio, desk: Browser, noor: Client) -> None:
        url = f"/s/northside/desk/clients/{noor.pk}/edit"
        first, second = desk.get(url), desk.get(url)

        assert desk.post(url, unchanged(first, name="Noor A. Aziz")).status_code == 303
        assert desk.post(url, unchanged(second, goals="Run 10 km")).status_code == 303

        with tenant(studio.id):
            noor.refresh_from_db()
        assert (noor.name, noor.goals) == ("Noor A. Aziz", "Run 10 km")

    def test_asks_where_two_have_changed_the_same_with_both_values(
        self, studio: Studio, desk: Browser, noor: Client
    ) -> None:
        url = f"/s/northside/desk/clients/{noor.pk}/edit"
        first, second = desk.get(url), desk.get(url)
        desk.post(url, unchanged(first, goals="Swim"))

        asked = desk.post(url, unchanged(second, goals="Run 10 km"))

        said = unescape(asked.content.decode())
        assert asked.status_code == 409
        assert "Somebody else changed this meanwhile to “Swim”." in said
        assert "Run 10 km" in said
        with tenant(studio.id):
            noor.refresh_from_db()
        assert noor.goals == "Swim"
        assert desk.post(url, unchanged(asked, goals="Run 10 km")).status_code == 303
        with tenant(studio.id):
            noor.refresh_from_db()
        assert noor.goals == "Run 10 km"


class TestTheSettings:
    def test_of_a_section_keep_what_somebody_else_changed(
        self, studio: Studio, owner: Actor, desk: Browser, now: datetime
    ) -> None:
        url = "/s/northside/desk/settings/booking/"
        page = desk.get(url)
        with tenant(studio.id):
            update_settings(owner, {"booking.window": 6}, now=now)
        fields = unchanged(page)
        fields["booking__one_step"] = ["on"]

        assert desk.post(url, {**fields, "idempotency_key": "one"}).status_code == 303

        with tenant(studio.id):
            kept = organization_of(owner).settings
        assert (kept["booking.window"], kept["booking.one_step"]) == (6, True)


class TestAProgram:
    @pytest.fixture
    def call(self, owner: Actor) -> Callable[..., Any]:
        keys = iter(range(100))
        assert owner.user_id is not None
        token = access_token(User.objects.get(pk=owner.user_id))

        def send(method: str, path: str, body: Any = None, **headers: str) -> Any:
            visit = APIClient()
            visit.credentials(HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_X_ORGANIZATION="northside")
            known = {"HTTP_IDEMPOTENCY_KEY": f"k{next(keys)}"} if method != "get" else {}
            return getattr(visit, method)(f"/api/v1/{path}", body, format="json", **known, **headers)

        return send

    def test_that_says_what_it_read_changes_nothing_that_changed_since(
        self, call: Callable[..., Any], noor: Client
    ) -> None:
        path = f"clients/{noor.pk}"
        read = call("get", path)
        assert call("patch", path, {"goals": "Swim"}, HTTP_IF_MATCH=read["ETag"]).status_code == 200

        refused = call("patch", path, {"goals": "Run 10 km"}, HTTP_IF_MATCH=read["ETag"])

        assert (refused.status_code, refused.json()["code"]) == (409, "changed_meanwhile")
        assert refused.json()["now"]["goals"] == "Swim"
        again = call("get", path)
        assert call("patch", path, {"goals": "Run 10 km"}, HTTP_IF_MATCH=again["ETag"]).status_code == 200

    @pytest.mark.parametrize("path", ["admin/organization", "admin/settings"])
    def test_may_say_so_for_the_studio_too(self, call: Callable[..., Any], path: str) -> None:
        body = {"name": "Southside"} if path == "admin/organization" else {"booking.window": 6}
        read = call("get", path)

        assert call("patch", path, body, HTTP_IF_MATCH='"other"').status_code == 409
        assert call("patch", path, body, HTTP_IF_MATCH=read["ETag"]).status_code == 200

    def test_that_says_nothing_writes_what_it_names(self, call: Callable[..., Any], noor: Client) -> None:
        assert call("patch", f"clients/{noor.pk}", {"goals": "Swim"}).status_code == 200
