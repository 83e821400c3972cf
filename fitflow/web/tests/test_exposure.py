"""What may be so on one's own machine only; and what https brings with it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from fitflow.web.doctor import exposure_findings

NAMES = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME", "SESSION_COOKIE_SECURE",
         "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS")  # fmt: skip
PRINT = f"import json, config.settings as s; print(json.dumps([getattr(s, name) for name in {NAMES}]))"


def wrong() -> list[str]:
    return [finding.about for finding in exposure_findings() if not finding.is_good]


def settings_of(folder: Path, **environment: str) -> list[Any]:
    """The settings of a program that is started like this."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FITFLOW_")}
    environment = clean | {"FITFLOW_VAR": str(folder)} | environment
    ran = subprocess.run([sys.executable, "-c", PRINT], env=environment, capture_output=True, text=True, check=True)
    found: list[Any] = json.loads(ran.stdout)
    return found


class TestDoctor:
    @pytest.mark.parametrize(
        "url", ["http://localhost:8000", "http://127.0.0.1", "http://[::1]:8000", "http://a.localhost"]
    )
    def test_is_content_with_http_on_this_machine(self, settings: Any, url: str) -> None:
        settings.FITFLOW_URL, settings.DEBUG, settings.FITFLOW_DEMO = url, False, True

        assert wrong() == []

    @pytest.mark.parametrize(
        "url", ["http://book.example.org", "http://192.0.2.7:8000", "http://localhost.example.org"]
    )
    def test_says_that_http_elsewhere_is_wrong_and_the_demo_too(self, settings: Any, url: str) -> None:
        settings.FITFLOW_URL, settings.DEBUG, settings.FITFLOW_DEMO = url, False, True

        assert wrong() == ["transport", "demo"]

    def test_says_that_a_proxy_is_not_trusted(self, settings: Any) -> None:
        settings.FITFLOW_URL, settings.SECURE_PROXY_SSL_HEADER = "https://book.example.org", None
        assert wrong() == ["transport"]

        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

        assert wrong() == []

    def test_says_that_debugging_is_wrong(self, settings: Any) -> None:
        settings.DEBUG = True

        assert wrong() == ["debug"]


class TestHttps:
    def test_brings_redirect_a_year_of_hsts_and_cookies_of_this_host(self, tmp_path: Path) -> None:
        found = settings_of(tmp_path, FITFLOW_URL="https://book.example.org", FITFLOW_BEHIND_PROXY="1")

        year = 365 * 24 * 3600
        assert found == ["__Host-sessionid", "__Host-csrftoken", "__Host-django_language", True, True, year]

    def test_is_not_asked_of_ones_own_machine(self, tmp_path: Path) -> None:
        assert settings_of(tmp_path) == ["sessionid", "csrftoken", "django_language", False, False, 0]

    def test_is_where_http_leads(self, settings: Any) -> None:
        settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 60
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

        plain = Client().get("/static/nothing.css", headers={"X-Forwarded-Proto": "http"})
        safe = Client().get("/static/nothing.css", headers={"X-Forwarded-Proto": "https"})

        assert (plain.status_code, plain["Location"]) == (301, "https://testserver/static/nothing.css")
        assert safe["Strict-Transport-Security"] == "max-age=60"
