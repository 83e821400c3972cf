"""Python's sleep under libfaketime. Python imports this module first, because its folder is on PYTHONPATH.

`time.sleep` waits until a moment of the monotonic clock. libfaketime 0.9.10, which Debian and Ubuntu have, converts
that moment with the offset of the wall clock, although the monotonic clock runs as it is, and the sleep fails (its
issue 426). `select` waits for a duration and is left alone.
"""

import select
import time
from typing import SupportsIndex


def sleep(seconds: float | SupportsIndex, /) -> None:
    select.select([], [], [], float(seconds))


time.sleep = sleep
