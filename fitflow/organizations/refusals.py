"""Why something about the studio or its people is refused."""

from fitflow.core.errors import NotFound, Refused


class OrganizationRequired(Refused):
    """Somebody with several studios did not say which one."""

    status, code = 400, "organization_required"


class Outsider(NotFound):
    """Somebody who is signed in, and nothing in this studio yet: not found, like a page that does not exist."""


class SecondStepRequired(Refused):
    """The studio asks its staff for two-step sign-in, and this login has none: set it up under Two-step sign-in."""

    status, code = 403, "second_step_required"


class NoOrganization(NotFound):
    """Somebody who belongs to no studio asked for "the" studio."""

    code = "no_organization"


class ClientIsArchived(Refused):
    """The record was put away; bring it back first."""

    status, code = 409, "client_archived"


class QuotaReached(Refused):
    """The studio has as many clients, or sessions to come, as this installation allows (`most`)."""

    status, code = 409, "quota_reached"


class AddedMeanwhile(Refused):
    """Somebody else added a client of the list between the look and the write."""

    status, code = 409, "client_added_meanwhile"


class LastOwner(Refused):
    """A studio has at least one owner."""

    status, code = 409, "last_owner"


class OwnersOnly(Refused):
    """Owners are made and unmade by owners."""

    status, code = 403, "owners_only"


class NoLogin(Refused):
    """Roles belong to a login, and this person has none yet."""

    status, code = 409, "no_login"


class Inactive(Refused):
    """This person no longer works here."""

    status, code = 409, "inactive"


class AlreadyFounded(Refused):
    """Somebody else founded the first studio here: from now on people sign in."""

    status, code = 409, "already_founded"


class FoundingClosed(Refused):
    """Whoever runs this installation founds the studios here (`FITFLOW_FOUNDING`)."""

    status, code = 403, "founding_closed"


class FoundedToday(Refused):
    """A login founds one studio in 24 hours."""

    status, code = 409, "founded_today"


class TimezoneNotConfirmed(Refused):
    """Sessions are planned, `sessions` says how many: they would be at another clock time. Send `confirm: true`."""

    status, code = 409, "timezone_not_confirmed"


class AddressNotProven(Refused):
    """Nobody becomes a client by an address that may be somebody else's."""

    status, code = 403, "email_not_verified"


class SignupClosed(Refused):
    """The studio adds its clients itself (`clients.self_signup` is off)."""

    status, code = 403, "signup_closed"


class AddressTaken(Refused):
    """The record with this address belongs to another login."""

    status, code = 409, "email_taken"


class NobodyJoined(Refused):
    """There is no login to separate from this record."""

    status, code = 409, "nobody_joined"


class NotWelcome(Refused):
    """The studio has put this person's record away."""

    status, code = 403, "client_archived"


class AlreadyStaff(Refused):
    """Whoever works here already gets other roles instead of an invitation."""

    status, code = 409, "already_staff"


class InvitationClosed(Refused):
    """Taken, withdrawn, or too old."""

    status, code = 410, "invitation_closed"


class OtherAddress(Refused):
    """The login has not proven the address that was invited."""

    status, code = 403, "other_address"


class LastLocation(Refused):
    """A studio has at least one place."""

    status, code = 409, "last_location"
