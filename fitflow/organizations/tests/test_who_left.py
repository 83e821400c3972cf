"""When and why somebody left stands in their record."""

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from fitflow.core.actor import Actor
from fitflow.organizations.models import Client
from fitflow.organizations.services.clients import add_client, set_client_status


def test_the_day_and_the_reason_are_kept_while_they_are_gone(manager: Actor, now: datetime) -> None:
    client = add_client(manager, name="Maya Lind", email="maya@example.org", now=now)

    left = set_client_status(manager, client_id=client.pk, status="churned", reason="Moved away", now=now)
    assert (left.churned_on, left.churn_reason) == (now.astimezone(manager.zone).date(), "Moved away")

    back = set_client_status(manager, client_id=client.pk, status="active", now=now)
    assert (back.churned_on, back.churn_reason) == (None, "")
    with pytest.raises(IntegrityError, match="client_who_left_did_so_on_a_day"), transaction.atomic():
        Client.objects.filter(pk=client.pk).update(status="churned")
