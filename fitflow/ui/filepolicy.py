"""The policy of what is no page: settings name it, so nothing of Django is asked for here."""

from wsgiref.headers import Headers

POLICY_HEADER = "Content-Security-Policy"
#: What is no page loads nothing and stands in no frame, whatever a browser takes it for.
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"


def close_file(headers: Headers, _path: str, _url: str) -> None:
    """A picture or script that is opened by itself runs nothing."""
    headers[POLICY_HEADER] = DATA_POLICY
    headers["X-Content-Type-Options"] = "nosniff"
