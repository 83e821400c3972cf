"""Who stands before the doors, and how they knock."""

import traceback
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.test import Client

from fitflow.accounts.factories import sign_in
from fitflow.accounts.models import User
from fitflow.accounts.services import access_token
from fitflow.core.actor import Actor
from tests.security.acts import new_key
from tests.security.two_studios import House, World

#: Name -> (where they belong, as whom). Kim is invited, no more; the last two are one person at two doors.
CAST = {
    "anonymous": ("", ""),
    "maya": ("home", "maya"),
    "noah": ("home", "noah"),
    "ana": ("home", "ana"),
    "manager": ("home", "manager"),
    "scoped": ("home", "scoped"),
    "by_trainer": ("home", "by_trainer"),
    "admin": ("home", "admin"),
    "owner": ("home", "owner"),
    "kim": ("home", "kim"),
    "stranger": ("abroad", "owner"),
    "abroad": ("abroad", "owner"),
}
VISITORS = [name for name in CAST if name != "admin"]


@dataclass(frozen=True)
class Answer:
    """What came back; `why` is the last line of a crash."""

    status: int
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    why: str = ""
    path: str = ""

    def json(self) -> Any:
        return orjson.loads(self.text)

    @property
    def to_sign_in(self) -> bool:
        return self.status in (302, 303) and "/accounts/login/" in self.headers.get("Location", "")


@dataclass
class Visitor:
    """Somebody with a browser and a token, at the door of a studio."""

    name: str
    actor: Actor | None
    door: House
    client: Client
    token: str = ""

    @property
    def is_anonymous(self) -> bool:
        return self.actor is None

    def knock(self, method: str, path: str, body: Any = None, query: dict[str, str] | None = None) -> Answer:
        """One request as this person: the API by token, pages by cookie."""
        call = getattr(self.client, method.lower())
        address = path + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")
        try:
            if path.startswith("/api/"):
                headers = {"X-Organization": self.door.studio.slug, "Idempotency-Key": new_key()}
                if self.token:
                    headers["Authorization"] = f"Bearer {self.token}"
                data = {} if method == "GET" else {"data": body or {}, "content_type": "application/json"}
                response = call(address, headers=headers, **data)
            elif method == "GET":
                response = call(address)
            else:
                response = call(address, {**(body or {}), "idempotency_key": new_key()})
        except Exception as error:  # A crash of the view, shown beside its address.
            frame = traceback.extract_tb(error.__traceback__)[-1]
            return Answer(500, why=f"{type(error).__name__}: {error} ({frame.filename}:{frame.lineno})")
        text = b"".join(response).decode(errors="replace") if response.streaming else response.content.decode()
        return Answer(response.status_code, text, dict(response.items()), path=path)


def visitor(world: World, name: str) -> Visitor:
    house_name, who = CAST[name]
    door = world.abroad if name == "abroad" else world.home
    client = Client()
    if not house_name:
        return Visitor(name, None, door, client)
    actor = getattr(world, house_name).people[who]
    user = User.objects.get(pk=actor.user_id)
    sign_in(client, user)
    return Visitor(name, actor, door, client, access_token(user))
