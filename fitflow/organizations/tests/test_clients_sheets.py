"""Files of other programs: what is damaged is named, what is unclear is asked, what does not matter is read over."""

import time
from datetime import datetime
from typing import Any

import pytest

from fitflow.core.actor import Actor, Studio
from fitflow.core.errors import Invalid
from fitflow.organizations.factories import make_client
from fitflow.organizations.models import Client, Location
from fitflow.organizations.rules.client_csv import EncodingAsked, text_of
from fitflow.organizations.rules.client_headings import WHY
from fitflow.organizations.rules.client_sheets import Meanings, Sheet, read_row, read_text, wrong_rows
from fitflow.organizations.services.client_import import ImportReport, import_clients

PLAIN = "Name,Email,Notes\nMaya Lind,maya@example.org,{}\nNoah Berg,noah@example.org,private\nEve Holm,eve@x.example,\n"


class TestQuotes:
    @pytest.mark.parametrize(
        ("cell", "said"),
        [
            ('"likes tape on the bar', 'Row 2, column 3: a quote is opened and never closed: "likes tape'),
            ('likes 5" tape', "Row 2, column 3: a quote stands where none belongs"),
            ('"likes" tape', "Row 2, column 3: a quote stands where none belongs"),
            ('likes "tape"', "Row 2, column 3: a quote stands where none belongs"),
        ],
    )
    def test_that_belong_to_no_cell_are_named_by_row_and_column(self, cell: str, said: str) -> None:
        with pytest.raises(Invalid, match="Row 2") as refused:
            read_text(PLAIN.format(cell))

        assert said in refused.value.errors["file"][0]

    def test_that_swallow_another_row_up_to_the_next_quote_are_refused(self) -> None:
        text = PLAIN.format('"likes tape').replace("private", 'private"')

        [maya, _eve] = read_text(text).rows

        assert "another row in it" in read_row(maya, Meanings(), "GB").errors["row"][0]

    @pytest.mark.parametrize("cell", ['"' + '""' * 400_000, (" " * 400_000 + '"') * 2, '"a' * 200_000, " " * 900_000])
    def test_in_any_number_are_read_in_a_moment(self, cell: str) -> None:
        begun = time.process_time()

        with pytest.raises(Invalid):
            read_text(f"Name,Email\n{cell}")

        assert time.process_time() - begun < 5

    def test_around_lines_and_quotes_are_read(self) -> None:
        [maya, *_others] = read_text(PLAIN.format('"5"" tape,\nor a@b.example"')).rows

        assert maya.cells["notes"] == '5" tape,\nor a@b.example'
        assert not read_row(maya, Meanings(), "GB").errors


class TestLetters:
    @pytest.mark.parametrize(
        ("encoding", "name"),
        [
            ("mac_roman", "José Nuñez"), ("cp1250", "Łukasz Żółć"), ("cp1252", "Zoë Müller"), ("cp437", "Zoë Müller"),
            ("cp1251", "Ольга Иванова"), ("cp1253", "Ελένη Παπά"), ("shift_jis", "山田太郎"),
        ],
    )  # fmt: skip
    def test_that_are_not_unicode_are_asked_for_with_a_sample(self, encoding: str, name: str) -> None:
        data = f"Name,Email\n{name},a@example.org\n".encode(encoding)

        with pytest.raises(EncodingAsked) as asked:
            text_of(data)

        [right] = [one for one in asked.value.candidates if one.sample == (name,)]
        assert read_text(text_of(data, right.encoding)).rows[0].cells["name"] == name
        assert len({one.sample for one in asked.value.candidates}) == len(asked.value.candidates)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    def test_of_unicode_are_read_at_once(self, encoding: str) -> None:
        assert "Łukasz Żółć" in text_of("Name,Email\nŁukasz Żółć,a@example.org".encode(encoding))

    def test_that_were_lost_before_are_named(self) -> None:
        [row] = read_text("Name,Email\nJos\ufffd,jose@example.org").rows

        assert "letter was lost" in read_row(row, Meanings(), "GB").errors["name"][0]

    @pytest.mark.parametrize(("data", "encoding"), [(b"Name\na\x00b", ""), (b"x", "rot13"), (b"\x81", "cp1252")])
    def test_that_are_no_text_are_refused(self, data: bytes, encoding: str) -> None:
        with pytest.raises(Invalid):
            text_of(data, encoding)


