"""The class types and series of the demo."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from fitflow.core.actor import Actor
from fitflow.core.hooks import DemoStudio
from fitflow.core.zones import DAY, local_date
from fitflow.organizations.models import Location
from fitflow.organizations.queries.staff import locations_of
from fitflow.planning.services.series import OnConflict, create_series
from fitflow.schedule.queries.series import SeriesDraft
from fitflow.schedule.services.class_types import create_class_type

#: Series begin so long before the demo is looked at.
BACK = timedelta(weeks=4)


@dataclass(frozen=True)
class Course:
    """A class type and the series that make its sessions: (weekdays, time, trainer)."""

    name: str
    description: str
    color: str
    minutes: int
    capacity: int
    credits: str
    trainer: int
    series: tuple[tuple[frozenset[int], time], ...]
    spot_name: str = ""


def days(*weekdays: int) -> frozenset[int]:
    return frozenset(weekdays)


COURSES = (
    Course(
        "Morning Strength", "Barbell basics in a small group. Every lift is scaled to you.", "#2563eb", 60, 12, "1", 0,
        ((days(1, 2, 3, 4, 5), time(6, 30)),),
    ),
    Course(
        "HIIT 45", "Short, hard, done. Intervals on the rower, the bike and the floor.", "#dc2626", 45, 14, "1", 1,
        ((days(1, 3, 5), time(12, 15)), (days(2, 4), time(18, 0))),
    ),
    Course(
        "Vinyasa Flow", "A steady, breathing practice. Mats and blocks are here.", "#0d9488", 75, 16, "1", 2,
        ((days(1, 3), time(17, 30)), (days(6,), time(9, 0))),
    ),
    Course(
        "Spin", "Forty-five minutes on the bike, good music, low light.", "#ea6a14", 45, 10, "1", 1,
        ((days(2, 4), time(7, 0)), (days(6,), time(10, 30))), "Bike",
    ),
    Course(
        "Core & Mobility", "Half an hour for the middle. A good start, a good end.", "#7c3aed", 30, 12, "0.5", 2,
        ((days(2, 4), time(12, 30)),),
    ),
    Course(
        "Small Group PT", "Four people, one trainer, your own program.", "#db2777", 60, 4, "2", 0,
        ((days(2, 4), time(17, 0)), (days(6,), time(11, 30))),
    ),
)  # fmt: skip
SUNRISE = Course(
    "Sunrise Yoga", "Before the city wakes.", "#0d9488", 60, 8, "1", 0, ((days(1, 2, 3, 4, 5), time(7, 0)),)
)


def plan_week(stage: DemoStudio) -> None:
    """Every class type with its series, from a date on; sessions exist for the next three months."""
    owner = stage.owner
    location, starts_on = main_location(owner), local_date(stage.now - BACK, owner.zone)
    for course in COURSES:
        plan_course(owner, course, stage.trainers[course.trainer], location, starts_on=starts_on, now=stage.started)


def plan_quiet_week(stage: DemoStudio) -> None:
    """A coach by themselves: one class a day, nobody booked."""
    owner = stage.owner
    tomorrow = local_date(stage.now, owner.zone) + DAY
    plan_course(owner, SUNRISE, owner, main_location(owner), starts_on=tomorrow, now=stage.now)


def main_location(owner: Actor) -> Location:
    location: Location = locations_of(owner).one(name="Main studio")
    return location


def plan_course(
    owner: Actor, course: Course, trainer: Actor, location: Location, *, starts_on: date, now: datetime
) -> None:
    values = {
        "name": course.name,
        "description": course.description,
        "color": course.color,
        "duration_minutes": course.minutes,
        "capacity": course.capacity,
        "spot_name": course.spot_name,
        "cost_credits": Decimal(course.credits),
        "trainer": trainer.staff_id,
        "location": location.pk,
    }
    class_type = create_class_type(owner, values, now=now)
    for weekdays, at in course.series:
        draft = SeriesDraft(class_type_id=class_type.pk, weekdays=weekdays, at=at, starts_on=starts_on)
        create_series(owner, draft, on_conflict=OnConflict.SKIP, now=now)
