"""What the studio's people do: plan a series, move classes, take attendance, give credits, call a class off."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from fitflow.billing.factories import make_credits
from fitflow.core.actor import Actor
from fitflow.core.zones import local_date
from fitflow.schedule.models import Session
from tests.journeys.drag import drag_down
from tests.journeys.studio import SLUG, Riverside, user_of
from tests.journeys.visitor import Enter, Size, Visitor, named

pytestmark = pytest.mark.browser
DESK, WALLET, MINE = f"/s/{SLUG}/desk/", f"/s/{SLUG}/me/wallet", f"/s/{SLUG}/me/"
DAY = timedelta(days=1)
BOTH = pytest.mark.parametrize("size", ["phone", "desktop"])
EVERYWHERE = pytest.mark.parametrize(
    ("size", "scripts"), [("phone", True), ("desktop", True), ("phone", False)], ids=["phone", "desktop", "no-scripts"]
)


def lesson(riverside: Riverside, *, days: int, at: int, trainer: Actor, **values: object) -> Session:
    kind = riverside.class_type(named("Lesson"), trainer_id=trainer.staff_id)
    return riverside.session(kind, on=days * DAY, at=at, **values)


def open_day(visitor: Visitor, riverside: Riverside, session: Session) -> None:
    """The calendar of the session's trainer; on the phone its day, at the desk its week."""
    on = local_date(session.starts_at, riverside.zone)
    visitor.go(f"{DESK}calendar?view=calendar&trainer={session.trainer_id}&on={on}")
    expect(event_of(visitor, session).first).to_be_visible()
    visitor.page.locator("ff-calendar").evaluate("(calendar) => calendar.scrollIntoView()")


def event_of(visitor: Visitor, session: Session) -> Locator:
    return visitor.page.locator("ff-calendar .ec-event", has_text=session.title)


def clock_of(riverside: Riverside, at: datetime) -> str:
    return f"{at.astimezone(riverside.zone):%H:%M}"


def as_stored(riverside: Riverside, session: Session) -> Session:
    with riverside.tenant():
        return Session.objects.get(pk=session.pk)


@BOTH
def test_a_series_is_planned_after_a_look_at_its_dates(riverside: Riverside, enter: Enter, size: Size) -> None:
    trainer = riverside.trainer(named("Ana"))
    kind = riverside.class_type(named("Strength"), trainer_id=trainer.staff_id)
    visitor = enter(size, riverside.manager)
    page = visitor.page

    visitor.go(f"{DESK}series/")
    visitor.follow("New series")
    page.get_by_label("Class", exact=True).select_option(label=kind.name)
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri"):
        page.locator(".pill", has_text=day).click()
    page.get_by_label("At", exact=True).fill("06:30")
    expect(page.locator("#series-preview")).to_contain_text("Every weekday at 06:30")
    expect(page.locator("#series-preview .date-item").first).to_contain_text("06:30")
    visitor.look()
    visitor.press("Plan the series")

    expect(page.get_by_text(re.compile(r"\d+ sessions are planned"))).to_be_visible()
    visitor.look()
    with riverside.tenant():
        planned = list(Session.objects.filter(class_type=kind).select_related("class_type").order_by("starts_at"))
    assert len(planned) > 50
    assert {clock_of(riverside, session.starts_at) for session in planned} == {"06:30"}
    open_day(visitor, riverside, planned[7])


@BOTH
def test_a_class_is_dragged_to_another_hour(riverside: Riverside, enter: Enter, size: Size) -> None:
    session = lesson(riverside, days=9, at=7, trainer=riverside.trainer(named("Ana")))
    riverside.book(riverside.member(named("Maya")), session)
    visitor = enter(size, riverside.manager)
    page = visitor.page
    open_day(visitor, riverside, session)

    drag_down(visitor, event_of(visitor, session), hours=2)
    expect(page.get_by_text(re.compile("1 person is booked"))).to_be_visible()
    visitor.press("Move it")

    visitor.hears(f"{session.title} is on")
    expect(event_of(visitor, session).locator(".event-time")).to_contain_text("09:00")
    assert as_stored(riverside, session).starts_at == session.starts_at + timedelta(hours=2)


