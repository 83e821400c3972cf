from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fitflow.ui import assets


class Command(BaseCommand):
    help = "Install the locked front-end packages and copy the listed files into static/vendor."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        try:
            count = assets.make()
        except assets.AssetsError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} front-end files are in {assets.VENDOR}.")
