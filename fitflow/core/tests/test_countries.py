from zoneinfo import available_timezones

import pytest

from fitflow.core.countries import (
    countries,
    countries_by_name,
    country_of_zone,
    currency_name,
    first_weekday,
    locale_name,
    usual_locale,
)
from fitflow.core.formats import Formats
from fitflow.core.formats.locales import english_locales


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/London", "GB"),
        ("Europe/Rome", "IT"),
        ("America/New_York", "US"),
        ("Asia/Calcutta", "IN"),
        ("Europe/Kiev", "UA"),
        ("Europe/Kyiv", "UA"),
        ("America/Buenos_Aires", "AR"),
        ("UTC", "GB"),
        ("Antarctica/Troll", "GB"),
        ("Mars/Olympus", "GB"),
    ],
)
def test_a_zone_is_in_a_country(zone: str, country: str) -> None:
    assert country_of_zone(zone) == country


def test_every_zone_is_in_a_country_that_has_telephones() -> None:
    assert {country_of_zone(zone) for zone in available_timezones()} <= {*countries()}


@pytest.mark.parametrize(
    ("country", "locale", "weekday", "half_days"),
    [
        ("GB", "en-gb", 1, False),
        ("US", "en-us", 7, True),
        ("DE", "en-de", 1, False),
        ("BR", "en-150", 7, False),
        ("EG", "en-001", 6, True),
        ("IL", "en-il", 7, False),
    ],
)
def test_people_write_as_is_usual_there(country: str, locale: str, weekday: int, half_days: bool) -> None:
    assert (usual_locale(country), first_weekday(country)) == (locale, weekday)
    assert Formats(usual_locale(country)).half_days is half_days


@pytest.mark.parametrize("country", countries())
def test_each_country_has_a_locale_and_a_first_day(country: str) -> None:
    assert usual_locale(country) in english_locales()
    assert 1 <= first_weekday(country) <= 7


def test_names_stand_in_their_order() -> None:
    names = [name for _country, name in countries_by_name()]

    assert len(names) == len(countries()) == len({*names})
    assert names[:3] == ["Afghanistan", "Åland Islands", "Albania"]
    assert (currency_name("EUR"), locale_name("en-gb")) == ("Euro", "English (United Kingdom)")
