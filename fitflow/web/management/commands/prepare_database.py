import sys
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fitflow.core import embedded
from fitflow.core.clock import now
from fitflow.core.sqlfiles import differences
from fitflow.core.tenancy import tenant
from fitflow.core.upgrade import upgrade
from fitflow.organizations.queries.directory import system_actor
from fitflow.organizations.queries.studio import studio_ids
from fitflow.organizations.services.settings import refresh_settings


class Command(BaseCommand):
    help = (
        "Migrate as the owner's role and write down what the code wants to know and decides by itself. Safe to repeat."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """People type `fitflow migrate`."""
        return super().create_parser(prog_name, subcommand.replace("prepare_database", "migrate"), **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only tell whether something is to be done")
        parser.add_argument(
            "--create-as", metavar="URL", help="first make both roles and the database, as this administrator"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["check"]:
            self.check_database(options["verbosity"])
            return
        if options["create_as"]:
            create(options["create_as"])
        changed = upgrade(verbosity=options["verbosity"])
        if changed and options["verbosity"]:
            self.stdout.write(f"SQL functions made anew for: {', '.join(changed)}")
        for studio_id in studio_ids():
            with tenant(studio_id):
                refresh_settings(system_actor(studio_id), now=now())

    def check_database(self, verbosity: int) -> None:
        """Ends with 1 when something is to be done, as Django's `migrate --check` does."""
        call_command("migrate", database="owner", check_unapplied=True, verbosity=verbosity)
        changed = differences("owner")
        if changed:
            if verbosity:
                self.stdout.write(f"SQL functions to be made anew for: {', '.join(changed)}")
            sys.exit(1)


def create(admin_url: str) -> None:
    """Both roles with the passwords of our addresses, and the database. Safe to repeat."""
    app, owner = settings.DATABASES["default"], settings.DATABASES["owner"]
    if settings.FITFLOW_EMBEDDED_DATA or (app["USER"], owner["USER"]) != (embedded.APP, embedded.OWNER):
        raise CommandError(
            f"Set DATABASE_URL with the user {embedded.APP} and DATABASE_OWNER_URL with the user {embedded.OWNER}."
        )
    try:
        embedded.prepare_roles(
            admin_url,
            database=app["NAME"],
            owner_password=owner["PASSWORD"] or None,
            app_password=app["PASSWORD"] or None,
        )
    except psycopg.Error as error:
        raise CommandError(f"As the administrator: {error}") from error
