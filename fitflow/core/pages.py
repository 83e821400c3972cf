"""Addresses of pages. Every page of a studio stands under the studio's name."""

from django.urls import reverse

from fitflow.core.actor import Actor


def page(actor: Actor, name: str, *args: object) -> str:
    """The address of a page in the actor's studio; its name is `app:name`, as in `{% url %}`."""
    return reverse(name, args=[actor.organization.slug, *args])
