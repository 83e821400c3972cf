"""The credits of the demo's members."""

from datetime import timedelta
from decimal import Decimal
from typing import cast
from uuid import UUID

from fitflow.billing.services import grant
from fitflow.core.hooks import DemoStudio

#: member1 to member150 keep credits; the rest run low, so that every state can be seen.
WITH_CREDITS = 150


def credits_of_members(stage: DemoStudio) -> None:
    """Two lots for most: one that runs out soon, one that lasts. The last fifty have little left, or nothing.

    None ends within a week: two dozen warnings at once would bury the rest of the mailbox and the audit trail.
    """
    for number, member in enumerate(stage.members, start=1):
        if number <= WITH_CREDITS:
            lots = [(14, 20 + number % 40), (20, 90 + number % 60)]
        else:
            lots = [(number % 7, 8 + number % 12)] if number % 7 else []
        for amount, days in lots:
            grant(
                stage.owner,
                client_id=cast(UUID, member.client_id),  # A member's actor names their record.
                amount=Decimal(amount),
                reason="Pack of the demo studio",
                valid_until=stage.now + timedelta(days=days),
                now=stage.started,
            )
    stage.say(f"{len(stage.members)} members with their credits; now four weeks of classes …")
