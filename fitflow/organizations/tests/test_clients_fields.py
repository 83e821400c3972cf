"""The table of a client's fields, and what follows from it."""

from dataclasses import replace
from datetime import date

import pytest
from django import forms

from fitflow.core.errors import Invalid
from fitflow.core.formats import Formats
from fitflow.organizations.forms.clients import ClientForm, ProfileForm, asked
from fitflow.organizations.forms.clients_api import ClientOut, ClientRecordIn, sent, told
from fitflow.organizations.models import Client
from fitflow.organizations.rules.client_fields import BY_NAME, FIELDS, OWN_FIELDS, Kind, anywhere, whole_record
from fitflow.organizations.rules.client_headings import HEADINGS
from fitflow.organizations.rules.client_sheets import EXAMPLE
from fitflow.organizations.rules.clients import read_day
from fitflow.organizations.words import COLUMN_WORDS, value_words

FORMATS = Formats()
#: Columns that nobody writes: they follow from what is done.
NOT_WRITTEN = {
    "id", "organization_id", "archived_at", "status_before", "search", "link_version", "created_at", "churned_on",
    "churn_reason",
}  # fmt: skip
BIRTHDAY = replace(BY_NAME["goals"], name="birthday", kind=Kind.DAY, read=anywhere(read_day("birthday")), empty=None)


class TestTheTable:
    def test_knows_every_column_of_a_client(self) -> None:
        columns = {field.attname for field in Client._meta.concrete_fields}

        assert columns - NOT_WRITTEN == set(BY_NAME)

    def test_is_what_programs_send_and_get(self) -> None:
        assert list(ClientRecordIn().fields) == [field.name for field in FIELDS]
        assert {field.relation for field in FIELDS} < set(ClientOut().fields)

    def test_is_what_the_desk_and_members_are_asked(self) -> None:
        desk = ClientForm(formats=FORMATS, locations=[], trainers=[])
        rows = [[field.name for field in row] for row in desk.contact + desk.training]

        assert set(desk.fields) == {field.name for field in FIELDS if not field.is_reference}
        assert rows[:2] == [["name"], ["email", "phone"]]
        assert sorted(name for row in rows for name in row) == sorted(desk.fields)
        assert set(ProfileForm(formats=FORMATS, client=Client(name="Maya Lind")).fields) == OWN_FIELDS

    def test_is_what_a_list_may_have(self) -> None:
        assert set(COLUMN_WORDS) == set(HEADINGS)
        assert len({len(row) for row in EXAMPLE}) == 1

    def test_has_no_heading_twice(self) -> None:
        headings = [heading for names in HEADINGS.values() for heading in names]

        assert len(headings) == len(set(headings))

    def test_fills_what_a_new_record_does_not_say(self) -> None:
        made = whole_record({"name": " Maya  Lind", "email": "Maya@example.org"}, "GB")
        said = {"name": "Maya Lind", "email": "maya@example.org"}

        assert made == {**{field.name: field.empty for field in FIELDS}, **said}

    def test_refuses_a_name_that_is_not_in_it(self) -> None:
        with pytest.raises(Invalid) as refusal:
            whole_record({"name": "Maya", "email": "maya@example.org", "shoes": 38}, "GB")

        assert list(refusal.value.errors) == ["shoes"]


class TestADay:
    """A kind that no field has yet: the next one, a birthday, is written into the table and into the columns only."""

    @pytest.mark.parametrize("written", ["1990-11-20", " 1990-11-20 ", date(1990, 11, 20)])
    def test_is_read_from_lists_and_forms(self, written: object) -> None:
        assert BIRTHDAY.read(written, "GB") == date(1990, 11, 20)
        assert BIRTHDAY.read("", "GB") is None

    @pytest.mark.parametrize("written", ["20.11.1990", "1990-02-30", "yesterday", 1990])
    def test_says_how_a_day_is_written(self, written: object) -> None:
        with pytest.raises(Invalid, match="1990-11-20"):
            BIRTHDAY.read(written, "GB")

    def test_is_asked_by_a_field_for_days(self) -> None:
        field = asked(BIRTHDAY, BIRTHDAY.desk)

        assert isinstance(field, forms.DateField)
        assert field.clean("1990-11-20") == date(1990, 11, 20)
        assert field.clean("") is None

    def test_is_sent_and_told_as_a_day(self) -> None:
        assert sent(BIRTHDAY).run_validation("1990-11-20") == date(1990, 11, 20)
        assert sent(BIRTHDAY).run_validation(None) is None
        assert told(BIRTHDAY).to_representation(date(1990, 11, 20)) == date(1990, 11, 20)

    def test_is_shown_in_words(self) -> None:
        assert "1990" in value_words(date(1990, 11, 20), FORMATS)
