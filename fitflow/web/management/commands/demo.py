import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from fitflow.accounts.demo import DOMAIN, PASSWORD
from fitflow.core.clock import freed, now
from fitflow.web.demo import seed
from fitflow.web.management.commands.serve import prepare_database, require_free_port
from fitflow.web.supervisor import say

LOGINS = f"""
  Studio   {{url}}/s/demo/
  Mailbox  {{url}}/demo/mail      every message, also sign-in codes
  API      {{url}}/api/v1/docs

  owner@{DOMAIN}  manager@{DOMAIN}  trainer1@{DOMAIN} .. trainer3
  member1@{DOMAIN} .. member200
  password: {PASSWORD}
"""


class Command(BaseCommand):
    help = "Fill a living demo studio (once) and run it in this terminal, on this machine only."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: 8000)")
        parser.add_argument("--no-serve", action="store_true", help="only fill the studio")

    def handle(self, *_args: Any, **options: Any) -> None:
        port = options["port"]
        if not options["no_serve"]:
            require_free_port("127.0.0.1", port)
        prepare_database()
        with freed():
            seed(now(), say)
        if options["no_serve"]:
            return
        self.stdout.write(LOGINS.format(url=f"http://localhost:{port}"))
        self.stdout.flush()
        os.environ["FITFLOW_DEMO"] = "1"
        os.environ.setdefault("FITFLOW_URL", f"http://localhost:{port}")
        say(f"starting {settings.FITFLOW_BRAND} …")
        os.execv(sys.executable, [sys.executable, "-m", "fitflow.web", "serve", "--port", str(port)])  # noqa: S606
