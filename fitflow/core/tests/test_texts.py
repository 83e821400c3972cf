"""One reader for names, lines, texts and codes: accounts, records, pages, API and lists say the same."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fitflow.core.errors import Invalid
from fitflow.core.texts import read_code, read_name, read_note, read_text

ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


class TestReadName:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("علی\u200cرضا", "علی\u200cرضا"),
            ("\U0001f9d8\u200d♀\ufe0f Morning Flow", "\U0001f9d8\u200d♀\ufe0f Morning Flow"),
            ("നന\u0d4d\u200dദി", "നന\u0d4d\u200dദി"),
            (f"{ENGLAND} Yoga", f"{ENGLAND} Yoga"),
            ("葛\U000e0100城", "葛\U000e0100城"),
            ("\u200eדנה לוי\u200e", "דנה לוי"),
            ("\u2068Maya Lind\u2069", "Maya Lind"),
            ("Maya\u00ad Lind", "Maya Lind"),
            ("Maya\u202e Lind", "Maya Lind"),
            ("\ufeffMaya\u200b Lind", "Maya Lind"),
            ("Maya\u2028Lind\t", "Maya Lind"),
            ("\u200dMaya \u200dLi\u200c\u200cnd", "Maya Li\u200cnd"),
            ("Nguye\u0302\u0303n", "Nguyễn"),
            ("ẞßİı", "ẞßİı"),
            ("\U0001fae8 of a later Unicode", "\U0001fae8 of a later Unicode"),
        ],
    )
    def test_keeps_what_belongs_to_words_and_drops_what_nobody_sees(self, typed: str, stored: str) -> None:
        assert read_name(typed) == stored

    @pytest.mark.parametrize(
        "typed", ["", " ", "\u200b", "\u200d", "\u3164", "a\u0007b", "a\x00", "a\ud800", "x\ufdd0", "\u0301", "x" * 121]
    )
    def test_refuses_what_cannot_be_seen_or_is_too_long(self, typed: str) -> None:
        with pytest.raises(Invalid, match="1 to 120"):
            read_name(typed)

    def test_counts_what_is_shown(self) -> None:
        assert len(read_name("\u200e" + "e\u0301" * 120 + "\u200e")) == 120

    @given(st.text(max_size=40))
    def test_reads_what_it_wrote_as_the_same(self, text: str) -> None:
        try:
            name = read_name(text)
        except Invalid:
            return

        assert read_name(name) == name
        assert unicodedata.is_normalized("NFC", name)


class TestReadText:
    def test_keeps_lines_and_tabs_and_drops_marks(self) -> None:
        assert read_text("\ufeffone\r\ntwo\u200e\rthree\t3 ", field="bio", longest=20) == "one\ntwo\nthree\t3"

    @pytest.mark.parametrize(("text", "said"), [("a\x07", "cannot be shown"), ("x" * 21, "at most 20")])
    def test_says_what_is_wrong(self, text: str, said: str) -> None:
        with pytest.raises(Invalid, match=said):
            read_text(text, field="bio", longest=20)

    def test_a_note_is_one_line_that_may_be_empty(self) -> None:
        assert read_note(" two\n lines\u200f", field="note", longest=20) == "two lines"
        assert read_note(" ", field="note", longest=20) == ""


class TestReadCode:
    @pytest.mark.parametrize(
        "typed",
        [
            "123456",
            "１２３４５６",
            "١٢٣٤٥٦",
            "۱۲۳۴۵۶",
            "१२३४५६",
            " 123 456 ",
            "123-456",
            "123\u2013456",
            "\u200e123\u00a0456\u200b",
        ],
    )
    def test_reads_digits_of_any_script_with_any_gaps(self, typed: str) -> None:
        assert read_code(typed) == "123456"

    def test_leaves_what_is_no_digit(self) -> None:
        assert read_code("ab12 x") == "ab12x"
