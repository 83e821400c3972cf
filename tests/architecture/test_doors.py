"""No address of ours is served without saying who may enter."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.decorators import api_view

from fitflow.core.doors import public


def doors(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    """Address and view of every route whose view is FitFlow's own."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from doors(entry, address)
        elif isinstance(entry, URLPattern) and entry.callback.__module__.startswith("fitflow."):
            yield address, entry.callback


def declares_access(view: Any) -> bool:
    """Whether @allow, @public or @signed_in stands on the view, below other decorators and inside @api_view."""
    while view is not None:
        if hasattr(view, "access") or _handlers_declare_access(getattr(view, "cls", None)):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def _handlers_declare_access(view_class: Any) -> bool:
    """@api_view keeps the function it was put on in the closure of each method's handler."""
    names = set(getattr(view_class, "http_method_names", [])) - {"options"}
    handlers = [getattr(view_class, name) for name in names if hasattr(view_class, name)]
    return bool(handlers) and all(
        any(hasattr(cell.cell_contents, "access") for cell in handler.__closure__ or ()) for handler in handlers
    )


def test_every_address_declares_who_may_enter() -> None:
    assert [address for address, view in doors() if not declares_access(view)] == []


def test_an_address_without_a_declaration_would_be_found() -> None:
    def view() -> None: ...

    assert not declares_access(view)


def test_an_api_view_is_looked_into() -> None:
    def guarded(_request: Any) -> Any: ...

    bare = api_view(["POST"])(guarded)
    declared = api_view(["GET", "POST"])(public(guarded))

    assert (declares_access(bare), declares_access(declared)) == (False, True)
