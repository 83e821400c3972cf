import pytest
from hypothesis import given
from hypothesis import strategies as some

from fitflow.core.addresses import NotAnAddress, comparable, read_address, read_email, shown_address
from fitflow.core.errors import Invalid


class TestReadAddress:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("maya@example.org", "maya@example.org"),
            ("  Maya.Lind+gym@Example.ORG ", "maya.lind+gym@example.org"),
            ("maya@faß.de", "maya@xn--fa-hia.de"),
            ("maya@FASS.de", "maya@fass.de"),
            ("maya@xn--fa-hia.de", "maya@xn--fa-hia.de"),
            ("maya@bücher.example", "maya@xn--bcher-kva.example"),
            ("maya@bu\u0308cher.example", "maya@xn--bcher-kva.example"),
            ("maya@BÜCHER。example", "maya@xn--bcher-kva.example"),
            ("maya@example.org.", "maya@example.org"),
            ("ｍａｙａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "maya@example.org"),
            ("maya@مثال.إختبار", "maya@xn--mgbh0fb.xn--kgbechtv"),
            ("maya@דוגמה.example", "maya@xn--6dbbec0c.example"),
            ("\u202amaya@example.org\u202c", "maya@example.org"),
            ("\ufeffmaya@example.org\u200b", "maya@example.org"),
            ("maya@παράδειγμα.example", "maya@xn--hxajbheg2az3al.example"),
            ("o'neil@example.org", "o'neil@example.org"),
            ("o’neil@example.org", "o'neil@example.org"),
            ("mailto:maya@example.org", "maya@example.org"),
            ("<maya@example.org>;", "maya@example.org"),
            ("'maya@example.org'", "maya@example.org"),
            ("“maya@example.org”", "maya@example.org"),
            ("'s-hertogenbosch@example.org", "'s-hertogenbosch@example.org"),
            ("info@straße.example", "info@xn--strae-oqa.example"),
            (f"{'a' * 64}@example.org", f"{'a' * 64}@example.org"),
        ],
    )
    def test_gives_the_one_form_that_is_stored(self, typed: str, stored: str) -> None:
        assert read_address(typed) == stored

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "maya",
            "@example.org",
            "maya@",
            "maya@localhost",
            "maya@example..org",
            "maya@example.org..",
            "maya@.example.org",
            "maya@-example.org",
            "maya@exa_mple.org",
            "maya@[127.0.0.1]",
            "maya lind@example.org",
            "maya@exam ple.org",
            "maya@@example.org",
            "maya@☕.example",
            "maya@xn--53h.example",
            "maya@I♥ny.example",
            "maya@xn--zz.example",
            "maya@1א.example",
            "maya@אa.example",
            "mäya@example.org",
            "maya\n@example.org",
            "maya@example.org\nbcc: x@example.org",
            f"{'a' * 65}@example.org",
            f"maya@{'a' * 64}.org",
            f"maya@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 20}.org",
            '"\x01"@example.org',
            '"a\x7f"@example.org',
            '"a\x0bb"@example.org',
        ],
    )
    def test_refuses_what_no_mail_can_be_sent_to(self, typed: str) -> None:
        with pytest.raises(NotAnAddress):
            read_address(typed)

    @given(some.text(max_size=80))
    def test_knows_only_addresses_and_refusals(self, typed: str) -> None:
        try:
            stored = read_address(typed)
        except NotAnAddress:
            return
        assert stored == read_address(stored) == read_address(shown_address(stored))

    @given(some.emails())
    def test_changes_an_ordinary_address_in_its_case_only(self, typed: str) -> None:
        assert comparable(typed) == typed.lower()


class TestReadEmail:
    def test_refuses_beside_its_field(self) -> None:
        with pytest.raises(Invalid) as refused:
            read_email("maya", field="contact")

        assert refused.value.errors == {"contact": ["Write an e-mail address, such as name@example.org."]}

    def test_may_be_left_empty_where_none_is_needed(self) -> None:
        assert read_email(" ", is_required=False) == ""
        with pytest.raises(Invalid):
            read_email(" ")


class TestShownAddress:
    @pytest.mark.parametrize(
        ("stored", "shown"),
        [
            ("maya@example.org", "maya@example.org"),
            ("maya@xn--fa-hia.de", "maya@faß.de"),
            ("maya@xn--mgbh0fb.xn--kgbechtv", "maya@مثال.إختبار"),
            ("maya@xn--53h.example", "maya@xn--53h.example"),
            ("", ""),
        ],
    )
    def test_has_the_letters_of_its_host(self, stored: str, shown: str) -> None:
        assert shown_address(stored) == shown
