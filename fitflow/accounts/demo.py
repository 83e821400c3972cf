"""The logins of the demo."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from fitflow.accounts.models import User
from fitflow.accounts.services import create_user

PASSWORD = "demo-fitflow"  # noqa: S105 - printed by `fitflow demo`; `serve` refuses a database that has it.
DOMAIN = "demo.fitflow.test"


@dataclass(frozen=True)
class Logins:
    """Makes demo logins: they share one password, so it is hashed once."""

    hashed: str
    now: datetime

    @classmethod
    def at(cls, now: datetime) -> "Logins":
        return cls(make_password(PASSWORD), now)

    def make(self, email: str, name: str) -> User:
        return create_user(
            email=email, name=name, encoded_password=self.hashed, verified=True, is_demo=True, now=self.now
        )
