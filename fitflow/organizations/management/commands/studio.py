import getpass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fitflow.core.clock import now
from fitflow.core.errors import Invalid, Refused
from fitflow.organizations.services.studio import found_by_command
from fitflow.organizations.typed_settings.presets import PRESETS

#: What a person types, where the service has another name for it.
OPTIONS = {"person": "--owner-name", "email": "--owner", "timezone": "--zone", "password": "the password"}


class Command(BaseCommand):
    help = "Found a studio: fitflow studio create --owner ana@example.com --name 'North Side' --zone Europe/London"

    def add_arguments(self, parser: CommandParser) -> None:
        create = parser.add_subparsers(dest="act", required=True, metavar="create").add_parser(
            "create", help="found a studio; its owner signs in by a code sent by mail, or by a password"
        )
        create.add_argument(
            "--owner", required=True, metavar="EMAIL", help="the owner's e-mail; a login is made if needed"
        )
        create.add_argument("--owner-name", default="", metavar="NAME", help="the owner's name, for a new login")
        create.add_argument("--name", required=True, help="the studio's name")
        create.add_argument("--slug", default="", help="the end of its address (default: made of the name)")
        create.add_argument(
            "--zone", required=True, metavar="ZONE", help="time zone, such as Europe/London or “berlin”"
        )
        create.add_argument("--currency", default="GBP", help="three letters (default: GBP)")
        create.add_argument(
            "--preset", default="studio", choices=list(PRESETS), help="kind of studio (default: studio)"
        )
        create.add_argument("--password", action="store_true", help="ask for a password of a new login")

    def handle(self, *_args: Any, **options: Any) -> None:
        password = getpass.getpass("Password of the owner: ") if options["password"] else ""
        try:
            organization = found_by_command(
                email=options["owner"],
                person=options["owner_name"],
                password=password,
                studio={
                    "name": options["name"],
                    "slug": options["slug"],
                    "timezone": options["zone"],
                    "currency": options["currency"],
                    "preset": options["preset"],
                },
                now=now(),
            )
        except Invalid as refusal:
            lines = [f"{OPTIONS.get(name, f'--{name}')}: {' '.join(texts)}" for name, texts in refusal.errors.items()]
            raise CommandError("\n".join(lines)) from refusal
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{organization.name} is open: {settings.FITFLOW_URL}/s/{organization.slug}/")
        self.stdout.write(f"Sign in as {options['owner']} at {settings.FITFLOW_URL}/accounts/login/")
