"""Waitlists of hundreds, and outsiders: spots go out in order, and whoever is passed over is told why."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from fitflow.booking.factories import give_credits
from fitflow.booking.models import Spot, WaitlistEntry, WaitlistSkip
from fitflow.booking.services.holds import book_spot
from fitflow.core.actor import Actor
from fitflow.core.models import Event
from fitflow.core.tenancy import tenant
from tests.races.committed_studio import World, make_poor_client

SPOTS = 5
#: How many join each class; together with those who wait in vain more than five hundred.
WAITLISTS = (150, 120, 110, 110)
INSIDERS, SEATED, OUTSIDERS = slice(0, 140), slice(140, 145), slice(145, 180)
AT_ONCE = 50
WAITLIST_RULE = "(p_waitlist_settled OR nobody_waits(p_session))"
TOLD = ("waitlist.joined", "waitlist.promoted", "waitlist.skipped", "waitlist.left", "waitlist.closed", "hold.created")


class Story:
    """Classes with long queues, replayed from the event log: who is first in line, who cannot be served, and why."""

    def __init__(self, race: World, seed: int, waitlists: Sequence[int]) -> None:
        self.race, self.seed, self.dice = race, seed, random.Random(seed)
        self.seen = UUID(int=0)
        self.attempts = self.offers = 0
        begin = timedelta(days=12 + seed)
        self.sessions = [
            race.session(SPOTS, starts_in=begin + timedelta(hours=3 * n)).pk for n in range(len(waitlists))
        ]
        self.lines: dict[UUID, list[UUID]] = {session_id: [] for session_id in self.sessions}
        self.told: dict[tuple[UUID, UUID], str] = {}
        self.outsiders = race.people[OUTSIDERS]
        self.poor = [make_poor_client(race, name=f"Poor {seed} {n}", amount=0) for n in range(8)]
        self.gone = [make_poor_client(race, name=f"Gone {seed} {n}", amount=5) for n in range(4)]
        self.busy = [make_poor_client(race, name=f"Busy {seed} {n}", amount=9) for n in range(4)]
        everybody = [*race.people, *self.poor, *self.gone, *self.busy]
        self.person = {actor.client_id: actor for actor in everybody}
        self.fill(waitlists)

    def fill(self, waitlists: Sequence[int]) -> None:
        """Full classes; then everybody joins while outsiders try to get in. Some in line can never be served."""
        shortest = self.sessions[-1]  # Its line is short enough for everybody in it to come first some time.
        meanwhile = timedelta(days=12 + self.seed, hours=3 * (len(self.sessions) - 1))
        elsewhere = self.race.session(len(self.busy), starts_in=meanwhile).pk
        for session_id in self.sessions:
            self.book(self.race.people[SEATED], session_id)
        self.book(self.busy, elsewhere)
        self.at: datetime = self.race.now
        joins = []
        for session_id, length in zip(self.sessions, waitlists, strict=True):
            blocked = [*self.poor, *self.gone, *self.busy]
            people = self.dice.sample(self.race.people[INSIDERS], length - len(blocked)) if length else []
            joins += [("join", (self.race.who(one), session_id)) for one in [*people, *blocked]]
        self.dice.shuffle(joins)
        while joins:
            batch, joins = joins[:AT_ONCE], joins[AT_ONCE:]
            answers = self.run([*batch, *self.attacks(10)])
            self.claim(
                {status for status, _body in answers[: len(batch)]} <= {201, "error"}, f"all may join: {answers}"
            )
            joins += [act for act, answer in zip(batch, answers, strict=False) if answer[0] == "error"]
        ids = ", ".join(f"'{one.client_id}'" for one in self.gone)
        self.race.owner(f"UPDATE organizations_client SET status = 'inactive' WHERE id IN ({ids})")
        self.blocked = {(at, one.client_id): "no_entitlement" for at in self.sessions for one in self.poor}
        self.blocked |= {(at, one.client_id): "client_inactive" for at in self.sessions for one in self.gone}
        self.blocked |= {(shortest, one.client_id): "overlapping_booking" for one in self.busy}
        self.listen()

    def book(self, people: Sequence[Actor], session_id: UUID) -> None:
        with tenant(self.race.studio.id):
            for person in people:
                book_spot(person, session_id=session_id, now=self.race.now)

    def run(self, acts: Sequence[tuple[str, Any]]) -> list[Any]:
        """Everybody acts at once, at the story's moment. Whoever waited too long for a lock may have done nothing."""
        answers = self.race.crowd.run("at_moment", [(self.at, act, arguments) for act, arguments in acts])
        errors = {body for status, body in answers if status == "error" and "lock timeout" not in body}
        self.claim(not errors, f"nobody fails: {errors}")
        return answers

    def attacks(self, count: int) -> list[tuple[str, Any]]:
        """Outsiders who try to hold a place, in every class."""
        found = []
        for outsider in self.dice.sample(self.outsiders, count):
            self.attempts += 1
            session_id = self.sessions[self.attempts % len(self.sessions)]
            key = f"outsider {self.seed} {self.attempts}"
            found.append(("hold", (self.race.who(outsider), session_id, key)))
        return found

    def round(self) -> None:
        """People cancel, confirm, decline and leave; then every offer left lapses. Outsiders try all the time."""
        acts = [act for session_id in self.sessions for act in self.wishes(session_id)] + self.attacks(30)
        self.dice.shuffle(acts)
        self.run(acts)
        self.listen()
        with tenant(self.race.studio.id):
            offers = Spot.objects.filter(session_id__in=self.sessions, expires_at__gt=self.at)
            deadlines = [spot.expires_at for spot in offers if spot.expires_at]
        self.at = max([self.at, *deadlines]) + timedelta(milliseconds=1)
        self.run(self.attacks(30))
        self.listen()
        self.assert_nobody_waits_beside_a_free_spot()

    def wishes(self, session_id: UUID) -> list[tuple[str, Any]]:
        found: list[tuple[str, Any]] = []
        with tenant(self.race.studio.id):
            spots = list(Spot.objects.filter(session_id=session_id).exclude(client_id=None))
        for spot in spots:
            who = self.race.who(self.person[spot.client_id])
            if spot.booking_id is not None:
                wishes: list[tuple[str, Any] | None] = [("cancel", (who, spot.booking_id)), None]
            else:
                leave, no, yes = (
                    ("leave", (who, session_id)),
                    ("release", (who, spot.hold_id)),
                    ("confirm", (who, spot.hold_id)),
                )
                wishes = [leave, no, yes, None]
            found += [wish for wish in [self.dice.choice(wishes)] if wish]
        for client_id in self.dice.sample(self.lines[session_id], min(2, len(self.lines[session_id]))):
            found.append(("leave", (self.race.who(self.person[client_id]), session_id)))
        return found

    def enrich(self, people: Sequence[Actor]) -> None:
        """The poor get credits: from now on they are served like everybody, and first."""
        with tenant(self.race.studio.id):
            for person in people:
                give_credits(person, 5, now=self.race.now)
        for session_id in self.sessions:
            for person in people:
                del self.blocked[session_id, person.client_id]

    def listen(self) -> None:
        """Replays what was told since the last time. All of it was written under the session's lock, so in order."""
        with tenant(self.race.studio.id):
            events = list(Event.objects.filter(id__gt=self.seen, type__in=TOLD).order_by("id"))
        for event in events:
            session_id, client_id = UUID(event.payload["session_id"]), UUID(event.payload["client_id"])
            if session_id in self.lines:
                self.hear(event, session_id, client_id)
        self.seen = max([self.seen, *(event.pk for event in events)])

    def hear(self, event: Event, session_id: UUID, client_id: UUID) -> None:
        line = self.lines[session_id]
        if event.type == "waitlist.joined":
            line.append(client_id)
        elif event.type == "waitlist.skipped":
            self.told[session_id, client_id] = event.payload["reason"]
            self.claim(
                self.why(session_id, client_id) == event.payload["reason"], f"skipped for a reason: {event.payload}"
            )
        elif event.type == "waitlist.promoted":
            self.claim(client_id in line, "an offer goes to somebody in line")
            self.assert_told(session_id, line[: line.index(client_id)])
            self.claim(self.why(session_id, client_id) == "", f"{client_id} may be served")
            line.remove(client_id)
            self.offers += 1
        elif event.type == "hold.created" and event.payload["kind"] == "standard":
            self.assert_told(session_id, line)
        elif event.type in ("waitlist.left", "waitlist.closed") and client_id in line:
            line.remove(client_id)

    def why(self, session_id: UUID, client_id: UUID) -> str:
        return self.blocked.get((session_id, client_id), "")

    def assert_told(self, session_id: UUID, passed_over: Sequence[UUID]) -> None:
        """Everybody who was passed over could not be served, and knows why."""
        for client_id in passed_over:
            reason = self.why(session_id, client_id)
            self.claim(reason != "", f"{client_id} was overtaken in {session_id}")
            self.claim(self.told.get((session_id, client_id)) == reason, f"{client_id} knows: {reason}")

    def assert_nobody_waits_beside_a_free_spot(self) -> None:
        with tenant(self.race.studio.id):
            for session_id, line in self.lines.items():
                free = any(spot.is_free(self.at) for spot in Spot.objects.filter(session_id=session_id))
                waits = [client_id for client_id in line if not self.why(session_id, client_id)]
                self.claim(not (free and waits), f"{waits} wait beside a free place")

    def assert_rows_agree(self) -> None:
        with tenant(self.race.studio.id):
            for session_id, line in self.lines.items():
                waiting = WaitlistEntry.objects.filter(session_id=session_id, status="waiting").order_by("ordinal")
                self.claim([entry.client_id for entry in waiting] == line, "the rows tell the same line")
            skips = WaitlistSkip.objects.filter(entry__session_id__in=self.sessions)
            kept = {((one.entry.session_id, one.entry.client_id), one.reason) for one in skips.select_related("entry")}
            self.claim(kept == set(self.told.items()), "a row for each skip")

    def claim(self, truth: bool, words: str) -> None:
        assert truth, f"seed {self.seed}: {words}"


class TestFiveHundredInLine:
    def test_are_served_in_order_and_before_every_outsider(self, race: World, long_run: bool) -> None:
        for seed in range(6 if long_run else 1):
            story = Story(race, seed, (*WAITLISTS, 16))
            assert sum(len(line) for line in story.lines.values()) >= 500
            for number in range(12 if long_run else 6):
                if number == 2:
                    story.enrich(story.poor[:4])
                story.round()
            story.assert_rows_agree()
            assert story.offers > 60
            assert set(story.told.values()) == {"no_entitlement", "client_inactive", "overlapping_booking"}
        assert race.violations() == set()

    def test_are_overtaken_without_the_queue_rule(self, race: World) -> None:
        """The wall removed: the claim does not look whether somebody waits."""
        story = Story(race, 9, [40])
        race.without("claim_spot", (WAITLIST_RULE, "true"))

        with pytest.raises(AssertionError, match="was overtaken|knows: "):
            story.round()
