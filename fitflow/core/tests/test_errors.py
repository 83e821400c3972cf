"""Which expected "no" a page shows in its form, and which goes up to the door."""

import pytest

from fitflow.core.errors import Busy, Denial, Forbidden, Invalid, NotFound, Refused, Unauthenticated, Unknown


@pytest.mark.parametrize("error", [NotFound, Forbidden, Unauthenticated])
def test_what_nobody_can_mend_in_a_form_is_not_caught_with_a_refusal(error: type[Denial]) -> None:
    assert not issubclass(error, Refused)
    assert issubclass(error, Denial), "the doors catch it"


@pytest.mark.parametrize("error", [Invalid, Unknown])
def test_input_of_the_wrong_shape_is_caught_by_itself(error: type[Invalid]) -> None:
    assert not issubclass(error, Denial)


def test_a_lock_that_somebody_holds_is_a_refusal() -> None:
    assert issubclass(Busy, Refused)
