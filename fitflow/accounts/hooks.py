"""What the apps above may add to a login."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from fitflow.accounts.models import User
from fitflow.core.offers import Offer


@dataclass(frozen=True)
class AddressListener(Offer):
    """Hears each verified address whenever somebody signs in, and when one is added.

    It runs inside the request, in one transaction with all other listeners, with no tenant set. It must be quick, do
    nothing the second time and refuse nothing: link the client record with this address, say.
    """

    hear: Callable[[User, str, datetime], object]
