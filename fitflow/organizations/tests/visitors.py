"""Somebody with a browser, for the tests of pages."""

import re
from typing import Any
from uuid import uuid4

from django.test import Client as Browser
from django.urls import reverse

from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Studio
from fitflow.core.tenancy import tenant


class Visitor:
    """Somebody with a browser at the studio's pages."""

    def __init__(self, studio: Studio, actor: Actor | None) -> None:
        self.studio, self.browser = studio, Browser()
        if actor:
            self.browser.force_login(User.objects.get(pk=actor.user_id or uuid4()))

    def at(self, name: str, *args: Any) -> str:
        return reverse(f"organizations:{name}", args=[self.studio.slug, *args])

    def get(self, route: str, /, *args: Any, headers: Any = None, **query: Any) -> Any:
        return self.browser.get(self.at(route, *args), query, headers=headers)

    def post(self, route: str, /, *args: Any, headers: Any = None, **form: Any) -> Any:
        form.setdefault("idempotency_key", str(uuid4()))
        return self.browser.post(self.at(route, *args), form, headers=headers)


def text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def in_studio(studio: Studio, model: Any) -> list[dict[str, Any]]:
    with tenant(studio.id):
        return list(model.objects.order_by("pk").values())
