"""Messages are written: to people of a studio, and the mails of the house."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation

from fitflow.core.actor import Actor
from fitflow.core.addresses import comparable
from fitflow.core.db import after_commit, in_transaction
from fitflow.core.ids import new_id
from fitflow.core.pages import page
from fitflow.core.tenancy import HOUSE, tenant
from fitflow.core.timers import set_timer, set_timers
from fitflow.core.wake import wake_dispatchers
from fitflow.notify import queries, rules
from fitflow.notify.channels import EMAIL, Channel, timer_of
from fitflow.notify.channels.letters import Attachment, Composed, Letterhead, compose, one_line
from fitflow.notify.hooks import MessageKind, kind_of
from fitflow.notify.models import Message
from fitflow.notify.queries import Recipient
from fitflow.organizations.queries.contacts import Contact
from fitflow.organizations.settings import BRAND_COLOR, BRAND_NAME

#: The kind of timer that erases what a house mail said. Each channel has its own: `channels.timer_of`.
FORGET = "notify.forget"
#: How long the text of a house mail may stay: a code is good for minutes, its reader may be slow (in the demo).
KEEP_SECRETS = timedelta(days=7)
State = Message.State


@dataclass(frozen=True)
class Notice:
    """Whom to tell what, about what, and how: once for each dedupe key and channel.

    `template` "booking/confirmed" is `booking/messages/confirmed.txt` and of the kind "booking.confirmed" unless
    another is named. `free_text` is what somebody of the studio wrote in own words: empty for whoever never joined,
    whose address was only written down.
    """

    template: str
    to: Recipient
    context: Mapping[str, Any]
    about_id: UUID | None
    dedupe_key: str
    attachments: Sequence[Attachment] = ()
    url: str = ""
    kind: str = ""
    good_until: datetime | None = None
    free_text: Mapping[str, str] = field(default_factory=dict)

    @property
    def about(self) -> MessageKind:
        return kind_of(self.kind or self.template.replace("/", "."))


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
    free_text: Mapping[str, str] = MappingProxyType({}),
) -> list[Message]:
    """Tell one person one thing. Gives the messages written now."""
    notice = Notice(template, to, context, about_id, dedupe_key, attachments, url, kind, good_until, free_text)
    return send_all(actor, [notice], now=now)


@in_transaction
def send_all(actor: Actor, notices: Sequence[Notice], *, now: datetime) -> list[Message]:
    """Tell each person each thing. Gives the messages written now.

    The words are chosen here, in the recipient's language; nothing waits for a channel. Who has left, or is archived,
    hears nothing. People, choices and messages are read and written together, however many they are.
    """
    contacts = queries.contacts_of(actor, [notice.to for notice in notices])
    reached = [pair for pair in zip(notices, contacts, strict=True) if not pair[1].is_gone]
    choices = queries.choices_of(actor, {(contact.user_id, notice.about.key) for notice, contact in reached})
    drafts = [
        draft
        for notice, contact in reached
        for draft in _drafts(actor, notice, contact, choices.get((contact.user_id, notice.about.key), {}), now)
    ]
    return _write(drafts)


def _drafts(actor: Actor, notice: Notice, contact: Contact, chosen: Mapping[str, bool], now: datetime) -> list[Message]:
    """One message for each channel that shall carry the notice."""
    plan = rules.channels_for(notice.about, contact, chosen=chosen)
    if not plan:
        return []
    composed = _compose(actor, notice, contact)
    common = {
        "organization_id": actor.organization_id, "template": notice.template, "user_id": contact.user_id,
        "client_id": contact.client_id, "staff_id": contact.staff_id, "subject": composed.subject, "url": notice.url,
        "about_id": notice.about_id, "dedupe_key": notice.dedupe_key, "created_at": now,
        "send_before": notice.good_until,
    }  # fmt: skip
    until = notice.good_until
    own = [_draft(actor, channel, composed, contact, good_until=until, now=now) for channel in plan]
    return [Message(**common, **values) for values in own]


def _compose(actor: Actor, notice: Notice, contact: Contact) -> Composed:
    studio = actor.organization
    first_name = contact.name.split(" ")[0]
    values = {
        "studio": studio, "formats": actor.formats, "recipient": contact, "first_name": first_name,
        **notice.context, **rules.free_text_for(contact, notice.free_text),
    }  # fmt: skip
    side = "me" if contact.client_id or not contact.staff_id else "desk"
    has_choice = contact.user_id is not None and notice.about.has_choice
    preferences = page(actor, "notify:preferences", side) if has_choice else ""
    letterhead = Letterhead(
        actor.setting(BRAND_NAME) or studio.name,
        actor.setting(BRAND_COLOR),
        f"{settings.FITFLOW_URL}{preferences}" if preferences else "",
    )
    with translation.override(contact.locale or studio.locale):
        return compose(
            notice.template,
            values,
            letterhead=letterhead,
            name=first_name,
            url=notice.url,
            attachments=notice.attachments,
        )


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


def _write(drafts: list[Message]) -> list[Message]:
    """Insert what is not there yet; a second writer of the same key waits for the first and writes nothing."""
    if not drafts:
        return []
    Message.objects.bulk_create(drafts, ignore_conflicts=True)
    written = set(Message.objects.filter(pk__in=[row.pk for row in drafts]).values_list("pk", flat=True))
    fresh = [row for row in drafts if row.pk in written]
    set_off([row for row in fresh if row.state == State.QUEUED])
    return fresh


def set_off(messages: Sequence[Message]) -> None:
    """Their channels' workers take them when it is time."""
    for channel in {message.channel for message in messages}:
        due = {message.pk: message.send_after for message in messages if message.channel == channel}
        set_timers(messages[0].organization_id, timer_of(channel), due)
    if messages:
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
