import pytest

from fitflow.web import cli


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
