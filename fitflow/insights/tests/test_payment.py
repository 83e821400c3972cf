"""The question how people pay: what each answer sets, what the page shows, and when the first page asks for it."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.accounts.factories import make_user
from fitflow.billing.refusals import NoEntitlement
from fitflow.booking.factories import make_session
from fitflow.booking.models import Booking
from fitflow.booking.services.arrivals import arrive
from fitflow.booking.services.holds import book_spot
from fitflow.booking.tests.browsing import Browser, browser, post, words
from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import Forbidden
from fitflow.organizations.factories import actor_of
from fitflow.organizations.typed_settings.registry import registry
from fitflow.schedule.rules.payment import Answer, Payment, is_undecided, payment_of, proposed, settings_for
from fitflow.schedule.services.payment import choose_payment

PAGE = "/s/northside/desk/payment/"
HOME = "/s/northside/desk/"
WALL = "Visitors cannot book yet"
payments = st.one_of(
    st.builds(Payment, st.just(Answer.FIRST_FREE), st.integers(1, 20), st.sampled_from(["at_studio", "credits"])),
    st.builds(Payment, st.sampled_from([Answer.AT_STUDIO, Answer.FREE, Answer.IN_CREDITS])),
)


def chosen(visit: Browser) -> str:
    """The answer that is ticked on the page."""
    tag = next(tag for tag in re.findall(r"<input[^>]+>", visit.get(PAGE).content.decode()) if " checked" in tag)
    return str(re.findall(r'value="(\w+)"', tag)[0])


def settings_of(actor: Actor) -> dict[str, Any]:
    return dict(actor_of(actor.organization, actor.user_id).organization.settings)  # type: ignore[arg-type]


class TestTheAnswer:
    @given(payment=payments, preset=st.sampled_from(["studio", "coach", "pt_club", "cohort_gym"]))
    def test_is_what_the_settings_amount_to_afterwards(self, payment: Payment, preset: str) -> None:
        before = registry().resolve(preset, {})

        after = registry().resolve(preset, settings_for(payment, before))

        assert payment_of(after) == payment
        assert not is_undecided(after)

    def test_of_all_free_can_be_changed_back_to_a_price(self) -> None:
        free = registry().resolve("studio", settings_for(Payment(Answer.FREE), registry().resolve("studio", {})))

        again = registry().resolve("studio", settings_for(Payment(Answer.AT_STUDIO), free))

        assert (again["class.cost_credits"], again["class.payment"]) == ("1.00", "at_studio")

    @pytest.mark.parametrize(
        ("preset", "is_open"), [("studio", True), ("cohort_gym", True), ("coach", False), ("pt_club", False)]
    )
    def test_is_given_by_kinds_of_studio_that_know_their_people(self, preset: str, is_open: bool) -> None:
        assert is_undecided(registry().resolve(preset, {})) is is_open
        assert proposed(preset).answer is (Answer.FIRST_FREE if is_open else Answer.AT_STUDIO)

    def test_is_an_administrators(self, manager: Actor, now: datetime) -> None:
        with pytest.raises(Forbidden):
            choose_payment(manager, Payment(Answer.FREE), now=now)


class TestThePage:
    def test_stands_behind_a_warning_and_a_step_until_it_is_answered(self, owner: Actor) -> None:
        visit = browser(owner)
        first = words(visit.get(HOME))
        assert WALL in first
        assert "How do people pay?" in first

        post(visit, PAGE, answer="at_studio", desk_price="£12")

        assert WALL not in words(visit.get(HOME))
        found = settings_of(owner)
        assert (found["class.payment"], found["class.desk_price"]) == ("at_studio", "£12")

    def test_proposes_what_fits_the_kind_and_shows_later_what_is_set(self, owner: Actor, now: datetime) -> None:
        visit = browser(owner)
        assert chosen(visit) == "first_free"

        post(visit, PAGE, answer="credits")

        assert settings_of(owner)["class.payment"] == chosen(visit) == "credits"

    def test_says_beside_the_field_what_is_wrong(self, owner: Actor) -> None:
        refused = post(browser(owner), PAGE, answer="first_free", free_classes="21")

        assert refused.status_code == 422
        assert "20" in words(refused)
        assert post(browser(owner), PAGE).status_code == 422

    def test_is_no_page_of_a_manager(self, manager: Actor) -> None:
        assert browser(manager).get(PAGE).status_code == 403


class TestAStranger:
    """After each answer whoever comes along can book, or is told why not."""

    @pytest.mark.parametrize(
        ("payment", "settlement", "charged"),
        [
            (Payment(Answer.FIRST_FREE), "", Decimal(1)),
            (Payment(Answer.AT_STUDIO), "due", Decimal(0)),
            (Payment(Answer.FREE), "", Decimal(0)),
        ],
    )
    @pytest.mark.usefixtures("engine_time")
    def test_books_the_first_class_of_a_new_studio(
        self, studio: Studio, owner: Actor, now: datetime, payment: Payment, settlement: str, charged: Decimal
    ) -> None:
        choose_payment(owner, payment, now=now)
        session = make_session(studio)

        booked = book_spot(newcomer(studio, now), session_id=session.pk, now=now)

        assert (booked.settlement, Booking.objects.get().credits) == (settlement, charged)

    @pytest.mark.usefixtures("engine_time")
    def test_is_refused_while_nobody_has_answered(self, studio: Studio, now: datetime) -> None:
        with pytest.raises(NoEntitlement):
            book_spot(newcomer(studio, now), session_id=make_session(studio).pk, now=now)


def newcomer(studio: Studio, now: datetime) -> Actor:
    """Somebody with a login who came by the public page."""
    user = make_user(email="zoe@example.org", name="Zoe New")
    return arrive(actor_of(studio, user.pk), now=now)
