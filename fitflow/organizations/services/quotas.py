"""How much one studio may hold: bounds that only a mistake or an abuse comes near. The house sets them."""

from django.conf import settings
from django.utils.translation import gettext as _

from fitflow.core.actor import Actor
from fitflow.organizations.models import Client
from fitflow.organizations.refusals import QuotaReached


def refuse_too_many_clients(actor: Actor, adding: int = 1) -> None:
    """Refuses more clients than a studio may have, archived ones too."""
    most: int = settings.FITFLOW_MOST_CLIENTS
    kept = Client.objects.filter(organization_id=actor.organization_id)[: most + 1].count()
    if kept + adding > most:
        message = _("A studio here has at most %(most)d clients. Ask whoever runs this site for more.")
        raise QuotaReached(message % {"most": most}, most=most)
