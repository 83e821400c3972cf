"""The API's description of itself."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from fitflow.core.doors import public
from fitflow.core.etags import with_etag
from fitflow.core.problems import to_json
from fitflow.web.openapi import api_schema


@require_safe
@public
def schema(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3 as JSON."""
    response = with_etag(request, to_json(api_schema()), "application/vnd.oai.openapi+json")
    response["Cache-Control"] = "public, max-age=300"
    del response["Vary"]
    return response
