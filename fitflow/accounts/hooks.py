"""What the apps above may add to a login."""

from collections.abc import Callable
from dataclasses import dataclass

from fitflow.accounts.models import User
from fitflow.core.offers import Offer


@dataclass(frozen=True)
class SignInStep(Offer):
    """Something to answer on the way in: whether the record of a studio is theirs, say.

    `page` is called with the person and the address they are going to, with no tenant set. It gives the address of a
    page that asks and leads on there, or "" when there is nothing to ask.
    """

    page: Callable[[User, str], str]
