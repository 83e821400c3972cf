"""The demo's logins, staff, clients and credits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import cast
from uuid import UUID

from django.contrib.auth.hashers import make_password

from fitflow.accounts.models import User
from fitflow.accounts.services import create_user
from fitflow.billing.services import grant
from fitflow.core.actor import Actor, Role
from fitflow.organizations.factories import actor_of
from fitflow.organizations.rules.client_sheets import rows_of
from fitflow.organizations.services.client_import import import_clients
from fitflow.organizations.services.invitations import accept_invitation, invite_staff
from fitflow.organizations.services.staff import update_staff
from fitflow.web.demo.cast import BIOS, DOMAIN, MEMBERS, PASSWORD, TRAINERS, WITH_CREDITS, member_name


@dataclass(frozen=True)
class Logins:
    """Makes demo logins: they share one password, so it is hashed once."""

    hashed: str
    now: datetime

    @classmethod
    def at(cls, now: datetime) -> "Logins":
        return cls(make_password(PASSWORD), now)

    def make(self, email: str, name: str) -> User:
        return create_user(
            email=email, name=name, encoded_password=self.hashed, verified=True, is_demo=True, now=self.now
        )


def employ(owner: Actor, logins: Logins, email: str, name: str, role: Role) -> Actor:
    """Somebody of the staff, the way it happens: invited, accepted."""
    user = logins.make(email, name)
    invitation = invite_staff(owner, email=email, roles=[role.value], name=name, now=logins.now)
    accept_invitation(Actor(owner.organization, user_id=user.pk), invitation_id=invitation.pk, now=logins.now)
    return actor_of(owner.organization, user.pk)


def employ_team(owner: Actor, logins: Logins) -> list[Actor]:
    """The manager and the trainers; gives the trainers."""
    employ(owner, logins, f"manager@{DOMAIN}", "Mona Price", Role.MANAGER)
    trainers = [
        employ(owner, logins, f"trainer{number}@{DOMAIN}", name, Role.TRAINER)
        for number, name in enumerate(TRAINERS, start=1)
    ]
    for trainer, bio in zip(trainers, BIOS, strict=True):
        update_staff(owner, staff_id=cast(UUID, trainer.staff_id), changes={"bio": bio}, now=logins.now)
    return trainers


def enrol_members(owner: Actor, logins: Logins) -> list[Actor]:
    """member1 to member200, with a login each; the studio brought them along on a list."""
    people = [(f"member{number}@{DOMAIN}", member_name(number), number) for number in range(1, MEMBERS + 1)]
    users = [logins.make(email, name) for email, name, _number in people]
    rows = rows_of(
        {"name": name, "email": email, "phone": f"+44 7700 900{number:03}"} for email, name, number in people
    )
    import_clients(owner, rows=rows, dry_run=False, now=logins.now)
    return [actor_of(owner.organization, user.pk) for user in users]


def hand_out_credits(owner: Actor, members: Iterable[Actor], *, started: datetime, now: datetime) -> None:
    """Two lots for most: one that runs out soon, one that lasts. The last fifty have little left, or nothing.

    None ends within a week: two dozen warnings at once would bury the rest of the mailbox and the audit trail.
    """
    for number, member in enumerate(members, start=1):
        if number <= WITH_CREDITS:
            lots = [(14, 20 + number % 40), (20, 90 + number % 60)]
        else:
            lots = [(number % 7, 8 + number % 12)] if number % 7 else []
        for amount, days in lots:
            grant(
                owner,
                client_id=cast(UUID, member.client_id),  # A member's actor names their record.
                amount=Decimal(amount),
                reason="Pack of the demo studio",
                valid_until=now + timedelta(days=days),
                now=started,
            )
