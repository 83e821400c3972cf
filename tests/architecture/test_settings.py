"""Wrong settings are named, all at once; secrets may come from files."""

import secrets
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import env


@pytest.fixture(autouse=True)
def _no_problems_left() -> Iterator[None]:
    before = env.problems.copy()
    yield
    env.problems[:] = before


class TestRead:
    @pytest.mark.parametrize(("text", "value"), [("1", True), ("Yes", True), ("off", False), ("", False)])
    def test_understands_yes_and_no(self, monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
        monkeypatch.setenv("FITFLOW_X", text)

        assert env.env_bool("FITFLOW_X") is value

    def test_uses_the_default_for_a_bad_value_and_reports_it_by_number(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FITFLOW_X", "many")

        assert env.env_int("FITFLOW_X", 3) == 3
        (problem,) = [problem for problem in env.bad_settings() if "FITFLOW_X" in problem.msg]
        assert (problem.id, problem.msg) == ("fitflow.E003", "FITFLOW_X is not a whole number.")

    def test_never_repeats_a_secret_in_a_report(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FITFLOW_X", "mysql://u:hush@host/name")
        env.env_database("FITFLOW_X", "postgresql://app@/fitflow")

        assert "hush" not in str(env.bad_settings())

    def test_takes_a_secret_from_a_file(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("hush\n")
        monkeypatch.setenv("FITFLOW_X_FILE", str(tmp_path / "secret"))

        assert env.env_text("FITFLOW_X") == "hush"

    def test_reports_a_file_it_cannot_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FITFLOW_X_FILE", "/nonexistent")

        assert env.env_text("FITFLOW_X", "default") == "default"
        assert "fitflow.E001" in {problem.id for problem in env.bad_settings()}


class TestAddresses:
    def test_of_a_database_are_taken_apart(self) -> None:
        found = env.to_database("postgresql://me:p%40ss@db.example:5433/fit?sslmode=require")

        assert {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")} == {
            "NAME": "fit",
            "USER": "me",
            "PASSWORD": "p@ss",
            "HOST": "db.example",
            "PORT": "5433",
            "OPTIONS": {"sslmode": "require"},
        }

    def test_of_a_socket_are_understood(self) -> None:
        assert env.to_database("postgresql://app@/fitflow?host=%2Fvar%2Frun")["HOST"] == "/var/run"

    @pytest.mark.parametrize(
        ("url", "port", "tls", "ssl"),
        [
            ("smtp://mail.example", 587, True, False),
            ("smtps://u:p@mail.example", 465, False, True),
            ("smtp://mail.example:25", 25, False, False),
        ],
    )
    def test_of_a_mail_server_choose_encryption(self, url: str, port: int, tls: bool, ssl: bool) -> None:
        found = env.to_mail(url)

        assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)

    @pytest.mark.parametrize("url", ["mysql://host/name", "postgresql://host", "postgresql://host:port/name"])
    def test_of_no_database_are_refused(self, url: str) -> None:
        with pytest.raises(ValueError, match=r".*"):
            env.to_database(url)

    @pytest.mark.parametrize("url", ["book.example.org", "ftp://host", "https://host/path"])
    def test_of_no_web_site_are_refused(self, url: str) -> None:
        with pytest.raises(ValueError, match=r".*"):
            env.to_origin(url)


class TestSecretKey:
    @pytest.mark.parametrize("key", ["short and sweet", "x" * 49, "x" * 80])
    def test_that_can_be_guessed_is_refused(self, key: str) -> None:
        good = secrets.token_urlsafe(50)

        env.require_strong_keys([good])
        assert "fitflow.E007" not in {problem.id for problem in env.bad_settings()}
        env.require_strong_keys([good, key])

        (problem,) = [problem for problem in env.bad_settings() if problem.id == "fitflow.E007"]
        assert key not in str(problem)

    def test_gives_a_key_for_each_purpose(self) -> None:
        assert len({env.derived_key("a", "tokens"), env.derived_key("a", "links"), env.derived_key("b", "tokens")}) == 3

    def test_is_made_once_for_the_owner_only(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("FITFLOW_SECRET_KEY", raising=False)

        first, second = env.secret_key(tmp_path / "var"), env.secret_key(tmp_path / "var")

        assert first == second
        assert len(first) > 50
        assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600
