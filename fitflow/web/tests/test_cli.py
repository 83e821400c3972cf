import psycopg
import pytest
from django.db.utils import OperationalError
from pytest_django.fixtures import Settings

from fitflow.web import cli


def interrupted_in_a_statement(_words: list[str]) -> None:
    """Ctrl-C while the database answers, as it is seen: the rollback that follows fails, and Django wraps that."""
    try:
        try:
            raise KeyboardInterrupt
        finally:
            raise psycopg.OperationalError("another command is already in progress")
    except psycopg.OperationalError as error:
        raise OperationalError(*error.args) from error


def without_a_database(_words: list[str]) -> None:
    raise OperationalError("no such server")


class TestEnding:
    @pytest.fixture(autouse=True)
    def no_server(self, settings: Settings) -> None:
        settings.FITFLOW_EMBEDDED_DATA = None

    def test_by_ctrl_c_in_a_statement_is_an_interruption(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cli, "execute_from_command_line", interrupted_in_a_statement)

        with pytest.raises(SystemExit, match="^fitflow: interrupted.$"):
            cli.main(["worker"])

    def test_by_the_database_says_where_to_look(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cli, "execute_from_command_line", without_a_database)

        with pytest.raises(SystemExit, match="no such server\nWhat to do: fitflow doctor$"):
            cli.main(["worker"])


class TestFitflow:
    @pytest.mark.parametrize("words", [["--help"], ["-h"]])
    def test_lists_its_commands_when_asked(self, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as left:
            cli.main(words)

        told = capsys.readouterr().out
        assert left.value.code == 0
        assert all(f"  {name}" in told for name in cli.COMMANDS)

    def test_alone_says_what_it_can_do(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as left:
            cli.main([])

        assert left.value.code == 2
        assert "usage: fitflow <command>" in capsys.readouterr().err

    def test_names_each_command_as_it_is_typed(self, capsys: pytest.CaptureFixture[str]) -> None:
        for name in cli.COMMANDS:
            with pytest.raises(SystemExit):
                cli.main([name, "--help"])

            assert f"usage: fitflow {name} " in capsys.readouterr().out
