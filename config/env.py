"""Reading the environment with types, for settings.py only.

A bad value never stops the import: the default is used and the problem kept, to be reported as a numbered system check,
so that `fitflow doctor` can name every problem at once. A secret may come from a file: NAME_FILE=/run/secrets/name.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core import checks

T = TypeVar("T")

problems: list[checks.CheckMessage] = []


def report(number: int, message: str, hint: str) -> None:
    problems.append(checks.Error(message, hint=hint, id=f"fitflow.E{number:03}"))


def read(name: str, default: T, convert: Callable[[str], T], *, number: int, expected: str) -> T:
    """The value of an environment variable, or the default when it is missing, empty or wrong."""
    text = env_text(name)
    if text == "":
        return default
    try:
        return convert(text)
    except ValueError:
        instead = f" to use {default!r}" if isinstance(default, str | int) else ""
        report(number, f"{name} is not {expected}.", f"Set {name} to {expected}, or unset it{instead}.")
        return default


def env_text(name: str, default: str = "") -> str:
    """A text variable; NAME_FILE names a file that holds it."""
    file = os.environ.get(f"{name}_FILE", "")
    if not file:
        return os.environ.get(name, "").strip() or default
    try:
        return Path(file).read_text().strip() or default
    except OSError as error:
        report(1, f"{name}_FILE cannot be read: {error.strerror}.", f"Make {file} readable, or unset {name}_FILE.")
        return default


def to_bool(text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if text.lower() not in known:
        raise ValueError(text)
    return known[text.lower()]


def env_bool(name: str, default: bool = False) -> bool:
    return read(name, default, to_bool, number=2, expected="one of 1, 0, true, false, yes, no")


def env_int(name: str, default: int) -> int:
    return read(name, default, int, number=3, expected="a whole number")


def env_list(name: str, default: list[str]) -> list[str]:
    return [part.strip() for part in env_text(name).split(",") if part.strip()] or default


def to_origin(text: str) -> str:
    """Check a web address such as https://book.example.org and cut the trailing slash."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
        raise ValueError(text)
    return text.rstrip("/")


def to_service(text: str) -> str:
    """The address of a service on another machine, which may have a path."""
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(text)
    return text.rstrip("/")


def to_contacts(text: str) -> list[str]:
    """Addresses to report a vulnerability to, as RFC 9116 writes them: mailto:, https: or tel:."""
    found = [part.strip() for part in text.split(",") if part.strip()]
    for address in found:
        parts = urlsplit(address)
        is_known = parts.scheme in {"mailto", "tel"} or (parts.scheme == "https" and parts.hostname)
        if not (is_known and address.isprintable() and parts.path + parts.netloc) or " " in address:
            raise ValueError(text)
    return found


def to_founding(text: str) -> str:
    """Who may found a studio once there is one."""
    if text.lower() not in {"open", "closed"}:
        raise ValueError(text)
    return text.lower()


def to_database(url: str) -> dict[str, Any]:
    """Django's connection values for postgresql://user:password@host:port/name?sslmode=require."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ValueError("not a PostgreSQL URL with a database name")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": options,
    }


def env_database(name: str, default: str) -> dict[str, Any]:
    expected = "an address like postgresql://user:password@host/name"
    return read(name, to_database(default), to_database, number=4, expected=expected)


def to_mail(url: str) -> dict[str, Any]:
    """How mail leaves: smtp://user:password@host:587, smtps://…:465, console:, none:, or a provider that Anymail knows.

    A mail catcher on this machine speaks no TLS: smtp://localhost:1025?tls=no.
    A provider is anymail+postmark://?server_token=…: what follows are Anymail's settings of that provider.
    """
    parts = urlsplit(url)
    provider = parts.scheme.removeprefix("anymail+")
    if provider != parts.scheme:
        values = {f"{provider}_{name}".upper(): value for name, value in parse_qsl(parts.query)}
        return {"FITFLOW_MAIL_TRANSPORT": f"anymail.backends.{provider}.EmailBackend", "ANYMAIL": values}
    backends = {"smtp": "smtp", "smtps": "smtp", "console": "console", "none": "dummy", "memory": "locmem"}
    if parts.scheme not in backends or (parts.scheme.startswith("smtp") and not parts.hostname):
        raise ValueError("unknown kind of mail server")
    return {
        "FITFLOW_MAIL_TRANSPORT": f"django.core.mail.backends.{backends[parts.scheme]}.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.port != 25 and "tls=no" not in parts.query,
    }


def secret_key(folder: Path) -> str:
    """The key of the environment, else one made once and kept readable for the owner only."""
    if key := env_text("FITFLOW_SECRET_KEY"):
        return key
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)  # Of two first starters one wins and both read its key.
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


#: As Django's own check of deployments has it.
SHORTEST_KEY = 50


def derived_key(secret: str, purpose: str) -> str:
    """A key for one purpose (HKDF): who has it has neither the secret nor the key of another purpose."""
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"fitflow:{purpose}".encode()).derive(secret.encode())
    return made.hex()


def require_strong_keys(keys: list[str]) -> None:
    """One key opens every account, so one that can be guessed is refused."""
    if any(len(key) < SHORTEST_KEY or len(set(key)) < 5 for key in keys):
        report(
            7,
            f"A secret key is weak: it has fewer than {SHORTEST_KEY} characters, or hardly any different ones.",
            "Set FITFLOW_SECRET_KEY (and each of FITFLOW_OLD_SECRET_KEYS) to the output of"
            " python -c 'import secrets; print(secrets.token_urlsafe(50))', or unset it to have one made and kept.",
        )


@checks.register
def bad_settings(**_kwargs: Any) -> list[checks.CheckMessage]:
    return problems
