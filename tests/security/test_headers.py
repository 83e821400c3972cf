"""What every answer tells the browser: where things may come from, who may frame it, what may be kept."""

import pytest

from tests.security.acts import values_of
from tests.security.expectations import about_of
from tests.security.odd import ROUTES
from tests.security.people import visitor
from tests.security.routes import Route
from tests.security.test_bad_input_pages import reader_of
from tests.security.two_studios import World

#: The kit's own pages and the demo's mailbox have tests beside them.
OWN_TESTS = ("ui:", "mailbox:")
READ = [route for route in ROUTES.values() if "GET" in route.methods and not route.name.startswith(OWN_TESTS)]


@pytest.mark.parametrize("route", READ, ids=[route.name for route in READ])
def test_every_answer_is_guarded(world: World, route: Route) -> None:
    name = reader_of(route)
    values = values_of(world.home, world.home.near, world.now) | {"side": "me" if name == "maya" else "desk"}
    path = route.path({**values, **{key: values[other] for key, other in about_of(route).items()}})

    told = visitor(world, name).knock("GET", path).headers

    policy = told["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= {part.strip() for part in policy.split(";")}
    assert told["X-Content-Type-Options"] == "nosniff"
    if told["Content-Type"].startswith("text/html"):
        assert {"camera=()", "microphone=()", "geolocation=()"} <= set(told["Permissions-Policy"].split(", "))
    assert told["Referrer-Policy"] == "same-origin"
