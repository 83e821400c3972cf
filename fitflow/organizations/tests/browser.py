"""Somebody who opens pages and calls the API in tests of doors."""

from typing import Any
from uuid import uuid4

from django.test import Client

from fitflow.accounts.models import User
from fitflow.core.actor import Actor, Studio


class Browser:
    """A browser or a program; nobody is signed in without an actor."""

    def __init__(self, studio: Studio, actor: Actor | None = None) -> None:
        self.client, self.studio = Client(), studio
        if actor is not None and actor.user_id is not None:
            self.client.force_login(User.objects.get(pk=actor.user_id))

    def page(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/s/{self.studio.slug}/{path}", query)

    def post(self, path: str, **form: Any) -> Any:
        return self.client.post(f"/s/{self.studio.slug}/{path}", form | {"idempotency_key": str(uuid4())})

    def api(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        headers = {"X-Organization": self.studio.slug, "Idempotency-Key": key or str(uuid4())}
        call = getattr(self.client, method.lower())
        if method == "GET":
            return call(f"/api/v1/{path}", body or {}, headers=headers)
        return call(f"/api/v1/{path}", body or {}, content_type="application/json", headers=headers)
