"""The read path.

The week's list against the same through a ModelSerializer, and the public schedule at 20 requests a second.
"""

from datetime import timedelta
from pathlib import Path

from bench import studio
from bench.raw import Line
from bench.web import Server, measure

WEEK_PATH = "/api/v1/sessions"


def week(server: Server, env: dict[str, str], data: Path, tokens: Path) -> list[Line]:
    """The same seven days twice: as SQL-made JSON, and the way DRF's tutorial would do it (bench/serializer.py)."""
    first = studio.soon().date()
    query = f"from={first}&to={first + timedelta(days=6)}"
    good = frozenset({200})
    lines = []
    for name, path in (("week list", WEEK_PATH), ("week list, ModelSerializer", "/bench/serializer")):
        plan = {"tokens_file": str(tokens), "get": f"{path}?{query}", "seconds": 4}
        lines.append(measure(name, server, env, data, plan, good=good))
    return lines


def schedule_page(server: Server, env: dict[str, str], data: Path) -> Line:
    """What a stranger's phone asks for, 20 times a second."""
    plan = {"tokens_file": "/dev/null", "get": f"/s/{studio.SLUG}/", "rate": 20, "seconds": 8, "connections": 8}
    return measure("schedule page at 20/s", server, env, data, plan, good=frozenset({200}))
