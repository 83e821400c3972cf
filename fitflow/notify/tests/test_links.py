from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from fitflow.core.errors import NotFound
from fitflow.core.ids import new_id
from fitflow.notify.links import Link, make_link, read_link
from fitflow.notify.refusals import LinkExpired

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
STUDIO, BOOKING, CLIENT = new_id(), new_id(), new_id()


def token(expires_at: datetime | None = NOW + timedelta(days=1)) -> str:
    path = make_link("cancel", organization_id=STUDIO, entity_id=BOOKING, client_id=CLIENT, expires_at=expires_at)
    return path.removeprefix("/a/")


class TestALink:
    def test_is_read_back(self) -> None:
        assert read_link(token(), now=NOW) == Link("cancel", STUDIO, BOOKING, CLIENT, NOW + timedelta(days=1))

    def test_fits_into_a_line_of_a_mail_and_needs_no_quoting(self) -> None:
        assert len(token()) < 150
        assert set(token()) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.=")

    def test_runs_out_at_its_time(self) -> None:
        expires_at = NOW + timedelta(minutes=30)

        assert read_link(token(expires_at), now=expires_at - timedelta(milliseconds=1)).expires_at == expires_at
        with pytest.raises(LinkExpired):
            read_link(token(expires_at), now=expires_at)

    def test_may_have_no_end_and_no_client(self) -> None:
        path = make_link("feed", organization_id=STUDIO, entity_id=BOOKING)

        assert read_link(path.removeprefix("/a/"), now=NOW) == Link("feed", STUDIO, BOOKING, None, None)

    def test_is_refused_under_another_key(self, settings: Settings) -> None:
        made = token()
        settings.SECRET_KEY = "another"

        with pytest.raises(NotFound):
            read_link(made, now=NOW)

    @given(st.data())
    def test_with_one_character_changed_is_not_found(self, data: st.DataObject) -> None:
        made = token()
        position = data.draw(st.integers(0, len(made) - 2))  # The last character carries unused bits.
        letter = data.draw(st.sampled_from("aZ0-_.%"))
        forged = made[:position] + letter + made[position + 1 :]

        if forged != made:
            with pytest.raises(NotFound):
                read_link(forged, now=NOW)

    @pytest.mark.parametrize("text", ["", "x", "cancel.AA.0", "a" * 5000, "é.é.é", "\x00"])
    def test_that_we_never_made_is_not_found(self, text: str) -> None:
        with pytest.raises(NotFound):
            read_link(text, now=NOW)

    @pytest.mark.parametrize("purpose", ["", "two words", "a.b"])
    def test_has_a_word_as_its_purpose(self, purpose: str) -> None:
        with pytest.raises(ValueError, match="no purpose"):
            make_link(purpose, organization_id=STUDIO, entity_id=BOOKING)
