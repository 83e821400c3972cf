"""Lockers in the demo."""

from typing import cast
from uuid import UUID

from fitflow.lockers.services import give_locker

from fitflow.core.hooks import DemoStudio


def lockers(stage: DemoStudio) -> None:
    """The first three members have one."""
    for number, member in enumerate(stage.members[:3], start=1):
        give_locker(stage.owner, client_id=cast(UUID, member.client_id), number=number, now=stage.started)
