"""Links in messages that let one person do one thing without signing in: signed, limited in time, bound to a purpose.

Who builds the page follows the house rule: GET shows what would happen, only POST does it, since mail programs and
scanners open every link they see.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from fitflow.core.errors import NotFound
from fitflow.notify.refusals import LinkExpired

PREFIX = "/a/"
SALT = "fitflow.notify.links"
NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Link:
    """What a link is good for: a purpose, a studio, an entity, and the client it was written to."""

    purpose: str
    organization_id: UUID
    entity_id: UUID
    client_id: UUID | None
    expires_at: datetime | None
    #: What `Client.link_version` was when it was written; a link of before it was counted up has ended.
    version: int = 0


def make_link(
    purpose: str,
    *,
    organization_id: UUID,
    entity_id: UUID,
    client_id: UUID | None = None,
    version: int = 0,
    expires_at: datetime | None = None,
) -> str:
    """The path of a personal link, `/a/<token>`. Without `expires_at` it holds until the key of the house changes."""
    link = Link(purpose, organization_id, entity_id, client_id, expires_at, version)
    return f"{PREFIX}{make_token(link)}"


def make_token(link: Link) -> str:
    purpose, expires_at = link.purpose, link.expires_at
    if not purpose.isidentifier():
        raise ValueError(f"{purpose!r} is no purpose: use a word such as cancel")
    ids = link.organization_id.bytes + link.entity_id.bytes + (link.client_id or NOBODY).bytes
    ids += link.version.to_bytes(4, "big") if link.version else b""
    until = int(expires_at.timestamp()) if expires_at else 0
    return _signer().sign(".".join([purpose, base64.urlsafe_b64encode(ids).decode(), f"{until:x}"]))


def read_link(token: str, *, now: datetime) -> Link:
    """What the link is good for. A forged or broken one is not found; one that ran out says so."""
    try:
        purpose, ids, until = _signer().unsign(token).split(".")
        raw = base64.urlsafe_b64decode(ids)
        organization_id, entity_id, client_id = (UUID(bytes=raw[start : start + 16]) for start in (0, 16, 32))
        version = int.from_bytes(raw[48:52], "big")  # None in it: the first.
        expires_at = datetime.fromtimestamp(int(until, 16), UTC) if int(until, 16) else None
    except (BadSignature, ValueError, binascii.Error) as error:
        raise NotFound(_("This link is not complete. Copy all of it from the message.")) from error
    if expires_at is not None and expires_at <= now:
        raise LinkExpired(_("This link has run out. Sign in to see where things stand."))
    return Link(purpose, organization_id, entity_id, client_id if client_id != NOBODY else None, expires_at, version)


def _signer() -> Signer:
    return Signer(sep=".", salt=SALT)
