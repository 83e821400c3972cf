"""The demo's class types and series."""

from datetime import date, datetime
from decimal import Decimal

from fitflow.core.actor import Actor
from fitflow.organizations.models import Location
from fitflow.organizations.queries.staff import locations_of
from fitflow.organizations.services.locations import update_location
from fitflow.planning.services.series import OnConflict, create_series
from fitflow.schedule.queries.series import SeriesDraft
from fitflow.schedule.services.class_types import create_class_type
from fitflow.web.demo.cast import ADDRESS, COURSES, Course


def plan_week(owner: Actor, trainers: list[Actor], *, starts_on: date, now: datetime) -> None:
    """Every class type with its series, from a date on; sessions exist for the next three months."""
    location = locations_of(owner).one(name="Main studio")
    update_location(owner, location_id=location.pk, changes={"address": ADDRESS}, now=now)
    for course in COURSES:
        plan_course(owner, course, trainers[course.trainer], location, starts_on=starts_on, now=now)


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
