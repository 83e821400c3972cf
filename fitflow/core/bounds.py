"""How long and how large each fact may be, said once for tables, API, pages, settings and imported lists.

`tests/architecture/test_bounds.py` walks them all and shows that they agree.
"""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

#: What somebody is called, and what a place or a studio is called.
LONGEST_NAME = 120
#: What a class type or a policy is called.
LONGEST_TITLE = 80
#: RFC 5321: a whole address, and what stands before its @.
LONGEST_ADDRESS, LONGEST_LOCAL = 254, 64
#: A telephone number, as it is typed and as it is stored.
LONGEST_PHONE = 40
#: Links to meetings carry whole documents in their query.
LONGEST_LINK = 2_000
#: The address of a location, in one line.
LONGEST_LOCATION = 300
#: A reason, and a note of one line.
LONGEST_REASON = 300
#: What a class, a trainer, a goal is said to be, in several lines.
LONGEST_TEXT = 2_000
#: Places of one session.
MOST_SPOTS = 1_000
#: Minutes of one session.
SHORTEST_SESSION, LONGEST_SESSION = 5, 720
#: Credits that one place costs.
MOST_PRICE = Decimal(1_000)
#: Credits that are given or taken at once.
LEAST_CREDITS, MOST_CREDITS = Decimal("0.01"), Decimal("9999.99")


def spots_words() -> Promise:
    """What is said to a number of places beyond the bound."""
    return format_lazy(gettext_lazy("Give a number from 1 to {most}."), most=MOST_SPOTS)