@BOTH
def test_a_class_dropped_on_another_one_of_its_trainer_goes_back(
    riverside: Riverside, enter: Enter, size: Size
) -> None:
    trainer = riverside.trainer(named("Ana"))
    session = lesson(riverside, days=9, at=7, trainer=trainer)
    other = lesson(riverside, days=9, at=9, trainer=trainer)
    visitor = enter(size, riverside.manager)
    open_day(visitor, riverside, session)

    drag_down(visitor, event_of(visitor, session), hours=2)

    visitor.hears(other.title)
    expect(visitor.page.get_by_role("heading", name="Move", exact=True)).to_be_visible()
    visitor.look()
    expect(event_of(visitor, session).locator(".event-time")).to_contain_text("07:00")
    assert as_stored(riverside, session).starts_at == session.starts_at


def test_a_trainer_who_became_busy_meanwhile_is_told_by_the_server(riverside: Riverside, enter: Enter) -> None:
    trainer = riverside.trainer(named("Ana"))
    session = lesson(riverside, days=9, at=7, trainer=trainer)
    riverside.book(riverside.member(named("Maya")), session)
    visitor = enter("desktop", riverside.manager)
    open_day(visitor, riverside, session)
    answers: list[int] = []
    visitor.page.on("response", lambda answer: answers.append(answer.status) if "/drop/" in answer.url else None)

    drag_down(visitor, event_of(visitor, session), hours=2)
    expect(visitor.page.get_by_text(re.compile("1 person is booked"))).to_be_visible()
    other = lesson(riverside, days=9, at=9, trainer=trainer)
    visitor.press("Move it")

    visitor.hears(other.title)
    assert answers == [409]
    expect(event_of(visitor, session).locator(".event-time")).to_contain_text("07:00")
    assert as_stored(riverside, session).starts_at == session.starts_at


def test_a_class_is_moved_by_the_keyboard_alone(riverside: Riverside, enter: Enter) -> None:
    session = lesson(riverside, days=9, at=7, trainer=riverside.trainer(named("Ana")))
    visitor = enter("desktop", riverside.manager)
    keys = visitor.page.keyboard
    open_day(visitor, riverside, session)

    tab_to(visitor, event_of(visitor, session))
    keys.press("Enter")
    sheet = visitor.page.locator("#sheet")
    tab_to(visitor, sheet.get_by_role("link", name=re.compile("^Move")))
    keys.press("Enter")
    tab_to(visitor, sheet.get_by_label("Starts"))
    keys.type("1330")
    tab_to(visitor, sheet.get_by_label("Ends"))
    keys.type("1430")
    tab_to(visitor, sheet.get_by_role("button", name="Move"))
    keys.press("Enter")

    visitor.hears(f"{session.title} is on")
    assert as_stored(riverside, session).starts_at == session.starts_at + timedelta(hours=6, minutes=30)


def tab_to(visitor: Visitor, wanted: Locator) -> None:
    """Tab by tab; whoever cannot see must get there, too."""
    expect(wanted).to_be_visible()
    for _press in range(60):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
        visitor.page.keyboard.press("Tab")
    pytest.fail(f"Tab does not lead to {wanted}")


