"""What somebody sees who is signed in is kept by no browser and no proxy: the next person at the desk presses Back."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class PrivateAnswers:
    """Whoever comes with a session or a token gets answers that are stored nowhere, unless the view says otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_somebodys = settings.SESSION_COOKIE_NAME in request.COOKIES or "HTTP_AUTHORIZATION" in request.META
        if is_somebodys and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response
