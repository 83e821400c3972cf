"""What billing does about what happened elsewhere."""

from datetime import datetime

from fitflow.billing import services
from fitflow.billing.events import CreditExpiring, CreditsAnswered, CreditsAsked
from fitflow.billing.rules import last_day
from fitflow.core.actor import Actor
from fitflow.core.events import consumes
from fitflow.core.pages import page
from fitflow.notify.queries import Recipient
from fitflow.notify.services import send
from fitflow.organizations.events import ClientAdded, ClientJoined
from fitflow.organizations.queries.clients import client_of
from fitflow.organizations.queries.staff import in_charge

IMPORTED = "import"


@consumes(ClientJoined, ClientAdded, name="billing.give_welcome_credits")
def give_welcome_credits(actor: Actor, event: ClientJoined | ClientAdded, now: datetime) -> None:
    """New clients get the studio's welcome credits; imported ones bring what they had from elsewhere."""
    if isinstance(event, ClientAdded) and event.origin == IMPORTED:
        return
    services.welcome(actor, client_id=event.client_id, now=now)


@consumes(CreditExpiring, name="billing.tell_of_expiry")
def tell_of_expiry(actor: Actor, event: CreditExpiring, now: datetime) -> None:
    """A week before credits are over, their owner hears of it - once for each end of a lot."""
    words = {
        "amount": actor.formats.number(event.amount),
        "plural": 1 if event.amount == 1 else 2,
        "last_day": last_day(event.valid_until, actor.zone),
    }
    send(
        actor,
        template="billing/expiring",
        to=Recipient(client=event.client_id),
        context=words,
        about_id=event.lot_id,
        dedupe_key=f"expiring:{event.lot_id}:{event.valid_until.isoformat()}",
        url=page(actor, "billing:wallet"),
        good_until=event.valid_until,
        now=now,
    )


@consumes(CreditsAsked, name="billing.tell_desk_of_request")
def tell_desk(actor: Actor, event: CreditsAsked, now: datetime) -> None:
    """Whoever answers for the whole studio hears that somebody wants to book and cannot."""
    client = client_of(actor, event.client_id)
    for staff_id in in_charge(actor):
        send(
            actor,
            template="billing/asked",
            to=Recipient(staff=staff_id),
            context={"client": client},
            about_id=event.request_id,
            dedupe_key=f"asked:{event.request_id}:{staff_id}",
            url=page(actor, "billing:requests"),
            now=now,
        )


@consumes(CreditsAnswered, name="billing.tell_of_answer")
def tell_of_answer(actor: Actor, event: CreditsAnswered, now: datetime) -> None:
    """Whoever asked hears of what they got. Nobody is written to that there is nothing now: they may ask again."""
    if not event.amount:
        return
    send(
        actor,
        template="billing/given",
        to=Recipient(client=event.client_id),
        context={"amount": actor.formats.number(event.amount), "plural": 1 if event.amount == 1 else 2},
        about_id=event.request_id,
        dedupe_key=f"given:{event.request_id}",
        url=page(actor, "billing:wallet"),
        now=now,
    )
