"""Tests run on real PostgreSQL with real migrations: the owner's role prepares, the code under test is the application.

By default an embedded server of its own (var/test-postgres, not flushing to disk) is started and stopped. Environment:
FITFLOW_TEST_DURABLE=1        the same with flushing, for benches and crash tests (var/durable-postgres)
FITFLOW_TEST_DATABASE_URL, FITFLOW_TEST_DATABASE_OWNER_URL   another server, both roles; and to have them made there:
FITFLOW_TEST_DATABASE_ADMIN_URL   a superuser of that server
FITFLOW_LONG=1                more rounds and cases (make test-long)
FITFLOW_MOMENT                the date and time at which `python -m tools.moments` lets the tests run
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import django
import hypothesis
import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from fitflow.core import embedded
from tests import databases
from tools import chromium

ROOT = Path(__file__).parent
STAGES = (
    "tests.sessions",
    "tests.characters",
    "tests.races.committed_studio",
    "tests.security.fixtures",
    "tests.journeys.fixtures",
    "fitflow.booking.tests.fixtures",
    "fitflow.planning.tests.fixtures",
)
#: Fixtures that take long to make, or that exist once at a time: the crowd of the races, the seeded demo, the studio
#: with nearly everything.
SHARED = {"race_world", "demo", "lopsided"}
LONG = os.environ.get("FITFLOW_LONG") == "1"
MOMENT = os.environ.get("FITFLOW_MOMENT")
#: Seconds by which the clock of the database may differ from ours.
CLOCKS_APART = 2.0

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["FITFLOW_TESTING"] = "1"
os.environ["FITFLOW_FOUNDING"] = "open"  # Every door is walked; the tests of closed ones close them.
os.environ.setdefault("FITFLOW_VAR", str(ROOT / "var" / "test"))
hypothesis.settings.register_profile("short", max_examples=60, deadline=None)
hypothesis.settings.register_profile("long", max_examples=10_000, deadline=None)
hypothesis.settings.load_profile("long" if LONG else "short")

_server = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start the server before Django connects; the last test process to leave stops it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell starts what runs in the background so, and programs that tests start would inherit it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    app, owner = os.environ.get("FITFLOW_TEST_DATABASE_URL"), os.environ.get("FITFLOW_TEST_DATABASE_OWNER_URL")
    if app and owner:
        if admin := os.environ.get("FITFLOW_TEST_DATABASE_ADMIN_URL"):
            embedded.prepare_roles(admin)
    elif app or owner:
        raise pytest.UsageError("Set both FITFLOW_TEST_DATABASE_URL and FITFLOW_TEST_DATABASE_OWNER_URL, or neither.")
    elif not config.option.collectonly:
        durable = os.environ.get("FITFLOW_TEST_DURABLE") == "1"
        kind = "durable" if durable else "moment" if MOMENT else "test"
        data = ROOT / "var" / f"{kind}-postgres"
        careless = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        server = _server.enter_context(embedded.running(data, {} if durable else careless))
        app, owner = server.url(embedded.APP), server.url(embedded.OWNER)
    if app and owner:
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = app, owner
        _compare_clocks(app)
    django.setup()
    for plugin in ("tests.answers", "tests.budgets", *STAGES):
        config.pluginmanager.import_plugin(plugin)


def _compare_clocks(address: str) -> None:
    """Deadlines are decided by both clocks, so tests at an odd moment would fail in strange ways if one were left."""
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
    assert row is not None
    if abs(row[0] - time.time()) > CLOCKS_APART:
        raise pytest.UsageError(
            f"The database's clock says {datetime.fromtimestamp(row[0], UTC)}, ours {datetime.now(UTC)}. A server from"
            " another run may still be there: let that run end, or stop the server."
        )


def pytest_report_header() -> list[str]:
    return [f"moment: the run began at {MOMENT} in London"] if MOMENT else []


def pytest_unconfigure() -> None:
    _server.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The first eighth goes to one process, in order: the other neither makes these again nor waits for its turn.
    items.sort(key=lambda item: SHARED.isdisjoint(getattr(item, "fixturenames", ())))
    for item in items:
        _refuse_truncating(item)
        if item.get_closest_marker("browser") and chromium.path() is None:
            _do_without_browser(item)


def _refuse_truncating(item: pytest.Item) -> None:
    for marker in item.iter_markers("django_db"):
        if marker.kwargs.get("transaction"):
            # Django would TRUNCATE afterwards, which the application's role may not.
            raise pytest.UsageError(f"{item.nodeid}: use the fixture committed_db instead of transaction=True.")


def _do_without_browser(item: pytest.Item) -> None:
    reason = "There is no Chromium: run `python -m tools.chromium`, or name one in FITFLOW_CHROMIUM."
    if os.environ.get("CI"):
        raise pytest.UsageError(f"{item.nodeid}: {reason}")
    item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def database_template(django_db_blocker: DjangoDbBlocker) -> str:
    """The name of a migrated database to clone; made once for each state of the migrations."""
    with django_db_blocker.unblock():
        return databases.ensure_template()


@pytest.fixture(scope="session")
def django_db_setup(database_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's hook: a database of its own for each test process."""
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(databases.cloned(database_template))
        yield
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture
def committed_db(database_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[databases.CommittedDatabase]:
    """A fresh database of the test's own, where commits are real: for several connections, threads and processes."""
    with django_db_blocker.unblock(), databases.cloned(database_template) as database:
        yield database


@pytest.fixture
def transactional_db() -> None:
    pytest.fail("Use the fixture committed_db: transactional_db would TRUNCATE, which the application's role may not.")


@pytest.fixture(scope="session")
def long_run() -> bool:
    """Whether `make test-long` asked for many rounds."""
    return LONG
