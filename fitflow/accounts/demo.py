"""The logins of the demo."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import make_password

from fitflow.accounts.models import User
from fitflow.accounts.services import create_user

PASSWORD = "demo-fitflow"  # noqa: S105 - printed by `fitflow demo`; `serve` refuses a database that has it.
DOMAIN = "demo.fitflow.test"


@cache
def hashed_password() -> str:
    """They all share one password: hashing it for each of two hundred would take longer than the seeding."""
    return make_password(PASSWORD)


@dataclass(frozen=True)
class Logins:
    """Makes demo logins."""

    hashed: str
    now: datetime

    @classmethod
    def at(cls, now: datetime) -> "Logins":
        return cls(hashed_password(), now)

    def make(self, email: str, name: str) -> User:
        return create_user(
            email=email, name=name, encoded_password=self.hashed, verified=True, is_demo=True, now=self.now
        )
