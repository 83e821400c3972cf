"""The odd moments of `make test-moments` come round as they should, and every clock of a run agrees."""

import os
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from playwright.sync_api import sync_playwright

from tests.databases import ROOT
from tools import chromium
from tools.moments.__main__ import environment, library
from tools.moments.calendar import MOMENTS, ZONE, named, of_the_day

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
#: Seconds.
APART = 2.0


class TestTheMoments:
    @pytest.mark.parametrize(("name", "start"), [
        ("half-past-midnight", "2027-03-31T00:30:00+01:00"),
        ("before-six", "2026-12-02T05:59:00+00:00"),
        ("before-midnight", "2026-12-02T23:45:00+00:00"),
        ("spring-forward", "2027-03-28T00:55:00+00:00"),
        ("fall-back", "2027-10-31T01:55:00+01:00"),
        ("new-year", "2026-12-31T23:50:00+00:00"),
        ("leap-day", "2028-02-29T11:00:00+00:00"),
        ("sunday", "2026-12-06T20:00:00+00:00"),
    ])  # fmt: skip
    def test_are_the_next_of_their_kind(self, name: str, start: str) -> None:
        assert named(name, NOW).isoformat() == start

    def test_may_be_any_other(self) -> None:
        assert named("2027-03-28T00:55", NOW) == datetime(2027, 3, 28, 0, 55, tzinfo=ZONE)

    def test_take_turns(self) -> None:
        days = [date(2026, 12, 29) + timedelta(days=day) for day in range(len(MOMENTS))]

        assert {of_the_day(day) for day in days} == set(MOMENTS)


class TestTheClocks:
    def test_of_the_database_is_ours(self, db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
            assert abs(cursor.fetchone()[0] - time.time()) < APART

    @pytest.mark.browser
    def test_of_the_browser_is_ours(self) -> None:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.path(), args=["--no-sandbox"])
            shown = browser.new_page().evaluate("Date.now()") / 1000
            browser.close()

        assert abs(shown - time.time()) < APART

    def test_of_a_child_process_is_set_and_runs_on(self) -> None:
        faketime = library()
        if faketime is None:
            pytest.skip("There is no libfaketime for this machine.")
        start = datetime(2027, 3, 28, 0, 55, tzinfo=ZONE)
        code = "import time; began = time.monotonic(), time.time(); time.sleep(0.2); print(*began)"
        code += "; print(time.monotonic(), time.time())"
        child = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **environment(start, faketime)}, cwd=ROOT,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        (began, at), (ended, later) = ([float(word) for word in line.split()] for line in child.stdout.splitlines())

        assert abs(at - start.timestamp()) < 60
        assert 0.19 < later - at < 60
        assert 0.19 < ended - began < 60
