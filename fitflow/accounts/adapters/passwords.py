"""How passwords are kept, and which are not taken."""

import hashlib
import logging
from http.client import HTTPException
from urllib.request import Request, urlopen

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)
#: What people put around a word that was refused.
TRIMMINGS = "0123456789!?.,;:-_+*#$%&@=()[]{}/\\'\" "
PREFIX = 5
PATIENCE = 2


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id as OWASP recommends it: 19 MiB, two passes, one lane. Django asks 100 MB for each sign-in."""

    time_cost, memory_cost, parallelism = 2, 19 * 1024, 1


class KnownPasswords(CommonPasswordValidator):
    """Refuses what is tried first: words of Django's list of 20,000, also twice over or with something around them.

    And, where the operator names a service, what it knows from thefts. It is asked by the first five digits of a hash
    (k-anonymity), so it learns no password. When it does not answer, the password is taken: nobody should be kept
    from setting one by a service that is away.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002 - Django's
        if any(form in self.passwords for form in forms_of(password)) or is_stolen(password):
            raise ValidationError(
                _("Many people use this password, or one like it. Take words that have nothing to do with each other."),
                code="password_too_common",
            )


def forms_of(password: str) -> set[str]:
    """The password in lower case, without what is around it, and once if it is a word twice over."""
    plain = password.lower().strip()
    bare = plain.strip(TRIMMINGS)
    joined = "".join(letter for letter in bare if letter.isalnum())
    half = joined[: len(joined) // 2]
    return {plain, bare, joined, half if half * 2 == joined else plain}


def is_stolen(password: str) -> bool:
    """Whether the service at FITFLOW_STOLEN_PASSWORDS_URL knows it; False where none is named."""
    url: str = settings.FITFLOW_STOLEN_PASSWORDS_URL
    if not url:
        return False
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    asked = Request(f"{url}/{digest[:PREFIX]}", headers={"Add-Padding": "true"})  # noqa: S310 - https: config.env
    try:
        with urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
            lines = answer.read().decode().split()
    except (OSError, HTTPException, UnicodeDecodeError) as error:
        log.warning("The list of stolen passwords does not answer: %s", error)
        return False
    known = dict(line.partition(":")[::2] for line in lines)
    return bool(known.get(digest[PREFIX:], "0") != "0")  # Padding has the count 0.
