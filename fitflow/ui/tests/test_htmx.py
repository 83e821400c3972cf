import json

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from fitflow.ui.htmx import close_sheet, is_fragment, is_sheet, render_page, see_other, trigger

pytestmark = pytest.mark.urls("fitflow.ui.tests.site")
CONTEXT = {"layout": "ui/member.html", "title": "Cancel?", "label": "Cancel", "action": "/x/", "cancel_url": "/"}


def asked(**headers: str) -> HttpRequest:
    request = RequestFactory().get("/kit/", headers=headers)
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


class TestRenderPage:
    def test_gives_the_page_to_a_browser(self) -> None:
        response = render_page(asked(), "ui/confirm_page.html", CONTEXT, part="confirm")

        assert b"<html" in response.content
        assert response["Vary"] == "HX-Request"

    def test_gives_the_part_to_htmx_with_its_status(self) -> None:
        response = render_page(
            asked(**{"HX-Request": "true"}), "ui/confirm_page.html", CONTEXT, part="confirm", status=409
        )

        assert b"<html" not in response.content
        assert b"<form" in response.content
        assert response.status_code == 409

    def test_gives_the_page_to_a_boosted_link_and_to_the_back_button(self) -> None:
        assert not is_fragment(asked(**{"HX-Request": "true", "HX-Boosted": "true"}))
        assert not is_fragment(asked(**{"HX-Request": "true", "HX-History-Restore-Request": "true"}))

    def test_sends_messages_along_with_a_part(self) -> None:
        request = asked(**{"HX-Request": "true"})
        messages.success(request, "Gebucht – bis später")

        response = render_page(request, "ui/confirm_page.html", CONTEXT, part="confirm")

        toasts = json.loads(response["HX-Trigger"])["ui:toasts"]["value"]
        assert toasts == [{"text": "Gebucht – bis später", "tone": "success"}]

    def test_knows_when_the_sheet_asks(self) -> None:
        assert is_sheet(asked(**{"HX-Request": "true", "HX-Target": "sheet-body"}))
        assert not is_sheet(asked(**{"HX-Request": "true", "HX-Target": "list"}))


class TestSeeOther:
    def test_redirects_a_plain_form(self) -> None:
        response = see_other(asked(), "/kit/")

        assert (response.status_code, response["Location"]) == (303, "/kit/")

    def test_makes_htmx_load_the_page(self) -> None:
        response = see_other(asked(**{"HX-Request": "true"}), "/kit/")

        assert (response.status_code, response["HX-Redirect"]) == (204, "/kit/")


class TestTrigger:
    def test_keeps_what_was_set_before(self) -> None:
        response = close_sheet(trigger(HttpResponse(), "booked", {"id": "7"}))

        assert json.loads(response["HX-Trigger"]) == {"booked": {"id": "7"}, "ui:close-sheet": {}}
