import re
from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import override_settings

from fitflow.ui import samples
from fitflow.ui.importmap import csp_hash
from fitflow.ui.tests.pages import Page

PATHS = [
    "/kit/",
    "/kit/form/",
    "/kit/sheet/",
    *(f"/kit/layout/{name}/" for name in ("public", "member", "auth", "plain")),
]
pytestmark = pytest.mark.urls("fitflow.ui.tests.site")


@pytest.fixture(autouse=True)
def _on_show() -> Iterator[None]:
    with override_settings(FITFLOW_DEMO=True):
        yield


@pytest.fixture(params=PATHS)
def page(request: pytest.FixtureRequest, client: Client) -> Page:
    response = client.get(request.param)
    assert response.status_code == 200
    return Page(response.content.decode())


class TestEveryPage:
    def test_has_no_inline_style_handler_or_script(self, page: Page) -> None:
        inline = [text for named, text in page.scripts if "src" not in named and named.get("type") != "importmap"]
        attributes = {name for _tag, named in page.tags for name in named if re.match(r"style$|on[a-z]+$|hx-on", name)}

        assert inline == []
        assert attributes == set()

    def test_has_unique_ids_and_points_only_to_ids_that_are_there(self, page: Page) -> None:
        ids = page.values("id")

        assert sorted(ids) == sorted(set(ids))
        assert page.references() - set(ids) == set()

    def test_shows_only_icons_that_are_drawn(self, page: Page) -> None:
        shown = {href.split("#")[1] for href in page.values("href") if "icons.svg#" in href}

        assert shown <= {*samples.icon_names(), "mark"}
        assert shown

    def test_has_one_main_heading_and_a_way_to_the_content(self, page: Page) -> None:
        tags = [tag for tag, _named in page.tags]

        assert tags.count("h1") == 1
        assert tags.count("main") == 1
        assert page.values("href").count("#main") >= 1

    def test_names_every_field_and_icon_button(self, page: Page) -> None:
        labelled = set(page.values("for"))
        fields = [named for tag, named in page.tags if tag in {"input", "select", "textarea"}]
        unnamed = [
            named
            for named in fields
            if named.get("type") != "hidden" and named.get("id") not in labelled and "aria-label" not in named
        ]

        assert unnamed == []


class TestThePolicy:
    def test_allows_the_import_map_and_nothing_else_inline(self, client: Client) -> None:
        policy = client.get("/kit/")["Content-Security-Policy"]

        scripts = next(part for part in policy.split(";") if part.strip().startswith("script-src"))
        assert scripts.split() == ["script-src", "'self'", csp_hash()]
        assert "unsafe" not in policy

    def test_of_the_mail_sample_runs_no_script(self, client: Client) -> None:
        policy = client.get("/kit/mail/")["Content-Security-Policy"]

        assert "script-src 'none'" in policy
        assert csp_hash() not in policy


class TestTheKit:
    @override_settings(FITFLOW_DEMO=False, DEBUG=False)
    @pytest.mark.parametrize("path", [*PATHS, "/kit/mail/"])
    def test_is_not_there_in_a_studio_of_its_own(self, client: Client, path: str) -> None:
        assert client.get(path).status_code == 404

    def test_shows_a_refused_form_as_a_fragment_with_its_true_status(self, client: Client) -> None:
        response = client.post("/kit/form/", {"name": "x"}, headers={"HX-Request": "true"})

        assert response.status_code == 422
        assert "<html" not in response.content.decode()
        assert "HX-Request" in response["Vary"]

    def test_shows_a_refused_form_as_a_page_without_htmx(self, client: Client) -> None:
        response = client.post("/kit/form/", {"name": "x"})

        assert response.status_code == 422
        assert "<html" in response.content.decode()


class TestErrorPages:
    @pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
    def test_stand_without_a_request(self, name: str) -> None:
        page = Page(render_to_string(name))

        assert [tag for tag, _named in page.tags].count("h1") == 1

    def test_are_shown_when_a_page_breaks(self, client: Client) -> None:
        client.raise_request_exception = False

        response = client.get("/broken/")

        assert response.status_code == 500
        assert "Something went wrong on our side" in response.content.decode()

    def test_tell_of_a_form_that_is_no_longer_valid(self) -> None:
        strict = Client(enforce_csrf_checks=True)

        response = strict.post("/kit/form/", {"name": "x"})

        assert response.status_code == 403
        assert "Not saved yet" in response.content.decode()
