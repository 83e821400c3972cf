"""A living studio to look at, and a small second one that proves isolation: the apps' scenes, played in order.

They go through the services under the engine clock, and end the same way each time.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

from fitflow.accounts.demo import DOMAIN, Logins
from fitflow.accounts.queries import has_demo_users
from fitflow.core import clock
from fitflow.core.actor import Actor
from fitflow.core.db import in_transaction, lock_advisory
from fitflow.core.hooks import DemoScene, DemoStudio
from fitflow.core.jobs import consider_done
from fitflow.core.offers import offered
from fitflow.core.tenancy import tenant
from fitflow.insights.queries.audit import audit_of
from fitflow.organizations.factories import actor_of
from fitflow.organizations.queries.directory import every_studio, studio_of
from fitflow.organizations.services.settings import update_settings
from fitflow.organizations.services.studio import create_studio
from fitflow.schedule.services.policies import ensure_policies

SLUG, SECOND = "demo", "second"
#: The studio opened a little before its first class, four weeks ago.
OPENED = timedelta(weeks=4, days=3)
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
    play(SLUG, owner, started=started, now=now, say=say)
    address, zone = "owner@second.fitflow.test", "America/New_York"
    second = found(logins, address, "Sam Second", "Second Studio", SECOND, zone, preset="coach")
    play(SECOND, second, started=started, now=now, say=say)
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


def play(slug: str, owner: Actor, *, started: datetime, now: datetime, say: Callable[[str], None]) -> None:
    """Every scene of a studio; then the audit looks at what they left."""
    stage = DemoStudio(owner, started, now, say)
    with tenant(owner.organization_id), clock.at(started):
        for scene in offered(DemoScene):
            if scene.studio == slug:
                scene.play(stage)
        audit = audit_of(owner, now=now)
    if not audit.is_clean:
        raise BrokenDemo(str(audit.violations[:5]))
    say(f"{slug}: {audit.bookings_checked} bookings checked, overbookings: {audit.overbookings}")
