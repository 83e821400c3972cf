"""Builds the demo: a full studio, and a small second one that proves isolation."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random

from django.db import connection

from fitflow.accounts.queries import has_demo_users
from fitflow.core import clock
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.jobs import consider_done
from fitflow.core.tenancy import tenant
from fitflow.core.zones import DAY, local_date
from fitflow.insights.queries.audit import audit_of
from fitflow.organizations.factories import actor_of
from fitflow.organizations.queries.directory import every_studio, studio_of
from fitflow.organizations.queries.staff import locations_of
from fitflow.organizations.services.settings import update_settings
from fitflow.organizations.services.studio import create_studio
from fitflow.schedule.services.policies import ensure_policies
from fitflow.web.demo.cast import COURSES, DOMAIN, Course, days
from fitflow.web.demo.history import BACK, Story, tell
from fitflow.web.demo.people import Logins, employ_team, enrol_members, hand_out_credits
from fitflow.web.demo.timetable import plan_course, plan_week

SLUG, SECOND = "demo", "second"
#: So that a visitor can book: a first class for nothing.
WELCOME = "2.00"
#: The studio opened a little before the first class of the story.
OPENED = BACK + timedelta(days=3)
#: Events of the last hours are told for real, so that the mailbox is alive; what lies further back was told then.
TELL_AGAIN = timedelta(hours=2)


class BrokenDemo(RuntimeError):
    """The audit found something in the freshly seeded studio: that is a bug."""


def is_seeded() -> bool:
    return any(studio.slug == SLUG for studio in every_studio())


def has_demo_accounts() -> bool:
    """Whether anybody could sign in with the printed password."""
    return has_demo_users()


@in_transaction
def seed(now: datetime, say: Callable[[str], None]) -> None:
    """Seeds both studios, once and whole: what is interrupted leaves nothing, so that the next start begins anew."""
    wait_for_another_seeding()
    if is_seeded():
        return
    started = now - OPENED
    logins = Logins.at(started)
    say("seeding the demo studio …")
    owner = found(logins, f"owner@{DOMAIN}", "Olive Hart", "Northside Studio", SLUG, "Europe/London")
    with tenant(owner.organization_id), clock.at(started):
        fill_studio(owner, logins, now, say)
    address, zone = "owner@second.fitflow.test", "America/New_York"
    second = found(logins, address, "Sam Second", "Second Studio", SECOND, zone, preset="coach")
    with tenant(second.organization_id), clock.at(started):
        fill_second(second, now)
    consider_done(group="mail", before=now - TELL_AGAIN)


def wait_for_another_seeding() -> None:
    """Until the end of the transaction; it may take longer than a request may wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = 0")
    lock_advisory("demo")


def found(
    logins: Logins, email: str, person: str, name: str, slug: str, timezone: str, preset: str = "studio"
) -> Actor:
    """A studio and its owner."""
    user = logins.make(email, person)
    organization = create_studio(
        user, name=name, slug=slug, timezone=timezone, currency="GBP", preset=preset, now=logins.now
    )
    with tenant(organization.pk):
        owner = actor_of(studio_of(organization), user.pk)
        ensure_policies(owner, now=logins.now)
        update_settings(owner, {"notify.quiet_hours": None}, now=logins.now)
        return actor_of(owner.organization, user.pk)


def fill_studio(owner: Actor, logins: Logins, now: datetime, say: Callable[[str], None]) -> None:
    trainers = employ_team(owner, logins)
    update_settings(owner, {"clients.welcome_credits": WELCOME}, now=logins.now)
    members = enrol_members(owner, logins)
    hand_out_credits(owner, members, started=logins.now, now=now)
    say("200 members with their credits; now four weeks of classes …")
    plan_week(owner, trainers, starts_on=local_date(now - BACK, owner.zone), now=logins.now)
    bookings = tell(Story(owner, members, Random(20), now))  # noqa: S311 - dice, not secrets.
    audit = audit_of(owner)
    if not audit.is_clean:
        raise BrokenDemo(str(audit.violations[:5]))
    say(f"{bookings} bookings made through the front door; overbookings: {audit.overbookings}")


def fill_second(owner: Actor, now: datetime) -> None:
    """A quiet coach: one class a day, nobody booked."""
    from_today = local_date(now, owner.zone)
    course = Course(
        "Sunrise Yoga", "Before the city wakes.", COURSES[2].color, 60, 8, "1", 0, ((days(1, 2, 3, 4, 5), time(7, 0)),)
    )
    location = locations_of(owner).one(name="Main studio")
    plan_course(owner, course, owner, location, starts_on=from_today + DAY, now=now)