@EVERYWHERE
def test_a_trainer_takes_attendance_with_a_tap_each(
    riverside: Riverside, enter: Enter, size: Size, scripts: bool
) -> None:
    trainer = riverside.trainer(named("Ana"))
    kind = riverside.class_type(named("Circuit"), trainer_id=trainer.staff_id)
    session = riverside.soon(kind, minutes=10, capacity=5)
    people = [riverside.member(named("Maya")) for _number in range(3)]
    names = [user_of(one).name for one in people]
    for one in people:
        riverside.book(one, session)
    visitor = enter(size, trainer, scripts=scripts)
    page = visitor.page

    visitor.go(DESK)
    visitor.look()
    page.locator("main").get_by_role("link", name=kind.name).click()
    expect(page.get_by_role("heading", name="Roster")).to_be_visible()
    for name, mark in zip(names, ("Present", "Present", "No-show"), strict=True):
        mark_as(visitor, name, mark)
    mark_as(visitor, names[2], "Late")

    visitor.look()
    page.reload()
    for name, mark in zip(names, ("Present", "Present", "Late"), strict=True):
        expect(button_of(visitor, name, mark)).to_have_attribute("aria-pressed", "true")
    expect(button_of(visitor, names[2], "No-show")).to_have_attribute("aria-pressed", "false")


def button_of(visitor: Visitor, name: str, mark: str) -> Locator:
    return visitor.page.locator(".person", has_text=name).get_by_role("button", name=mark)


def mark_as(visitor: Visitor, name: str, mark: str) -> None:
    button = button_of(visitor, name, mark)
    (button.tap if visitor.size == "phone" else button.click)()
    expect(button).to_have_attribute("aria-pressed", "true")


@BOTH
def test_credits_given_at_the_desk_are_explained_in_the_wallet(riverside: Riverside, enter: Enter, size: Size) -> None:
    maya = riverside.member(named("Maya"), has_credits=False)
    with riverside.tenant():
        make_credits(riverside.studio, client_id=maya.client_id, amount=8, now=riverside.now, reason="Ten classes")
    person = user_of(maya)
    staff, member = enter(size, riverside.manager), enter(size, maya)
    soon = local_date(riverside.now, riverside.zone) + 10 * DAY

    staff.go(f"{DESK}clients?q={person.email}")
    staff.page.get_by_role("link", name=person.name).click()
    staff.follow("Give credits")
    staff.page.get_by_label("Credits", exact=True).fill("2.5")
    staff.page.get_by_label("Can be used until").fill(soon.isoformat())
    staff.page.get_by_label("Reason").fill("Sorry for the cold shower")
    staff.look()
    staff.press("Continue")
    staff.look()
    staff.press("Yes, give them")
    expect(staff.page.get_by_text(re.compile(r"10\.5\b")).first).to_be_visible()

    member.go(WALLET)
    expect(member.page.locator(".purse")).to_contain_text("10.5")
    gift = member.page.locator(".lot", has_text="Sorry for the cold shower")
    expect(gift.get_by_text("Used next")).to_be_visible()
    expect(gift).to_contain_text(re.compile("expire", re.IGNORECASE))
    member.look()


@BOTH
def test_a_class_called_off_is_told_and_paid_back(riverside: Riverside, enter: Enter, size: Size) -> None:
    maya, kind = riverside.member(named("Maya")), riverside.class_type(named("Dawn Run"))
    session = riverside.session(kind, on=2 * DAY)
    riverside.book(maya, session)
    reason = f"The heating is broken ({kind.name})"
    staff, member = enter(size, riverside.manager), enter(size, maya)

    staff.go(f"{DESK}sessions/{session.pk}")
    staff.page.locator("main .menu summary", has_text="More").click()
    staff.page.get_by_role("link", name=re.compile("^Cancel")).click()
    expect(staff.page.get_by_text("1 person is booked, gets everything back and is told:")).to_be_visible()
    staff.page.get_by_label("Reason").fill(reason)
    staff.look()
    staff.press("Cancel the session")
    expect(staff.page.get_by_text(reason).first).to_be_visible()

    member.go(f"/demo/mail?q={user_of(maya).email}")
    member.page.locator("#letters").get_by_role("link", name=f"Class cancelled: {kind.name}").click()
    expect(member.page.frame_locator("iframe.letter").get_by_role("paragraph").filter(has_text=reason)).to_be_visible()
    member.go(WALLET)
    expect(member.page.locator(".purse")).to_contain_text("10")
