"""What the apps above may add to what is the studio's: its history, its clients' records, its ways in.

Each of these is a kind of offer (core/offers.py). An app says in its `history.py` how its events read:

    offer(
        Sentence("location.added", _("%(who)s added the location %(location_id)s.")),
        Namer("session_id", session_names),
    )

and in its `parts.py` what it adds to pages.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise

from fitflow.core.actor import Actor, TypedSetting
from fitflow.core.formats import Formats
from fitflow.core.offers import Offer
from fitflow.core.requests import PageRequest
from fitflow.core.shapes import Shape
from fitflow.organizations.models import Client, Staff

NamesOf = Callable[[Actor, set[UUID]], Mapping[UUID, str]]


class Words(dict[str, str]):
    """The fields of an event in words, an id whose field has a namer by its name, and how the studio writes numbers
    and days. An event from before a field existed reads on, with a gap.
    """

    def __init__(self, formats: Formats, words: Mapping[str, str]) -> None:
        super().__init__(words)
        self.formats = formats

    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True)
class Sentence(Offer):
    """How events of the type `key` read in the audit trail.

    A text may name every field of the event. Where one text is not enough, a function gets the fields in words and
    the payload, and returns the sentence.
    """

    text: str | Promise | Callable[[Words, Mapping[str, Any]], str]


@dataclass(frozen=True)
class Namer(Offer):
    """How the ids in the field `key` of any event are called: one question for all events of a page."""

    names: NamesOf


@dataclass(frozen=True)
class Entrance(Offer):
    """A page where people come in. `is_open` decides by the actor, and by whether it is for a client of the studio."""

    url_name: str
    is_open: Callable[[Actor, bool], bool]


@dataclass(frozen=True)
class Planned(Offer):
    """How many things are planned at a moment that a new time zone would show at another clock time."""

    count: Callable[[Actor, datetime], int]


@dataclass(frozen=True)
class StaffPart(Offer):
    """What somebody of the staff would leave behind: a sentence for the page that ends their work here, or ""."""

    leaving: Callable[[Actor, Staff, datetime], str]


@dataclass(frozen=True)
class ClientLink:
    """A page about one client: its name is reversed with `slug` and `client_id`."""

    label: str | Promise
    url_name: str
    icon: str = ""
    in_sheet: bool = False
    #: The module it belongs to: switched off, it leads nowhere and is not there.
    feature: TypedSetting[bool] | None = None


@dataclass(frozen=True)
class ClientColumn:
    """A column of the list of clients."""

    label: str | Promise
    is_number: bool = False
    #: Left out on a phone.
    is_minor: bool = False


@dataclass(frozen=True)
class ClientColumns:
    """What the list says beside a name: `cells` gives a text for each column to those who have something to say."""

    columns: tuple[ClientColumn, ...]
    #: Asked once for the part that is shown, so that a list of many costs as many queries as one of few.
    cells: Callable[[Actor, Collection[UUID], datetime], Mapping[UUID, Sequence[str]]]


@dataclass(frozen=True)
class ClientPart(Offer):
    """One app's share of a client's record: pages of it extend `organizations/clients/record.html`, and give that
    `client` (of `queries.clients.client_of`) and `active_part`. Every field but the key may be left out.
    """

    #: Whom else a scoped manager sees, as a condition on Client: "booked there", "booked with them".
    reach: Callable[[Actor], Q] | None = None
    #: A tab of the record, with a page of its own.
    tab: ClientLink | None = None
    #: Buttons beside the name.
    actions: tuple[ClientLink, ...] = ()
    #: Columns of the list.
    columns: ClientColumns | None = None
    #: HTML of a card on the record's first page, or "" when there is nothing to say.
    card: Callable[[PageRequest, Client], str] | None = None
    #: What stands under `key` in `GET clients/{id}/profile`.
    profile: Callable[[Actor, Client, datetime], Any] | None = None
    #: The serializer that writes it.
    profile_shape: type[Shape] | None = None
    #: A sentence for the page that asks before archiving, such as "2 bookings to come".
    leaving: Callable[[Actor, Client, datetime], str] | None = None
