import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from fitflow.core.db import limit_times
from fitflow.core.dispatcher import Dispatcher


class Command(BaseCommand):
    help = "Run what events and timers ask for. Any number of workers may run; none is needed for booking."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--threads", type=int, default=4, help="jobs at a time (default: 4)")

    def handle(self, *_args: Any, **options: Any) -> None:
        limit_times(statement=300, idle=300)  # A job may take longer than a page, but not for ever.
        dispatcher = Dispatcher(threads=options["threads"])
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: dispatcher.stop())
        dispatcher.run()
