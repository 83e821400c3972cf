import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django.fixtures import Settings

from fitflow.core.actor import Actor, Studio
from fitflow.core.formats import Formats
from fitflow.notify.channels.letters import Composed, Letterhead, TemplateProblem, compose, ink_on, labelled
from fitflow.notify.models import Message
from fitflow.notify.queries import Recipient
from fitflow.notify.tests.samples import tell
from fitflow.organizations.factories import make_client

ROME = Formats(zone=ZoneInfo("Europe/Rome"))
HEAD = Letterhead("Northside", "#7c3aed", "https://studio.test/prefs")
EVIL = '<script>alert("x")</script> & "Söhne" <b>'


def composed(now: datetime, **values: object) -> Composed:
    context = {"title": "Yoga", "starts_at": now + timedelta(days=1), "place": "Main hall", "formats": ROME} | values
    return compose("sample/full", context, letterhead=HEAD, name="Maya", url="/s/northside/me/bookings")


class TestCompose:
    def test_makes_a_text_that_reads_by_itself(self, now: datetime, settings: Settings) -> None:
        settings.FITFLOW_URL = "https://studio.test"

        made = composed(now, note="Bring a mat.", cancel_url="/a/token")

        assert made.subject == "You are booked: Yoga"
        assert made.text.split("\n\n") == [
            "Hello Maya,",
            "Your place in Yoga is confirmed.",
            "Bring a mat.",
            "When: Sat 21 Nov 10:00, Rome time\nWhere: Main hall",
            "See your booking: https://studio.test/s/northside/me/bookings",
            "Cancel this booking: https://studio.test/a/token",
            "Free of charge until the evening before.",
            "-- \nNorthside\nChoose which messages you get: https://studio.test/prefs\n",
        ]

    def test_makes_html_with_the_same_words_the_brand_and_its_colour(self, now: datetime) -> None:
        made = composed(now, note="Bring a mat.", cancel_url="/a/token")

        for words in (
            "Hello Maya,",
            "See you in Yoga",
            "Bring a mat.",
            "Rome time",
            "/a/token",
            "Northside",
            "#7c3aed",
        ):
            assert words in made.html
        assert "<title>You are booked: Yoga</title>" in made.html

    def test_escapes_in_html_what_stands_as_it_is_in_the_text(self, now: datetime) -> None:
        made = composed(now, title=EVIL, note=EVIL, place=EVIL)

        assert EVIL in made.text
        assert made.subject == f"You are booked: {EVIL}"
        assert "<script" not in made.html
        assert "&lt;script&gt;" in made.html

    def test_keeps_the_subject_on_one_line(self, now: datetime) -> None:
        made = composed(now, title="Yoga\r\nBcc: all@example.org\n" + "x" * 300)

        assert "\n" not in made.subject
        assert "\r" not in made.subject
        assert len(made.subject) == 200

    def test_survives_what_people_write_into_fields(self, now: datetime) -> None:
        made = composed(now, place="Hall\nsecond floor", note="First.\r\n\r\nSecond: 2\nstill second.")

        assert "Where: Hall second floor" in made.text
        assert "\n\nFirst.\n\nSecond: 2 still second.\n\n" in made.text

    def test_leaves_out_what_has_no_value(self, now: datetime) -> None:
        made = composed(now, place="", note="")

        assert "Where" not in made.text
        assert "Cancel this booking" not in made.html
        assert not re.search(r"<p[^>]*></p>", made.html)

    def test_takes_the_first_paragraph_for_the_inbox_unless_there_is_a_shorter_one(self, now: datetime) -> None:
        brief = compose("sample/brief", {}, letterhead=HEAD, name="", url="")

        assert composed(now, note="").short == "Your place in Yoga is confirmed."
        assert (brief.short, brief.text.startswith("Something happened.")) == ("In short: something.", True)

    def test_needs_a_subject_and_a_body(self) -> None:
        with pytest.raises(TemplateProblem, match="no block body"):
            compose("sample/broken", {}, letterhead=HEAD, name="", url="")

    @pytest.mark.parametrize("url", ["javascript:alert(1)", "//evil.test/", "data:text/html,x", "s/relative"])
    def test_lets_no_other_addresses_through(self, now: datetime, url: str) -> None:
        with pytest.raises(TemplateProblem):
            composed(now, cancel_url=url)
        with pytest.raises(TemplateProblem):
            compose("sample/brief", {}, letterhead=HEAD, name="", url=url)


class TestLabelled:
    def test_goes_on_where_a_line_has_no_label(self) -> None:
        assert labelled("\n When : 18:30\n and later\nEmpty:\n") == [("When", "18:30 and later")]

    def test_drops_what_belongs_to_nothing(self) -> None:
        assert labelled("stray\n") == []


@pytest.mark.parametrize(
    ("color", "ink"), [("#066fd1", "#ffffff"), ("#ffff00", "#111a2c"), ("#000000", "#ffffff"), ("#ffffff", "#111a2c")]
)
def test_letters_on_a_colour_can_be_read(color: str, ink: str) -> None:
    assert ink_on(color) == ink


class TestTheLetter:
    def test_has_its_times_as_the_studio_writes_them(self, system: Actor, studio: Studio, now: datetime) -> None:
        german = Actor.system(replace(studio, locale="de"))
        client = make_client(studio, name="Lea Moss", email="lea@example.org")

        (message,) = tell(german, Recipient(client=client.pk), now=now)

        assert "Sa., 21. Nov." in message.text

    def test_offers_choices_only_to_those_who_have_some(
        self, system: Actor, studio: Studio, maya: Actor, now: datetime
    ) -> None:
        client = make_client(studio, name="Lea Moss", email="lea@example.org")

        (without_login,) = tell(system, Recipient(client=client.pk), now=now, dedupe_key="a")
        with_login = tell(system, Recipient(client=maya.client_id), now=now, dedupe_key="b")[0]

        assert "/notifications/preferences" not in without_login.text
        assert "/s/northside/me/notifications/preferences" in with_login.text

    def test_carries_the_studio_s_colour_and_name(self, studio: Studio, maya: Actor, now: datetime) -> None:
        look = {**studio.settings, "branding.color": "#7c3aed", "branding.logo_text": "North & Side"}
        branded = Actor.system(replace(studio, settings=look))

        message = tell(branded, Recipient(client=maya.client_id), now=now)[0]

        assert "background:#7c3aed" in message.html
        assert "North &amp; Side" in message.html

    def test_is_stored_as_written(self, system: Actor, maya: Actor, now: datetime) -> None:
        tell(system, Recipient(client=maya.client_id), now=now, context={"title": EVIL})

        stored = Message.objects.get(channel="email")
        assert EVIL in stored.text
        assert "<script" not in stored.html
