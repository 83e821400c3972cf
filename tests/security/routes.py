"""Every route of the URL resolver with what it declares: who may enter, by which methods, and what fills it."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from fitflow.core.actor import Role

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PUBLIC = frozenset({Role.PUBLIC})


@dataclass(frozen=True)
class Route:
    """One address: its reversible name, the names that fill it, and its view."""

    name: str
    names: tuple[str, ...]
    address: str
    view: Any

    @property
    def is_api(self) -> bool:
        return self.address.startswith("/api/")

    @property
    def in_studio(self) -> bool:
        """Whether a studio's door stands before it: by the address, or by the header of the API."""
        is_studio_api = self.is_api and not self.is_of_account and not self.address.startswith("/api/v1/auth/")
        return self.address.startswith("/s/") or is_studio_api

    @property
    def is_of_account(self) -> bool:
        """Open to whoever is signed in, in no studio."""
        return len(access_of(self.view) or ()) == len(Role) - 2

    @property
    def methods(self) -> tuple[str, ...]:
        return methods_of(self.view)

    @property
    def access(self) -> frozenset[Role] | None:
        return access_of(self.view)

    @property
    def features(self) -> frozenset[str]:
        """The modules it belongs to (`@while_on`)."""
        found: frozenset[str] = declared(self.view, "features") or frozenset()
        return found

    def path(self, values: dict[str, Any]) -> str:
        missing = set(self.names) - set(values)
        assert not missing, f"{self.address}: the walk has nothing for {missing}; see tests/security/acts.py, values_of"
        return reverse(self.name, kwargs={name: values[name] for name in self.names})


def routes(resolver: URLResolver | None = None, address: str = "/", namespace: str = "") -> Iterator[Route]:
    """Every address there is, in the order in which it is looked for."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = address + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes(entry, here, inner)
        elif isinstance(entry, URLPattern):
            names = tuple(_names(here, entry))
            yield Route(f"{namespace}{entry.name}", names, here, entry.callback)


def _names(address: str, entry: URLPattern) -> Iterator[str]:
    """What fills the address: its own names, and the studio's before them."""
    if "<slug:slug>" in address:
        yield "slug"
    yield from (name for name in entry.pattern.regex.groupindex if name != "slug")


def access_of(view: Any) -> frozenset[Role] | None:
    """What `@allow`, `@opens_itself`, `@public` or `@signed_in` declares, also inside `@api_view`."""
    found: frozenset[Role] | None = declared(view, "access")
    return found


def declared(view: Any, mark: str) -> Any:
    """What a decorator wrote on the view, also inside `@api_view`; None where it has not."""
    while view is not None:
        if hasattr(view, mark):
            return getattr(view, mark)
        api = getattr(view, "cls", None)
        if api is not None:
            return _declared_inside(api, mark)
        view = getattr(view, "__wrapped__", None)
    return None


def _declared_inside(api: Any, mark: str) -> Any:
    if hasattr(api, mark):
        return getattr(api, mark)
    for name in methods_of_class(api):
        for cell in getattr(api, name.lower()).__closure__ or ():
            if hasattr(cell.cell_contents, mark):
                return getattr(cell.cell_contents, mark)
    return None


def methods_of(view: Any) -> tuple[str, ...]:
    """The methods of an API view, or those a page allows; a page that does not say is asked both ways."""
    if hasattr(view, "cls"):
        return methods_of_class(view.cls)
    inner: Any = view
    while inner is not None:
        listed = inspect.getclosurevars(inner).nonlocals.get("request_method_list") if _is_function(inner) else None
        if listed is not None:
            return tuple(method for method in ("GET", "POST") if method in listed)
        inner = getattr(inner, "__wrapped__", None)
    return ("GET", "POST")


def _is_function(view: Any) -> bool:
    return inspect.isfunction(view)


def methods_of_class(api: Any) -> tuple[str, ...]:
    """In one order: DRF keeps them as a set."""
    return tuple(name for name in METHODS if name.lower() in api.http_method_names and hasattr(api, name.lower()))
