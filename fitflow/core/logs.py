"""What is written about a failure: where it happened and of what kind, without the row that PostgreSQL would show."""

import logging
import re
from types import TracebackType

#: PostgreSQL's lines about the values that were in the way, up to the next thing it or Python says.
_DETAIL = re.compile(
    r"^DETAIL:.*?(?=^(?:HINT|CONTEXT):|^\n(?:The above exception|During handling)|\Z)", re.MULTILINE | re.DOTALL
)


def without_values(text: str) -> str:
    """The text of an exception without names, addresses and whatever else stood in the row."""
    return _DETAIL.sub("DETAIL: left out\n", text)


class LineFormatter(logging.Formatter):
    """A log line; the traceback below it shows no values of rows."""

    def formatException(  # noqa: N802 - the library's name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return without_values(super().formatException(ei))
