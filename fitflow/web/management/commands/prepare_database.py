from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fitflow.core import embedded, registry
from fitflow.core.clock import now
from fitflow.core.tenancy import tenant
from fitflow.organizations.doors import system_actor
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
            call_command("migrate", database="owner", check_unapplied=True, verbosity=options["verbosity"])
            return
        if options["create_as"]:
            create(options["create_as"])
        call_command("migrate", database="owner", interactive=False, verbosity=options["verbosity"])
        call_command("createcachetable", database="owner", verbosity=options["verbosity"])
        registry.sync()
        for studio_id in studio_ids():
            with tenant(studio_id):
                refresh_settings(system_actor(studio_id), now=now())


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
