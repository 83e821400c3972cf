"""The CPU that PostgreSQL spends on a world, from the scheduler: neighbours on the machine hardly show in it."""

from pathlib import Path

from bench.growth.worlds import World


class Backends:
    """The processes behind the connections of a world's server. Helpers of parallel queries do not count."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.files: list[Path] = []

    def look_again(self) -> None:
        with self.world.owner() as link:
            found = link.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND usename <> current_user"
            ).fetchall()
        self.files = [Path(f"/proc/{pid}/schedstat") for (pid,) in found]

    def seconds(self) -> float:
        """Used so far by those that are still there; whoever ends in between takes its share along."""
        return sum(int(file.read_text().split()[0]) for file in self.files if file.exists()) / 1e9
