"""A studio's colour stays readable wherever it stands."""

import re

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fitflow.ui.brand import DARK_SURFACE, LIGHT_PAGE, LIGHT_SURFACE, brand_css, contrast, parse

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def tokens(color: str) -> dict[str, list[str]]:
    return {
        name: re.findall(r"#[0-9a-f]{6}", value)
        for name, value in re.findall(r"--ff-([\w-]+): (.+);", brand_css(color))
    }


@given(colours)
def test_letters_on_buttons_read(color: str) -> None:
    found = tokens(color)

    assert contrast(parse(found["fill"][0]), parse(found["fill-ink"][0])) >= 4.5


@given(colours)
def test_links_read_on_every_surface_in_both_themes(color: str) -> None:
    found = tokens(color)
    (light, dark), (light_soft, dark_soft) = found["link"], found["soft"]

    for ground in (LIGHT_SURFACE, LIGHT_PAGE, parse(light_soft)):
        assert contrast(parse(light), ground) >= 4.5
    for ground in (DARK_SURFACE, parse(dark_soft)):
        assert contrast(parse(dark), ground) >= 4.5


def test_a_good_colour_is_left_as_it_is() -> None:
    assert tokens("#2563eb")["fill"] == ["#2563eb"]


def test_is_a_style_sheet_that_never_changes(client: Client) -> None:
    sheet = client.get("/brand/0d9488.css")

    assert (sheet.status_code, sheet["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in sheet["Cache-Control"]
    assert client.get("/brand/teal.css").status_code == 404
