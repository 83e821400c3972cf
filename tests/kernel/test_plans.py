"""What PostgreSQL keeps a plan of, and whose rows a join names."""

from typing import Any

import pytest
from django.db.models import QuerySet

from fitflow.billing.models import CreditAccount, Posting
from fitflow.core.actor import Actor, Studio
from fitflow.core.db import rows, values_in_use
from fitflow.core.models import Event
from fitflow.core.plans import Kept
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import LONG_AGO
from fitflow.organizations.models import Organization


def prepared() -> list[str]:
    """The statements that are prepared on the connection."""
    return [row["statement"] for row in rows("SELECT statement FROM pg_prepared_statements", [])]


@pytest.mark.django_db
class TestAStatement:
    def test_that_is_kept_is_prepared(self) -> None:
        rows(Kept("SELECT 1 AS kept_one"), [])

        assert "SELECT 1 AS kept_one" in prepared()

    def test_is_planned_for_its_values_otherwise_however_often_it_comes(self) -> None:
        for number in range(8):
            rows("SELECT %s::int AS planned_anew", [number])
            list(Organization.objects.filter(week_start=number))

        assert not [text for text in prepared() if "planned_anew" in text or "week_start" in text]


class TestAJoin:
    @pytest.mark.parametrize(
        ("found", "keys"),
        [
            (Posting.objects.filter(account__client__name="Maya"), ("creditaccount", "posting")),
            (CreditAccount.objects.filter(lots__remaining=1), ("creditaccount", "creditlot")),
        ],
    )
    def test_goes_by_both_columns_of_the_key(self, found: "QuerySet[Any]", keys: tuple[str, str]) -> None:
        theirs, ours = (f'"billing_{name}"."organization_id"' for name in keys)

        assert f"AND ({theirs} = ({ours}))" in str(found.query)

    def test_is_left_out_where_keys_alone_are_compared(self) -> None:
        assert "organization_id" not in str(CreditAccount.objects.exclude(lots__remaining=1).query).split("WHERE", 1)[1]


@pytest.mark.django_db
class TestValuesInUse:
    def test_are_those_of_the_studio_each_once(self, studio: Studio, stranger: Actor) -> None:
        for name in ("b", "a", "b"):
            Event.objects.create(organization_id=studio.id, type=name, entity_id=studio.id, at=LONG_AGO, payload={})
        with tenant(stranger.organization_id):
            elsewhere = {"organization_id": stranger.organization_id, "entity_id": studio.id, "payload": {}}
            Event.objects.create(type="c", at=LONG_AGO, **elsewhere)

        assert [name for name in values_in_use(Event, "type", studio.id) if len(name) == 1] == ["a", "b"]

    def test_are_none_where_nothing_is(self, studio: Studio) -> None:
        assert values_in_use(Posting, "kind", studio.id) == []
