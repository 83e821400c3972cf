"""Speaking to people: one function writes what is said, another hands it over; people decide what they hear of."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from fitflow.core import events
from fitflow.core.actor import Actor
from fitflow.core.addresses import comparable
from fitflow.core.db import after_commit, in_transaction, one_row
from fitflow.core.errors import Invalid, NotFound
from fitflow.core.ids import new_id
from fitflow.core.pages import page
from fitflow.core.plans import Kept
from fitflow.core.tenancy import HOUSE, tenant
from fitflow.core.timers import set_timer
from fitflow.core.wake import wake_dispatchers
from fitflow.core.zones import day_bounds, local_date
from fitflow.notify import queries, rules
from fitflow.notify.channels import EMAIL, Channel, Undeliverable, channel_of, has_mailbox, timer_of
from fitflow.notify.channels.letters import Attachment, Composed, Letterhead, compose, one_line
from fitflow.notify.events import MessageFailed, MessageSentAgain, PreferencesChanged
from fitflow.notify.hooks import MessageKind, kind_of
from fitflow.notify.models import MailDay, Message, Preference
from fitflow.notify.queries import Recipient
from fitflow.notify.refusals import NotSendable
from fitflow.organizations.queries.contacts import Contact, belongs_still
from fitflow.organizations.queries.staff import desk_people
from fitflow.organizations.settings import BRAND_COLOR, BRAND_NAME

#: The kind of timer that erases what a house mail said. Each channel has its own: `channels.timer_of`.
FORGET = "notify.forget"
#: How long the text of a house mail may stay: a code is good for minutes, its reader may be slow (in the demo).
KEEP_SECRETS = timedelta(days=7)
State = Message.State
#: One more of today's mails, unless they are used up.
COUNT_MAIL = Kept(
    "INSERT INTO notify_mailday AS d (id, organization_id, day, count) VALUES (%s, %s, %s, 1)"
    " ON CONFLICT (organization_id, day) DO UPDATE SET count = d.count + 1 WHERE d.count < %s RETURNING d.count"
)


@in_transaction
def send(  # noqa: PLR0913 - each is a word of the sentence "tell whom what, about what, how"
    actor: Actor,
    *,
    template: str,
    to: Recipient,
    context: Mapping[str, Any],
    about_id: UUID | None,
    dedupe_key: str,
    now: datetime,
    attachments: Sequence[Attachment] = (),
    url: str = "",
    kind: str = "",
    good_until: datetime | None = None,
    free_text: Mapping[str, str] = {},
) -> list[Message]:
    """Tell one person one thing, once for each dedupe key and channel. Gives the messages written now.

    `template` "booking/confirmed" is `booking/messages/confirmed.txt` and of the kind "booking.confirmed" unless
    another is named. The words are chosen here, in the recipient's language; nothing waits for a channel.
    `free_text` is what somebody of the studio wrote in own words: empty for whoever never joined, whose address was
    only written down. Who has left, or is archived, hears nothing.
    """
    contact = queries.contact_of(actor, to)
    if contact.is_gone:
        return []
    context = {**context, **rules.free_text_for(contact, free_text)}
    about = kind_of(kind or template.replace("/", "."))
    chosen = queries.chosen_by(actor, contact.user_id, about.key)
    plan = rules.channels_for(about, contact, chosen=chosen)
    if not plan:
        return []
    composed = _compose(actor, template, contact, about, context, url, attachments)
    common = {
        "organization_id": actor.organization_id, "template": template, "user_id": contact.user_id,
        "client_id": contact.client_id, "staff_id": contact.staff_id, "subject": composed.subject, "url": url,
        "about_id": about_id, "dedupe_key": dedupe_key, "created_at": now, "send_before": good_until,
    }  # fmt: skip
    own = [_draft(actor, channel, composed, contact, good_until=good_until, now=now) for channel in plan]
    return _write([Message(**common, **values) for values in own])


def _compose(
    actor: Actor,
    template: str,
    contact: Contact,
    kind: MessageKind,
    context: Mapping[str, Any],
    url: str,
    attachments: Sequence[Attachment],
) -> Composed:
    studio = actor.organization
    first_name = contact.name.split(" ")[0]
    values = {"studio": studio, "formats": actor.formats, "recipient": contact, "first_name": first_name, **context}
    side = "me" if contact.client_id or not contact.staff_id else "desk"
    has_choice = contact.user_id is not None and kind.has_choice
    preferences = page(actor, "notify:preferences", side) if has_choice else ""
    letterhead = Letterhead(
        actor.setting(BRAND_NAME) or studio.name,
        actor.setting(BRAND_COLOR),
        f"{settings.FITFLOW_URL}{preferences}" if preferences else "",
    )
    with translation.override(contact.locale or studio.locale):
        return compose(template, values, letterhead=letterhead, name=first_name, url=url, attachments=attachments)


def _draft(
    actor: Actor, channel: Channel, composed: Composed, contact: Contact, *, good_until: datetime | None, now: datetime
) -> dict[str, Any]:
    """What a channel adds to a message: what it carries, where it goes, and how it begins."""
    content = channel.render(composed)
    start = rules.start_of(channel, contact, quiet=queries.quiet_hours_of(actor), good_until=good_until, now=now)
    return {
        "channel": channel.name, "address": channel.address_of(contact), "text": content.text, "html": content.html,
        "attachments": [asdict(file) for file in content.attachments], "state": start.state, "why": start.why,
        "send_after": start.send_after, "sent_at": now if start.state == State.SENT else None,
    }  # fmt: skip


def _write(rows: list[Message]) -> list[Message]:
    """Insert what is not there yet; a second writer of the same key waits for the first and writes nothing."""
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    written = set(Message.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    fresh = [row for row in rows if row.pk in written]
    for row in fresh:
        if row.state == State.QUEUED:
            _set_off(row)
    return fresh


def _set_off(message: Message) -> None:
    set_timer(message.organization_id, timer_of(message.channel), message.pk, due_at=message.send_after)
    after_commit(wake_dispatchers)


def keep_house_mail(
    *,
    to: Sequence[str],
    template: str,
    subject: str,
    text: str,
    html: str = "",
    attachments: Sequence[Attachment] = (),
    now: datetime,
) -> list[Message]:
    """Mails of the product itself (sign-in codes, links): messages of the house, one for each address."""
    rows = [
        Message(
            organization_id=HOUSE, channel=EMAIL, template=template, address=comparable(address),
            subject=one_line(subject)[:200], text=text, html=html, attachments=[asdict(file) for file in attachments],
            dedupe_key=str(new_id()), created_at=now, send_after=now,
        )
        for address in to
    ]  # fmt: skip
    with tenant(HOUSE), in_transaction():
        written = _write(rows)
        for row in written:
            set_timer(HOUSE, FORGET, row.pk, due_at=now + KEEP_SECRETS)
    return written


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
    _set_off(message)
    events.record(actor, MessageSentAgain(message.pk), now=now)
    return message


@in_transaction
def mark_read(actor: Actor, *, ids: Sequence[UUID] | None, now: datetime) -> int:
    """Mark own notifications read, all of them when no ids are given. Gives how many are unread still."""
    mine = queries.inbox(actor)
    if ids is not None:
        wanted = mine.filter(pk__in=ids)
        if wanted.count() != len(set(ids)):
            raise NotFound(_("One of these notifications is not yours, or does not exist."))
        mine = wanted
    mine.unread().update(read_at=now)
    return queries.unread_count(actor)


@in_transaction
def choose_messages(actor: Actor, *, choices: Mapping[tuple[str, str], bool], now: datetime) -> None:
    """Keep what somebody wants to hear of: {(kind, channel): wanted}. What is essential cannot be turned off."""
    if actor.user_id is None:
        raise NotFound
    before = {(wish.kind.key, wish.channel.name): wish for wish in queries.wishes(actor)}
    for key, wanted in choices.items():
        _check_choice(before.get(key), key, wanted)
    changes = {key: wanted for key, wanted in choices.items() if wanted != before[key].enabled}
    if not changes:
        return
    whose = {"organization_id": actor.organization_id, "user_id": actor.user_id}
    rows = [
        Preference(**whose, kind=kind, channel=channel, enabled=wanted) for (kind, channel), wanted in changes.items()
    ]
    same = ["organization_id", "user_id", "kind", "channel"]
    Preference.objects.bulk_create(rows, update_conflicts=True, unique_fields=same, update_fields=["enabled"])
    changed = {f"{kind}:{channel}": wanted for (kind, channel), wanted in changes.items()}
    events.record(actor, PreferencesChanged(actor.user_id, changed), now=now)


def _check_choice(wish: queries.Wish | None, key: tuple[str, str], wanted: bool) -> None:
    """Name what cannot be chosen, and why."""
    if wish is None:
        words = {"kind": key[0], "channel": key[1]}
        raise Invalid.field("choices", _("There is no choice “%(channel)s” for “%(kind)s”.") % words)
    if not wish.is_free and wanted != wish.enabled:
        words = {"kind": str(wish.kind.label), "channel": str(wish.channel.label)}
        raise Invalid.field("choices", _("“%(kind)s” by “%(channel)s” is always on: you need to know.") % words)
