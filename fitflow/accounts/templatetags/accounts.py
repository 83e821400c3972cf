"""What the pages of an account share."""

from allauth.account.utils import passthrough_next_redirect_url
from django import template
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.urls import reverse
from django.utils.translation import gettext as _

from fitflow.ui.nav import NavItem, with_active

register = template.Library()


@register.simple_tag(takes_context=True)
def onward(context: template.Context, name: str) -> str:
    """The address of another page of signing in, with where to go afterwards passed on."""
    return str(passthrough_next_redirect_url(context["request"], reverse(name), REDIRECT_FIELD_NAME))


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
    return with_active(items, path)
