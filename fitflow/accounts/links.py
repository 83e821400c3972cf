"""Signed things: the mark of a browser that has signed in before, and the link in a mail with a sign-in code.

Whoever attacks a login from elsewhere has neither, so the person has a way in all the while: a known browser's tries
are counted by themselves (OWASP, "Slow down online guessing attacks with device cookies"), and a link cannot be
guessed, so nothing is counted for it. An attacker who asks for codes only sends more links to the person.
"""

import secrets
from datetime import timedelta

from django.core import signing

from fitflow.accounts.models import User

COOKIE = "known_device"
KEPT_FOR = timedelta(days=365)
SALT = "fitflow.accounts.devices"
#: Logins that one browser keeps apart; the one that signed in first is forgotten.
MOST = 6
#: A link outlives the hour in which no more mails go to one address: there is always one that works.
LINK_KEPT_FOR = timedelta(minutes=75)
LINK_SALT = "fitflow.accounts.sign-in"


def sign_in_token(email: str) -> str:
    """What stands in the link; no two are equal."""
    return signing.dumps([email, secrets.token_hex(8)], salt=LINK_SALT, compress=True)


def address_of(token: str) -> str:
    """To whom the link was sent; empty when it is over, or none of ours."""
    try:
        email, _name = signing.loads(token, salt=LINK_SALT, max_age=LINK_KEPT_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(email)


def device_of_login(cookie: str, user: User | None) -> str:
    """What this browser is called for this login; empty when it is not known, or was made worthless since."""
    known = _marks(cookie).get(str(user.pk), "") if user else ""
    version, _dot, name = known.partition(".")
    return name if user and version == str(user.key_version) else ""


def marked(cookie: str, user: User) -> str:
    """The cookie of a browser in which this login has just signed in; its name stays if it has one."""
    name = device_of_login(cookie, user) or secrets.token_hex(16)
    others = {login: mark for login, mark in _marks(cookie).items() if login != str(user.pk)}
    newest = [*others.items(), (str(user.pk), f"{user.key_version}.{name}")][-MOST:]
    return signing.dumps(dict(newest), salt=SALT, compress=True)


def _marks(cookie: str) -> dict[str, str]:
    try:
        return dict(signing.loads(cookie, salt=SALT, max_age=KEPT_FOR))
    except (signing.BadSignature, ValueError, TypeError):
        return {}
