"""What the apps above may add to a login."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from fitflow.accounts.models import User
from fitflow.core.offers import Offer


@dataclass(frozen=True)
class SignInStep(Offer):
    """Something to answer on the way in: whether the record of a studio is theirs, say.

    `page` is called with the person and the address they are going to, with no tenant set. It gives the address of a
    page that asks and leads on there, or "" when there is nothing to ask.
    """

    page: Callable[[User, str], str]


@dataclass(frozen=True)
class Way:
    """What somebody who signs in is on the way to: whose pages, and the thing itself with a line about it."""

    studio: str
    #: Of the studio, as six hexadecimal digits.
    color: str
    title: str = ""
    #: A line, and what happens to it after signing in.
    facts: str = ""
    promise: str = ""


@dataclass(frozen=True)
class WayTo(Offer):
    """Knows addresses of a kind. The pages of signing in say where they lead; None: it is not one of these."""

    describe: Callable[[HttpRequest, str], Way | None]
