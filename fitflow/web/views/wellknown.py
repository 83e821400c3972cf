"""Files that others look for at addresses which are the same everywhere."""

from datetime import UTC, timedelta

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from fitflow.core.doors import public
from fitflow.core.requests import PageRequest

#: RFC 9116 asks for less than a year: whoever reads it later asks again.
GOOD_FOR = timedelta(days=180)


@require_safe
@public
def security_txt(request: PageRequest) -> HttpResponse:
    """Where to tell of a vulnerability (RFC 9116). Not there while nobody has said where."""
    if not settings.FITFLOW_SECURITY_CONTACT:
        raise Http404
    until = (request.now + GOOD_FOR).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        *(f"Contact: {address}" for address in settings.FITFLOW_SECURITY_CONTACT),
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {settings.FITFLOW_URL}{reverse('security-txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
