"""docs/requirements.md keeps its word: every id once and in order, every state known, every named test there."""

import pytest

from fitflow.organizations.typed_settings.registry import registry
from tools.requirements import (
    PAGE,
    BadRow,
    Requirement,
    counts,
    exists,
    follow_moves,
    read_page,
    what_is_wrong,
    written_counts,
)

TEXT = PAGE.read_text()
ROWS = read_page(TEXT)
#: How many there are, areas of the product, decisions (CON) and answers (ANS); nobody drops one by accident.
HOW_MANY = 475
GOOD = Requirement("ACC-01", "core", "done", "Sign in.", ("tests/security/test_walk.py::TestTheWalk",))


class TestThePage:
    def test_names_every_requirement_once_with_a_state_and_tests_that_exist(self) -> None:
        assert not list(what_is_wrong(ROWS))
        assert len(ROWS) == HOW_MANY

    def test_counts_its_states_right(self) -> None:
        assert written_counts(TEXT) == counts(ROWS), "run: python -m tools.requirements --write"

    def test_names_settings_that_the_product_has(self) -> None:
        section = TEXT.partition("## 42. Settings")[2]
        named = {word for word in section.split("`")[1::2] if "." in word}

        assert named == set(registry().settings)


class TestEachFault:
    """Each check finds what it is for."""

    def test_is_not_seen_where_there_is_none(self) -> None:
        assert not list(what_is_wrong([GOOD]))

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            (Requirement("ACC-02", "core", "done", "", GOOD.tests), "ACC-02 stands where ACC-01 should"),
            (Requirement("ACC-01", "core", "nearly", "", GOOD.tests), "not 'nearly'"),
            (Requirement("ACC-01", "soon", "done", "", GOOD.tests), "not 'soon'"),
            (Requirement("ACC-01", "core", "part", "", ()), "ACC-01: part, but no test is named"),
            (Requirement("ACC-01", "core", "done", "", ("tests/none.py",)), "tests/none.py does not exist"),
            (
                Requirement("ACC-01", "core", "done", "", ("tests/races/test_walk.py::TestTheWalk",)),
                "does not exist; it may be tests/security/test_walk.py",
            ),
        ],
    )
    def test_is_said(self, row: Requirement, said: str) -> None:
        assert any(said in fault for fault in what_is_wrong([row]))

    def test_in_the_form_of_a_row_is_refused(self) -> None:
        with pytest.raises(BadRow):
            read_page("| ACC-01 | core | done |")

    def test_in_the_order_is_said_where_an_id_stands_twice(self) -> None:
        assert list(what_is_wrong([GOOD, GOOD])) == ["ACC-01 stands where ACC-02 should"]

    @pytest.mark.parametrize(
        ("path", "is_there"),
        [
            ("tests/security", True),
            ("tests/security/test_walk.py", True),
            ("tests/security/test_walk.py::TestTheWalk", True),
            ("tests/security/test_walk.py::TestTheWalk::test_knows_who_may_enter_each_address", True),
            ("tests/security/test_walk.py::TestTheWalk::test_knows_nobody", False),
            ("tests/security/test_walk.py::TestTheRun", False),
            ("tests/security::TestTheWalk", False),
            ("fitflow/booking/tests/test_machine.py::test_the_engine_and_the_model_agree", True),
        ],
    )
    def test_in_the_place_of_a_test_is_found(self, path: str, is_there: bool) -> None:
        assert exists(path) is is_there


class TestAMovedTest:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("tests/races/test_walk.py", "tests/security/test_walk.py"),
            ("fitflow/web/tests/test_machine.py::TestTheWalk", "tests/security/test_walk.py::TestTheWalk"),
        ],
    )
    def test_is_named_where_it_is(self, old: str, new: str) -> None:
        row = f"| ACC-01 | core | done | Sign in. | `{old}` |"

        assert follow_moves(row) == f"| ACC-01 | core | done | Sign in. | `{new}` |"

    def test_is_left_alone_where_several_have_its_name(self) -> None:
        row = "| ACC-01 | core | done | Sign in. | `fitflow/none/tests/test_api.py` |"

        assert follow_moves(row) == row
