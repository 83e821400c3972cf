"""Messages are handed over, tried again, and forgotten."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction, one_row
from fitflow.core.ids import new_id
from fitflow.core.pages import page
from fitflow.core.plans import Kept
from fitflow.core.zones import day_bounds, local_date
from fitflow.notify import queries, rules
from fitflow.notify.channels import EMAIL, Undeliverable, channel_of, has_mailbox
from fitflow.notify.channels.letters import one_line
from fitflow.notify.events import MessageFailed, MessageSentAgain
from fitflow.notify.models import MailDay, Message
from fitflow.notify.queries import Recipient
from fitflow.notify.refusals import NotSendable
from fitflow.notify.services.writing import send, set_off
from fitflow.organizations.queries.contacts import belongs_still
from fitflow.organizations.queries.staff import desk_people

State = Message.State
#: One more of today's mails, unless they are used up.
COUNT_MAIL = Kept(
    "INSERT INTO notify_mailday AS d (id, organization_id, day, count) VALUES (%s, %s, %s, 1)"
    " ON CONFLICT (organization_id, day) DO UPDATE SET count = d.count + 1 WHERE d.count < %s RETURNING d.count"
)


def deliver(actor: Actor, *, message_id: UUID, now: datetime) -> Message | None:
    """Hand one message over by its channel. Raises when it is worth another try; None when there is nothing to do.

    Not one transaction: the try is counted before, and no lock is held while the other side is slow. After a crash in
    between the message goes out again: twice rather than never. One that has to wait for the morning comes back with
    a `send_after` in the future.
    """
    message = _begin_try(actor, message_id, now)
    if message is None or message.send_after > now:
        return message
    if message.is_too_late(now):
        return _finish(actor, message, State.FAILED, rules.TOO_LATE, now=now)
    channel = channel_of(message.channel)
    whom = {"client_id": message.client_id, "staff_id": message.staff_id, "user_id": message.user_id}
    if not belongs_still(actor, **whom):
        return _finish(actor, message, State.SUPPRESSED, rules.GONE, now=now)
    setup = channel.setup()
    if setup is not None and not setup.is_ready:
        return _finish(actor, message, State.SUPPRESSED, rules.NO_SERVER, now=now)
    try:
        channel.send(message, sender=actor.organization.name)
    except Undeliverable as error:
        return _finish(actor, message, State.FAILED, str(error), now=now)
    except Exception as error:
        # Whatever the other side can do wrong is told in the log and tried again by the caller.
        is_over = channel.worker is None or message.attempts >= channel.worker.attempts
        _finish(actor, message, State.FAILED if is_over else State.QUEUED, f"{type(error).__name__}: {error}", now=now)
        raise
    return _finish(actor, message, State.SENT, "", now=now)


@in_transaction
def _begin_try(actor: Actor, message_id: UUID, now: datetime) -> Message | None:
    """Count the try, or put it off until the end of the quiet hours, when the tries begin anew as its timer's do."""
    rows = Message.objects.visible_to(actor).to_be_sent().select_for_update(no_key=True)
    message = rows.filter(pk=message_id).first()
    if message is not None:
        leaves_at = rules.leaves_at(channel_of(message.channel), queries.quiet_hours_of(actor), now)
        if leaves_at <= now and message.channel == EMAIL and not message.is_secret:
            leaves_at = _within_budget(actor, now)
            message.why = "" if leaves_at <= now else rules.USED_UP
        if leaves_at > now:
            message.send_after, message.attempts = leaves_at, 0
        else:
            message.attempts += 1
        message.save(update_fields=["attempts", "send_after", "why"])
    return message


def _within_budget(actor: Actor, now: datetime) -> datetime:
    """When a mail may leave: now, and it is counted; or on the studio's next day, once today's are used up."""
    today = local_date(now, actor.zone)
    values = [new_id(), actor.organization_id, today, settings.FITFLOW_MAILS_PER_DAY]
    if one_row(COUNT_MAIL, values) is not None:
        return now
    days = MailDay.objects.visible_to(actor).filter(day=today, is_told=False)
    if days.update(is_told=True):
        _tell_used_up(actor, today, now)
    return day_bounds(today + timedelta(days=1), actor.zone).start


def _tell_used_up(actor: Actor, today: date, now: datetime) -> None:
    for staff in desk_people(actor):
        send(
            actor,
            template="notify/used_up",
            to=Recipient(staff=staff.pk),
            context={"most": settings.FITFLOW_MAILS_PER_DAY},
            about_id=None,
            dedupe_key=f"used_up:{today.isoformat()}:{staff.pk}",
            url=page(actor, "notify:log"),
            now=now,
        )


@in_transaction
def _finish(actor: Actor, message: Message, state: State, why: str, *, now: datetime) -> Message:
    """Write down what became of the try."""
    message.state, message.why = state, one_line(why)[:200]
    message.sent_at = now if state == State.SENT else None
    message.save(update_fields=["state", "why", "sent_at"])
    if state != State.QUEUED and message.is_secret and not has_mailbox():
        _erase(message)
    if state == State.FAILED:
        failed = MessageFailed(message.pk, message.template, message.about_id, message.client_id, message.channel)
        events.record(actor, failed, now=now)
    return message


def _erase(message: Message) -> None:
    message.subject, message.text, message.html, message.attachments = "", "", "", []
    message.save(update_fields=["subject", "text", "html", "attachments"])


@in_transaction
def forget_text(actor: Actor, *, message_id: UUID) -> None:
    """Remove what a message said; that it was sent, when and to whom stays."""
    message = Message.objects.visible_to(actor).filter(pk=message_id).first()
    if message is not None:
        _erase(message)


@in_transaction
def send_again(actor: Actor, *, message_id: UUID, now: datetime) -> Message:
    """Another try for a message that did not arrive, to the address the person has now."""
    message = queries.delivery_log(actor).select_for_update(no_key=True).one(pk=message_id)
    if not rules.may_be_sent_again(message):
        raise NotSendable(_("Only a message that did not arrive can be sent again."))
    if message.is_too_late(now):
        raise NotSendable(_("It is too late for this message: it would only confuse."))
    channel, contact = channel_of(message.channel), queries.contact_of(actor, queries.recipient_of(message))
    if contact.is_gone or contact.user_id != message.user_id and message.user_id is not None:
        raise NotSendable(_("Whoever it was written to has left, or no longer belongs to this record."))
    if not channel.reaches(contact):
        raise NotSendable(_("%(reason)s Add one first.") % {"reason": channel.no_address})
    message.address, message.state, message.why, message.attempts = channel.address_of(contact), State.QUEUED, "", 0
    message.send_after = rules.leaves_at(channel, queries.quiet_hours_of(actor), now)
    message.save(update_fields=["address", "state", "why", "attempts", "send_after"])
    set_off([message])
    events.record(actor, MessageSentAgain(message.pk), now=now)
    return message
