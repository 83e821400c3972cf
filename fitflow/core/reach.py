"""What an actor may run (`Actor.reach`), as a condition of a query and as a piece of SQL.

The rule is written down three times, because the database cannot call Python: here twice and in `Actor.reaches`.
`tests/kernel/test_reach.py` holds the three against each other. They are for whatever has a `location_id` and a
`trainer_id`: sessions, series, clients. An unknown location or trainer is in nobody's reach but the whole studio's.
"""

from typing import Any

from django.db.models import Q

from fitflow.core.actor import Actor

#: All rows, also beside other conditions in an OR, where an empty Q would be left out.
_EVERYTHING = ~Q(pk__in=())


def reach_q(actor: Actor, prefix: str = "") -> Q:
    """The rows the actor may run. `prefix`: the way to the row with location and trainer, such as "session__"."""
    if actor.reach.is_whole:
        return _EVERYTHING
    at = Q(**{f"{prefix}location_id__in": actor.reach.locations})
    return at | Q(**{f"{prefix}trainer_id__in": actor.reach.trainers})


def reach_sql(alias: str) -> str:
    """The same as SQL, about the table of this alias. Its values are those of `reach_values`."""
    return (
        f"(%(reach_all)s OR {alias}.location_id = ANY(%(reach_at)s::uuid[])"
        f" OR {alias}.trainer_id = ANY(%(reach_by)s::uuid[]))"
    )


def reach_values(actor: Actor) -> dict[str, Any]:
    """The named parameters of `reach_sql`."""
    return {
        "reach_all": actor.reach.is_whole,
        "reach_at": sorted(actor.reach.locations),
        "reach_by": sorted(actor.reach.trainers),
    }
