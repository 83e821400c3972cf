"""Two studios whose rows are committed, with a row in every table of a studio, so that finding nothing means something.

In each studio there is a near side (Ana's classes at North, Maya's claims on them) and a far side (Ben's at South,
Noah's). Whoever walks sees both sides, one, or none.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.billing.services import adjust
from fitflow.billing.services.requests import ask_for_credits, give_asked
from fitflow.booking.factories import give_credits, make_class_type, make_room, make_session
from fitflow.booking.links import cancel_link, leave_link, move_link, offer_link
from fitflow.booking.models import Booking, WaitlistEntry, WaitlistSkip
from fitflow.booking.services.attendance import mark_attendance
from fitflow.booking.services.bookings import cancel_booking, reschedule_booking
from fitflow.booking.services.holds import book_spot, hold_spot
from fitflow.booking.services.moving import SessionMove
from fitflow.booking.services.notices import tell_booked
from fitflow.booking.services.sessions import advance_session, move_session
from fitflow.booking.services.settling import settle_booking
from fitflow.booking.services.waitlist import join_waitlist
from fitflow.calendars.queries import client_feed, feed_address, staff_feed
from fitflow.calendars.services import renew_feed
from fitflow.core import clock
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.idempotency import Answer, Key, store
from fitflow.core.ids import new_id
from fitflow.core.tenancy import tenant
from fitflow.insights.services import check_studio, note_shared
from fitflow.notify.models import MailDay, Message
from fitflow.notify.services import choose_messages, keep_house_mail
from fitflow.organizations.doors import close_door
from fitflow.organizations.factories import actor_of, make_client_actor, make_staff, make_staff_actor, make_studio
from fitflow.organizations.models import Client, Location, Separation, StudioRole, StudioRoleScope
from fitflow.organizations.queries.staff import invitation_token
from fitflow.organizations.services.client_notes import add_note
from fitflow.organizations.services.clients import archive_client
from fitflow.organizations.services.invitations import invite_staff
from fitflow.organizations.services.locations import add_location, close_location
from fitflow.organizations.services.staff import deactivate_staff
from fitflow.planning.services.bulk import cancel_sessions
from fitflow.planning.services.series import create_series
from fitflow.schedule.models import Session
from fitflow.schedule.queries.series import SeriesDraft
from fitflow.schedule.queries.sessions import Selection
from fitflow.schedule.services.class_types import archive_class_type
from fitflow.schedule.services.policies import archive_policy, create_policy, ensure_policies
from fitflow.schedule.services.resources import lock_resources, occupy_another

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEAR, FAR = "near", "far"


@dataclass
class House:
    """One studio with its people, and the ids of what is in it: `near["booking_id"]`, `far["booking_id"]`."""

    studio: Studio
    people: dict[str, Actor] = field(default_factory=dict)
    near: dict[str, Any] = field(default_factory=dict)
    far: dict[str, Any] = field(default_factory=dict)

    def put(self, name: str, near: Any, far: Any) -> None:
        self.near[name], self.far[name] = near, far


@dataclass
class World:
    """The studio that is attacked, another one, and the moment both were made."""

    home: House
    abroad: House
    now: datetime

    def user(self, who: str) -> User:
        actor = self.home.people.get(who) or self.abroad.people[who]
        return User.objects.get(pk=user_id(actor))


def make_world(now: datetime) -> World:
    home = make_house("northside", now)
    abroad = make_house("southside", now)
    keep_house_mail(to=["code@northside.test"], template="code", subject="Your code", text="123456", now=now)
    close_door()  # The factories look at people as the door does, and leave it open.
    return World(home, abroad, now)


def make_house(slug: str, now: datetime) -> House:
    """A studio with everything: every later step needs the ones before it."""
    # A hold outlives these tests also on a slow machine, where they take longer than its usual ten minutes.
    studio = make_studio(
        slug=slug, name=f"{slug.title()} Studio",
        hold__rate_limit=60, hold__duration=3600, waitlist__hold_duration=86400,
    )  # fmt: skip
    house = House(studio)
    with tenant(house.studio.id):
        for step in (people, catalogue, classes, claims, past, at_the_desk, plans, papers, rest):
            step(house, now)
        work_that_failed(house, now)
    return house


def people(house: House, now: datetime) -> None:
    studio, slug = house.studio, house.studio.slug
    north = Location.objects.get()
    owner = make_staff_actor(studio, name=f"Olive {slug}", role=Role.OWNER, is_trainer=False)
    south = add_location(owner, name="South", address=f"1 South Street {slug}", now=now)
    closed = add_location(owner, name="Closed", now=now)
    close_location(owner, location_id=closed.pk, now=now)
    scoped = make_staff_actor(studio, name=f"Sue {slug}", role=Role.MANAGER, is_trainer=False)
    limit_to(scoped, north)
    house.people = {
        "owner": owner,
        "admin": make_staff_actor(studio, name=f"Adam {slug}", role=Role.ADMIN, is_trainer=False),
        "manager": make_staff_actor(studio, name=f"Mona {slug}", role=Role.MANAGER, is_trainer=False),
        "scoped": actor_of(studio, user_id(scoped)),
        "by_trainer": make_staff_actor(studio, name=f"Tess {slug}", role=Role.MANAGER, is_trainer=False),
        "ana": make_staff_actor(studio, name=f"Ana {slug}", role=Role.TRAINER),
        "ben": make_staff_actor(studio, name=f"Ben {slug}", role=Role.TRAINER),
        "maya": make_client_actor(studio, name=f"Maya {slug}", phone="07700 900001", location=north),
        "noah": make_client_actor(studio, name=f"Noah {slug}", phone="07700 900002", location=south),
        "fay": make_client_actor(studio, name=f"Fay {slug}", location=north),
        "gus": make_client_actor(studio, name=f"Gus {slug}", location=south),
    }
    Client.objects.filter(pk=present(house.people["fay"].client_id)).update(trainer_id=house.people["ana"].staff_id)
    limit_to_trainer(house, "by_trainer", present(house.people["ana"].staff_id))
    for name in ("maya", "noah", "fay", "gus"):
        give_credits(house.people[name], 50, now=now - 30 * DAY)
    gone = make_staff(studio, name=f"Gone {slug}", is_active=True)
    deactivate_staff(owner, staff_id=gone.pk, now=now)
    house.put("location_id", north.pk, south.pk)
    house.put("closed_location", closed.pk, closed.pk)
    house.put("staff_id", house.people["ana"].staff_id, house.people["ben"].staff_id)
    house.put("gone_staff", gone.pk, gone.pk)
    house.put("other_staff", house.people["ben"].staff_id, house.people["ana"].staff_id)
    house.put("client_id", house.people["maya"].client_id, house.people["noah"].client_id)


def limit_to_trainer(house: House, name: str, trainer_id: UUID) -> None:
    manager = house.people[name]
    studio_role = StudioRole.objects.get(user_id=user_id(manager))
    StudioRoleScope.objects.create(
        organization_id=manager.organization_id, studio_role_id=studio_role.pk, trainer_id=trainer_id
    )
    house.people[name] = actor_of(house.studio, user_id(manager))


def limit_to(manager: Actor, location: Location) -> None:
    studio_role = StudioRole.objects.get(user_id=user_id(manager))
    StudioRoleScope.objects.create(
        organization_id=manager.organization_id, studio_role_id=studio_role.pk, location=location
    )
    trainer = make_staff(manager.organization, name="In scope by name")
    StudioRoleScope.objects.create(
        organization_id=manager.organization_id, studio_role_id=studio_role.pk, trainer=trainer
    )


def user_id(actor: Actor) -> UUID:
    assert actor.user_id is not None
    return actor.user_id


def catalogue(house: House, now: datetime) -> None:
    owner = house.people["owner"]
    ensure_policies(owner, now=now)
    policy = create_policy(owner, name="Strict", tiers=[[48, 100], [0, 0]], now=now)
    other = create_policy(owner, name="Mild", tiers=[[2, 100], [0, 50]], now=now)
    kept = create_policy(owner, name="Kept away", tiers=[[24, 100]], now=now)
    archive_policy(owner, policy_id=kept.pk, now=now)
    sides = (house.near, house.far)
    types = [
        make_class_type(
            house.studio, name=f"Class {number} {house.studio.slug}", trainer_id=side["staff_id"],
            location=Location.objects.get(pk=side["location_id"]), policy=policy,
        )
        for number, side in enumerate(sides)
    ]  # fmt: skip
    old = make_class_type(house.studio, name="Archived", trainer_id=house.near["staff_id"])
    archive_class_type(owner, class_type_id=old.pk, now=now)
    house.put("class_type_id", types[0].pk, types[1].pk)
    idle = make_class_type(house.studio, name="Idle", trainer_id=house.near["staff_id"])
    house.put("archived_type", old.pk, old.pk)
    house.put("idle_type", idle.pk, idle.pk)
    house.put("policy_id", policy.pk, other.pk)
    house.put("archived_policy", kept.pk, kept.pk)


#: When the classes of a side start, in hours from now, and how many spots they have.
CLASSES = {
    "session_id": (50, 6),
    "full_session": (74, 1),
    "crowded_session": (98, 1),
    "held_session": (122, 6),
    "empty_session": (146, 6),
    "running_session": (0.5, 6),
    "cancelled_soon": (170, 6),
    "told_session": (194, 6),
    "offered_session": (242, 1),
    "left_session": (266, 6),
}


def classes(house: House, now: datetime) -> None:
    for side, later in ((house.near, 0.0), (house.far, 4.0)):
        for name, (hours, capacity) in CLASSES.items():
            starts_in = hours if name == "running_session" else hours + later
            side[name] = on_schedule(house, side, now, hours=starts_in, capacity=capacity).pk
        side["draft_session"] = on_schedule(house, side, now, hours=218 + later, capacity=4, publish=False).pk
        give_room(house, side)


def give_room(house: House, side: dict[str, Any]) -> None:
    """The first class of a side takes place in a room."""
    actor, session = Actor.system(house.studio), Session.objects.get(pk=side["session_id"])
    room = make_room(house.studio, name="Blue room", location=session.location)
    with transaction.atomic():
        occupy_another(lock_resources(actor, [], others=[room.pk])[room.pk], session)


def on_schedule(
    house: House, side: dict[str, Any], now: datetime, *, hours: float, capacity: int, **values: Any
) -> Session:
    from_type = make_session_values(side) | values
    return make_session(
        house.studio, now=now - 20 * DAY, starts_in=20 * DAY + timedelta(hours=hours), capacity=capacity, **from_type
    )


def make_session_values(side: dict[str, Any]) -> dict[str, Any]:
    return {"class_type": Named(side["class_type_id"]), "policy_id": side["policy_id"]}


@dataclass(frozen=True)
class Named:
    """A class type known by its id alone."""

    pk: UUID


def claims(house: House, now: datetime) -> None:
    """Bookings, holds and queues of the coming days."""
    for side, name, other in ((house.near, "maya", "fay"), (house.far, "noah", "gus")):
        person, filler = house.people[name], house.people[other]
        side["booking_id"] = book_spot(person, session_id=side["session_id"], now=now).booking_id
        side["running_booking"] = book_spot(person, session_id=side["running_session"], now=now).booking_id
        for crowded in ("full_session", "crowded_session"):
            book_spot(filler, session_id=side[crowded], now=now)
        join_waitlist(person, session_id=side["full_session"], now=now)
        side["entry"] = WaitlistEntry.objects.get(
            session_id=side["full_session"], client_id=present(person.client_id)
        ).pk
        leaving = book_spot(filler, session_id=side["offered_session"], now=now).booking_id
        join_waitlist(person, session_id=side["offered_session"], now=now)
        cancel_booking(filler, booking_id=leaving, now=now)
        moving = book_spot(filler, session_id=side["left_session"], now=now).booking_id
        reschedule_booking(filler, booking_id=moving, to_session_id=side["told_session"], now=now)
        side["hold_id"] = hold_spot(person, session_id=side["held_session"], now=now).hold_id


def past(house: House, now: datetime) -> None:
    """A class of yesterday: one came, one did not."""
    for side, name, other in ((house.near, "maya", "fay"), (house.far, "noah", "gus")):
        start = now - 26 * HOUR
        with clock.at(start - 2 * DAY):
            session = on_schedule(house, side, now, hours=-26, capacity=4)
            missed = book_spot(house.people[name], session_id=session.pk, now=start - 2 * DAY).booking_id
            came = book_spot(house.people[other], session_id=session.pk, now=start - 2 * DAY).booking_id
        trainer = house.people["ana" if name == "maya" else "ben"]
        with clock.at(start):
            advance_session(Actor.system(house.studio), session_id=session.pk, now=start)
            mark_attendance(trainer, booking_id=missed, status="no_show", now=start)
            mark_attendance(trainer, booking_id=came, status="present", now=start)
        side["past_session"], side["missed_booking"] = session.pk, missed


def at_the_desk(house: House, now: datetime) -> None:
    """Booked without credits: one is to be paid, one is paid, one was paid and cancelled in time."""
    for side, name, other in ((house.near, "maya", "fay"), (house.far, "noah", "gus")):
        later = 0 if name == "maya" else 4
        values: dict[str, Any] = {"capacity": 4, "cost_credits": 0}
        sessions = [on_schedule(house, side, now, hours=hours + later, **values) for hours in (290, 314)]
        who = {"due_booking": (name, 0), "paid_booking": (other, 0), "owed_booking": (name, 1)}
        for key, (person, at) in who.items():
            booked = book_spot(house.people[person], session_id=sessions[at].pk, now=now)
            side[key] = booked.booking_id
            Booking.objects.filter(pk=booked.booking_id).update(settlement="due")
        for key in ("paid_booking", "owed_booking"):
            settle_booking(house.people["owner"], booking_id=side[key], by="cash", note="12", now=now)
        cancel_booking(house.people[name], booking_id=side["owed_booking"], now=now)
        side["request_id"] = ask_for_credits(house.people[name], now=now).pk
        give_asked(house.people["owner"], request_id=ask_for_credits(house.people[other], now=now).pk, now=now)


def plans(house: House, now: datetime) -> None:
    """Series, a draft that was moved, and a run that cancelled a class."""
    for side, who, weekday in ((house.near, "ana", 1), (house.far, "ben", 2)):
        left_out = day_on(weekday, after=(now + 30 * DAY).date())
        draft = SeriesDraft(
            class_type_id=side["class_type_id"], weekdays=frozenset({weekday}), at=(now + 3 * HOUR).time(),
            starts_on=(now + 15 * DAY).date(), except_on=frozenset({left_out}),
        )  # fmt: skip
        side["left_out_day"] = left_out.isoformat()
        series = create_series(house.people[who], draft, now=now).series
        side["series_id"] = series.pk
        side["series_session"] = Session.objects.filter(series=series).earliest("starts_at").pk
        move_session(
            house.people[who], SessionMove(ends_at=now + 224 * HOUR), session_id=side["draft_session"], now=now
        )
        chosen = Selection(session_ids=(side["cancelled_soon"],))
        side["run_id"] = cancel_sessions(house.people[who], chosen, reason="Snow.", now=now).run_id


def day_on(weekday: int, *, after: date) -> date:
    """The first such day of the week behind a date (Monday = 1)."""
    return after + timedelta(days=(weekday - after.isoweekday()) % 7 or 7)


def papers(house: House, now: datetime) -> None:
    """Notes, invitations, messages, preferences and secret addresses."""
    owner, manager, slug = house.people["owner"], house.people["manager"], house.studio.slug
    for side, name, address in ((house.near, "maya", "kim"), (house.far, "noah", "lea")):
        person = house.people[name]
        house.people[address] = Actor(house.studio, make_user(email=f"{address}@{slug}.test").pk)
        invitation = invite_staff(owner, email=f"{address}@{slug}.test", roles=["trainer"], now=now)
        side["invitation_id"], side["invitation_token"] = invitation.pk, invitation_token(invitation)
        side["note_id"] = add_note(manager, client_id=side["client_id"], text=f"Knee {slug}", now=now).pk
        tell_booked(Actor.system(house.studio), booking_ids=[side["booking_id"]], now=now)
        given = adjust(manager, client_id=side["client_id"], amount=Decimal(1), reason="Sorry", now=now)
        side["posting_id"] = given.posting_id
        last = Message.objects.filter(client_id=present(person.client_id), channel="email").latest("created_at")
        side["message_id"], side["failed_message"] = last.pk, failed_copy(last).pk
        choose_messages(person, choices={("booking.reminder", "email"): False}, now=now)
        renew_feed(house.people["ana"], owner=present(staff_feed(house.people["ana"])), now=now)
        feed = renew_feed(person, owner=present(client_feed(person)), now=now)
        side["feed_token"] = feed_address(feed).rsplit("/", 1)[1].removesuffix(".ics")
        booking = Booking.objects.get(pk=side["booking_id"])
        for token, link_to in (("token", cancel_link), ("move_token", move_link)):
            side[token] = link_to(booking.client, booking_id=booking.pk, starts_at=booking.starts_at).rsplit("/", 1)[1]
        links_of_the_waitlist(side)
        archived = Client.objects.create(
            organization_id=house.studio.id, name="Archie", location_id=side["location_id"],
            trainer_id=side["staff_id"], created_at=now,
        )  # fmt: skip
        archive_client(owner, client_id=archived.pk, now=now)
        Separation.objects.create(
            organization_id=house.studio.id, client=archived, user_id=user_id(owner), by_person=False, created_at=now
        )
        side["archived_client"] = archived.pk


def links_of_the_waitlist(side: dict[str, Any]) -> None:
    """To a place that is offered, and out of a line."""
    offered = WaitlistEntry.objects.select_related("hold").get(session_id=side["offered_session"], status="offered")
    until = present(offered.hold).expires_at
    take = offer_link(offered.client, hold_id=present(offered.hold_id), expires_at=until)
    entry = WaitlistEntry.objects.select_related("session").get(pk=side["entry"])
    leave = leave_link(entry.client, entry_id=entry.pk, starts_at=entry.session.starts_at)
    side["offer_token"], side["leave_token"] = (link.rsplit("/", 1)[1] for link in (take, leave))


def failed_copy(letter: Message) -> Message:
    letter.pk, letter.dedupe_key, letter.state = new_id(), f"{letter.dedupe_key}:failed", Message.State.FAILED
    letter.save(force_insert=True)
    return letter


def rest(house: House, now: datetime) -> None:
    """Rows that come about in the course of time."""
    note_shared(house.people["owner"], now=now)
    check_studio(house.people["owner"], now=now)
    entry = {"organization_id": house.studio.id, "entry_id": house.near["entry"]}
    WaitlistSkip.objects.create(**entry, reason="no_credits", at=now)
    key = Key(house.studio.id, str(house.people["maya"].user_id), "kept", b"fingerprint")
    store(key, Answer(200, "{}"))
    MailDay.objects.create(organization_id=house.studio.id, day=now.date() - DAY, count=1)


def present(found: Any) -> Any:
    assert found is not None
    return found


def work_that_failed(house: House, now: datetime) -> None:
    """A timer that was given up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_timer (organization_id, kind, entity_id, key, state, due_at, attempts, last_error)"
            " VALUES (%s, 'session.start', %s, 'failed', 'dead', %s, 9, 'It went wrong') RETURNING id",
            [house.studio.id, house.near["told_session"], now],
        )
        job = cursor.fetchone()[0]
    house.put("job_id", job, job)
