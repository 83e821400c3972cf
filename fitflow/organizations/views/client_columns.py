"""What the list of clients says beside each name: the columns of the apps above."""

from collections.abc import Collection
from datetime import datetime

from fitflow.core.actor import Actor
from fitflow.core.offers import offered
from fitflow.organizations.hooks import ClientColumn, ClientPart
from fitflow.organizations.models import Client


def list_columns() -> list[ClientColumn]:
    return [column for part in offered(ClientPart) if part.columns for column in part.columns.columns]


def list_cells(
    actor: Actor, clients: Collection[Client], now: datetime
) -> list[tuple[Client, list[tuple[ClientColumn, str]]]]:
    """Each client with the cells of every part, in the order of `list_columns`."""
    ids = [client.pk for client in clients]
    known = [(part.columns, part.columns.cells(actor, ids, now)) for part in offered(ClientPart) if part.columns]

    def cells_of(client: Client) -> list[tuple[ClientColumn, str]]:
        texts = [(shared.columns, found.get(client.pk) or [""] * len(shared.columns)) for shared, found in known]
        return [cell for columns, said in texts for cell in zip(columns, said, strict=True)]

    return [(client, cells_of(client)) for client in clients]
