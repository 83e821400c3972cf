"""`pytest -p tests.selection --near=FOLDER,...`: quick tests of everything, and all of these but the browser's."""

import pytest

#: Fixtures of tests that are not quick: a database is cloned for them, or programs are started.
COSTLY = {"db", "committed_db", "django_db_setup", "database_template"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--near", default="", help="folders and files, by commas, whose tests run although they are slow")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    near = tuple(path for path in config.getoption("--near").split(",") if path)
    others = [item for item in items if not is_wanted(item, near)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if is_wanted(item, near)]


def is_wanted(item: pytest.Item, near: tuple[str, ...]) -> bool:
    if item.get_closest_marker("browser"):
        return False
    return item.nodeid.startswith(near) or is_quick(item)


def is_quick(item: pytest.Item) -> bool:
    costly = not COSTLY.isdisjoint(getattr(item, "fixturenames", ()))
    return not costly and not item.get_closest_marker("programs") and not item.get_closest_marker("django_db")
