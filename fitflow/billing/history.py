"""How what happens to credits reads in the audit trail."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from fitflow.core.offers import offer
from fitflow.organizations.hooks import Sentence, Words

Payload = Mapping[str, Any]


def _facts(words: Words, payload: Payload) -> dict[str, str]:
    return {
        "who": words["who"],
        "name": words["client_id"],
        "credits": words.formats.credits(abs(Decimal(payload["amount"]))),
        "reason": payload.get("reason", ""),
    }


def _granted(words: Words, payload: Payload) -> str:
    facts = _facts(words, payload)
    if payload["origin"] == "welcome":
        return _t("%(name)s got %(credits)s as a welcome.") % facts
    if not facts["reason"]:
        return _t("%(who)s gave %(name)s %(credits)s.") % facts
    return _t("%(who)s gave %(name)s %(credits)s: “%(reason)s”") % facts


def _used(words: Words, payload: Payload) -> str:
    return _t("%(name)s paid %(credits)s.") % _facts(words, payload)


def _adjusted(words: Words, payload: Payload) -> str:
    facts = _facts(words, payload)
    if not facts["reason"]:
        return _t("%(who)s took %(credits)s from %(name)s.") % facts
    return _t("%(who)s took %(credits)s from %(name)s: “%(reason)s”") % facts


def _refunded(words: Words, payload: Payload) -> str:
    facts = _facts(words, payload)
    if payload["kind"] == "waiver":
        return _t("%(who)s had %(credits)s given back to %(name)s.") % facts
    return _t("%(name)s got %(credits)s back.") % facts


def _corrected(words: Words, payload: Payload) -> str:
    return _t("%(name)s was charged %(credits)s again after a correction by %(who)s.") % _facts(words, payload)


def _expiring(words: Words, payload: Payload) -> str:
    return _t("%(credits)s of %(name)s expire soon.") % _facts(words, payload)


def _expired(words: Words, payload: Payload) -> str:
    return _t("%(credits)s of %(name)s expired.") % _facts(words, payload)


def _answered(words: Words, payload: Payload) -> str:
    if not Decimal(payload["amount"]):
        return _t("%(who)s gave %(name)s no credits for now.") % _facts(words, payload)
    return _t("%(who)s gave %(name)s the %(credits)s they had asked for.") % _facts(words, payload)


offer(
    Sentence("credit.asked", _("%(client_id)s asked for credits.")),
    Sentence("credit.answered", _answered),
    Sentence("credit.granted", _granted),
    Sentence("credit.used", _used),
    Sentence("credit.adjusted", _adjusted),
    Sentence("credit.refunded", _refunded),
    Sentence("credit.corrected", _corrected),
    Sentence("credit.expiring", _expiring),
    Sentence("credit.expired", _expired),
)
