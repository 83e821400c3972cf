"""The same for the pages of signing in, of one's own account and of founding: steps that need other steps before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.test import Client
from django.urls import reverse

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.accounts.tests.steps import PASSWORD, code_in
from fitflow.core.tenancy import HOUSE
from tests.databases import CommittedDatabase
from tests.security.acts import STUDIO
from tests.security.marks import Marks
from tests.security.odd import ODD_TEXT, Trial, trials
from tests.security.routes import routes
from tests.security.state import changed, state_inside
from tests.security.visitors import Answer, Visitor, visitor
from tests.security.world import House, World

Body = dict[str, str]
Prepare = Callable[[World, Visitor], None]
FOUNDED = {**STUDIO, "preset": "studio"}
OLIVE = "olive@harbour.test"


def nothing(world: World, who: Visitor) -> None:
    """Whoever comes along."""


def maya(world: World, who: Visitor) -> None:
    who.client.force_login(world.user("maya"))


def owner(world: World, who: Visitor) -> None:
    who.client.force_login(world.user("owner"))


def somebody_with_a_password() -> User:
    return make_user(email=OLIVE, name="Olive Hart", password=PASSWORD)


def with_password(world: World, who: Visitor) -> None:
    who.client.force_login(somebody_with_a_password())


def known_again(world: World, who: Visitor) -> None:
    with_password(world, who)
    post(who, "account_reauthenticate", password=PASSWORD)


def with_second_step(world: World, who: Visitor) -> None:
    with_password(world, who)
    TOTP.activate(User.objects.get(email=OLIVE), generate_totp_secret())


def at_second_step(world: World, who: Visitor) -> None:
    TOTP.activate(somebody_with_a_password(), generate_totp_secret())
    post(who, "accounts:password_sign_in", login=OLIVE, password=PASSWORD)


def setting_up_the_app(world: World, who: Visitor) -> None:
    known_again(world, who)
    who.client.get(reverse("mfa_activate_totp"))


def code_asked(world: World, who: Visitor) -> None:
    post(who, "account_login", email=OLIVE)


def signed_up(world: World, who: Visitor) -> None:
    post(who, "account_signup", name="Olive Hart", email=OLIVE, password1=PASSWORD)


def reset_asked(world: World, who: Visitor) -> None:
    somebody_with_a_password()
    post(who, "account_reset_password", email=OLIVE)


def reset_proved(world: World, who: Visitor) -> None:
    reset_asked(world, who)
    newest = mail.outbox[-1]
    assert isinstance(newest, EmailMultiAlternatives)
    post(who, "account_confirm_password_reset_code", code=code_in(newest))


def post(who: Visitor, door: str, **values: str) -> None:
    answer = who.knock("POST", reverse(door), values)
    assert answer.status == 302, (door, answer.status, Marks(answer.text).alerts)


@dataclass(frozen=True)
class Door:
    """A form: its address, what is right to send, and what was done before."""

    name: str
    body: Body = field(default_factory=dict)
    before: Prepare = nothing


DOORS = [
    Door("account_login", {"email": "maya.northside@northside.test"}),
    Door("accounts:password_sign_in", {"login": OLIVE, "password": PASSWORD}),
    Door("account_signup", {"name": "Olive Hart", "email": OLIVE, "password1": PASSWORD}),
    Door("account_reset_password", {"email": OLIVE}),
    Door("account_confirm_login_code", {"code": "000000"}, code_asked),
    Door("account_email_verification_sent", {"code": "000000"}, signed_up),
    Door("account_email_verification_sent", {"email": "olive@elsewhere.test", "action": "change"}, signed_up),
    Door("account_confirm_password_reset_code", {"code": "000000"}, reset_asked),
    Door("account_complete_password_reset", {"password1": "brisk-meadow-42"}, reset_proved),
    Door("accounts:name", {"name": "Olive Hart"}, maya),
    Door("accounts:account", {"name": "Olive Hart", "locale": "en"}, maya),
    Door("account_email", {"email": "maya@elsewhere.test", "action_add": "1"}, maya),
    Door("account_set_password", {"password1": "brisk-meadow-42"}, maya),
    Door("account_change_password", {"oldpassword": PASSWORD, "password1": "brisk-meadow-42"}, known_again),
    Door("account_reauthenticate", {"password": PASSWORD}, with_password),
    Door("mfa_authenticate", {"code": "000000"}, at_second_step),
    Door("mfa_reauthenticate", {"code": "000000"}, with_second_step),
    Door("mfa_activate_totp", {"code": "000000"}, setting_up_the_app),
    Door("start", FOUNDED, owner),
]
#: A button each, with nothing to fill in.
NO_FIELDS = {
    "accounts:end_device", "accounts:sign_out_elsewhere", "account_logout", "account_inactive",
    "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_index", "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
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
        assert shown <= {name for other in DOORS if other.name == door.name for name in other.body}

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
    body = {**FOUNDED, "person": "Olive Hart", "email": OLIVE, "password": PASSWORD}
    who = Visitor("anonymous", None, House(None), Client())  # type: ignore[arg-type]
    wrong: list[str] = []
    for trial in trials(list(body), ODD_TEXT, everything=long_run):
        wrong += wrong_with(who, reverse("start"), body, trial, HOUSE)

    assert wrong == []
    assert who.knock("POST", reverse("start"), body).status == 303
