"""The API's description and the page that shows it."""

from typing import Any

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS

from fitflow.core.hooks import ApiSection
from fitflow.core.offers import offered
from fitflow.ui.tests.pages import Page
from fitflow.web.openapi import api_schema, operations
from fitflow.web.reference import reference, sections


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    return api_schema()


class TestTheDescription:
    def test_is_made_without_a_doubt(self) -> None:
        GENERATOR_STATS.reset()
        api_schema.cache_clear()

        api_schema()

        assert not GENERATOR_STATS

    def test_says_of_each_operation_what_it_does_and_for_whom(self, spec: dict[str, Any]) -> None:
        bare = [
            operation["operationId"]
            for _path, _method, operation in operations(spec)
            if not operation.get("description") or not operation["x-roles"] or not operation.get("tags")
        ]

        assert bare == []

    def test_has_a_shape_for_every_answer_with_a_body(self, spec: dict[str, Any]) -> None:
        shapeless = []
        for path, method, operation in operations(spec):
            for status, answer in operation["responses"].items():
                schemas = [one["schema"] for one in answer.get("content", {}).values()]
                if status not in ("204", "304") and (
                    not schemas or any("additionalProperties" in one for one in schemas)
                ):
                    shapeless.append(f"{method} {path} {status}")

        assert shapeless == []

    def test_asks_for_a_key_where_something_is_written(self, spec: dict[str, Any]) -> None:
        key = {"$ref": "#/components/parameters/IdempotencyKey"}
        asking = {
            operation["operationId"]
            for *_where, operation in operations(spec)
            if key in operation.get("parameters", ())
        }
        writes = {
            operation["operationId"]
            for path, method, operation in operations(spec)
            if method != "get" and not path.startswith("/api/v1/auth/")
        }

        assert asking == writes

    def test_tells_refusals_as_problems(self, spec: dict[str, Any]) -> None:
        hold = spec["paths"]["/api/v1/sessions/{session_id}/hold"]["post"]["responses"]

        assert {"200", "201", "400", "401", "402", "403", "404", "409", "422", "429"} <= set(hold)
        assert "session_full" in hold["409"]["description"]
        assert list(hold["409"]["content"]) == ["application/problem+json"]

    def test_is_served_without_a_login_and_not_sent_twice(self) -> None:
        first = Client().get("/api/v1/schema")
        again = Client().get("/api/v1/schema", headers={"If-None-Match": first["ETag"]})

        assert first.status_code == 200
        assert first["Content-Type"] == "application/vnd.oai.openapi+json"
        assert first.json()["openapi"].startswith("3.")
        assert (again.status_code, again.content) == (304, b"")


class TestThePage:
    def test_shows_every_operation(self, spec: dict[str, Any]) -> None:
        page = Client().get("/api/v1/docs")

        shown = set(Page(page.content.decode()).values("id"))
        assert page.status_code == 200
        assert {operation["operationId"] for *_where, operation in operations(spec)} <= shown

    def test_needs_nothing_from_elsewhere(self) -> None:
        page = Page(Client().get("/api/v1/docs").content.decode())

        assert [url for name in ("src", "href") for url in page.values(name) if url.startswith(("http", "//"))] == []
        assert page.values("style") == []

    def test_is_searched_without_scripts(self) -> None:
        found = Client().get("/api/v1/docs", {"q": "HOLD confirm"}).content.decode()

        assert 'id="holds_confirm"' in found
        assert 'id="audit"' not in found
        assert "Nothing fits" in Client().get("/api/v1/docs", {"q": "<script>"}).content.decode()

    def test_shows_fields_inside_fields(self) -> None:
        (hold,) = [one for part in reference("sessions_hold") for one in part.operations if one.id == "sessions_hold"]
        (made,) = [answer for answer in hold.answers if answer.status == "201"]

        assert [(field.name, field.depth) for field in made.fields][2:4] == [("spot", 0), ("number", 1)]
        assert '"expires_at": "2026-11-20T18:30:00Z"' in made.example
        assert hold.roles == ("members",)

    def test_begins_with_what_programs_want_first(self) -> None:
        assert [section.name for section in sections()][:4] == ["Sign in", "Sessions", "Places", "Bookings"]

    def test_has_the_sections_that_apps_offer_and_no_other(self) -> None:
        assert [section.name for section in sections()] == [section.key for section in offered(ApiSection)]