class TestAbove:
    def test_a_line_that_names_the_separator_is_obeyed(self) -> None:
        sheet = read_text("\ufeffsep=;\r\nName;Email;Phone\r\nMaya, the first;maya@example.org;1\r\n")

        assert [name for _heading, name in sheet.columns] == ["name", "email", "phone"]
        assert (sheet.rows[0].number, sheet.rows[0].cells["name"]) == (3, "Maya, the first")

    @pytest.mark.parametrize("sign", [";", "|", "\t", "^"])
    def test_a_separator_may_be_any_sign(self, sign: str) -> None:
        assert len(read_text(f'"sep={sign}"\nName{sign}Email\nA{sign}a@b.example').columns) == 2

    def test_titles_are_skipped_and_said(self) -> None:
        text = "Client list exported 20 Nov 2026 09:12\nLocation: All\n\nName,Email,Phone\nMaya,maya@example.org,\n"

        sheet = read_text(text)

        assert sheet.titles == ((1, "Client list exported 20 Nov 2026 09:12"), (2, "Location: All"))
        assert [row.number for row in sheet.rows] == [5]


class TestHeadings:
    @pytest.mark.parametrize(
        ("headings", "fields"),
        [
            ("Vorname;Nachname;E-Mail-Adresse;Telefon", ["first_name", "last_name", "email", "phone"]),
            ("Name;Vorname;E-Mail;Handy;Bemerkung", ["last_name", "first_name", "email", "phone", "notes"]),
            ("Prénom;Nom;Courriel;Téléphone portable", ["first_name", "last_name", "email", "phone"]),
            ("Nom;Adresse e-mail", ["name", "email"]),
            ("Nombre;Apellidos;Correo electrónico;Teléfono móvil", ["first_name", "last_name", "email", "phone"]),
            ("Nombre;Correo", ["name", "email"]),
            ("First Name;Email;Home Phone;Mobile Phone", ["first_name", "email", "phone", "phone"]),
        ],
    )
    def test_of_other_languages_and_programs_are_known(self, headings: str, fields: list[str]) -> None:
        assert [name for _heading, name in read_text(f"{headings}\nx;y;z;1;2").columns] == fields

    def test_that_nobody_knows_are_assigned_by_hand(self) -> None:
        text = "Wer;Wohin;Woher\nMaya;maya@example.org;Instagram"
        unclear = read_text(text, is_whole=False)

        sheet = read_text(text, ["name", "email", "notes"])

        assert unclear.missing == ["Name", "Email"]
        assert sheet.rows[0].cells == {"name": "Maya", "email": "maya@example.org", "notes": "Woher: Instagram"}

    def test_of_two_telephones_take_the_first_that_is_there_and_name_the_other(self) -> None:
        one, both = read_text("Name,Email,Mobile,Home Phone\nA,a@x.example,,2\nB,b@x.example,1,2").rows

        assert (one.cells["phone"], both.cells["phone"]) == ("2", "1")
        assert both.remarks == ("Home Phone is left out, another one comes first: 2",)


