"""Offers of apps that exist in one test only."""

from collections.abc import Iterator
from contextlib import contextmanager

from fitflow.core import offers
from fitflow.core.offers import Offer, offer


@contextmanager
def only(kind: type[Offer], *things: Offer) -> Iterator[None]:
    """Nothing else of this kind is offered meanwhile."""
    before = offers._offers.get(kind, {})
    offers._offers[kind] = {}
    try:
        offer(*things)
        yield
    finally:
        offers._offers[kind] = before


@contextmanager
def also(*things: Offer) -> Iterator[None]:
    """These are offered too, meanwhile."""
    before = {type(thing): dict(offers._offers.get(type(thing), {})) for thing in things}
    try:
        offer(*things)
        yield
    finally:
        offers._offers.update(before)
