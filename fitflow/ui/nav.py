"""What a layout shows around a page: plain values, built by the doors of the apps above."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class NavItem:
    """One entry of a rail, tab bar, tab row or menu. `live`: a page that renews the badge once a minute.

    `group`: the title of the entries it stands with, for a rail; the first ones have none.
    """

    label: Text
    url: str
    icon: str = ""
    active: bool = False
    badge: str = ""
    live: str = ""
    group: Text = ""
    #: Takes something away from people: red in a menu.
    is_danger: bool = False


@dataclass(frozen=True)
class DayChip:
    """One day of the date strip above a schedule."""

    on: date
    url: str
    selected: bool = False
    has_free_spots: bool = False
    is_full: bool = False


@dataclass(frozen=True)
class Bar:
    """One column of a bar chart; `text` is the value as people read it."""

    label: Text
    value: float
    text: str = ""
    active: bool = False


@dataclass(frozen=True)
class Step:
    """One entry of a check-list."""

    label: Text
    url: str
    done: bool = False
    text: Text = ""


def with_active(items: Iterable[NavItem], path: str) -> list[NavItem]:
    """The same items, with the longest address that begins `path` marked as the current one."""
    listed = list(items)
    matching = [item.url for item in listed if path == item.url or path.startswith(item.url.rstrip("/") + "/")]
    current = max(matching, key=len, default=None)
    return [replace(item, active=item.url == current) for item in listed]
