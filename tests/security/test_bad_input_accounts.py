"""The same for the pages of signing in, of one's own account and of founding: steps that need other steps before."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from fitflow.accounts.tests.steps import PASSWORD
from fitflow.core.tenancy import HOUSE
from tests.databases import CommittedDatabase
from tests.security.error_marks import Marks
from tests.security.odd import ODD_TEXT, Trial, trials
from tests.security.people import Answer, Visitor, visitor
from tests.security.routes import routes
from tests.security.state import changed, state_inside
from tests.security.steps import DOORS, FOUNDED, NEWCOMER, Body, Door
from tests.security.two_studios import House, World

#: A button each, with nothing to fill in.
NO_FIELDS = {
    "accounts:end_device", "accounts:end_program", "accounts:sign_out_elsewhere", "account_logout", "account_inactive",
    "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_index", "mfa_view_recovery_codes",
    "mfa_download_recovery_codes", "accounts:sign_in_link",
}  # fmt: skip


@contextmanager
def taken_back(client: Client) -> Iterator[None]:
    """What is done inside has not happened, neither in the database nor in the browser."""
    kept = client.cookies
    with transaction.atomic():
        client.cookies = deepcopy(kept)
        yield
        transaction.set_rollback(True)
    client.cookies = kept


#: Which of the two is wrong is nobody's business.
PAIR = ("accounts:password_sign_in", {"login", "password"})


def shown_again(trial: Trial, answer: Answer) -> str:
    """Sent on is taken, or begins anew; everything else marks the field."""
    if answer.status in {302, 303}:
        return ""
    page = Marks(answer.text, answer.path)
    if answer.status == 429 and page.says_something:
        return ""
    is_half_of_it = answer.path == reverse(PAIR[0]) and trial.field in PAIR[1]
    is_told_on_top = trial.field not in page.shown or is_half_of_it
    if trial.field in page.faulty or is_told_on_top and (page.says_something or page.faulty):
        return ""
    return f"marks {sorted(page.faulty)} of {sorted(page.shown)}, says {page.alerts}"


#: Ticked or not: nothing else can be sent that would be wrong.
BOXES = {"shared"}


def wrong_with(who: Visitor, path: str, body: Body, trial: Trial, organization_id: UUID) -> Iterator[str]:
    with taken_back(who.client):
        before = state_inside(organization_id)
        answer = who.knock("POST", path, {**body, trial.field: trial.value})
        if answer.status >= 500:
            yield f"{trial} gave {answer.status} {answer.why or answer.text[:200]}"
            return
        if said := shown_again(trial, answer):
            yield f"{trial} gave {answer.status}: {said}"
        if answer.status not in {302, 303}:
            yield from (
                f"{trial} was refused and changed {it}" for it in changed(before, state_inside(organization_id))
            )


@pytest.mark.parametrize("door", DOORS, ids=[f"{door.name}-{'-'.join(door.body)}" for door in DOORS])
class TestEveryFormOfAnAccount:
    def test_shows_the_field_that_is_wrong(self, world: World, long_run: bool, door: Door) -> None:
        who = visitor(world, "anonymous")
        wrong: list[str] = []
        with transaction.atomic():
            door.before(world, who)
            shown = Marks(who.knock("GET", reverse(door.name)).text, reverse(door.name)).shown
            for trial in trials(list(door.body), ODD_TEXT, everything=long_run):
                wrong += wrong_with(who, reverse(door.name), door.body, trial, world.home.studio.id)
            transaction.set_rollback(True)

        assert wrong == []
        assert shown & set(door.body), "the form was not there"
        assert shown - BOXES <= {name for other in DOORS if other.name == door.name for name in other.body}

    def test_takes_nothing_at_all_for_an_answer(self, world: World, door: Door) -> None:
        who = visitor(world, "anonymous")
        with transaction.atomic():
            door.before(world, who)
            answer = who.knock("POST", reverse(door.name), {})
            transaction.set_rollback(True)

        assert answer.status < 500, answer.why


def test_every_form_of_an_account_is_asked() -> None:
    writes = {route.name for route in routes() if route.address.startswith("/accounts/") and "POST" in route.methods}

    assert writes - {door.name for door in DOORS} - NO_FIELDS == set()


def test_the_first_founder_is_told_what_is_wrong(
    committed_db: CommittedDatabase, long_run: bool, now: datetime
) -> None:
    body = {**FOUNDED, "person": "Olive Hart", "email": NEWCOMER, "password": PASSWORD}
    who = Visitor("anonymous", None, House(None), Client())  # type: ignore[arg-type]
    wrong: list[str] = []
    for trial in trials(list(body), ODD_TEXT, everything=long_run):
        wrong += wrong_with(who, reverse("start"), body, trial, HOUSE)

    assert wrong == []
    assert who.knock("POST", reverse("start"), body).status == 303
