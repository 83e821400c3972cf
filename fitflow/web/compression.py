"""Pages are sent compressed: a fifth of their size. What programs get is not: their ETags are of the text itself."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from fitflow.web.addresses import API


class CompressedPages(GZipMiddleware):
    """Django's own, for HTML alone. It adds some random bytes, and the CSRF token is masked anew in each answer, so
    that the length of an answer tells nothing about a secret in it (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_page = response.get("Content-Type", "").startswith("text/html") and isinstance(response, HttpResponse)
        if not is_page or request.path_info.startswith(API):
            return response
        return super().process_response(request, response)
