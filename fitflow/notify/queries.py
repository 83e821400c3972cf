"""Reading messages: one's own inbox, the studio's delivery log, the mailbox of the demo."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.addresses import search_text_of
from fitflow.core.db import rows, values_in_use
from fitflow.core.errors import NotFound
from fitflow.core.paging import Part, part_of
from fitflow.core.plans import Kept
from fitflow.core.tenancy import HOUSE, tenant
from fitflow.notify import channels
from fitflow.notify.channels import IN_APP, Channel
from fitflow.notify.hooks import Audience, Choice, MessageKind, kinds_for
from fitflow.notify.models import Message, MessageQuerySet, Preference
from fitflow.notify.rules import HIGHEST_ON_BADGE, Arrival, StudioQuietHours, arrival_of
from fitflow.notify.settings import QUIET_HOURS
from fitflow.organizations.queries.clients import client_of, clients_of
from fitflow.organizations.queries.contacts import (
    Contact,
    contact_of_login,
    contact_of_user,
    contacts_of_clients,
    contacts_of_staff,
)
from fitflow.organizations.queries.directory import every_studio, house

#: How long it stays known that the house mailed something, and to whom.
KEEP_HOUSE = timedelta(days=90)

NEWEST = ("-created_at", "-id")
CHOSEN = Kept(
    "SELECT user_id, kind, channel, enabled FROM notify_preference"
    " WHERE organization_id = %s AND user_id = ANY(%s) AND kind = ANY(%s)"
)


@dataclass(frozen=True)
class Recipient:
    """To whom: exactly one of a client, somebody of the staff, or a login. `at` replaces the address on record.

    `user` is a login of the studio; `former` one that may belong to it no more, and hears of that.
    """

    client: UUID | None = None
    staff: UUID | None = None
    user: UUID | None = None
    former: UUID | None = None
    at: str = ""

    def __post_init__(self) -> None:
        if sum(one is not None for one in (self.client, self.staff, self.user, self.former)) != 1:
            raise ValueError("a message goes to exactly one of client, staff and user")


@dataclass(frozen=True)
class LogFilter:
    """What somebody looks for in the delivery log; empty means everything."""

    client_id: UUID | None = None
    template: str = ""
    state: str = ""
    channel: str = ""
    address: str = ""


@dataclass(frozen=True)
class Wish:
    """One line of the preferences page: a kind of message, a channel, what holds, and whether one can change it."""

    kind: MessageKind
    channel: Channel
    enabled: bool
    is_free: bool


@dataclass(frozen=True)
class Letter:
    """A message and who wrote it."""

    where: Studio
    message: Message


def contact_of(actor: Actor, to: Recipient) -> Contact:
    """How the recipient is reached."""
    return contacts_of(actor, [to])[0]


def contacts_of(actor: Actor, recipients: Sequence[Recipient]) -> list[Contact]:
    """How each of these is reached, in their order: one statement for all clients, and one for all staff."""
    clients = contacts_of_clients(actor, ids) if (ids := {to.client for to in recipients if to.client}) else {}
    staff = contacts_of_staff(actor, ids) if (ids := {to.staff for to in recipients if to.staff}) else {}
    found = []
    for to in recipients:
        contact = clients.get(to.client) if to.client else staff.get(to.staff) if to.staff else _login(actor, to)
        if contact is None:
            raise NotFound
        found.append(replace(contact, address=to.at) if to.at else contact)
    return found


def _login(actor: Actor, to: Recipient) -> Contact:
    """Whoever is written to as a login: of the studio, or one that may belong to it no more."""
    return contact_of_user(actor, to.user) if to.user else contact_of_login(to.former)  # type: ignore[arg-type]  # Recipient has exactly one.


def recipient_of(message: Message) -> Recipient:
    """To whom a message was written."""
    if message.client_id:
        return Recipient(client=message.client_id)
    return Recipient(staff=message.staff_id) if message.staff_id else Recipient(former=message.user_id)


def quiet_hours_of(actor: Actor) -> StudioQuietHours:
    """When channels that ring are silent in this studio."""
    return StudioQuietHours(actor.setting(QUIET_HOURS), actor.zone)


def choices_of(
    actor: Actor, wanted: Collection[tuple[UUID | None, str]]
) -> dict[tuple[UUID | None, str], dict[str, bool]]:
    """What people chose, {(login, kind): {channel: wanted}}, where they chose anything. One statement."""
    user_ids = {user_id for user_id, _kind in wanted if user_id}
    found: dict[tuple[UUID | None, str], dict[str, bool]] = defaultdict(dict)
    if user_ids:
        values = [actor.organization_id, list(user_ids), list({kind for _user, kind in wanted})]
        for row in rows(CHOSEN, values):
            found[row["user_id"], row["kind"]][row["channel"]] = row["enabled"]
    return found


def arrivals(actor: Actor, said: Mapping[UUID, str], *, since: datetime | None = None) -> dict[UUID, Arrival]:
    """Whether people know: {what it is about: template of the message}. The newest counts, if written since then."""
    rows = Message.objects.visible_to(actor).filter(about_id__in=said, template__in=set(said.values()))
    rows = rows.filter(created_at__gte=since) if since else rows
    newest: dict[UUID, list[Message]] = {}
    for message in rows.defer("text", "html", "attachments").order_by("created_at", "dedupe_key"):
        about = message.about_id
        if about is None or message.template != said[about]:
            continue
        same = newest.get(about, [])
        is_same = bool(same) and same[0].dedupe_key == message.dedupe_key
        newest[about] = [*same, message] if is_same else [message]
    return {about: arrival_of(newest.get(about, [])) for about in said}


def inbox(actor: Actor) -> MessageQuerySet:
    """The own notifications in this studio, whatever the roles."""
    mine = Message.objects.visible_to(actor)
    return mine.filter(channel=IN_APP, user_id=actor.user_id) if actor.user_id else mine.none()


def inbox_part(actor: Actor, *, only_unread: bool = False, cursor: str = "", limit: int = 30) -> Part[Message]:
    rows = inbox(actor).unread() if only_unread else inbox(actor)
    return part_of(rows, *NEWEST, cursor=cursor, limit=limit)


def unread_count(actor: Actor) -> int:
    return inbox(actor).unread().count()


def unread_shown(actor: Actor) -> int:
    """The same for a badge, which every page has: counted no further than it shows."""
    return inbox(actor).unread()[: HIGHEST_ON_BADGE + 1].count()


def audiences_of(actor: Actor) -> list[Audience]:
    """Whose kinds of message concern somebody: one person may be staff and client."""
    found = [Audience.CLIENT] if actor.client_id else []
    return [*found, Audience.STAFF] if actor.is_staff else found


def wishes(actor: Actor) -> list[Wish]:
    """Every kind of message and channel that concerns the actor, with what holds now."""
    if actor.user_id is None:
        return []
    rows = Preference.objects.visible_to(actor).filter(user_id=actor.user_id)
    chosen = {(row.kind, row.channel): row.enabled for row in rows}
    kinds = [kind for audience in audiences_of(actor) for kind in kinds_for(audience) if kind.is_listed]
    return [
        Wish(kind, channel, _holds(choice, chosen.get((kind.key, channel.name))), choice.is_free)
        for kind in kinds
        for channel in channels.CHANNELS
        if (choice := kind.choice(channel.name)) is not Choice.NEVER
    ]


def _holds(choice: Choice, chosen: bool | None) -> bool:
    if not choice.is_free or chosen is None:
        return choice in (Choice.ALWAYS, Choice.ON)
    return chosen


def delivery_log(actor: Actor, wanted: LogFilter = LogFilter()) -> MessageQuerySet:
    """What the studio said, to whom and whether it arrived. A scoped manager sees what went to their clients."""
    rows = Message.objects.visible_to(actor)
    if not actor.can(Role.MANAGER):
        return rows.none()
    if actor.is_scoped:
        rows = rows.filter(client__in=clients_of(actor).values("pk"))
    exact = {name: getattr(wanted, name) for name in ("client_id", "template", "state", "channel")}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    begins = search_text_of(wanted.address)
    return rows.sent_to(begins) if begins else rows


def log_part(actor: Actor, wanted: LogFilter, *, cursor: str = "", limit: int = 50) -> Part[Message]:
    """One part of the log, newest first, with the names of whom it went to."""
    rows = delivery_log(actor, wanted).select_related("client", "staff").defer("html", "attachments")
    return part_of(rows, *NEWEST, cursor=cursor, limit=limit)


def told_together(messages: Iterable[Message]) -> list[list[Message]]:
    """Messages that say the same to the same person at the same moment stand together, in the order of channels."""

    def what(message: Message) -> tuple[object, ...]:
        who = message.client_id, message.staff_id, message.user_id
        return message.created_at, message.template, message.about_id, message.subject, *who

    order = {name: position for position, name in enumerate(channels.names())}
    groups = [list(group) for _key, group in groupby(messages, key=what)]
    return [sorted(group, key=lambda message: order.get(message.channel, len(order))) for group in groups]


def client_log(actor: Actor, client_id: UUID, *, cursor: str = "", limit: int = 20) -> Part[Message]:
    """What one client within reach was told."""
    return log_part(actor, LogFilter(client_id=client_of(actor, client_id).pk), cursor=cursor, limit=limit)


def message_of(actor: Actor, message_id: UUID) -> Message:
    return delivery_log(actor).select_related("client", "staff").one(pk=message_id)


def templates_used(actor: Actor) -> list[str]:
    """What the filter of the log offers: kinds of which whoever looks has messages."""
    if actor.is_scoped:
        return list(delivery_log(actor).order_by("template").values_list("template", flat=True).distinct())
    return values_in_use(Message, "template", actor.organization_id)


def demo_letters(address: str = "", *, before: datetime | None = None, limit: int = 50) -> list[Letter]:
    """The newest messages of every studio and of the house, for the demo's mailbox. Never for anybody's page."""
    found = [letter for where in _everywhere() for letter in _letters_in(where, search_text_of(address), before, limit)]
    return sorted(found, key=lambda letter: letter.message.created_at, reverse=True)[:limit]


def letters_together(letters: Iterable[Letter]) -> list[list[Letter]]:
    """The same of the demo's mailbox: what was also said in the app is no second letter."""
    found = {letter.message.pk: letter for letter in letters}
    groups = told_together(letter.message for letter in found.values())
    return [[found[message.pk] for message in group] for group in groups]


def demo_letter(organization_id: UUID, message_id: UUID) -> Letter:
    """One of them."""
    where = next((studio for studio in _everywhere() if studio.id == organization_id), None)
    if where is None:
        raise NotFound
    with tenant(where.id):
        return Letter(where, Message.objects.one(pk=message_id))


def _everywhere() -> list[Studio]:
    return [house(), *every_studio()]


def _letters_in(where: Studio, address: str, before: datetime | None, limit: int) -> list[Letter]:
    with tenant(where.id):
        rows = Message.objects.select_related("client", "staff").defer("html", "attachments").order_by(*NEWEST)
        rows = rows.filter(created_at__lt=before) if before else rows
        rows = rows.filter(address__contains=address) if address else rows
        return [Letter(where, message) for message in rows[:limit]]


def old_house_messages(now: datetime) -> MessageQuerySet:
    """What says that codes and links were mailed, and to whom, more than 90 days ago; the oldest first."""
    old = Message.objects.filter(organization_id=HOUSE, created_at__lt=now - KEEP_HOUSE)
    return old.order_by("created_at")
