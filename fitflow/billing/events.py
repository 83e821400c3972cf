"""What happens to credits. Ids and values only."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from fitflow.core.events import Code, FreeText


@dataclass(frozen=True)
class CreditGranted:
    """A client was given a lot of credits."""

    type: ClassVar[str] = "credit.granted"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    lot_id: UUID
    amount: Decimal
    origin: Code
    valid_until: datetime | None
    reason: FreeText


@dataclass(frozen=True)
class CreditUsed:
    """A client paid with credits. Written in the statement of its posting: paying is the hot path."""

    type: ClassVar[str] = "credit.used"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    posting_id: UUID
    reference: Code
    amount: Decimal


@dataclass(frozen=True)
class CreditAdjusted:
    """Staff took credits away, and said why."""

    type: ClassVar[str] = "credit.adjusted"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    posting_id: UUID
    amount: Decimal
    reason: FreeText


@dataclass(frozen=True)
class CreditRefunded:
    """Credits went back to the lots they came from: by the policy (`refund`) or by staff's decision (`waiver`)."""

    type: ClassVar[str] = "credit.refunded"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    posting_id: UUID
    reference: Code
    kind: Code
    amount: Decimal


@dataclass(frozen=True)
class CreditCorrected:
    """What had been given back was taken again: the record it was given for was corrected."""

    type: ClassVar[str] = "credit.corrected"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    posting_id: UUID
    reference: Code
    amount: Decimal


@dataclass(frozen=True)
class CreditExpiring:
    """Credits of a lot can be used for a few more days only."""

    type: ClassVar[str] = "credit.expiring"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    lot_id: UUID
    amount: Decimal
    valid_until: datetime


@dataclass(frozen=True)
class CreditExpired:
    """Credits of a lot were not used in time."""

    type: ClassVar[str] = "credit.expired"
    entity: ClassVar[str] = "client_id"
    client_id: UUID
    lot_id: UUID
    amount: Decimal


@dataclass(frozen=True)
class CreditsAsked:
    """A client asked the studio for credits."""

    type: ClassVar[str] = "credit.asked"
    entity: ClassVar[str] = "request_id"
    request_id: UUID
    client_id: UUID


@dataclass(frozen=True)
class CreditsAnswered:
    """The desk answered: it gave so many, or none now (0)."""

    type: ClassVar[str] = "credit.answered"
    entity: ClassVar[str] = "request_id"
    request_id: UUID
    client_id: UUID
    amount: Decimal
