"""What is written about failures shows no values of rows."""

import logging
import sys

import pytest
from django.db import IntegrityError, connection, transaction

from fitflow.core.jobs import attempt
from fitflow.core.logs import LineFormatter

TWICE = "INSERT INTO core_cache (cache_key, value, expires) VALUES ('ada@x.test', E'a\\nb', now())"


def fail() -> None:
    for _twice in range(2):
        connection.cursor().execute(TWICE)


@pytest.mark.django_db
class TestAFailure:
    def test_is_kept_without_the_row_that_was_in_the_way(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.handler.setFormatter(LineFormatter("%(message)s"))

        kept = attempt(fail) or ""

        for told in (kept, caplog.text):
            assert "duplicate key value violates unique constraint" in told
            assert "ada@x.test" not in told
        assert "IntegrityError" in kept

    def test_of_a_page_is_logged_without_it(self) -> None:
        try:
            with transaction.atomic():
                connection.cursor().execute("INSERT INTO core_cache VALUES (NULL, 'ada@x.test', now())")
        except IntegrityError:
            record = logging.LogRecord("x", logging.ERROR, "", 0, "crashed", None, sys.exc_info())

        line = LineFormatter("%(message)s").format(record)

        assert "null value in column" in line
        assert "Failing row" not in line
        assert "DETAIL: left out" in line
