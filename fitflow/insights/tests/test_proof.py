"""The proof in plain sentences."""

import re
from uuid import UUID

from fitflow.core.promises import Violation, promises
from fitflow.core.sqlfiles import ROOT
from fitflow.insights.queries.audit import Audit


def test_every_rule_that_is_checked_belongs_to_a_promise() -> None:
    audits = "\n".join(file.read_text() for file in sorted(ROOT.glob("*/sql/**/audit.sql")))
    checked = re.findall(r"^  SELECT '(\w+)'", audits, flags=re.MULTILINE)

    assert len(checked) > 10
    assert sorted(checked) == sorted(rule for promise in promises() for rule in promise.rules)


def test_a_broken_rule_breaks_its_promise_alone() -> None:
    audit = Audit(1, (Violation("booking_is_paid_once", UUID(int=1)),))

    assert [is_kept for _words, is_kept in audit.promises].count(False) == 1
