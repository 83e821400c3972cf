import pytest
from django.db import DatabaseError, transaction

from fitflow.core.actor import Actor, Studio
from fitflow.core.db import NoTransaction, after_commit, in_transaction, rows
from fitflow.core.events import record, record_all
from fitflow.core.models import Event
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_studio
from tests.characters import NOW
from tests.databases import CommittedDatabase
from tests.kernel.temporary_timers import BellRung


class TestAfterCommit:
    def test_raises_where_nothing_is_going_to_be_committed(self, committed_db: CommittedDatabase) -> None:
        called: list[int] = []

        with pytest.raises(NoTransaction, match="after_commit needs an open transaction"):
            after_commit(lambda: called.append(1))
        assert called == []

    def test_calls_once_the_outermost_transaction_is_on_disk(self, committed_db: CommittedDatabase) -> None:
        called: list[str] = []
        with transaction.atomic():
            with in_transaction():
                after_commit(lambda: called.append("inner"))
            called.append("still open")

        assert called == ["still open", "inner"]

    def test_forgets_what_was_rolled_back(self, committed_db: CommittedDatabase) -> None:
        called: list[str] = []
        with transaction.atomic():
            after_commit(lambda: called.append("outer"))
            with in_transaction():
                after_commit(lambda: called.append("inner"))
                transaction.set_rollback(True)

        assert called == ["outer"]


class TestRecord:
    def test_raises_outside_the_transaction_that_makes_it_true(self, committed_db: CommittedDatabase) -> None:
        studio = make_studio()
        actor, event = Actor.system(studio), BellRung(studio.id)
        with tenant(studio.id):
            with pytest.raises(NoTransaction, match=r"test\.rung must be recorded in the transaction"):
                record(actor, event, now=NOW)
            with pytest.raises(NoTransaction, match="2 events must be recorded in the transaction"):
                record_all(actor, [event, event], now=NOW)

            assert not Event.objects.exists()


@pytest.mark.django_db
class TestTenant:
    @pytest.mark.parametrize("broken_by", [KeyboardInterrupt, DatabaseError])
    def test_lets_through_why_the_transaction_inside_is_given_up(
        self, studio: Studio, stranger: Actor, broken_by: type[BaseException]
    ) -> None:
        """Django refuses every statement then, ours that sets the studio back as well; the rollback does it."""
        with tenant(studio.id):
            with (
                pytest.raises(broken_by, match="given up"),
                transaction.atomic(),
                tenant(stranger.organization_id),
                transaction.atomic(savepoint=False),
            ):
                raise broken_by("given up")

            assert rows("SELECT tenant() AS shown", []) == [{"shown": studio.id}]
