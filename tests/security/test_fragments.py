"""Whatever asks for a part of a page gets one, or the whole of it: no page names a part that it does not have."""

from tests.journeys.pages import pages
from tests.security.people import visitor
from tests.security.two_studios import World

PART = {"HX-Request": "true", "HX-Target": "part"}
SHEET = {"HX-Request": "true", "HX-Target": "sheet-body"}


def test_no_page_crashes_when_a_part_is_asked_for(world: World) -> None:
    wrong = []
    for page in pages():
        client = visitor(world, {"nobody": "anonymous"}.get(page.who, page.who)).client
        client.raise_request_exception = False
        for headers in (PART, SHEET):
            status = client.get(page.path(world), headers=headers).status_code
            wrong += [f"{page} {headers['HX-Target']}"] if status >= 500 else []

    assert wrong == []
