"""What stands between the server and the doors, where the product's own differs from the libraries'."""

from collections.abc import Callable

from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest, HttpResponse

from fitflow.core.rates import TOLD, Rate
from fitflow.web import errors
from fitflow.web.addresses import API
from fitflow.web.bodies import CUT, UNREAD, WAITED, length_of, most_bytes


class BodyLimits:
    """Refuses a body that is too long, of unknown length, or did not arrive, before anybody behind it reads a byte."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length, most, unread = length_of(request.META), most_bytes(request.path_info), request.META.get(UNREAD)
        if length is None:
            return errors.without_length(request)
        if length > most:
            return errors.too_large(request, most)
        if unread == WAITED:
            return errors.too_many_wait(request)
        if unread == CUT:
            return errors.cut(request)
        return with_rate(request, self.get_response(request))


def with_rate(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Says in the answers of the API how much of its limit a program has left."""
    told: Rate | None = vars(request).get(TOLD)
    if told is not None:
        for name, value in told.headers.items():
            response.headers[name] = value
    return response


class PageMessages(MessageMiddleware):
    """Messages for the next page. The API has no next page: to make them ready cost 5 % of a hold's CPU (measured)."""

    def process_request(self, request: HttpRequest) -> None:
        if not request.path_info.startswith(API):
            super().process_request(request)
