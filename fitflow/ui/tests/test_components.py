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

    def test_a_countdown_is_true_without_a_script(self) -> None:
        html = rendered("{% countdown until now %}", until=START + timedelta(seconds=552), now=START)

        assert "9:12" in html

    def test_capacity_says_how_full_it_is(self) -> None:
        assert "12 of 18 places taken" in rendered("{% capacity 12 18 %}")
        assert "capacity-full" in rendered("{% capacity 18 18 waiting=2 %}")

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
            "{% empty_state evil evil %}{% stat evil evil %}{% alert title=evil %}{{ evil }}{% endalert %}"
            "{% icon 'x' label=evil %}",
            evil=evil,
        )

        assert "<script" not in html


class TestActions:
    @pytest.mark.parametrize(
        "source",
        [
            '{% page_head "Classes" action_label="New class" action_url=url %}',
            '{% card title="Classes" action_label="New class" action_url=url %}{% endcard %}',
            '{% empty_state "No classes" action_label="New class" action_url=url %}',
        ],
    )
    def test_are_not_there_for_those_who_have_no_address_to_go_to(self, source: str) -> None:
        assert "New class" in rendered(source, url="/new")
        assert "New class" not in rendered(source)


class TestButtons:
    def test_submit_or_lead_to_an_address(self) -> None:
        assert rendered('{% button "Save" kind="primary" size="sm" name="do" value="take" %}') == (
            '<button class="btn btn-primary btn-sm" type="submit" name="do" value="take"><span>Save</span></button>'
        )
        assert rendered('{% button "More" href="/more/" sheet="More of it" %}') == (
            '<a class="btn btn-secondary" data-sheet="More of it" href="/more/"><span>More</span></a>'
        )

    def test_say_what_they_are_about_to_those_who_do_not_see_it(self) -> None:
        assert '<span>Book</span><span class="visually-hidden">: Flow</span>' in rendered(
            '{% button "Book" about="Flow" %}'
        )

    def test_take_any_other_attribute(self) -> None:
        assert 'data-share="/here/"' in rendered('{% button "Share" type="button" data_share="/here/" %}')


class TestForms:
    def test_carry_the_token_and_a_key_of_their_own(self) -> None:
        html = rendered('{% form "/here/" css="form" novalidate=True %}in it{% endform %}', csrf_token="secret")

        assert html.startswith('<form class="form" method="post" action="/here/" novalidate><input type="hidden"')
        assert 'name="csrfmiddlewaretoken" value="secret"' in html
        assert html.count('name="idempotency_key"') == 1
        assert html.endswith("in it</form>")

    def test_answer_in_the_sheet_they_are_shown_in(self) -> None:
        html = rendered('{% form "/here/" sheet=in_sheet key=False %}{% endform %}', in_sheet=True)

        assert 'hx-post="/here/" hx-target="#sheet-body"' in html
        assert "idempotency_key" not in html
        assert "hx-" not in rendered('{% form "/here/" sheet=in_sheet %}{% endform %}')

    def test_find_the_address_of_a_page(self) -> None:
        assert 'action="/accounts/logout/"' in rendered('{% form "account_logout" %}{% endform %}')

    def test_ask_first_in_words_that_are_escaped(self) -> None:
        html = rendered('{% form "/here/" data_confirm=words %}{% endform %}', words='Leave "it"?')

        assert 'data-confirm="Leave &quot;it&quot;?"' in html


class TestRows:
    def test_lead_to_what_they_name(self) -> None:
        html = rendered('{% row "Flow" url="/7/" tone="teal" time="18:30" time_sub="55 min" sub="Ana" %}3{% endrow %}')

        assert html == (
            '<li class="row-item"><span class="row-mark tone-teal"></span>'
            '<span class="row-time">18:30<small>55 min</small></span><div class="row-main">'
            '<a class="row-title" href="/7/">Flow</a><span class="row-sub">Ana</span></div>'
            '<div class="row-end">3</div></li>'
        )

    def test_may_lead_nowhere_and_end_with_nothing(self) -> None:
        assert rendered('{% row "Flow" id="one" %} {% endrow %}') == (
            '<li class="row-item" id="one"><div class="row-main"><span class="row-title">Flow</span></div></li>'
        )


def test_an_entry_of_a_menu_says_where_one_is() -> None:
    html = rendered('{% menu_item "Today" "/today/" icon="sun" badge="3" active=True current="page" %}')

    assert html.startswith('<a class="menu-item" href="/today/" aria-current="page"><svg')
    assert html.endswith('<span>Today</span><span class="count">3</span></a>')
