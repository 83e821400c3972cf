"""What messages add to pages of others."""

from django.utils.translation import gettext_lazy as _

from fitflow.core.offers import offer
from fitflow.organizations.hooks import ClientLink, ClientPart

offer(ClientPart("messages", order=80, tab=ClientLink(_("Messages"), "notify:client-log", icon="mail")))
