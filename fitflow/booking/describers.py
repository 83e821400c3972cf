"""What credits were paid for, for the wallet and the ledger."""

from fitflow.billing.queries import register_describer
from fitflow.booking.queries.subjects import booking_subjects

register_describer("booking", booking_subjects)
