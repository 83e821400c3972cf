"""What the pages of an account share."""

from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.utils import passthrough_next_redirect_url
from django import template
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fitflow.accounts.hooks import Way, WayTo
from fitflow.core.offers import offered
from fitflow.ui.nav import NavItem, with_active

register = template.Library()


@register.simple_tag(takes_context=True)
def onward(context: template.Context, name: str) -> str:
    """The address of another page of signing in, with where to go afterwards passed on."""
    return str(passthrough_next_redirect_url(context["request"], reverse(name), REDIRECT_FIELD_NAME))


@register.simple_tag(takes_context=True)
def way(context: template.Context) -> Way | None:
    """What comes after signing in, if it is worth a word: a class that is being booked, a studio."""
    request = context["request"]
    path = context.get("redirect_field_value") or _next_of(request)
    if not path or not get_adapter().is_safe_url(path):
        return None
    known = (offer.describe(request, urlsplit(path).path) for offer in offered(WayTo))
    return next((found for found in known if found is not None), None)


def _next_of(request: HttpRequest) -> str:
    return str(request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or "")


@register.simple_tag(takes_context=True)
def account_tabs(context: template.Context) -> list[NavItem]:
    """The rooms of one's own account."""
    items = [
        NavItem(_("You"), reverse("accounts:account")),
        NavItem(_("E-mail"), reverse("account_email")),
        NavItem(_("Password"), reverse("account_change_password")),
        NavItem(_("Two-step sign-in"), reverse("mfa_index")),
        NavItem(_("Devices"), reverse("accounts:devices")),
    ]
    path = context["request"].path
    if path == reverse("account_set_password"):
        path = reverse("account_change_password")
    if path == reverse("accounts:happened"):
        path = reverse("accounts:devices")
    return with_active(items, path)
