"""Every page is found by clicking: nobody has to know an address."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from functools import cache
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from fitflow.core.actor import Role
from tests.journeys.pages import is_page
from tests.security.people import Visitor, visitor
from tests.security.routes import Route, access_of, routes
from tests.security.two_studios import World

LINK = re.compile(r"""<a\b[^>]*?\bhref="([^"]+)\"""")
#: So many addresses of one page are looked at: one of each kind of thing may lead to nothing.
ENOUGH = 12
#: What fills an address that stands by itself.
BY_ITSELF = {"slug", "side", "group"}
#: Pages to which no link leads, each with the way there.
OTHER_WAYS = {
    "account_login": "who is signed in has been there",
    "account_signup": "who is signed in has been there",
    "account_request_login_code": "who is signed in has been there",
    "account_reset_password": "the page to sign in leads there",
    "account_inactive": "signing in leads there when the login was closed",
    "accounts:password_sign_in": "the page to sign in leads there",
    "booking:my-schedule": "the schedule, for whoever shall sign in first: an address to keep",
    "booking:today": "the first page of trainers; who manages and teaches has a button",
}
#: Open to everybody, but only who runs a studio is led there.
FOR_OWNERS = {"manager": {"api-docs"}, "ana": {"api-docs"}, "maya": {"api-docs"}}


def links_from(who: Visitor, path: str) -> tuple[str, list[str]]:
    """Where the address led to, and what it leads on to."""
    response = who.client.get(path, follow=True)
    here = response.redirect_chain[-1][0] if response.redirect_chain else path
    if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
        return here, []
    return here, [urljoin(here, unescape(link)) for link in LINK.findall(response.content.decode())]


def found_by_clicking(who: Visitor, start: str) -> set[str]:
    """The names of all addresses that links lead to, however far from the start."""
    seen, visits, waiting = {start}, Counter[str](), deque([start])
    while waiting:
        path = waiting.popleft()
        here, links = links_from(who, path)
        visits[name_of(here)] += 1
        for link in links:
            address = link.split("#")[0]
            name = name_of(address)
            if name and address not in seen and visits[name] < ENOUGH:
                seen.add(address)
                visits[name] += 0
                waiting.append(address)
    return {name_of(address) for address in seen}


@cache
def name_of(address: str) -> str:
    """The name of one of our addresses; of another site's, none."""
    parts = urlsplit(address)
    try:
        return "" if parts.netloc else resolve(parts.path).view_name
    except Resolver404:
        return ""


def pages_for(who: Visitor) -> Iterator[Route]:
    """The pages that stand by themselves and let this person in."""
    for route in routes():
        access = access_of(route.view) or frozenset()
        may = Role.PUBLIC in access or who.actor is not None and who.actor.can(*access)
        if is_page(route) and not set(route.names) - BY_ITSELF and may and not route.name.startswith("mailbox:"):
            yield route


@pytest.mark.parametrize("name", ["owner", "manager", "ana", "maya"])
def test_every_page_is_found_from_the_first_one(world: World, name: str) -> None:
    who = visitor(world, name)
    found = found_by_clicking(who, "/")

    assert {route.name for route in pages_for(who)} - found - set(OTHER_WAYS) - FOR_OWNERS.get(name, set()) == set()
