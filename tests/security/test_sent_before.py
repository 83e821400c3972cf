"""Back, something corrected, and saved again: every form of a studio is there with what was typed, and asks."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from fitflow.core.doors import FORM_FIELD, NOT_ASKED
from fitflow.ui.forms import DONE_BEFORE, SAVED_BEFORE
from fitflow.ui.tests.pages import Page
from tests.security.acts import PAGES, Act, filled, new_key, values_of
from tests.security.error_marks import Marks
from tests.security.odd import ROUTES, path_of
from tests.security.people import Visitor, visitor
from tests.security.two_studios import World

KEY_SHOWN = re.compile(r"(?<![\w/=\"-])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w/\"-])")
#: What is typed is looked through before it is saved: that step has the key.
REVIEWED = {"billing:give", "billing:take"}
#: Only says what would happen, or sends unseen what was said.
PREVIEWS = {
    "organizations:clients_import", "organizations:clients_import_apply", "organizations:clients_import_wrong",
}  # fmt: skip
#: A button with a choice beside it: sent with another one it is another act.
BUTTONS = {"billing:quick"}
WORDS = ("note", "reason", "name", "text")


def send(who: Visitor, path: str, body: dict[str, Any], key: str) -> Any:
    return who.client.post(path, {**body, FORM_FIELD: key})


def opened(who: Visitor, act: Act, path: str) -> tuple[set[str], dict[str, str]]:
    """The fields of the form that is opened, and what goes along unseen."""
    if "GET" not in ROUTES[act.route].methods:
        return set(act.body), {}
    text = who.client.get(path).content.decode()
    unseen = {
        values["name"]: values.get("value", "")
        for tag, values in Page(text).tags
        if tag == "input" and values.get("type") == "hidden" and values.get("name") not in NOT_ASKED
    }
    return Marks(text, path).shown, unseen


def corrected(body: dict[str, Any]) -> dict[str, Any]:
    """One field says something else."""
    return {**body, next(name for name in WORDS if isinstance(body.get(name), str)): "corrected"}


def on_the_page(text: str) -> str:
    """What people read of it: no attributes, no scripts."""
    return re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.S))


TYPED = [
    act
    for act in PAGES
    if any(isinstance(act.body.get(name), str) for name in WORDS) and act.route not in PREVIEWS | BUTTONS
]


@pytest.mark.parametrize("act", TYPED, ids=[":".join([act.route, *act.about.values()]) for act in TYPED])
def test_a_form_that_is_sent_again_with_a_correction_is_shown_filled_and_asks(world: World, act: Act) -> None:
    who, path, key = visitor(world, act.by), path_of(act, world), new_key()
    sound = filled(act.body, values_of(world.home, world.home.near, world.now))
    with transaction.atomic():
        _fields, unseen = opened(who, act, path)
        body = {**unseen, **sound}
        first = send(who, path, body, key)
        again = send(who, path, body, key)
        other = send(who, path, corrected(body), key)
        text = other.content.decode()
        transaction.set_rollback(True)

    assert first.status_code in act.answers, first.content
    assert (again.status_code, again.headers.get("Location")) == (first.status_code, first.headers.get("Location"))
    assert KEY_SHOWN.findall(on_the_page(text)) == []
    assert other.status_code in {409, 422}, other.status_code
    assert str(DONE_BEFORE) in text or str(SAVED_BEFORE) in text
    assert "corrected" in text
    assert key not in text
    assert f'name="{FORM_FIELD}"' in text or act.route in REVIEWED


@pytest.mark.parametrize("act", PAGES, ids=[":".join([act.route, *act.about.values()]) for act in PAGES])
def test_nothing_that_is_sent_again_with_other_content_crashes_or_shows_its_key(world: World, act: Act) -> None:
    who, path, key = visitor(world, act.by), path_of(act, world), new_key()
    sound = filled(act.body, values_of(world.home, world.home.near, world.now))
    with transaction.atomic():
        send(who, path, sound, key)
        other = send(who, path, {**sound, "beside": "something else"}, key)
        transaction.set_rollback(True)

    assert other.status_code < 500
    assert KEY_SHOWN.findall(on_the_page(other.content.decode())) == []


def test_what_was_asked_about_is_saved_as_another_one_when_it_is_sent_once_more(world: World) -> None:
    who, path = visitor(world, "owner"), reverse("organizations:location_add", args=["northside"])
    key = new_key()
    with transaction.atomic():
        send(who, path, {"name": "Harbour"}, key)
        asked = send(who, path, {"name": "Harbor"}, key)
        fresh = {
            values["name"]: values.get("value", "")
            for tag, values in Page(asked.content.decode()).tags
            if tag == "input" and values.get("name") in {FORM_FIELD, "name"}
        }
        done = who.client.post(path, fresh)
        names = who.client.get(reverse("organizations:locations", args=["northside"])).content.decode()
        transaction.set_rollback(True)

    assert (asked.status_code, done.status_code) == (409, 303)
    assert ">Harbour<" in names
    assert ">Harbor<" in names
