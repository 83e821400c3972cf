"""Whatever programs send, the answer names the field that is not right; nothing crashes, nothing is half-written."""

import re
from urllib.parse import quote

import pytest
from django.db import transaction

from fitflow.web.openapi import api_schema
from fitflow.web.reference import resolve
from tests.security.acts import ACCOUNT_API, API, OPEN, Act, new_key, values_of
from tests.security.odd import FAR_AWAY, ODD_JSON, ODD_QUERY, ROUTES, Trial, path_of, trials, try_all
from tests.security.people import Answer, visitor
from tests.security.state import changed, state_inside
from tests.security.test_api_schema import template
from tests.security.two_studios import World


def fields_of(act: Act) -> list[str]:
    """Every field the description knows for this write."""
    operation = api_schema()["paths"][template(ROUTES[act.route])][act.method.lower()]
    content = operation.get("requestBody", {}).get("content", {})
    known = resolve(api_schema(), content["application/json"]["schema"]) if content else {}
    return [*known.get("properties", {}), *act.body]


def names_the_field(trial: Trial, answer: Answer) -> list[str]:
    """400 names the field; any other refusal has a code."""
    body = answer.json()
    if answer.status != 400:
        return [] if body["code"] and body["detail"] else ["no code or sentence"]
    named = {part for name in body.get("errors", {}) for part in (name, name.split(".")[0])}
    texts = [text for found in body.get("errors", {}).values() for text in found]
    if not texts or not all(texts):
        return [f"400 without a sentence: {body}"]
    return [] if trial.field in named or named & RELATED.get(trial.field, set()) else [f"names {named}"]


#: A value that is right by itself may be wrong beside another, which is then named.
RELATED = {
    "on": {"starts_at"},
    "starts": {"starts_at"},
    "ends": {"ends_at"},
    "starts_at": {"ends_at", "opens_at", "closes_at", "registration_closes_at"},
    "ends_at": {"starts_at"},
    "registration_opens_at": {"registration_closes_at", "opens_at", "closes_at"},
    "registration_closes_at": {"registration_opens_at", "opens_at", "closes_at"},
    "status": {"reason"},
    "on_conflict": {"override_reason"},
    "override_reason": {"on_conflict"},
    "scope": {"session", "on"},
    "kind": {"tiers"},
    "csv": {"rows", "body"},
    "rows": {"csv"},
    "ids": {"all"},
    "all": {"ids"},
    "sessions": {"from", "to"},
    "from": {"to", "sessions"},
    "to": {"from", "sessions"},
    "starts_on": {"ends_on"},
    "ends_on": {"starts_on"},
    "roles": {"locations", "trainers"},
}


#: How the fields are called that hold a moment or a day.
MOMENT = re.compile(r"(^|_)(at|on|from|to|until|birthday|starts|ends)$")
WRITES = [*API, *(act for act in OPEN if act.route.startswith("api-")), *ACCOUNT_API]


@pytest.mark.parametrize("act", WRITES, ids=[act.key for act in WRITES])
class TestEveryWriteOfAProgram:
    def test_names_the_field_that_is_wrong(self, world: World, long_run: bool, act: Act) -> None:
        wanted = list(trials(fields_of(act), ODD_JSON, everything=long_run))

        assert try_all(world, visitor(world, act.by), act, wanted, names_the_field) == []

    def test_names_the_moment_that_is_out_of_reach(self, world: World, act: Act) -> None:
        moments = sorted(name for name in fields_of(act) if MOMENT.search(name))
        wanted = [Trial(name, far) for name in moments for far in FAR_AWAY]

        assert try_all(world, visitor(world, act.by), act, wanted, names_the_field) == []

    def test_refuses_a_field_it_does_not_know(self, world: World, act: Act) -> None:
        wrong = try_all(world, visitor(world, act.by), act, [Trial("no_such_field", 1)], names_the_field)

        assert wrong == []

    @pytest.mark.parametrize(
        ("content_type", "raw", "status"),
        [
            ("application/json", "{", 400),
            ("application/json", "[]", 400),
            ("application/json", '"text"', 400),
            ("application/json", "\udcff", 400),
            ("application/json", "[" * 2000, 400),
            ("text/plain", "{}", 415),
            ("application/xml", "<a/>", 415),
            ("application/x-www-form-urlencoded", "a=b", 415),
        ],
        ids=["broken", "list", "string", "no text", "deep", "plain", "xml", "form"],
    )
    def test_reads_json_objects_only(self, world: World, act: Act, content_type: str, raw: str, status: int) -> None:
        who, data = visitor(world, act.by), raw.encode("utf-8", "surrogateescape")
        headers = {"X-Organization": "northside", "Idempotency-Key": new_key()}
        headers |= {"Authorization": f"Bearer {who.token}"} if who.token else {}
        with transaction.atomic():
            before = state_inside(world.home.studio.id)
            answer = who.client.generic(act.method, path_of(act, world), data, content_type, headers=headers)
            left = changed(before, state_inside(world.home.studio.id))
            transaction.set_rollback(True)

        assert answer.status_code == status, answer.content[:300]
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert left == []


@pytest.mark.parametrize("name", ["maya", "owner"])
class TestEveryList:
    def test_names_the_filter_that_is_wrong(self, world: World, long_run: bool, name: str) -> None:
        who, wrong = visitor(world, name), []
        values = values_of(world.home, world.home.near, world.now)
        for path, operation in (
            (path, methods["get"]) for path, methods in api_schema()["paths"].items() if "get" in methods
        ):
            asked = [one["name"] for one in operation.get("parameters", []) if one.get("in") == "query"]
            address = path.format(**{key: str(value) for key, value in values.items() if f"{{{key}}}" in path})
            for key in asked:
                for odd in ODD_QUERY if long_run else ODD_QUERY[3:9]:
                    answer = who.knock("GET", address, query={key: quote(odd)})
                    if answer.status >= 500:
                        wrong.append(f"GET {path}?{key}={odd[:20]!r} gave {answer.status} {answer.why}")
                    elif (
                        answer.status == 400
                        and key not in answer.json().get("errors", {})
                        and path != "/api/v1/credits"
                    ):
                        wrong.append(f"GET {path}?{key}={odd[:20]!r} names {answer.json().get('errors')}")
        assert wrong == []
