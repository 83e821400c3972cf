from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.accounts.rules import Limit, device_of
from fitflow.accounts.words import device_words

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LIMIT = Limit(3, timedelta(minutes=5))


def ago(*seconds: float) -> list[datetime]:
    return [NOW - timedelta(seconds=item) for item in seconds]


class TestLimit:
    @pytest.mark.parametrize(
        ("failures", "wait"),
        [
            (ago(), 0),
            (ago(1, 2), 0),
            (ago(1, 2, 3), 297),
            (ago(1, 2, 299.5), 1),
            (ago(1, 2, 300), 0),
            (ago(1, 2, 3, 4, 5), 297),
        ],
    )
    def test_waits_until_the_window_has_room_again(self, failures: list[datetime], wait: int) -> None:
        assert LIMIT.seconds_to_wait(failures, NOW) == wait

    @given(st.lists(st.floats(0, 1000), max_size=9).map(sorted))
    def test_lets_go_after_the_seconds_it_named(self, seconds: list[float]) -> None:
        failures = ago(*seconds)
        wait = LIMIT.seconds_to_wait(failures, NOW)

        assert 0 <= wait <= 300
        assert LIMIT.seconds_to_wait(failures, NOW + timedelta(seconds=wait)) == 0


class TestDeviceOf:
    @pytest.mark.parametrize(
        ("agent", "words"),
        [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
            (
                "Mozilla/5.0 (Linux; Android 16) SamsungBrowser/28.0 Chrome/130.0",
                "Samsung Internet on Android",
            ),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Safari/604.1", "Chrome on iPhone"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari on Mac"),
            ("curl/8.5", "Unknown device"),
            ("Dalvik/2.1 (Linux; Android 15)", "Android"),
        ],
    )
    def test_says_what_people_would_say(self, agent: str, words: str) -> None:
        assert device_words(agent) == words

    @given(st.text(max_size=200))
    def test_bears_any_text(self, agent: str) -> None:
        assert len(device_of(agent)) == 2
