"""The head of a client's record, for every page about one client in whichever app."""

from typing import Any

from django import template
from django.urls import reverse

from fitflow.core.offers import offered
from fitflow.organizations.hooks import ClientPart
from fitflow.organizations.models import Client
from fitflow.organizations.words import StatusWords, words_of
from fitflow.ui.nav import NavItem

register = template.Library()


@register.filter
def status_words(client: Client) -> StatusWords:
    return words_of(client)


@register.inclusion_tag("organizations/clients/head.html", takes_context=True)
def client_head(context: dict[str, Any]) -> dict[str, Any]:
    """Name, state, ways to reach them, what can be done, and a tab for each part; `active_part` is the open one."""
    client: Client = context["client"]
    request = context["request"]
    where = [request.actor.organization.slug, client.pk]
    active = context.get("active_part", "overview")
    known = offered(ClientPart)
    tabs = [(part.key, part.tab) for part in known if part.tab]
    settings = request.actor.setting
    actions = [one for part in known for one in part.actions if one.feature is None or settings(one.feature)]
    return {
        "client": client,
        "slug": request.actor.organization.slug,
        "formats": request.actor.formats,
        "csrf_token": context.get("csrf_token", ""),
        "tabs": [
            NavItem(tab.label, reverse(tab.url_name, args=where), tab.icon, active=key == active) for key, tab in tabs
        ],
        "is_overview": active == "overview",
        "actions": [(action, reverse(action.url_name, args=where)) for action in actions],
    }
