"""How many wrong tries are allowed, whom a token names, and what a device is called. Pure."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True)
class Limit:
    """So many wrong tries are allowed within a window; right ones never count."""

    failures: int
    window: timedelta

    def seconds_to_wait(self, newest_first: Sequence[datetime], now: datetime) -> int:
        """0 when another try is allowed, else the whole seconds until it is."""
        if len(newest_first) < self.failures:
            return 0
        frees_at = newest_first[self.failures - 1] + self.window
        return max(0, math.ceil((frees_at - now).total_seconds()))


#: Tries at one account: passwords, codes by e-mail, second steps together, wherever they come from. A browser that has
#: signed in to the account before has such a count of its own, so that nobody else can lock it out.
PER_ACCOUNT = (Limit(5, timedelta(minutes=5)), Limit(20, timedelta(days=1)))
#: From one network, whatever the account: a studio's whole wireless network may be one address.
PER_NETWORK = (Limit(20, timedelta(minutes=1)),)
#: Wrong tries are forgotten after this long: no limit looks further back.
KEPT_FOR = timedelta(days=1)
#: Of an address of version 6 its holder has all that begin so.
NETWORK_BITS = 64


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """What is counted together: an address of version 4, the network of one of version 6."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address) and known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ip_network((known, NETWORK_BITS), strict=False)) if isinstance(known, IPv6Address) else str(known)


#: A year of what happened with an account is shown to its person.
EVENTS_KEPT_FOR = timedelta(days=365)
#: What is kept of a network address for so long: enough to tell one place from another.
PREFIX_4, PREFIX_6 = 24, 48


@dataclass(frozen=True)
class Origin:
    """Where something came from: what the browser or program says of itself, and a part of its network address."""

    browser: str = ""
    network: str = ""


NOWHERE = Origin()


def origin_of_address(address: str, browser: str) -> Origin:
    """Of an address that is none only the browser is known."""
    try:
        known = ip_address(address)
    except ValueError:
        return Origin(browser)
    if isinstance(known, IPv6Address) and known.ipv4_mapped:
        known = known.ipv4_mapped
    bits = PREFIX_6 if isinstance(known, IPv6Address) else PREFIX_4
    return Origin(browser, str(ip_network((known, bits), strict=False)))


#: What a token says: whose it is, and of which version of their key.
USER_CLAIM, VERSION_CLAIM = "sub", "ver"


@dataclass(frozen=True)
class TokenUser:
    """The bearer of a token: no more is known without a query. The studio's door compares the version."""

    pk: UUID
    token_version: int
    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    is_active: ClassVar[bool] = True

    @property
    def id(self) -> UUID:
        return self.pk


BROWSERS = [
    ("Edge", r"Edg(e|A|iOS)?/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Opera", r"OPR/"),
    ("Firefox", r"(Firefox|FxiOS)/"),
    ("Chrome", r"(Chrome|CriOS)/"),
    ("Safari", r"Safari/"),
]
SYSTEMS = [
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Android", r"Android"),
    ("Windows", r"Windows"),
    ("Mac", r"Mac OS X|Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
]


def device_of(user_agent: str) -> tuple[str, str]:
    """(browser, system) in words people know; empty where it cannot be told."""
    return _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)


def _first(known: list[tuple[str, str]], user_agent: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, user_agent)), "")
