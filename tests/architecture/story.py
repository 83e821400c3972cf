"""What a visitor of a house with lockers sees, told as JSON. test_new_app.py runs this where the app is installed."""

import json
import runpy
import sys
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import django
from django.test.utils import setup_test_environment

django.setup()
setup_test_environment()
runpy.run_path(str(Path(__file__).parents[1] / "sessions.py"))  # The test client with session cookies as ours.

# ruff: noqa: E402 - Django comes first.
from django.test import Client as Browser
from django.urls import reverse
from fitflow.lockers.queries import lockers_of
from fitflow.lockers.services import give_locker

from fitflow.accounts.factories import make_user
from fitflow.accounts.models import User
from fitflow.accounts.services import access_token
from fitflow.core import clock
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.jobs import drain
from fitflow.core.tenancy import tenant
from fitflow.notify.models import Message
from fitflow.organizations.factories import actor_of, make_client, make_staff_actor, make_studio


def text(answer: Any) -> str:
    return " ".join(unescape(answer.content.decode()).split())


def people(studio: Studio) -> tuple[Actor, Actor]:
    """An owner, and a client with a login."""
    owner = make_staff_actor(studio, name="Olive", role=Role.OWNER)
    user = make_user(email="maya@example.org", name="Maya Lind")
    make_client(studio, name="Maya Lind", user=user)
    return owner, actor_of(studio, user.pk)


def browser_of(actor: Actor) -> Browser:
    browser = Browser()
    browser.force_login(User.objects.get(pk=str(actor.user_id)))
    return browser


def tell(now: datetime) -> dict[str, Any]:
    studio = make_studio()
    with tenant(studio.id):
        owner, maya = people(studio)
        assert maya.client_id
        give_locker(owner, client_id=maya.client_id, number=7, now=now)
        given = lockers_of(owner).count()
    drain(now=clock.now())
    with tenant(studio.id):
        messages = [message.subject for message in Message.objects.filter(template="lockers/given")]
    desk, member, slug = browser_of(owner), browser_of(maya), studio.slug
    token = access_token(User.objects.get(pk=str(owner.user_id)))
    api = Browser().get("/api/v1/lockers", headers={"Authorization": f"Bearer {token}", "X-Organization": slug})
    pages = {
        "home": desk.get(f"/s/{slug}/desk/"),
        "all": desk.get(reverse("lockers:all", args=[slug])),
        "record": desk.get(reverse("organizations:client", args=[slug, maya.client_id])),
        "tab": desk.get(reverse("lockers:client", args=[slug, maya.client_id])),
        "mine": member.get(reverse("lockers:mine", args=[slug])),
        "settings": desk.get(f"/s/{slug}/desk/settings/lockers/"),
        "audit": desk.get(f"/s/{slug}/desk/audit/"),
        "preferences": member.get(f"/s/{slug}/me/notifications/preferences/"),
        "docs": desk.get("/api/v1/docs"),
    }
    return {
        "given": given,
        "messages": sorted(set(messages)),
        "api": [api.status_code, api.json()],
        "pages": {name: [page.status_code, text(page)] for name, page in pages.items()},
    }


json.dump(tell(clock.now()), sys.stdout)
