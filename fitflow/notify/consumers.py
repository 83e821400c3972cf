"""What the studio says when people come: it welcomes those who sign up, and invites those who are to work here.

The apps below cannot speak themselves; every app above says its own words in a `consumers.py` of its own.
"""

from datetime import datetime
from decimal import Decimal

from fitflow.core.actor import Actor
from fitflow.core.events import consumes
from fitflow.notify import services
from fitflow.notify.queries import Recipient
from fitflow.organizations.events import ClientJoined, ClientLinked, StaffInvited
from fitflow.organizations.queries.staff import invitation_mail
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
    """Only those who sign up by themselves begin with credits."""
    return actor.setting(WELCOME_CREDITS) if isinstance(event, ClientJoined) else Decimal(0)
