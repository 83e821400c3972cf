from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from fitflow.accounts.services import token_for
from fitflow.core.clock import now
from fitflow.core.errors import NotFound


class Command(BaseCommand):
    help = "Print an access token for the API, one line for each address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="+")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            for email in options["email"]:
                self.stdout.write(token_for(email, now=now()))
        except NotFound as refusal:
            raise CommandError(refusal.message) from refusal
