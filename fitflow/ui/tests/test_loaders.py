"""What templates are when they are loaded."""

from pathlib import Path
from typing import Any, cast

import pytest
from django.template.loader import get_template

from fitflow.ui.loaders import LITERAL


def template_of(name: str) -> Any:
    return cast(Any, get_template(name)).template


def loaded(name: str) -> str:
    """The text that Django made a template of."""
    return str(template_of(name).source)


def written(name: str) -> str:
    """The text in the file."""
    return Path(template_of(name).origin.name).read_text()


@pytest.mark.parametrize("name", ["ui/base.html", "booking/public/schedule.html", "organizations/clients/list.html"])
def test_pages_are_loaded_without_indentation_and_keep_their_lines(name: str) -> None:
    source = loaded(name)

    assert not [line for line in source.split("\n") if line.startswith((" ", "\t"))]
    assert source.count("\n") == written(name).count("\n")


def test_what_shows_blanks_as_they_are_is_left_alone() -> None:
    source = loaded("web/docs/start.html")

    assert any(tag in source for tag in LITERAL)
    assert "\n  " in source


def test_letters_keep_their_blanks() -> None:
    name = "booking/messages/rescheduled.txt"

    assert loaded(name) == written(name)
