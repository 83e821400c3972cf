from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

from fitflow.core.formats import Formats
from fitflow.ui import charts, tones
from fitflow.ui.nav import Bar, DayChip, NavItem, with_active

BERLIN = Formats(zone=ZoneInfo("Europe/Berlin"))
START = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)


def rendered(source: str, **values: Any) -> str:
    return " ".join(Template("{% load ui %}" + source).render(Context({"formats": BERLIN, **values})).split())


class TestTimes:
    @pytest.mark.parametrize(
        ("style", "text"),
        [("short", "Fri 20 Nov 18:30"), ("long", "Friday 20 November 18:30"), ("time", "18:30"), ("day", "Fri 20 Nov")],
    )
    def test_are_those_of_the_studios_wall_clock(self, style: str, text: str) -> None:
        html = rendered("{% when at formats style=style %}", at=START, style=style)

        assert html == f'<time class="num" datetime="2026-11-20T18:30:00+01:00">{text}</time>'

    def test_name_their_zone_and_carry_it_for_machines(self) -> None:
        html = rendered("{% when at formats end=end named=True %}", at=START, end=START + timedelta(minutes=55))

        assert 'datetime="2026-11-20T18:30:00+01:00"' in html
        assert "Fri 20 Nov 18:30–19:25</time>" in html
        assert "Berlin time" in html

    def test_have_a_day_where_the_studio_is(self) -> None:
        late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)

        assert (
            rendered('{% day at formats style="date" %}', at=late) == '<time datetime="2026-11-21">21 Nov 2026</time>'
        )
        assert rendered("{{ at|weekday_name:formats }} {{ at|month_name:formats }}", at=late.date()) == "Fri November"


class TestTones:
    def test_are_stable_for_a_name(self) -> None:
        assert tones.tone_of("Ana Ruiz") == tones.tone_of("Ana Ruiz")
        assert tones.tone_of("Ana Ruiz") in tones.TONES

    @pytest.mark.parametrize(
        ("colour", "tone"),
        [("#e11d48", "red"), ("#2563eb", "blue"), ("#0d9488", "teal"), ("#7c3aed", "violet"), ("#777777", "slate")],
    )
    def test_are_the_nearest_of_a_colour(self, colour: str, tone: str) -> None:
        assert tones.tone_of(colour) == tone

    @pytest.mark.parametrize(
        ("name", "initials"),
        [("Ana Ruiz", "AR"), ("Chloé Anne Martin", "CM"), ("Emi", "EM"), ("jean-luc p", "JP"), ("", "?"), ("  ", "?")],
    )
    def test_go_with_initials(self, name: str, initials: str) -> None:
        assert tones.initials_of(name) == initials


class TestBadges:
    @pytest.mark.parametrize(
        ("source", "words"),
        [
            ('{% spot_badge "booked" %}', "Booked"),
            ('{% spot_badge "waiting" count=3 %}', "Waiting (3)"),
            ('{% spot_badge "offer" until=at formats=formats %}', "Offer until 18:30"),
            ('{% spot_badge "full" %}', "Full"),
            ('{% spot_badge "few" count=1 %}', "1 place left"),
            ('{% spot_badge "few" count=2 %}', "2 places left"),
        ],
    )
    def test_say_the_state_of_a_place_in_words(self, source: str, words: str) -> None:
        assert words in rendered(source, at=START)


class TestFigures:
    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (Decimal("1.00"), "1 credit"),
            (Decimal("0"), "0 credits"),
            (Decimal("0.50"), "0.5 credits"),
            (Decimal("12.00"), "12 credits"),
        ],
    )
    def test_credits_are_counted(self, value: Decimal, words: str) -> None:
        assert rendered("{% credits_text n formats %}", n=value) == words

    def test_money_is_written_with_its_currency(self) -> None:
        assert "€4,310.00" in rendered('{% money 431000 "EUR" formats %}')

    def test_a_countdown_is_true_without_a_script(self) -> None:
        html = rendered("{% countdown until now %}", until=START + timedelta(seconds=552), now=START)

        assert "9:12" in html

    def test_capacity_says_how_full_it_is(self) -> None:
        assert "12 of 18 places taken" in rendered("{% capacity 12 18 %}")
        assert "capacity-full" in rendered("{% capacity 18 18 waiting=2 %}")

    def test_a_flat_line_stays_in_the_middle(self) -> None:
        assert charts.spark([5, 5, 5], height=36).last_y == 18

    def test_a_line_of_nothing_is_no_error(self) -> None:
        assert charts.spark([]).line.startswith("M")

    def test_the_highest_column_fills_the_room(self) -> None:
        drawn = charts.columns([Bar("a", 10), Bar("b", 40), Bar("c", 0)])

        assert [column.percent for column in drawn] == [25, 100, 0]


class TestNavigation:
    def test_marks_the_longest_address_that_begins_the_path(self) -> None:
        items = with_active(
            [NavItem("Today", "/s/x/desk/"), NavItem("Clients", "/s/x/desk/clients/")], "/s/x/desk/clients/7/"
        )

        assert [item.active for item in items] == [False, True]

    def test_marks_nothing_on_a_strange_path(self) -> None:
        assert not any(item.active for item in with_active([NavItem("Me", "/s/x/me/")], "/s/x/mean/"))

    def test_a_full_day_can_still_be_opened_and_says_so(self) -> None:
        html = rendered(
            "{% day_chips days formats today=today %}",
            days=[DayChip(date(2026, 11, 21), "?d", is_full=True)],
            today=None,
        )

        assert 'href="?d"' in html
        assert "full" in html

    def test_the_last_page_has_no_pager(self) -> None:
        assert rendered("{% pagination %}") == ""

    def test_the_last_part_of_a_list_takes_its_pager_away(self) -> None:
        html = rendered("{% pagination target='#rows' %}")

        assert 'id="pager"' in html
        assert "hidden" in html
        assert "<a" not in html

    def test_more_is_appended_and_the_pager_renewed_by_its_id(self) -> None:
        html = rendered("{% pagination next_url='?cursor=b' target='#rows' %}")

        assert 'hx-select-oob="#pager"' in html
        assert 'hx-select="#rows &gt; *"' in html or 'hx-select="#rows > *"' in html


class TestText:
    def test_is_escaped_wherever_it_comes_from(self) -> None:
        evil = '"><script>alert(1)</script>'
        html = rendered(
            "{% card title=evil %}{{ evil }}{% endcard %}{% badge evil %}{% avatar evil %}{% button evil href=evil %}"
            "{% empty evil evil %}{% stat evil evil %}{% alert title=evil %}{{ evil }}{% endalert %}"
            "{% icon 'x' label=evil %}",
            evil=evil,
        )

        assert "<script" not in html
