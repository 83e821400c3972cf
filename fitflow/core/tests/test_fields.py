"""Fields of what programs send: the readers of forms and lists, with their bounds."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from rest_framework import serializers

from fitflow.core.doors import api_key
from fitflow.core.errors import Invalid
from fitflow.core.fields import AmountIn, LinkIn, PriceIn, SpotsIn, TextIn, WholeIn
from fitflow.core.idempotency import KeyRequired


class TestNumbers:
    @pytest.mark.parametrize("field", [WholeIn(), AmountIn(10, 2), PriceIn(), SpotsIn()])
    @pytest.mark.parametrize("value", ["1_0", True, "ten", ""])
    def test_are_no_words_and_nothing_that_only_python_reads(self, field: Any, value: Any) -> None:
        with pytest.raises(serializers.ValidationError):
            field.run_validation(value)

    @pytest.mark.parametrize(
        ("field", "value"), [(PriceIn(), "1000.01"), (PriceIn(), -1), (SpotsIn(), 0), (SpotsIn(), 1001)]
    )
    def test_stay_within_their_bounds(self, field: Any, value: Any) -> None:
        with pytest.raises(serializers.ValidationError):
            field.run_validation(value)

    def test_are_read_as_they_are_written(self) -> None:
        assert (WholeIn().run_validation("10"), PriceIn().run_validation("0.5")) == (10, PriceIn().run_validation(0.5))


class TestLinks:
    def test_are_stored_in_one_form(self) -> None:
        assert LinkIn(allow_blank=True).run_validation("") == ""
        assert LinkIn().run_validation("https://bücher.example") == "https://xn--bcher-kva.example"

    @pytest.mark.parametrize("value", ["ftp://a.example", "https://a:b@c.example", "x"])
    def test_lead_to_pages_only(self, value: str) -> None:
        with pytest.raises(serializers.ValidationError, match="without a password"):
            LinkIn().run_validation(value)


class TestTexts:
    def test_lose_marks_and_keep_lines(self) -> None:
        assert TextIn(allow_blank=True).run_validation("\ufeffone\r\ntwo\u202e") == "one\ntwo"

    def test_cannot_have_signs_without_a_form(self) -> None:
        with pytest.raises(serializers.ValidationError, match="cannot be shown"):
            TextIn().run_validation("a\x07b")


class TestKeys:
    @pytest.mark.parametrize("key", ["kü", "", "k\x7f", "k\u200b"])
    def test_that_cannot_be_read_are_refused_with_what_is_wrong(self, key: str) -> None:
        """A server passes on a header with other letters as one that is empty."""
        with pytest.raises(Invalid, match="ASCII"):
            api_key(cast(Any, SimpleNamespace(headers={"Idempotency-Key": key})))

    def test_that_are_missing_are_asked_for(self) -> None:
        with pytest.raises(KeyRequired):
            api_key(cast(Any, SimpleNamespace(headers={})))

    def test_that_can_be_read_are_taken(self) -> None:
        assert api_key(cast(Any, SimpleNamespace(headers={"Idempotency-Key": "a-1"}))) == "a-1"
