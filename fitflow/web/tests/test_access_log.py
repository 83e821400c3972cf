"""The access log says who asked for what and how it went, and nothing that lets anybody in."""

import logging
import re

import pytest
from django.test import Client as Browser
from django.test import RequestFactory, override_settings
from django.urls import reverse
from rest_framework.test import APIClient

from fitflow.accounts import services
from fitflow.accounts.factories import make_user
from fitflow.core.clock import now
from fitflow.core.ids import new_id
from fitflow.web.access import LEFT_OUT, SECRET_PARTS, shown_path
from tests.security.routes import routes

SECRET = "maya:1tXyZ0-Not-For-The-Log_4711"
#: Parts of addresses that are no secret, although they may be any text.
PLAIN = {"slug", "group", "table", "name", "color", "side", "family", "number"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "fitflow.web.access")


class TestALine:
    def test_says_method_path_status_login_id_and_time(self, client: Browser, caplog: pytest.LogCaptureFixture) -> None:
        maya = make_user(email="maya@example.org")
        client.force_login(maya)
        answer = client.get(reverse("accounts:devices"))

        line = caplog.messages[-1]
        assert re.fullmatch(rf"GET /accounts/devices/ \d+ 200 login={maya.pk} id=[0-9a-f]{{16}} \d+ ms", line)
        assert f"id={answer['X-Request-Id']} " in line

    def test_names_the_login_of_a_token_and_nobody_for_nobody(self, caplog: pytest.LogCaptureFixture) -> None:
        maya, api = make_user(email="maya@example.org"), APIClient()
        api.get(reverse("auth-me"))
        api.credentials(HTTP_AUTHORIZATION=f"Bearer {services.issue_tokens(maya, now=now()).access}")
        api.get(reverse("auth-me"))

        assert [re.findall(r"(\d{3}) login=(\S+)", line)[0] for line in caplog.messages if " /api/" in line] == [
            ("401", "-"), ("200", str(maya.pk)),
        ]  # fmt: skip

    @override_settings(FITFLOW_ACCESS_LOG=False)
    def test_is_not_written_where_nobody_wants_it(self, client: Browser, caplog: pytest.LogCaptureFixture) -> None:
        answer = client.get(reverse("account_login"))

        assert caplog.messages == []
        assert "X-Request-Id" not in answer


class TestWhatIsSecret:
    @pytest.mark.parametrize("name", ["accounts:sign_in_link", "ics:feed", "personal:act", "organizations:join"])
    def test_in_the_path_of_a_link_is_left_out(
        self, client: Browser, caplog: pytest.LogCaptureFixture, name: str
    ) -> None:
        kwargs = {"token": SECRET} | ({"slug": "northside"} if name == "organizations:join" else {})
        client.get(reverse(name, kwargs=kwargs))

        assert SECRET not in caplog.text
        assert "4711" not in caplog.text
        assert LEFT_OUT in caplog.text

    def test_in_a_query_is_left_out(self, client: Browser, caplog: pytest.LogCaptureFixture) -> None:
        client.get(reverse("account_login"), {"next": "/", "key": SECRET})

        assert "4711" not in caplog.text

    def test_in_an_address_that_nobody_knows_is_left_out(
        self, client: Browser, caplog: pytest.LogCaptureFixture
    ) -> None:
        client.get(f"/accounts/login/lnk/{SECRET}/{new_id()}")

        assert "4711" not in caplog.text
        assert "/accounts/login/lnk/***/" in caplog.text

    def test_cannot_be_hidden_in_a_line_of_its_own(self) -> None:
        request = RequestFactory().get("/")
        request.path_info = "/x\nGET /forged"

        assert "\n" not in shown_path(request)

    def test_is_said_of_every_part_of_an_address_that_may_be_any_text(self) -> None:
        parts = {name for route in routes() for name in route.names if not name.endswith("_id")}

        assert parts - set(SECRET_PARTS) - PLAIN == set()
