"""The three worlds, studio by studio.

S is one studio, the twin. M and L have the twin too, beside a big studio and many small ones: what the twin pays there
is the neighbours' doing, what the big one pays more is its own size.
"""

from dataclasses import dataclass

TWIN, BIG = "twin", "big"


@dataclass(frozen=True)
class StudioSize:
    """How much a studio has. `daily` classes a day from a week ago to three weeks ahead, `outside` all the others.

    `past_taken` and `future_taken`: booked places of a class. `hot`: the clients to whom 70 of 100 places go.
    `reserved`: how many of these have nothing ahead, so that the bench can book for them.
    """

    slug: str
    clients: int
    outside: int
    past_taken: int
    future_taken: int
    daily: int = 30
    capacity: int = 40
    hot: int = 0
    reserved: int = 24
    locations: int = 4
    trainers: int = 10
    class_types: int = 8
    #: Somebody looks at its pages: it has a full class tomorrow, a waitlist, and a member with 300 bookings.
    is_shown: bool = True


def small(number: int) -> StudioSize:
    """A neighbour: 200 clients, 156 classes, about 500 bookings."""
    return StudioSize(
        f"small-{number}", clients=200, outside=100, past_taken=3, future_taken=3, daily=2, capacity=12, hot=20,
        reserved=0, locations=1, trainers=2, class_types=2, is_shown=False,
    )  # fmt: skip


def world(clients: int, outside: int, neighbours: int) -> tuple[StudioSize, ...]:
    big = StudioSize(BIG, clients, outside, past_taken=40, future_taken=30, hot=clients // 10)
    return (twin, big, *map(small, range(neighbours)))


twin = StudioSize(TWIN, clients=1_000, outside=290, past_taken=1, future_taken=1, hot=100)
WORLDS: dict[str, tuple[StudioSize, ...]] = {
    "S": (twin,),
    "M": world(clients=20_000, outside=1_660, neighbours=48),
    "L": world(clients=100_000, outside=24_160, neighbours=498),
}
