"""One reader for links: the same bound, schemes and hosts wherever one is asked for."""

import pytest

from fitflow.core.bounds import LONGEST_LINK
from fitflow.core.links import NotALink, read_link

TEAMS = (
    "https://teams.example.com/l/meetup-join/19%3ameeting_NmY4@thread.v2/0?context=%7b%22Tid%22%3a%221%22%7d&anon=true"
)


class TestReadLink:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            (TEAMS, TEAMS),
            ("HTTPS://Zoom.us/J/1?pwd=A%20b", "https://zoom.us/J/1?pwd=A%20b"),
            ("meet.example.com/room", "https://meet.example.com/room"),
            ("https://bücher.example/ä?q=ü#ö", "https://xn--bcher-kva.example/%C3%A4?q=%C3%BC#%C3%B6"),
            ("https://straße.example", "https://xn--strae-oqa.example"),
            ("\u200e<https://a.example/x y>\u200b", "https://a.example/x%20y"),
            ("http://localhost:8000/x", "http://localhost:8000/x"),
            ("http://[::1]/x", "http://[::1]/x"),
        ],
    )
    def test_gives_the_one_form_that_is_stored(self, typed: str, stored: str) -> None:
        assert read_link(typed) == stored
        assert read_link(stored) == stored

    @pytest.mark.parametrize(
        "typed",
        [
            "ftp://a.example", "https://u:p@a.example/", "https://u@a.example/", "javascript:alert(1)",
            "data:text/html,x",
            "mailto:a@b.example", "https:///x", "https://a b.example", "https://a.example:99999/", "https://", "room",
            "https://a.example\\@b.example/", "https://a.example/" + "x" * LONGEST_LINK,
        ],
    )  # fmt: skip
    def test_refuses_other_schemes_people_and_what_is_too_long(self, typed: str) -> None:
        with pytest.raises(NotALink):
            read_link(typed)

    def test_takes_as_many_characters_as_are_said(self) -> None:
        longest = "https://a.example/".ljust(LONGEST_LINK, "x")

        assert read_link(longest) == longest
