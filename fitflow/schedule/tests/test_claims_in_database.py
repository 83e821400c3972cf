"""What the database refuses about resources and claims: the trigger decides as the rule does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fitflow.core.actor import Studio
from fitflow.core.db import rows
from fitflow.core.ids import new_id
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_staff, make_studio
from fitflow.organizations.models import Location
from fitflow.schedule.models import LONGEST_CLAIM, Resource, ResourceClaim
from fitflow.schedule.rules.claims import Claim, conflict_with
from tests.databases import CommittedDatabase

TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
INSERT = """
INSERT INTO schedule_resourceclaim (id, organization_id, resource_id, starts_at, ends_at, busy_from, busy_until,
  weight, exclusive, source, over, override_reason)
VALUES (%(id)s, %(org)s, %(resource)s, %(starts_at)s, %(ends_at)s, %(busy_from)s, %(busy_until)s,
  %(weight)s, %(exclusive)s, 'block', %(over)s::uuid[], %(reason)s)
"""
UPDATE = """
UPDATE schedule_resourceclaim SET resource_id = %(resource)s, starts_at = %(starts_at)s, ends_at = %(ends_at)s,
  busy_from = %(busy_from)s, busy_until = %(busy_until)s, weight = %(weight)s, exclusive = %(exclusive)s,
  over = %(over)s::uuid[], override_reason = %(reason)s
