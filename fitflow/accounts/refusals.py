"""Why signing in, or changing a login, is refused."""

from fitflow.core.errors import Refused


class EmailTaken(Refused):
    """Somebody else signs in with this address."""

    status, code = 409, "email_taken"


class InvalidCredentials(Refused):
    """The address and the password do not belong together; which of the two is wrong is not said."""

    status, code = 401, "invalid_credentials"


class SecondFactorRequired(Refused):
    """The password is right: send the `code` of the authenticator app, too."""

    status, code = 401, "mfa_required"


class InvalidToken(Refused):
    """The refresh token is broken, expired, or was made worthless."""

    status, code = 401, "invalid_token"


class TooManyFailures(Refused):
    """Too many wrong tries of the account or the address; see Retry-After."""

    status, code = 429, "too_many_requests"
