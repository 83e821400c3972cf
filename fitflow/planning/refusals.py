"""Why an act on many sessions is refused."""

from fitflow.core.errors import Refused


class SeriesOver(Refused):
    """The series has ended: it makes no more sessions."""

    status, code = 409, "series_ended"
