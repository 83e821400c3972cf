"""What an act asks of whoever does it, besides what its door asks."""

from django.utils.translation import gettext as _

from fitflow.core.actor import Actor, Role
from fitflow.core.errors import Forbidden


def require_manager(actor: Actor) -> None:
    """Refuses whoever does not manage the studio, or a part of it."""
    if not actor.can(Role.MANAGER):
        raise Forbidden(_("Your role in this studio does not include this."))