class TestRows:
    def test_a_phone_that_is_none_is_left_out_with_a_word(self) -> None:
        [row] = read_text("Name,Email,Phone\nMaya,maya@example.org,07700 900123 / 020 7946 0958").rows

        found = read_row(row, Meanings(), "GB")

        assert not found.errors
        assert "phone" not in found.values
        assert "07700 900123 / 020 7946 0958" in found.left_out["phone"][0]

    def test_that_are_short_are_taken_with_a_word_and_that_are_long_are_not(self) -> None:
        short, long = read_text("Name,Email,Notes\nA,a@x.example\nB,b@x.example,one,two").rows

        assert "2 cells under 3 headings" in read_row(short, Meanings(), "GB").left_out["row"][0]
        assert "more cells than headings" in read_row(long, Meanings(), "GB").errors["row"][0]

    def test_that_are_wrong_come_back_as_they_were_with_the_reason(self) -> None:
        sheet = read_text("Name,Email,Shoe size\nMaya,maya@example.org,38\nNoah,noah,43\n")

        given_back = list(wrong_rows(sheet, {3: "No address."}))

        assert given_back == [("Name", "Email", "Shoe size", WHY), ("Noah", "noah", "43", "No address.")]
        assert again(given_back).columns[-1] == (WHY, "")
        assert len(list(wrong_rows(again(given_back), {2: "Still none."}))[0]) == 4


def again(rows: list[tuple[str, ...]]) -> Sheet:
    return read_text("\n".join(",".join(row) for row in rows))


class TestWords:
    LIST = "Name,Email,Status,Home Location\nA,a@x.example,Suspended,Northside\nB,b@x.example,suspended,Online\n"

    def take(self, actor: Actor, now: datetime, **said: Any) -> ImportReport:
        asked: dict[str, Any] = {"dry_run": True, **said}
        return import_clients(actor, rows=read_text(self.LIST).rows, now=now, **asked)

    def test_that_mean_nothing_here_are_named_once(self, manager: Actor, now: datetime) -> None:
        report = self.take(manager, now)

        assert report.unknown_statuses == (("Suspended", 2),)
        assert [word for word, _count in report.unknown_locations] == ["Northside", "Online"]
        assert report.counts["error"] == 2

    def test_mean_what_the_person_says_in_every_row(self, manager: Actor, studio: Studio, now: datetime) -> None:
        harbour = Location.objects.create(organization_id=studio.id, name="Harbour")
        meant: dict[str, Any] = {
            "statuses": {"SUSPENDED": "inactive"},
            "locations": {"Northside": harbour.pk, "Online": None},
        }

        report = self.take(manager, now, dry_run=False, **meant)

        assert report.counts["add"] == 2
        assert set(Client.objects.values_list("status", flat=True)) == {"inactive"}
        assert Client.objects.get(email="a@x.example").location == harbour

    @pytest.mark.parametrize("wrong", [{"statuses": {"x": "vip"}}, {"locations": {"x": "0" * 32}}])
    def test_cannot_mean_what_the_studio_does_not_have(
        self, manager: Actor, now: datetime, wrong: dict[str, dict[str, object]]
    ) -> None:
        with pytest.raises(Invalid):
            self.take(manager, now, **wrong)


class TestLeavingOut:
    def test_takes_in_the_rows_that_are_right(self, manager: Actor, studio: Studio, now: datetime) -> None:
        make_client(studio, name="Noah Berg", email="noah@example.org")
        rows = read_text(PLAIN.format("x") + "Ida,ida,\n").rows

        report = import_clients(manager, rows=rows, leave_wrong=True, dry_run=False, now=now)

        assert report.counts == {"add": 2, "update": 0, "skip": 1, "error": 1}
        assert not Client.objects.filter(name="Ida").exists()

    def test_takes_a_thousand_rows_in_few_statements(
        self, manager: Actor, now: datetime, django_assert_max_num_queries: pytest.FixtureRequest
    ) -> None:
        lines = (f"Client {number},c{number}@example.org,Note {number}" for number in range(1_000))
        rows = read_text("\n".join(["Name,Email,Notes", *lines])).rows

        with django_assert_max_num_queries(60):  # type: ignore[operator]
            report = import_clients(manager, rows=rows, dry_run=False, now=now)

        assert report.counts["add"] == 1_000
