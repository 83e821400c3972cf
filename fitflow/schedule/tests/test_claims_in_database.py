"""What the database refuses about resources and claims: the trigger decides as the rule does."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitflow.core.actor import Studio
from fitflow.core.db import rows
from fitflow.core.ids import new_id
from fitflow.organizations.factories import make_staff
from fitflow.organizations.models import Location
from fitflow.schedule.models import LONGEST_CLAIM, Resource, ResourceClaim
from fitflow.schedule.rules.claims import Claim, conflict_with

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
INSERT = """
INSERT INTO schedule_resourceclaim (id, organization_id, resource_id, starts_at, ends_at, busy_from, busy_until,
  weight, exclusive, source, override_reason)
VALUES (%(id)s, %(org)s, %(resource)s, %(starts_at)s, %(ends_at)s, %(busy_from)s, %(busy_until)s,
  %(weight)s, %(exclusive)s, 'block', %(reason)s)
"""
UPDATE = """
UPDATE schedule_resourceclaim SET resource_id = %(resource)s, starts_at = %(starts_at)s, ends_at = %(ends_at)s,
  busy_from = %(busy_from)s, busy_until = %(busy_until)s, weight = %(weight)s, exclusive = %(exclusive)s,
  override_reason = %(reason)s
WHERE id = %(id)s
"""
claims = st.builds(
    lambda start, length, before, after, weight, exclusive: Claim(
        new_id(), TEN + start * QUARTER, TEN + (start + length) * QUARTER, weight, exclusive,
        before=before * QUARTER, after=after * QUARTER,
    ),
    st.integers(0, 12), st.integers(1, 6), st.integers(0, 2), st.integers(0, 2), st.integers(1, 3), st.booleans(),
)  # fmt: skip


@dataclass
class Table:
    """The claims of one resource, written with nothing but SQL."""

    studio: Studio
    resource: Resource

    def write(self, statement: str, claim: Claim[UUID], **values: Any) -> bool:
        """Whether the trigger let it in."""
        columns: dict[str, Any] = {
            "id": claim.key, "org": self.studio.id, "resource": self.resource.pk, "reason": "",
            "starts_at": claim.starts_at, "ends_at": claim.ends_at, "weight": claim.weight,
            "busy_from": claim.busy_from, "busy_until": claim.busy_until, "exclusive": claim.exclusive,
        }  # fmt: skip
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, columns | values)
        except DatabaseError as refused:
            if "the resource is taken then" not in str(refused):
                raise
            return False
        return True


@pytest.fixture
def table(studio: Studio) -> Table:
    ana = make_staff(studio, name="Ana")
    return Table(studio, Resource.objects.create(organization_id=studio.id, trainer=ana))


class TestTheTrigger:
    @given(st.lists(st.tuples(claims, st.booleans()), min_size=2, max_size=8), st.integers(1, 4), claims)
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_refuses_what_the_rule_refuses(
        self, table: Table, wanted: Sequence[tuple[Claim[UUID], bool]], capacity: int, moved: Claim[UUID]
    ) -> None:
        with transaction.atomic():
            Resource.objects.filter(pk=table.resource.pk).update(capacity=capacity)
            counted: list[Claim[UUID]] = []
            for claim, is_overriding in wanted:
                fits = is_overriding or conflict_with(claim, counted, capacity=capacity) is None
                assert table.write(INSERT, claim, reason="Staff said so" if is_overriding else "") is fits, claim
                if fits and not is_overriding:
                    counted.append(claim)
            for claim in list(counted):
                to = replace(moved, key=claim.key)
                fits = conflict_with(to, counted, capacity=capacity) is None
                assert table.write(UPDATE, to) is fits, (claim, to)
                counted = [to if fits and one.key == claim.key else one for one in counted]
            transaction.set_rollback(True)

    def test_looks_at_one_resource_alone(self, table: Table) -> None:
        ben = make_staff(table.studio, name="Ben")
        other = Table(table.studio, Resource.objects.create(organization_id=table.studio.id, trainer=ben))

        assert table.write(INSERT, Claim(new_id(), TEN, TEN + QUARTER, exclusive=True))
        assert other.write(INSERT, Claim(new_id(), TEN, TEN + QUARTER, exclusive=True))

    def test_sees_the_longest_claim_there_may_be(self, table: Table) -> None:
        assert table.write(INSERT, Claim(new_id(), TEN, TEN + LONGEST_CLAIM))

        assert not table.write(INSERT, Claim(new_id(), TEN + LONGEST_CLAIM - QUARTER, TEN + LONGEST_CLAIM))
        assert table.write(INSERT, Claim(new_id(), TEN + LONGEST_CLAIM, TEN + LONGEST_CLAIM + QUARTER))


class TestAResource:
    @pytest.fixture
    def hall(self, studio: Studio) -> Location:
        return Location.objects.create(organization_id=studio.id, name="Hall")

    def make(self, studio: Studio, **values: Any) -> Resource:
        with transaction.atomic():
            return Resource.objects.create(organization_id=studio.id, **values)

    @pytest.mark.parametrize(
        ("values", "constraint"),
        [
            ({"kind": "trainer"}, "resource_is_a_trainer_or_has_a_name"),
            ({"kind": "trainer", "name": "Ana", "ana": True}, "resource_is_a_trainer_or_has_a_name"),
            ({"kind": "trainer", "hall": True, "ana": True}, "resource_is_a_trainer_or_has_a_name"),
            ({"kind": "room", "name": "Blue", "hall": True, "ana": True}, "resource_is_a_trainer_or_has_a_name"),
            ({"kind": "room", "hall": True}, "resource_is_a_trainer_or_has_a_name"),
            ({"kind": "equipment"}, "resource_is_a_trainer_or_has_a_name"),
            ({"kind": "room", "name": "Blue"}, "resource_room_is_somewhere"),
            ({"kind": "equipment", "name": "Reformer", "capacity": 0}, "resource_has_capacity"),
        ],
    )
    def test_is_a_trainer_or_a_named_thing(
        self, studio: Studio, hall: Location, values: dict[str, Any], constraint: str
    ) -> None:
        links = {"hall": ("location", hall), "ana": ("trainer", make_staff(studio, name="Ana"))}
        filled: dict[str, Any] = dict(links.get(name, (name, value)) for name, value in values.items())

        with pytest.raises(DatabaseError, match=constraint):
            self.make(studio, **filled)

    def test_has_a_name_of_its_own_where_it_is(self, studio: Studio, hall: Location) -> None:
        blue = self.make(studio, kind="room", name="Blue", location=hall)
        self.make(studio, kind="equipment", name="Blue", location=hall)
        self.make(studio, kind="equipment", name="Ergometer")

        with pytest.raises(DatabaseError, match="resource_name_once_per_location"):
            self.make(studio, kind="room", name="BLUE", location=hall)
        with pytest.raises(DatabaseError, match="resource_name_once_per_location"):
            self.make(studio, kind="equipment", name="Ergometer")
        Resource.objects.filter(pk=blue.pk).update(is_active=False)
        assert self.make(studio, kind="room", name="Blue", location=hall).pk


class TestAClaim:
    @pytest.mark.parametrize(
        ("values", "constraint"),
        [
            ({"ends_at": TEN}, "claim_ends_after_it_starts"),
            ({"busy_from": TEN + timedelta(minutes=1)}, "claim_is_busy_while_it_runs"),
            ({"busy_until": TEN}, "claim_is_busy_while_it_runs"),
            ({"busy_until": TEN + LONGEST_CLAIM + QUARTER}, "claim_is_not_too_long"),
            ({"weight": 0}, "claim_weighs_something"),
        ],
    )
    def test_is_a_stretch_of_time(self, table: Table, values: dict[str, Any], constraint: str) -> None:
        with pytest.raises(DatabaseError, match=constraint):
            table.write(INSERT, Claim(new_id(), TEN, TEN + QUARTER), **values)

    def test_of_a_session_names_it(self, table: Table) -> None:
        assert table.write(INSERT, Claim(new_id(), TEN, TEN + QUARTER))

        with pytest.raises(DatabaseError, match="claim_of_a_session_names_it"), transaction.atomic():
            ResourceClaim.objects.update(source="session")


class TestTheIndex:
    def test_finds_what_is_near_among_years_of_claims(self, table: Table) -> None:
        """The trigger's bounds become conditions of the index, for the application's role too."""
        hours = itertools.count()
        ResourceClaim.objects.bulk_create(
            ResourceClaim(
                organization_id=table.studio.id, resource=table.resource, source="block",
                starts_at=at, ends_at=at + QUARTER, busy_from=at, busy_until=at + QUARTER,
            )
            for at in (TEN + timedelta(hours=next(hours)) for _number in range(2_000))
        )  # fmt: skip
        near = (
            "EXPLAIN SELECT FROM schedule_resourceclaim c WHERE c.organization_id = %(org)s"
            " AND c.resource_id = %(resource)s AND c.busy_from < %(until)s"
            " AND c.busy_from > %(start)s - interval '32 days' AND c.busy_until > %(start)s"
        )
        values = {"org": table.studio.id, "resource": table.resource.pk, "start": TEN, "until": TEN + QUARTER}

        plan = "\n".join(row["QUERY PLAN"] for row in rows(near, values))

        assert "claim_on_resource" in plan
        assert "busy_from <" in plan.split("Index Cond")[1]
