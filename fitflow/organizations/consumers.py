"""What the studio does when it hears of something."""

from datetime import datetime

from fitflow.accounts.models import User
from fitflow.accounts.services import on_verified
from fitflow.organizations.services.client_logins import link_login

# Clients


@on_verified
def link_client_records(user: User, email: str, now: datetime) -> None:
    link_login(user, email, now)
