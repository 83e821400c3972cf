"""Written names: rows carry the name of the function that shall run, so a name means one function, today and later."""

from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")


class NameTaken(ImproperlyConfigured):
    """Two functions claim one name: a row with that name would run either of them."""


class WrittenNames(Generic[T]):
    """What runs under which name, and the former names that rows in flight may still carry."""

    def __init__(self) -> None:
        self.known: dict[str, T] = {}
        self.former: dict[str, str] = {}

    def add(self, name: str, thing: T, *, formerly: Iterable[str] = ()) -> None:
        for claimed in (name, *formerly):
            if claimed in self.known or claimed in self.former:
                raise NameTaken(f"{claimed} is taken already: give {name} another name")
        self.known[name] = thing
        self.former |= dict.fromkeys(formerly, name)

    def get(self, name: str) -> T | None:
        """What runs for a row that carries this name, or None when the code no longer has it."""
        return self.known.get(self.former.get(name, name))

    def on_rows(self) -> Iterator[tuple[str, str, T]]:
        """Each name that a row may carry, the name of today, and what it stands for."""
        for name, thing in self.known.items():
            yield name, name, thing
        for was, name in self.former.items():
            yield was, name, self.known[name]
