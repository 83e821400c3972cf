"""The policy of the settings plus the hash of the import map, which is known only once files are collected."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware as BaseMiddleware
from csp.middleware import PolicyParts
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from fitflow.ui.filepolicy import DATA_POLICY
from fitflow.ui.importmap import csp_hash

#: No page of ours asks for any of these.
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=()"
DATA_TYPES = ("application/json", "application/problem+json")


class CSPMiddleware(BaseMiddleware):
    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith(DATA_TYPES):
            response.headers.setdefault(HEADER, DATA_POLICY)
            return response
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        replaced = parts.replace or {}
        if not report_only and parts.config is None and "script-src" not in replaced:
            known = parts.update or {}
            own = known.get("script-src") or []
            listed = [own] if isinstance(own, str) else list(own)
            parts.update = {**known, "script-src": [*listed, csp_hash()]}
        return parts
