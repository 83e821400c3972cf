from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from fitflow.core import registry


class Command(BaseCommand):
    help = "Migrate as the owner's role and write down which consumer wants which event. Safe to repeat."
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """People type `fitflow migrate`."""
        return super().create_parser(prog_name, subcommand.replace("prepare_database", "migrate"), **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only tell whether something is to be done")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["check"]:
            call_command("migrate", database="owner", check_unapplied=True, verbosity=options["verbosity"])
            return
        call_command("migrate", database="owner", interactive=False, verbosity=options["verbosity"])
        call_command("createcachetable", database="owner", verbosity=options["verbosity"])
        registry.sync()
