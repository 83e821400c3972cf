"""What the studio says when people come: it welcomes those who sign up, and invites those who are to work here.

The apps below cannot speak themselves; every app above says its own words in a `consumers.py` of its own.
"""

from datetime import datetime
from decimal import Decimal

from fitflow.core.actor import Actor
from fitflow.core.events import consumes
from fitflow.core.pages import page
from fitflow.notify import services
from fitflow.notify.queries import Recipient
from fitflow.organizations.events import (
    BY_ADDRESS,
    BY_PERSON,
    ClientJoined,
    ClientLinked,
    ClientSeparated,
    StaffInvited,
)
from fitflow.organizations.queries.clients import client_of, same_person
from fitflow.organizations.queries.logins import separations_of
from fitflow.organizations.queries.staff import desk_people, invitation_mail
from fitflow.organizations.queries.studio import entrance_of
from fitflow.organizations.settings import WELCOME_CREDITS


@consumes(ClientJoined, ClientLinked, name="notify.welcome", group="mail")
def welcome(actor: Actor, event: ClientJoined | ClientLinked, now: datetime) -> None:
    services.send(
        actor,
        template="notify/welcome",
        to=Recipient(client=event.client_id),
        context={"credits": _welcome_credits(actor, event)},
        about_id=event.client_id,
        dedupe_key=f"welcome:{event.client_id}",
        url=entrance_of(actor, is_client=True),
        now=now,
    )


@consumes(ClientSeparated, name="notify.separated", group="mail")
def tell_separated(actor: Actor, event: ClientSeparated, now: datetime) -> None:
    """Whoever said "not me": the studio hears of it. Whom the studio separated hears it, at the own address."""
    key = f"separated:{event.client_id}:{event.version}"
    if event.by != BY_PERSON:
        services.send(
            actor,
            template="notify/separated",
            to=Recipient(former=event.user_id),
            context={"is_other_address": event.by == BY_ADDRESS},
            about_id=event.client_id,
            dedupe_key=key,
            url=entrance_of(actor, is_client=False),
            now=now,
        )
        return
    for staff in desk_people(actor):
        services.send(
            actor,
            template="notify/not_me",
            to=Recipient(staff=staff.pk),
            context={"name": client_of(actor, event.client_id).name, "address": refused_address(actor, event)},
            about_id=event.client_id,
            dedupe_key=f"{key}:{staff.pk}",
            url=page(actor, "organizations:client", event.client_id),
            now=now,
        )


def refused_address(actor: Actor, event: ClientSeparated) -> str:
    """Which address was written down for somebody else."""
    found = (one.address for one in separations_of(actor, event.client_id) if one.user_id == event.user_id)
    return next(found, "")


@consumes(StaffInvited, name="notify.invite", group="mail")
def invite(actor: Actor, event: StaffInvited, now: datetime) -> None:
    """The invitation as it stands now: nothing goes out for one that was withdrawn or taken meanwhile."""
    mail = invitation_mail(actor, event.invitation_id, now=now)
    if mail is None:
        return
    services.send(
        actor,
        template="notify/invitation",
        to=Recipient(staff=event.staff_id, at=mail.address),
        context={"roles": mail.roles, "invited_by": mail.invited_by, "expires_at": mail.expires_at},
        about_id=event.invitation_id,
        dedupe_key=f"invitation:{event.invitation_id}:{mail.expires_at.isoformat()}",
        url=mail.link,
        good_until=mail.expires_at,
        now=now,
    )


def _welcome_credits(actor: Actor, event: ClientJoined | ClientLinked) -> Decimal:
    """Only those who sign up by themselves begin with credits, and only the first time."""
    is_new = isinstance(event, ClientJoined) and not same_person(actor, event.client_id)
    return actor.setting(WELCOME_CREDITS) if is_new else Decimal(0)
