"""Every expected "no": each carries its HTTP status and a stable code. Anything else that is raised is a bug.

`Refused` is the one that somebody can do something about: a page shows it in the form or beside the button that was
pressed. Who may not see a thing, may not do it, or must sign in first gets no form: `NotFound`, `Forbidden` and
`Unauthenticated` go up to the door, so they are siblings of `Refused`.
"""

from typing import Any, ClassVar


class Denial(Exception):
    """What all of them have in common but `Invalid`: a sentence, and details for the API. Doors catch it."""

    status: int = 409
    code: str = "refused"

    def __init__(self, message: str = "", **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class Refused(Denial):
    """A rule says no. Raised by a service only before its first write."""


class NotFound(Denial):
    """It does not exist, or the actor may not see it: the same answer for both."""

    status, code = 404, "not_found"


class Forbidden(Denial):
    """The actor's role does not include this act."""

    status, code = 403, "forbidden"


class Unauthenticated(Denial):
    """Nobody is signed in, or the token is no longer good."""

    status, code = 401, "unauthenticated"


class Busy(Refused):
    """Somebody else holds the lock for longer than we wait (3 s)."""

    status, code = 409, "busy"


class TooManyRequests(Refused):
    """More requests than a login or a network may send in a minute, or too many wrong tries; see Retry-After."""

    status, code = 429, "too_many_requests"


class Invalid(Exception):
    """Input of the wrong shape. `errors` maps each field to sentences that say what would be right."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "invalid"

    def __init__(self, errors: dict[str, list[str]]) -> None:
        super().__init__("; ".join(f"{field}: {' '.join(texts)}" for field, texts in errors.items()))
        self.errors = errors

    @property
    def message(self) -> str:
        """The sentences alone, for people: the names of fields are for programs."""
        return " ".join(text for texts in self.errors.values() for text in texts)

    @classmethod
    def field(cls, name: str, message: str) -> "Invalid":
        return cls({name: [str(message)]})


class Unknown(Invalid):
    """A field holds an id that is nobody's here: not found, like the same id in an address, and the field is named."""

    status, code = 404, "not_found"
