from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fitflow.ui import assets


class Command(BaseCommand):
    help = "Install the locked front-end packages and copy the listed files into static/vendor."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--copy", action="store_true", help="Only copy anew what is installed.")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            count = assets.copy(assets.MODULES, assets.VENDOR) if options["copy"] else assets.make()
        except assets.AssetsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} front-end files are in {assets.VENDOR}.")
