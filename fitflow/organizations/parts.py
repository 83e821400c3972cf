"""What apps add to the studio's own pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from fitflow.core.actor import Actor
from fitflow.core.pages import page


@dataclass(frozen=True)
class Entrance:
    """A page where people come in. `is_open` decides by the actor, and by whether it is for a client of the studio."""

    order: int
    url_name: str
    is_open: Callable[[Actor, bool], Any]


_entrances: list[Entrance] = []


def add_entrance(entrance: Entrance) -> None:
    _entrances.append(entrance)
    _entrances.sort(key=lambda one: one.order)


def entrance_of(actor: Actor, *, is_client: bool) -> str:
    """Where the studio's name leads: the first page that it offers this person, else the list of studios."""
    for entrance in _entrances:
        if entrance.is_open(actor, is_client):
            return page(actor, entrance.url_name)
    return reverse("home")
