"""Speaking to people: what is said is written, then handed over (`delivering`); people choose what they hear of."""

from fitflow.notify.services.choosing import choose_messages, mark_read
from fitflow.notify.services.delivering import deliver, forget_text, send_again
from fitflow.notify.services.writing import FORGET, KEEP_SECRETS, Notice, keep_house_mail, send, send_all

__all__ = [
    "FORGET",
    "KEEP_SECRETS",
    "Notice",
    "choose_messages",
    "deliver",
    "forget_text",
    "keep_house_mail",
    "mark_read",
    "send",
    "send_all",
    "send_again",
]
