"""For migrations: rows of earlier releases get the form in which they are read now, and nothing is lost on the way."""

import logging
from typing import Any

from django.db import IntegrityError, transaction

from fitflow.core.texts import NotALine, read_line

logger = logging.getLogger(__name__)


def renew_lines(rows: Any, field: str, what: str, using: str) -> int:
    """Writes a column of lines as `read_line` does. What cannot be read, or would become another row's, stays.

    Gives how many stay; the log names each.
    """
    left = 0
    for pk, text in list(rows.values_list("pk", field)):
        try:
            line = read_line(text)
            if line == text:
                continue
            if not line:
                raise NotALine(text)
            with transaction.atomic(using):
                rows.filter(pk=pk).update(**{field: line})
        except (NotALine, IntegrityError):
            left += 1
            logger.warning("%s %s: its %s cannot be written as it is read now, and stays as it is.", what, pk, field)
    return left
