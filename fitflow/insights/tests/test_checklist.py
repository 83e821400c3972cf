"""How far a new studio has come, and who sees it."""

from datetime import datetime

from fitflow.booking.factories import make_class_type, make_session
from fitflow.booking.tests.browsing import browser, inside, post, words
from fitflow.booking.tests.desk_helpers import MINUTE, page
from fitflow.core.actor import Actor, Studio
from fitflow.core.models import Event
from fitflow.insights.models import Checklist
from fitflow.insights.queries.checklist import progress_of
from fitflow.insights.services import dismiss_checklist, note_shared
from fitflow.organizations.factories import actor_of, make_client
from fitflow.schedule.rules.payment import Answer, Payment
from fitflow.schedule.services.payment import choose_payment


def steps_of(actor: Actor, now: datetime) -> dict[str, bool]:
    """The steps of the check-list, and whether they are taken."""
    progress = progress_of(actor, now=now)
    assert progress
    return {step.key: is_done for step, is_done in progress.steps}


class TestTheChecklist:
    def test_goes_from_an_empty_studio_to_one_that_is_shared(self, studio: Studio, owner: Actor, now: datetime) -> None:
        steps = ["trainer", "class_type", "sessions", "payment", "clients", "share"]
        assert steps_of(owner, now) == dict.fromkeys(steps, False)

        make_session(studio, class_type=make_class_type(studio, name="Flow"), now=now)
        make_client(studio, name="Ann")
        assert [key for key, is_done in steps_of(owner, now).items() if not is_done] == ["payment", "share"]
        choose_payment(owner, Payment(Answer.AT_STUDIO), now=now)
        assert owner.user_id is not None
        owner = actor_of(studio, owner.user_id)

        answer = post(browser(owner), page("insights:checklist"), act="shared")
        with inside(studio):
            assert (answer.status_code, progress_of(owner, now=now)) == (303, None)
            assert Event.objects.filter(type="studio.shared").count() == 1

    def test_is_put_away_for_good(self, studio: Studio, owner: Actor, now: datetime) -> None:
        visit = browser(owner)
        assert "Get your studio going" in words(visit.get(page("insights:home")))

        post(visit, page("insights:checklist"), act="dismiss")

        assert "Get your studio going" not in words(visit.get(page("insights:home")))

    def test_keeps_each_tick_whatever_else_is_ticked_later(self, studio: Studio, owner: Actor, now: datetime) -> None:
        for minutes, tick in enumerate((note_shared, dismiss_checklist, note_shared)):
            tick(owner, now=now + minutes * MINUTE)

        ticked = Checklist.objects.get()
        assert (ticked.shared_at, ticked.dismissed_at) == (now + 2 * MINUTE, now + MINUTE)

    def test_is_the_owners(self, studio: Studio, manager: Actor, maya: Actor, stranger: Actor, now: datetime) -> None:
        assert progress_of(manager, now=now) is None
        for who, status in ((manager, 403), (maya, 403), (stranger, 404)):
            assert post(browser(who), page("insights:checklist"), act="dismiss").status_code == status
        with inside(studio):
            assert not Event.objects.filter(type="checklist.dismissed").exists()

    def test_knows_two_acts(self, owner: Actor) -> None:
        assert post(browser(owner), page("insights:checklist"), act="burn").status_code == 422
