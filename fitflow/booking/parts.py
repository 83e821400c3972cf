"""What booking adds to pages of others."""

from fitflow.organizations.parts import Entrance, add_entrance
from fitflow.schedule.settings import CLASSES_ON

add_entrance(Entrance(10, "booking:schedule", lambda actor, _is_client: actor.setting(CLASSES_ON)))
add_entrance(Entrance(20, "booking:mine", lambda _actor, is_client: is_client))
