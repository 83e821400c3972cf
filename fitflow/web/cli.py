"""The `fitflow` command: a short list of management commands, run with the database they need."""

import argparse
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

import django
from django.conf import settings
from django.core.management import execute_from_command_line
from django.db.utils import OperationalError

from fitflow.core import embedded


class Entry(NamedTuple):
    command: str
    help: str


COMMANDS = {
    "demo": Entry("demo", "fill a living demo studio and run it on this machine"),
    "migrate": Entry("prepare_database", "bring the database up to date"),
    "serve": Entry("serve", "run the site and the worker in this terminal"),
    "worker": Entry("worker", "run background work only"),
    "studio": Entry("studio", "create: found a studio"),
    "token": Entry("token", "print access tokens for the API"),
    "doctor": Entry("doctor", "tell what is wrong here, and what to do"),
}
HELP = {"-h", "--help"}
INTERRUPTED = "fitflow: interrupted."


def main(arguments: list[str] | None = None) -> None:
    given = sys.argv[1:] if arguments is None else arguments
    parser = _parser()
    if not given or given[0] in HELP:
        parser.print_help(sys.stdout if given else sys.stderr)
        sys.exit(0 if given else 2)
    known, rest = parser.parse_known_args(given)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    wants_help = bool(HELP & set(rest))
    try:
        with nullcontext() if wants_help else database():
            execute_from_command_line(["fitflow", COMMANDS[known.command].command, *rest])
    except embedded.EmbeddedError as error:
        sys.exit(f"fitflow: the embedded database: {error}")
    except OperationalError as error:
        sys.exit(
            INTERRUPTED if was_interrupted(error) else f"fitflow: the database: {error}\nWhat to do: fitflow doctor"
        )
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def was_interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind it: in the middle of a statement, the rollback that follows finds it still running."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def database() -> AbstractContextManager[Any]:
    """Our own server for as long as this command runs; with DATABASE_URL nothing is to be started."""
    data = settings.FITFLOW_EMBEDDED_DATA
    return embedded.running(data) if data else nullcontext()


def _parser() -> argparse.ArgumentParser:
    lines = "\n".join(f"  {name:<9} {entry.help}" for name, entry in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="fitflow",
        usage="fitflow <command> [options]",
        description=f"commands:\n{lines}\n\nfitflow <command> --help tells its options.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="<command>", help=argparse.SUPPRESS)
    return parser
