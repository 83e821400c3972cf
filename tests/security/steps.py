"""The forms of signing in and of one's own account: what is sent, and what somebody did before they came there."""

from collections.abc import Callable
from dataclasses import dataclass, field

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from fitflow.accounts.factories import make_user, sign_in
from fitflow.accounts.models import User
from fitflow.accounts.tests.steps import PASSWORD, app_code, code_in
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client
from tests.security.acts import STUDIO
from tests.security.error_marks import Marks
from tests.security.people import Visitor
from tests.security.two_studios import World

Body = dict[str, str]
Prepare = Callable[[World, Visitor], None]
FOUNDED = {**STUDIO, "preset": "studio"}
#: Of the visitor who is called so.
NEWCOMER = "anonymous@harbour.test"


def nothing(world: World, who: Visitor) -> None:
    """Whoever comes along."""


def maya(world: World, who: Visitor) -> None:
    sign_in(who.client, world.user("maya"))


def owner(world: World, who: Visitor) -> None:
    who.client.force_login(world.user("owner"))


def address_of(who: Visitor) -> str:
    """New to the product, and theirs alone."""
    return f"{who.name}@harbour.test"


def somebody_with_a_password(who: Visitor) -> User:
    return make_user(email=address_of(who), name="Olive Hart", password=PASSWORD)


def with_password(world: World, who: Visitor) -> None:
    who.client.force_login(somebody_with_a_password(who))


def known_again(world: World, who: Visitor) -> None:
    with_password(world, who)
    post(who, "account_reauthenticate", password=PASSWORD)


def with_second_step(world: World, who: Visitor) -> None:
    TOTP.activate(somebody_with_a_password(who), generate_totp_secret())
    who.client.force_login(User.objects.get(email=address_of(who)))


def at_second_step(world: World, who: Visitor) -> None:
    TOTP.activate(somebody_with_a_password(who), generate_totp_secret())
    post(who, "accounts:password_sign_in", login=address_of(who), password=PASSWORD)


def setting_up_the_app(world: World, who: Visitor) -> None:
    known_again(world, who)
    who.client.get(reverse("mfa_activate_totp"))


def with_the_app(world: World, who: Visitor) -> None:
    """The second step was set up a moment ago."""
    known_again(world, who)
    page = who.client.get(reverse("mfa_activate_totp"))
    post(who, "mfa_activate_totp", code=app_code(page.context["form"].secret))


def code_asked(world: World, who: Visitor) -> None:
    post(who, "account_login", email=address_of(who))


def signed_up(world: World, who: Visitor) -> None:
    post(who, "account_signup", name="Olive Hart", email=address_of(who), password1=PASSWORD)


def not_proved(world: World, who: Visitor) -> None:
    """A login that was made for somebody, whose address nobody has proved: the password leads to the code."""
    make_user(email=address_of(who), name="Olive Hart", password=PASSWORD, verified=False)
    post(who, "accounts:password_sign_in", login=address_of(who), password=PASSWORD)


def proof_asked(world: World, who: Visitor) -> None:
    maya(world, who)
    answer = who.knock("POST", reverse("accounts:prove_by_code"), {"action": "send"})
    assert answer.status == 303, answer


def reset_asked(world: World, who: Visitor) -> None:
    somebody_with_a_password(who)
    post(who, "account_reset_password", email=address_of(who))


def reset_proved(world: World, who: Visitor) -> None:
    reset_asked(world, who)
    newest = mail.outbox[-1]
    assert isinstance(newest, EmailMultiAlternatives)
    post(who, "account_confirm_password_reset_code", code=code_in(newest))


def known_by_a_studio(world: World, who: Visitor) -> None:
    """The studio has written down the address of somebody new."""
    with_password(world, who)
    with tenant(world.home.studio.id):
        make_client(world.home.studio, name="Olive Hart", email=address_of(who))


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
    Door("accounts:password_sign_in", {"login": NEWCOMER, "password": PASSWORD}),
    Door("account_signup", {"name": "Olive Hart", "email": NEWCOMER, "password1": PASSWORD}),
    Door("account_reset_password", {"email": NEWCOMER}),
    Door("account_confirm_login_code", {"code": "000000"}, code_asked),
    Door("account_confirm_login_code", {"code": "000000"}, signed_up),
    Door("account_email_verification_sent", {"code": "000000"}, not_proved),
    Door("account_confirm_password_reset_code", {"code": "000000"}, reset_asked),
    Door("account_complete_password_reset", {"password1": "brisk-meadow-42"}, reset_proved),
    Door("accounts:name", {"name": "Olive Hart"}, maya),
    Door("accounts:account", {"name": "Olive Hart", "locale": "en"}, maya),
    Door("account_email", {"email": "maya@elsewhere.test", "action_add": "1"}, maya),
    Door("account_set_password", {"password1": "brisk-meadow-42"}, maya),
    Door("account_change_password", {"oldpassword": PASSWORD, "password1": "brisk-meadow-42"}, known_again),
    Door("accounts:prove_by_code", {"code": "000000"}, proof_asked),
    Door("account_reauthenticate", {"password": PASSWORD}, with_password),
    Door("mfa_authenticate", {"code": "000000"}, at_second_step),
    Door("mfa_reauthenticate", {"code": "000000"}, with_second_step),
    Door("mfa_activate_totp", {"code": "000000"}, setting_up_the_app),
    Door("start", FOUNDED, owner),
]
