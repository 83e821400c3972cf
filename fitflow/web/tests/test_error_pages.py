"""Whoever stands before a closed or missing page still sees where they are, and finds back."""

import gzip

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Studio
from fitflow.web.errors import crashed

pytestmark = [pytest.mark.django_db, pytest.mark.wall_clock]
BEFORE = "/s/northside/me/wallet"


def visit(who: Actor | None = None, **options: bool) -> Client:
    client = Client(**options)  # type: ignore[arg-type]
    if who is not None:
        assert who.user_id is not None
        client.force_login(User.objects.get(pk=who.user_id))
    return client


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/s/northside/desk/nonsense", 404),
        ("/s/northside/desk/staff/", 403),
        ("/s/northside/classes/01a1fb78-bcc6-76c1-aa14-0e8d06000a86", 404),
    ],
)
def test_an_error_page_keeps_the_frame_and_leads_back(studio: Studio, maya: Actor, path: str, status: int) -> None:
    answer = visit(maya).get(path, headers={"Referer": f"http://testserver{BEFORE}"})

    text = answer.content.decode()
    assert answer.status_code == status
    assert f'<span class="brand-name">{studio.name}</span>' in text
    assert "/brand/" in text or "brand-" in text
    assert f'href="{BEFORE}"' in text


def test_a_form_of_an_older_page_keeps_the_frame(studio: Studio, maya: Actor) -> None:
    answer = visit(maya, enforce_csrf_checks=True).post("/s/northside/me/profile", {"name": "Maya"})

    assert answer.status_code == 403
    assert f'<span class="brand-name">{studio.name}</span>' in answer.content.decode()


def test_a_page_of_no_studio_leads_to_the_start(studio: Studio) -> None:
    text = visit().get("/s/nowhere/").content.decode()

    assert studio.name not in text
    assert f'href="{reverse("home")}"' in text


def test_nobody_is_led_back_to_another_site(studio: Studio, maya: Actor) -> None:
    answer = visit(maya).get("/s/northside/desk/nonsense", headers={"Referer": "https://elsewhere.example/x"})

    assert "elsewhere.example" not in answer.content.decode()


def test_a_crash_keeps_the_frame(studio: Studio, maya: Actor) -> None:
    request = RequestFactory().get("/s/northside/me/")
    vars(request)["actor"] = maya

    answer = crashed(request)

    assert answer.status_code == 500
    assert f'<span class="brand-name">{studio.name}</span>' in answer.content.decode()


class TestCompression:
    def test_sends_pages_compressed_and_says_so_to_caches(self, studio: Studio) -> None:
        answer = visit().get("/s/northside/", headers={"Accept-Encoding": "gzip, br"})

        assert answer["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in answer["Vary"]
        assert len(answer.content) < 10_000
        assert studio.name in gzip.decompress(answer.content).decode()

    def test_leaves_what_programs_get_as_it_is(self, studio: Studio) -> None:
        headers = {"Accept-Encoding": "gzip", "X-Organization": "northside"}
        answer = visit().get("/api/v1/sessions", headers=headers)

        assert "Content-Encoding" not in answer
        assert not answer.get("ETag", "").startswith("W/")
