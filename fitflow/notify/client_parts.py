"""The tab "Messages" of a client's record."""

from django.utils.translation import gettext_lazy as _

from fitflow.organizations.client_parts import ClientLink, ClientPart, add_part

add_part(ClientPart(key="messages", order=80, tab=ClientLink(_("Messages"), "notify:client-log", icon="mail")))
