"""The proof in plain sentences."""

import re
from pathlib import Path
from uuid import UUID

from fitflow.booking.queries.audit import PROMISES, Audit, Violation

AUDIT = Path(__file__).parents[1] / "sql" / "audit.sql"


def test_every_rule_that_is_checked_belongs_to_a_promise() -> None:
    checked = re.findall(r"^  SELECT '(\w+)'", AUDIT.read_text(), flags=re.MULTILINE)

    assert sorted(checked) == sorted(rule for _words, rules in PROMISES for rule in rules)


def test_a_broken_rule_breaks_its_promise_alone() -> None:
    audit = Audit(1, (Violation("booking_is_paid_once", UUID(int=1)),))

    assert [is_kept for _words, is_kept in audit.promises].count(False) == 1
