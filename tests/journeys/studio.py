"""The studio of the journeys: it is always morning there, and each journey brings its own people and classes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fitflow.accounts.models import User
from fitflow.booking.factories import give_credits, make_class_type, make_session
from fitflow.booking.services.holds import book_spot
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client_actor, make_staff_actor, make_studio
from fitflow.schedule.models import ClassType, Session
from fitflow.schedule.services.policies import ensure_policies

#: Somewhere it is between 7:00 and 13:00 now, and tonight is still the same day.
ZONES = ("Europe/London", "Asia/Kolkata", "America/New_York", "Pacific/Honolulu", "Asia/Tokyo", "Pacific/Auckland")
MORNING = range(7, 13)
SLUG = "riverside"


def zone_of_a_morning(now: datetime) -> str:
    return next(zone for zone in ZONES if now.astimezone(ZoneInfo(zone)).hour in MORNING)


@dataclass
class Riverside:
    """A studio with welcome credits; whatever is made in it is committed."""

    studio: Studio
    manager: Actor

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    @property
    def zone(self) -> ZoneInfo:
        return self.studio.zone

    def tenant(self) -> Any:
        return tenant(self.studio.id)

    def member(self, name: str, *, has_credits: bool = True) -> Actor:
        with self.tenant():
            actor = make_client_actor(self.studio, name=name)
            if has_credits:
                give_credits(actor, 10, now=self.now - timedelta(days=1))
        return actor

    def trainer(self, name: str) -> Actor:
        with self.tenant():
            return make_staff_actor(self.studio, name=name)

    def class_type(self, name: str, **values: Any) -> ClassType:
        with self.tenant():
            return make_class_type(self.studio, name=name, **values)

    def session(
        self, class_type: ClassType, *, on: timedelta = timedelta(days=2), at: int = 10, **values: Any
    ) -> Session:
        """A class on a day counted from today, at an hour of the studio's clock."""
        local = (self.now.astimezone(self.zone) + on).replace(hour=at, minute=0, second=0, microsecond=0)
        with self.tenant():
            return self._put(class_type, local, **values)

    def soon(self, class_type: ClassType, *, minutes: int, **values: Any) -> Session:
        """A class that starts in a few minutes (or did so)."""
        with self.tenant():
            return self._put(class_type, self.now + timedelta(minutes=minutes), **values)

    def _put(self, class_type: ClassType, at: datetime, **values: Any) -> Session:
        planned = self.now - timedelta(days=20)
        return make_session(self.studio, class_type=class_type, now=planned, starts_in=at - planned, **values)

    def book(self, actor: Actor, session: Session) -> Any:
        with self.tenant():
            booked = book_spot(actor, session_id=session.pk, now=self.now)
        assert booked.booking_id is not None
        return booked.booking_id


def user_of(actor: Actor) -> User:
    """The login of somebody."""
    assert actor.user_id is not None
    return User.objects.get(pk=actor.user_id)


def found_riverside(now: datetime) -> Riverside:
    studio = make_studio(
        slug=SLUG, name="Riverside Studio", timezone=zone_of_a_morning(now), hold__rate_limit=60,
        clients__welcome_credits=3, notify__quiet_hours=None,
    )  # fmt: skip
    with tenant(studio.id):
        manager = make_staff_actor(studio, name="Mona Price", role=Role.MANAGER, is_trainer=False)
        owner = make_staff_actor(studio, name="Olive Hart", role=Role.OWNER, is_trainer=False)
        ensure_policies(owner, now=now)
    return Riverside(studio, manager)
