"""Where the pages of a studio stand. Apps name theirs below these in their `urls`."""

#: Where programs ask.
API = "/api/"
#: The pages of one studio.
STUDIO = "s/<slug:slug>/"
#: Those of its staff.
DESK = "desk/"


def desk_of(slug: str) -> str:
    """The path below which all pages of a studio's staff are."""
    return f"/s/{slug}/{DESK}"


def studio_of(path: str) -> str:
    """The studio that an address is about, as it names it; "" where it is about none."""
    parts = path.split("/")
    return parts[2] if len(parts) > 3 and parts[1] == "s" else ""
