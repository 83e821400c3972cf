"""Class types, and what is planned of each."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Min

from fitflow.core.actor import Actor
from fitflow.core.tenancy import TenantQuerySet
from fitflow.schedule.models import ClassType, Session
from fitflow.schedule.queries.series import live_series
from fitflow.schedule.rules.sessions import price_of
from fitflow.schedule.settings import CLASS_COST

_RELATED = ("trainer", "location", "policy")


@dataclass(frozen=True)
class ClassTypeRow:
    """A class type on the desk's list. `cost` is what a session of it costs when it has no price of its own."""

    class_type: ClassType
    cost: Decimal
    upcoming: int
    next_at: datetime | None
    series: int


def class_types_of(actor: Actor, *, archived: bool = False) -> TenantQuerySet[ClassType]:
    """The class types that can be planned, or those that no longer can, by name."""
    rows = ClassType.objects.visible_to(actor).filter(is_active=not archived)
    return rows.select_related(*_RELATED).order_by("name", "pk")


def class_type_of(actor: Actor, class_type_id: UUID) -> ClassType:
    return ClassType.objects.visible_to(actor).select_related(*_RELATED).one(pk=class_type_id)


def class_type_names(actor: Actor, ids: set[UUID]) -> dict[UUID, str]:
    return dict(ClassType.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "name"))


def class_type_rows(actor: Actor, rows: list[ClassType], *, now: datetime) -> list[ClassTypeRow]:
    """The same with what is planned: two queries, whatever their number."""
    ids = [row.pk for row in rows]
    planned = Session.objects.visible_to(actor).filter(
        class_type_id__in=ids, status=Session.Status.PUBLISHED, starts_at__gt=now
    )
    found = planned.values_list("class_type_id").annotate(count=Count("pk"), first=Min("starts_at"))
    counted = {key: (count, first) for key, count, first in found}
    series = dict(
        live_series(actor, now).filter(class_type_id__in=ids).values_list("class_type_id").annotate(count=Count("pk"))
    )
    none: tuple[int, datetime | None] = (0, None)
    return [ClassTypeRow(row, cost_of(actor, row), *counted.get(row.pk, none), series.get(row.pk, 0)) for row in rows]


def cost_of(actor: Actor, class_type: ClassType) -> Decimal:
    """What a session of this type costs, unless it has a price of its own."""
    return price_of(None, class_type.cost_credits, actor.setting(CLASS_COST))