WHERE id = %(id)s
"""
claims = st.builds(
    lambda start, length, before, after, weight, exclusive: Claim(
        new_id(), TEN + start * QUARTER, TEN + (start + length) * QUARTER, weight, exclusive,
        before=before * QUARTER, after=after * QUARTER,
    ),
    st.integers(0, 12), st.integers(1, 6), st.integers(0, 2), st.integers(0, 2), st.integers(1, 3), st.booleans(),
)  # fmt: skip
#: Which of the claims there are, by number, a claim is put over; and which of them moves.
over = st.sets(st.integers(0, 7), max_size=4)
moves = st.tuples(st.integers(0, 7), claims, over)


def put_over(claim: Claim[UUID], there: Sequence[Claim[UUID]], numbers: set[int]) -> Claim[UUID]:
    under = {there[number].key for number in numbers if number < len(there)} - {claim.key}
    return replace(claim, over=frozenset(under))


@dataclass
class Table:
    """The claims of one resource, written with nothing but SQL."""

    studio: Studio
    resource: Resource

    def write(self, statement: str, claim: Claim[UUID], **values: Any) -> bool:
        """Whether the trigger let it in."""
        columns: dict[str, Any] = {
            "id": claim.key, "org": self.studio.id, "resource": self.resource.pk,
            "over": sorted(claim.over), "reason": "Staff said why" if claim.over else "",
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


def row(table: Table, starts_at: datetime, length: timedelta = QUARTER) -> ResourceClaim:
    ends_at = starts_at + length
    return ResourceClaim(
        organization_id=table.studio.id, resource=table.resource, source="block",
        starts_at=starts_at, ends_at=ends_at, busy_from=starts_at, busy_until=ends_at,
    )  # fmt: skip


@pytest.fixture
def table(studio: Studio) -> Table:
    ana = make_staff(studio, name="Ana")
    return Table(studio, Resource.objects.create(organization_id=studio.id, trainer=ana))


class TestTheTrigger:
    @given(st.lists(st.tuples(claims, over), min_size=2, max_size=8), st.integers(1, 4), st.lists(moves, max_size=4))
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_refuses_what_the_rule_refuses(
        self,
        table: Table,
        wanted: Sequence[tuple[Claim[UUID], set[int]]],
        capacity: int,
        moved: Sequence[tuple[int, Claim[UUID], set[int]]],
    ) -> None:
        with transaction.atomic():
            Resource.objects.filter(pk=table.resource.pk).update(capacity=capacity)
            there: list[Claim[UUID]] = []
            for new, numbers in wanted:
                claim = put_over(new, there, numbers)
                fits = conflict_with(claim, there, capacity=capacity) is None
                assert table.write(INSERT, claim) is fits, (claim, there)
                there += [claim] if fits else []
            for number, to, numbers in moved if there else ():
                before = there[number % len(there)]
                claim = put_over(replace(to, key=before.key), there, numbers)
                fits = conflict_with(claim, there, capacity=capacity) is None or claim == before
                assert table.write(UPDATE, claim) is fits, (claim, there)
                there = [claim if fits and one is before else one for one in there]
            transaction.set_rollback(True)

    def test_judges_claims_of_one_statement_one_after_the_other(self, table: Table) -> None:
        """The second is put over the first; the first, written before it, is not asked about the second."""
        first, second = (row(table, TEN + number * QUARTER, 2 * QUARTER) for number in range(2))
        second.over, second.override_reason = [first.pk], "Both at once"

        ResourceClaim.objects.bulk_create([first, second])

        assert ResourceClaim.objects.count() == 2
        ResourceClaim.objects.all().delete()
        with pytest.raises(DatabaseError, match="put over claims of its own resource"):
            ResourceClaim.objects.bulk_create([second, first])

    def test_does_not_judge_again_what_stays(self, table: Table) -> None:
        under = Claim(new_id(), TEN, TEN + 2 * QUARTER)
        table.write(INSERT, under)
        assert table.write(INSERT, Claim(new_id(), TEN + QUARTER, TEN + 3 * QUARTER, over=frozenset({under.key})))

        assert table.write(UPDATE, under)
        assert not table.write(UPDATE, replace(under, ends_at=under.ends_at + QUARTER))

    def test_knows_only_claims_of_its_resource_to_be_put_over(self, table: Table) -> None:
        ben = make_staff(table.studio, name="Ben")
        other = Table(table.studio, Resource.objects.create(organization_id=table.studio.id, trainer=ben))
        theirs = Claim(new_id(), TEN, TEN + QUARTER)
        other.write(INSERT, theirs)

        for foreign in (theirs.key, new_id()):
            with pytest.raises(DatabaseError, match="put over claims of its own resource"):
                table.write(INSERT, Claim(new_id(), TEN, TEN + QUARTER, over=frozenset({foreign})))

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
    def test_put_over_others_says_why(self, table: Table) -> None:
        under = Claim(new_id(), TEN, TEN + QUARTER)
        table.write(INSERT, under)

        with pytest.raises(DatabaseError, match="claim_over_others_says_why"):
            table.write(INSERT, Claim(new_id(), TEN, TEN + QUARTER, over=frozenset({under.key})), reason="")

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
    def test_finds_what_is_near_among_years_of_claims(self, committed_db: CommittedDatabase) -> None:
        """The trigger's bounds become conditions of the index, for the application's role too."""
        studio = make_studio()
        with tenant(studio.id):
            resource = Resource.objects.create(organization_id=studio.id, trainer=make_staff(studio, name="Ana"))
            table = Table(studio, resource)
            ResourceClaim.objects.bulk_create(row(table, TEN + number * timedelta(hours=1)) for number in range(2_000))
        # A planner without figures may take the table for an empty one, and then any index will do.
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE schedule_resourceclaim")
        near = (
            "EXPLAIN SELECT FROM schedule_resourceclaim c WHERE c.organization_id = %(org)s"
            " AND c.resource_id = %(resource)s AND c.busy_from < %(until)s"
            " AND c.busy_from > %(start)s - interval '32 days' AND c.busy_until > %(start)s"
        )
        values = {"org": studio.id, "resource": resource.pk, "start": TEN, "until": TEN + QUARTER}

        with tenant(studio.id):
            plan = "\n".join(row["QUERY PLAN"] for row in rows(near, values))

        assert "claim_on_resource" in plan
        assert "busy_from <" in plan.split("Index Cond")[1]
