"""The inbox in the app: the row in the database is the message, so it is there at once."""

from django.utils.translation import gettext_lazy as _

from fitflow.notify.channels.base import Channel, Content, Setup, Worker
from fitflow.notify.channels.letters import Composed
from fitflow.notify.models import Message
from fitflow.organizations.queries.contacts import Contact

IN_APP = "in_app"


class InApp(Channel):
    """Reaches whoever has a login."""

    name = IN_APP
    label = _("In the app")
    rings = False
    logs_unreached = False
    no_address = _("There is no login.")
    no_server = ""
    worker: Worker | None = None

    def reaches(self, contact: Contact) -> bool:
        return contact.user_id is not None

    def address_of(self, contact: Contact) -> str:  # noqa: ARG002 - the login stands in the message itself
        return ""

    def destination(self, message: Message) -> str:
        return str(_("%(name)s, in the app") % {"name": message.name} if message.name else self.label)

    def render(self, composed: Composed) -> Content:
        return Content(composed.short)

    def send(self, message: Message, *, sender: str) -> None:
        """Nothing to do: whoever opens the inbox reads the row."""

    def setup(self) -> Setup | None:
        return None
