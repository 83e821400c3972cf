"""A form of a page that was opened before the sign-in changed: what was typed survives."""

from html import unescape
from typing import Any

import pytest
from django.test import Client

from fitflow.accounts.models import User
from fitflow.core.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.wall_clock]
NOTE = "Knee is better, no jumps until May"


@pytest.fixture
def desk(manager: Actor) -> Client:
    """Signed in, with a page open whose token is of an older sign-in."""
    visit = Client(enforce_csrf_checks=True)
    assert manager.user_id is not None
    visit.force_login(User.objects.get(pk=manager.user_id))
    return visit


def send(visit: Client, origin: str = "http://testserver", **fields: str) -> Any:
    headers = {"Origin": origin} if origin else {}
    return visit.post("/s/northside/desk/class-types/new/", {"name": "Flow", **fields}, headers=headers)


def test_is_shown_again_with_what_was_typed_and_a_way_to_send_it(desk: Client) -> None:
    answer = send(desk, description=NOTE)

    text = unescape(answer.content.decode())
    assert answer.status_code == 403
    assert f">{NOTE}</textarea>" in text
    assert f'<input type="hidden" name="description" value="{NOTE}">' in text
    assert "Send it again" in text


@pytest.mark.parametrize("origin", ["", "null", "https://elsewhere.example"])
def test_of_another_site_is_not_offered_to_be_sent_again(desk: Client, origin: str) -> None:
    answer = send(desk, origin, description=NOTE)

    assert answer.status_code == 403
    assert NOTE not in unescape(answer.content.decode())
    assert "Send it again" not in answer.content.decode()


def test_never_shows_a_password_again(desk: Client) -> None:
    answer = send(desk, password="correct horse battery", description=NOTE)

    assert "correct horse" not in answer.content.decode()
    assert NOTE not in answer.content.decode()
