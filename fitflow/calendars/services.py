"""The secret calendar address of a client or of somebody on the staff."""

from datetime import datetime

from fitflow.calendars.events import FeedRenewed
from fitflow.calendars.models import CalendarFeed
from fitflow.calendars.queries import FeedOwner, Holder, current_version
from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.errors import Forbidden


@in_transaction
def renew_feed(actor: Actor, *, owner: FeedOwner, now: datetime) -> FeedOwner:
    """Makes every earlier address worthless and gives the owner with the new version."""
    if owner.id not in (actor.client_id, actor.staff_id):
        raise Forbidden
    lock_advisory("feed", owner.id)
    column = "client_id" if owner.holder is Holder.CLIENT else "staff_id"
    feed = CalendarFeed.objects.visible_to(actor).filter(**{column: owner.id}).first()
    if feed is None:
        feed = CalendarFeed(organization_id=actor.organization_id, **{column: owner.id})
    feed.version += 1
    feed.save()
    events.record(actor, FeedRenewed(owner.id, feed.version), now=now)
    return FeedOwner(owner.organization_id, owner.holder, owner.id, current_version(actor, owner.holder, owner.id))
