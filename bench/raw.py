"""The limit: our own statements one by one as the application's role, by pgbench at 16 connections."""

import glob
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil

from fitflow.core import embedded

SCRIPTS = Path(__file__).parent / "sql"
#: As in the product's own functions: otherwise the limit would suffer from plans made over empty tables.
OPTIONS = {"PGOPTIONS": "-c enable_seqscan=off"}
CONNECTIONS = 16


@dataclass(frozen=True)
class Line:
    """What one run measured: per second, latencies in ms, CPU in microseconds for each unit of work."""

    name: str
    rate: float
    p50: float
    p95: float
    p99: float
    errors: int
    app_us: float
    database_us: float
    note: str = ""

    def words(self) -> str:
        latency = f"{self.p50:.1f} / {self.p95:.1f} / {self.p99:.1f} ms"
        cpu = f"app {self.app_us:.0f} us, database {self.database_us:.0f} us"
        rate = f"{self.rate:>8.0f}/s"
        return f"{self.name:<34} {rate}   {latency:<24} errors {self.errors}   {cpu}   {self.note}".rstrip()


def database_cpu(data: Path) -> float:
    """Seconds of CPU that PostgreSQL has used so far, with its ended children."""
    master = psutil.Process(int((data / "postmaster.pid").read_text().splitlines()[0]))
    times = master.cpu_times()
    total = times.user + times.system + times.children_user + times.children_system
    for child in master.children():
        try:
            total += sum(child.cpu_times()[:2])
        except psutil.NoSuchProcess:
            continue
    return float(total)


def pgbench(
    name: str, scripts: tuple[str, ...], env: dict[str, str], data: Path, *, low: int, high: int, seconds: int
) -> Line:
    parts = urlsplit(env["DATABASE_URL"])
    host = parse_qs(parts.query)["host"][0]
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "script.sql"
        whole.write_text("".join((SCRIPTS / f"{script}.sql").read_text() for script in scripts))
        before = database_cpu(data)
        command = [
            str(embedded.binaries() / "pgbench"), "-n", "-U", str(parts.username), "-h", host,
            "-M", "prepared", "-f", str(whole),
            "-D", f"lo={low}", "-D", f"hi={high}", "-D", "i=0",
            "-c", str(CONNECTIONS), "-j", "1", "-T", str(seconds), "-l", f"--log-prefix={folder}/log",
            parts.path.lstrip("/"),
        ]  # fmt: skip
        done = subprocess.run(command, env={**env, **OPTIONS}, capture_output=True, text=True, check=False)
        used = database_cpu(data) - before
        lines = [line for file in glob.glob(f"{folder}/log.*") for line in Path(file).read_text().splitlines()]
        taken = sorted(int(line.split()[2]) for line in lines if line.split()[2].isdigit())
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    if rate is None or not taken:
        raise RuntimeError(f"{name}: {done.stderr[-600:]}")
    failed = re.search(r"failed transactions: (\d+)", done.stdout)
    p50, p95, p99 = (taken[int(len(taken) * share)] / 1000 for share in (0.5, 0.95, 0.99))
    return Line(name, float(rate[1]), p50, p95, p99, int(failed[1]) if failed else 0, 0.0, used / len(taken) * 1e6)
