"""What the apps above add to a client's record. This app knows none of them; each brings a `client_parts.py`.

Such a module calls `add_part(ClientPart(...))`; it is imported once every app is loaded. Pages of a part extend
`organizations/clients/record.html` and give it `client` (of `queries.clients.client_of`) and `active_part`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.functional import Promise

from fitflow.core.actor import Actor
from fitflow.core.requests import PageRequest
from fitflow.organizations.models import Client


@dataclass(frozen=True)
class ClientLink:
    """A page about one client: its name is reversed with `slug` and `client_id`."""

    label: str | Promise
    url_name: str
    icon: str = ""
    in_sheet: bool = False


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
class ClientPart:
    """One app's share; every field but the key may be left out. Parts stand in the order of `place`."""

    key: str
    order: int = 100
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
    profile: Callable[[Actor, Client, datetime], Mapping[str, Any]] | None = None
    #: A sentence for the page that asks before archiving, such as "2 bookings to come".
    leaving: Callable[[Actor, Client, datetime], str] | None = None


_parts: dict[str, ClientPart] = {}


def add_part(part: ClientPart) -> None:
    """Adds a share, or replaces the one with the same key."""
    _parts[part.key] = part


def parts() -> list[ClientPart]:
    return sorted(_parts.values(), key=lambda part: part.order)


def list_columns() -> list[ClientColumn]:
    return [column for part in parts() if part.columns for column in part.columns.columns]


def list_cells(
    actor: Actor, clients: Collection[Client], now: datetime
) -> list[tuple[Client, list[tuple[ClientColumn, str]]]]:
    """Each client with the cells of every part, in the order of `list_columns`."""
    ids = [client.pk for client in clients]
    known = [(part.columns, part.columns.cells(actor, ids, now)) for part in parts() if part.columns]

    def cells_of(client: Client) -> list[tuple[ClientColumn, str]]:
        texts = [(shared.columns, found.get(client.pk) or [""] * len(shared.columns)) for shared, found in known]
        return [cell for columns, said in texts for cell in zip(columns, said, strict=True)]

    return [(client, cells_of(client)) for client in clients]
