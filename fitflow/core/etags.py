"""ETag = hash of what is sent: no version counter to keep, and none that lies when a hold runs out by itself."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags


def etag_of_text(body: str) -> str:
    return f'"{hashlib.blake2b(body.encode(), digest_size=16).hexdigest()}"'


def with_etag(request: HttpRequest, body: str, content_type: str = "application/json") -> HttpResponse:
    """The text (JSON unless said otherwise), or 304 when the reader has just this."""
    etag = etag_of_text(body)
    known = parse_etags(request.headers.get("If-None-Match", ""))
    response: HttpResponse
    if etag in known or "*" in known:
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(body, content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Authorization, Cookie, X-Organization"
    return response
