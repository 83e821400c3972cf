"""Pictures, scripts and styles run nothing when somebody opens them by themselves."""

import pytest
from django.test import Client as Browser

from fitflow.ui.filepolicy import DATA_POLICY


@pytest.mark.parametrize("path", ["ui/icons.svg", "ui/favicon.svg", "accounts/accounts.css"])
def test_a_file_has_a_policy_of_its_own(client: Browser, path: str) -> None:
    answer = client.get(f"/static/{path}")
    assert b"".join(answer)

    assert answer.status_code == 200
    assert answer["Content-Security-Policy"] == DATA_POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
