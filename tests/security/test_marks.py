"""The check of refused forms finds what it is for: each fault is planted once."""

import pytest

from tests.security.error_marks import Marks
from tests.security.odd import Trial
from tests.security.people import Answer
from tests.security.test_bad_input_pages import shows_the_field

FORM = "<div role=alert>{top}</div><form action='/here'>{field}{error}</form>"
MARKED = "<input name=capacity aria-invalid=true aria-describedby='id_capacity_error'>"
GROUPED = "<input name=capacity aria-invalid=true></fieldset>"
BARE = "<input name=capacity>"
SENTENCE = "<p id=id_capacity_error>Give a number from 1 to 20.</p>"


def judged(html: str, status: int = 422) -> list[str]:
    return shows_the_field(Trial("capacity", "-1"), Answer(status, html, path="/here"))


class TestARefusedForm:
    @pytest.mark.parametrize(
        "html",
        [
            FORM.format(top="", field=MARKED, error=SENTENCE),
            FORM.format(top="", field="<fieldset aria-describedby=id_capacity_error>" + GROUPED, error=SENTENCE),
            FORM.format(top="Capacity: give a number.", field="", error=""),
            f"<form action=/elsewhere>{BARE}</form><div role=alert>Give a number from 1 to 20.</div>",
            "<main class=plain><div class=plain-text><p>capacity: give a number.</p></div></main>",
        ],
        ids=["marked", "as a group", "without the field", "beside another form", "as a page of its own"],
    )
    def test_passes(self, html: str) -> None:
        assert judged(html) == []

    @pytest.mark.parametrize(
        "html",
        [
            FORM.format(top="Please check what you entered.", field=BARE, error=SENTENCE),
            FORM.format(top="Please check what you entered.", field=MARKED, error=""),
            FORM.format(top="Please check what you entered.", field=MARKED, error="<p id=id_capacity_error></p>"),
            FORM.format(
                top="Not so.", field=BARE + MARKED.replace("capacity", "name"), error="<p id=id_name_error>A b</p>"
            ),
            FORM.format(top="", field="", error=""),
        ],
        ids=["unmarked", "without a sentence", "with an empty one", "the other field marked", "silent"],
    )
    def test_is_found(self, html: str) -> None:
        assert judged(html) != []

    def test_ends_what_html_need_not_end(self) -> None:
        page = Marks("<div role=alert><ul><li>One thing.<li>Another.</ul></div><p>Outside.</p>")

        assert page.alerts == ["One thing.Another."]
