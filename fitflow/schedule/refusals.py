"""Why something about what is planned is refused."""

from fitflow.core.errors import Refused


class ResourceBusy(Refused):
    """Something else occupies it then. `conflicts` names it; staff may go on with a reason."""


class TrainerBusy(ResourceBusy):
    """The trainer has something else then, see `conflicts`; say why it is all right with an `override_reason`."""

    status, code = 409, "trainer_busy"


class RoomBusy(ResourceBusy):
    """The room is taken then, see `conflicts`; an `override_reason` puts it over them."""

    status, code = 409, "room_busy"


class EquipmentBusy(ResourceBusy):
    """The equipment is in use then, see `conflicts`; an `override_reason` puts it over them."""

    status, code = 409, "equipment_busy"


class ResourceRetired(Refused):
    """Nothing new is planned on it."""

    status, code = 409, "resource_retired"


class PolicyInUse(Refused):
    """Class types still name it."""

    status, code = 409, "policy_in_use"


class ClassTypeInUse(Refused):
    """A series still makes sessions of it."""

    status, code = 409, "class_type_in_use"
