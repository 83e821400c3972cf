import sys
from typing import Any

from django.core.management.base import BaseCommand

from fitflow.core.clock import now
from fitflow.web.doctor import examine


class Command(BaseCommand):
    help = "Look at database, roles, worker, mail, clock and assets: what is wrong, and what to do."
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        findings = list(examine(now()))
        for finding in findings:
            self.stdout.write(f"{'ok  ' if finding.is_good else 'WRONG'} {finding.about}: {finding.found}")
            if finding.advice:
                self.stdout.write(f"      {finding.advice}")
        if not all(finding.is_good for finding in findings):
            sys.exit(1)
