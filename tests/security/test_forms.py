"""Every form says what is wrong with nonsense in the same way: 422, with the form, as a page and as a part of one.

The forms are those of the walk (`acts.PAGES`, which lists every write address) and of the account (`steps.DOORS`).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.urls import reverse

from fitflow.core.doors import NOT_ASKED
from fitflow.ui.tests.pages import Page
from tests.security.acts import Act, new_key
from tests.security.error_marks import Marks
from tests.security.odd import ROUTES, path_of
from tests.security.people import Visitor, visitor
from tests.security.steps import DOORS, Door
from tests.security.test_bad_input_accounts import PAIR
from tests.security.test_bad_input_pages import ASKED, FORMS
from tests.security.two_studios import World

#: Too long for a text, no number, day, address or choice, and what no field takes: a NUL.
NONSENSE = "nonsense\0" + "x" * 5000
WHOLE: dict[str, str] = {}
PART = {"HX-Request": "true", "HX-Target": "sheet-body"}
#: A search on the same page, which is not sent with the form.
NOT_SENT = {"q"}
#: Forms to which nonsense is no wrong answer, each with the reason.
NEVER_WRONG = {"notify:preferences": "boxes, each ticked or not"}
#: What they send is not filled in by anybody: the values of their buttons, and what goes along unseen.
BUTTONS = {
    "organizations:clients_import_apply", "organizations:clients_import_wrong", "booking:reschedule",
    "insights:checklist", "insights:check-again",
    "planning:calendar-drop", "booking:desk-add", "booking:desk-leave",
    "booking:desk-mark", "booking:desk-move", "billing:quick", "billing:undo",
    "booking:client-book", "planning:series-plan-date", "personal:act",
    "organizations:undo",
}  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """What came back for nonsense in every field, as a page or as a part."""

    status: int
    text: str
    kind: str

    @property
    def is_whole(self) -> bool:
        return "<html" in self.text


def post(who: Visitor, path: str, body: dict[str, str], headers: dict[str, str]) -> Sent:
    with transaction.atomic():
        response = who.client.post(path, {**body, "idempotency_key": new_key()}, headers=headers)
        transaction.set_rollback(True)
    return Sent(response.status_code, response.content.decode(), response.headers.get("Content-Type", ""))


def get(who: Visitor, path: str, headers: dict[str, str]) -> Sent:
    response = who.client.get(path, headers=headers)
    return Sent(response.status_code, response.content.decode(), response.headers.get("Content-Type", ""))


def form_at(who: Visitor, act: Act, path: str) -> tuple[set[str], dict[str, str]]:
    """What somebody fills in there, and what goes along unseen. A form on another page is known by its refusal."""
    has_page = "GET" in ROUTES[act.route].methods
    text = (get(who, path, WHOLE) if has_page else post(who, path, dict.fromkeys(act.body, NONSENSE), WHOLE)).text
    unseen = {
        values["name"]: values.get("value", "")
        for tag, values in Page(text).tags
        if tag == "input" and values.get("type") == "hidden" and values.get("name") not in NOT_ASKED
    }
    return Marks(text, path).shown - NOT_SENT, unseen if has_page else {}


def problems(sent: Sent, path: str, fields: set[str]) -> Iterator[str]:
    """What keeps the answer from being the form again, with its errors."""
    if sent.status != 422:
        yield f"answers {sent.status}"
        return
    marks = Marks(sent.text, path)
    if not fields <= marks.shown:
        yield f"shows no {sorted(fields - marks.shown)}"
    if not marks.faulty & fields:
        yield f"marks none of {sorted(fields)}, says {marks.alerts}"


ACTS = pytest.mark.parametrize("act", FORMS, ids=[":".join([act.route, *act.about.values()]) for act in FORMS])


@ACTS
def test_nonsense_in_a_form_gives_the_form_with_its_errors(world: World, act: Act) -> None:
    """As the whole page to a browser without scripts; to htmx as the part that it swaps, where there is one."""
    who, path = visitor(world, act.by), path_of(act, world)
    fields, unseen = form_at(who, act, path)
    assert fields or not act.body or act.route in BUTTONS, "shows nothing to fill in: is it a button?"
    if not fields or act.route in NEVER_WRONG:
        return
    body = {**unseen, **dict.fromkeys(fields, NONSENSE)}

    page, part = post(who, path, body, WHOLE), post(who, path, body, PART)

    assert list(problems(page, path, fields)) == []
    assert list(problems(part, path, fields)) == []
    assert page.is_whole
    assert part.is_whole == has_whole(who, act, path)


def has_whole(who: Visitor, act: Act, path: str) -> bool:
    """Whether the form comes as a page even to htmx; in a sheet it is a part."""
    return "GET" not in ROUTES[act.route].methods or get(who, path, PART).is_whole


@ACTS
def test_what_is_sent_unseen_is_never_answered_as_by_the_api(world: World, act: Act) -> None:
    """Nonsense in ids and choices of buttons: 400 is not swapped by htmx."""
    who, path = visitor(world, act.by), path_of(act, world)

    sent = post(who, path, dict.fromkeys(act.body, NONSENSE), PART)

    if sent.kind.startswith("application/problem+json"):  # To a script of ours.
        assert json.loads(sent.text)["errors"]
    else:
        assert sent.status != 400


@pytest.mark.parametrize("headers", [WHOLE, PART], ids=["page", "part"])
@pytest.mark.parametrize("door", DOORS, ids=[f"{door.name}-{'-'.join(door.body)}" for door in DOORS])
def test_nonsense_in_a_form_of_an_account_gives_the_form(world: World, door: Door, headers: dict[str, str]) -> None:
    who, path = visitor(world, "anonymous"), reverse(door.name)
    with transaction.atomic():
        door.before(world, who)
        fields = Marks(get(who, path, WHOLE).text, path).shown & set(door.body)
        hidden = {name: value for name, value in door.body.items() if name not in fields}
        sent = post(who, path, {**hidden, **dict.fromkeys(fields, NONSENSE)}, headers)
        transaction.set_rollback(True)

    assert fields
    assert [found for found in problems(sent, path, fields) if door.name != PAIR[0]] == []
    assert sent.status == 422


@pytest.mark.parametrize("name", ["maya", "owner"])
def test_no_filter_answers_as_the_api_does(world: World, name: str) -> None:
    who, wrong = visitor(world, name), []
    for path in found_pages(who):
        sent = get(who, f"{path}?{'&'.join(f'{asked}=nonsense' for asked in ASKED)}", PART)
        is_for_scripts = sent.kind.startswith("application/problem+json")
        wrong += [f"{path} answers 400"] if sent.status == 400 and not is_for_scripts else []

    assert wrong == []


def found_pages(who: Visitor) -> Iterator[str]:
    """The pages of a studio that need no id."""
    for route in ROUTES.values():
        if route.in_studio and not route.is_api and "GET" in route.methods and not set(route.names) - {"slug"}:
            yield route.path({"slug": who.door.studio.slug})


def test_htmx_swaps_what_a_form_answers(world: World) -> None:
    page = get(visitor(world, "anonymous"), reverse("account_login"), WHOLE).text
    config = re.search(r"name=\"htmx-config\" content='([^']+)'", page)
    assert config is not None

    handling = json.loads(config[1])["responseHandling"]

    assert next(rule["swap"] for rule in handling if re.search(rule["code"], "422"))
    assert not next(rule["swap"] for rule in handling if re.search(rule["code"], "400"))
