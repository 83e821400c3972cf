"""Lists of clients: read in many spellings, previewed row by row, taken in as a whole or not at all."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fitflow.accounts.factories import make_user
from fitflow.core.actor import Actor, Role, Studio
from fitflow.core.errors import Forbidden, Invalid
from fitflow.core.models import Event
from fitflow.organizations.factories import actor_of, make_client, make_staff_actor
from fitflow.organizations.models import Client, ClientNote, Location, StudioRole, StudioRoleScope
from fitflow.organizations.queries.logins import waiting_records
from fitflow.organizations.rules.client_csv import EncodingAsked, text_of
from fitflow.organizations.rules.client_sheets import (
    EXAMPLE,
    MOST_ROWS,
    Meanings,
    Sheet,
    SheetRow,
    read_row,
    read_text,
    rows_of,
)
from fitflow.organizations.services.client_import import ImportReport, import_clients
from fitflow.organizations.services.clients import archive_client

LIST = """Name,Email,Phone,Status,Goals,Notes
Maya Lind,maya@example.org,+44 20 7946 0958,active,Run 10 km,Knee hurts
Noah Berg,noah@example.org,,prospect,,
"""


def written(rows: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


class TestReadFile:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
    def test_reads_what_spreadsheet_programs_write(self, encoding: str, delimiter: str, newline: str) -> None:
        text = written([["Nummer", "Name", "E-Mail"], ["x", "Zoë Müller", "zoe@example.org"]], delimiter)

        sheet = read_text(text_of(text.replace("\r\n", newline).encode(encoding)))

        assert sheet.columns == (("Nummer", ""), ("Name", "name"), ("E-Mail", "email"))
        assert sheet.rows == (
            SheetRow(2, {"name": "Zoë Müller", "email": "zoe@example.org"}, raw=("x", "Zoë Müller", "zoe@example.org")),
        )

    def test_knows_the_headings_of_other_programs(self) -> None:
        sheet = read_text(
            "First Name,Last Name,E_Mail Address*,Mobile Phone,Client Status\nMaya,Lind,m@x.de,1,Active\n"
        )

        assert [field for _heading, field in sheet.columns] == ["first_name", "last_name", "email", "phone", "status"]

    def test_numbers_rows_as_a_spreadsheet_does(self) -> None:
        sheet = read_text('\nName,Email\n\nMaya,"maya@\nexample.org"\n,,\nNoah,noah@example.org')

        assert [row.number for row in sheet.rows] == [4, 6]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "empty"),
            ("\n \n", "empty"),
            ("Name,Phone\nMaya,1", "no column Email"),
            ("maya@example.org,Maya", "no column Name and Email"),
            ("Name,Email\n", "no row"),
            ("Name,Email\n" + "a,b\n" * (MOST_ROWS + 1), "at most 5000"),
            ("Name,Email\n" + "x,y\n" * 300_000, "1 MB"),
        ],
    )
    def test_says_what_is_wrong_with_the_file(self, text: str, said: str) -> None:
        with pytest.raises(Invalid, match=said):
            read_text(text_of(text.encode()))

    @pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
    def test_asks_for_csv_when_it_gets_a_workbook(self, start: bytes) -> None:
        with pytest.raises(Invalid, match="Save it as CSV"):
            text_of(start + b"anything")

    @given(st.binary(max_size=300))
    @example(b"\xff\xfe\x00")
    @example(b"name,email\n\x81\x8d,\x8f")
    def test_reads_any_bytes_or_says_what_is_wrong(self, data: bytes) -> None:
        sheet = sheet_or_errors(lambda: read_text(text_of(data)))

        assert sheet == {"file"} or isinstance(sheet, Sheet) and sheet.rows

    @given(st.text(max_size=300).map(lambda text: f"Name,Email\n{text}"))
    def test_reads_any_rows_without_stumbling(self, text: str) -> None:
        sheet = sheet_or_errors(lambda: read_text(text))

        found = [read_row(row, Meanings(), "GB") for row in sheet.rows] if isinstance(sheet, Sheet) else []
        assert sheet == {"file"} or all(row.errors or row.values["name"] for row in found)

    cells = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)

    @given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=8), st.sampled_from(",;\t|"))
    def test_gives_back_what_a_spreadsheet_wrote(self, people: list[tuple[str, str, str]], delimiter: str) -> None:
        sheet_rows = [["Name", "Email", "Goals"], *[list(person) for person in people], ["end", "end", "end"]]

        sheet = read_text(written(sheet_rows, delimiter))

        kept = [
            tuple(_one_newline(cell) if cell.strip() else "" for cell in person)
            for person in people
            if any(map(str.strip, person))
        ]
        read = [tuple(row.cells.get(name, "") for name in ("name", "email", "goals")) for row in sheet.rows[:-1]]
        assert [tuple(cell.lstrip(" ") for cell in row) for row in read] == [
            tuple(cell.lstrip(" ") for cell in row) for row in kept
        ]


def sheet_or_errors(read: Callable[[], Sheet]) -> Sheet | set[str]:
    try:
        return read()
    except Invalid as refusal:
        return set(refusal.errors)
    except EncodingAsked:
        return {"file"}


def _one_newline(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class TestReadRow:
    def test_gives_every_value_in_normal_form(self) -> None:
        [first, second] = read_text(LIST).rows

        assert read_row(first, Meanings(), "GB").values == {
            "name": "Maya Lind", "email": "maya@example.org", "phone": "+442079460958", "status": "active",
            "goals": "Run 10 km", "notes": "Knee hurts",
        }  # fmt: skip
        assert read_row(second, Meanings(), "GB").values == {
            "name": "Noah Berg",
            "email": "noah@example.org",
            "status": "lead",
        }

    def test_joins_first_and_last_name(self) -> None:
        row = SheetRow(2, {"first_name": "Maya", "last_name": " Lind", "email": "maya@example.org"})

        assert read_row(row, Meanings(), "GB").values["name"] == "Maya Lind"

    def test_names_every_wrong_cell(self) -> None:
        row = SheetRow(
            7,
            {"name": "", "email": "maya", "phone": "call", "status": "vip", "location": "Moon", "age": "7"},
            spilled=True,
        )

        found = read_row(row, Meanings({"harbour": 1}), "GB")

        assert set(found.errors) == {"name", "email", "status", "location", "age", "row"}
        assert set(found.left_out) == {"phone"}

    def test_finds_a_location_however_it_is_written(self) -> None:
        row = SheetRow(2, {"name": "Maya", "email": "maya@example.org", "location": "HÅRBOUR"})

        assert read_row(row, Meanings({"harbour": 1}), "GB").values["location_id"] == 1


class TestImportClients:
    def test_a_dry_run_tells_all_and_writes_nothing(self, manager: Actor, studio: Studio, now: datetime) -> None:
        make_client(studio, name="Noah Berg", email="noah@example.org")

        report = self.take(manager, LIST + "Eve,eve,,,,\n", now, dry_run=True)

        assert [(row.number, row.action) for row in report.rows] == [(2, "add"), (3, "skip"), (4, "error")]
        assert report.counts == {"add": 1, "update": 0, "skip": 1, "error": 1}
        assert report.errors == {"rows.4.email": ["Write an e-mail address, such as name@example.org. “eve”"]}
        assert report.import_id is None
        assert Client.objects.count() == 1
        assert not Event.objects.exists()

    def test_adds_everybody_with_notes_and_events(self, manager: Actor, now: datetime) -> None:
        report = self.take(manager, LIST, now)

        maya, noah = Client.objects.order_by("name")
        assert (maya.status, noah.status) == ("active", "lead")
        assert maya.location
        assert maya.search.startswith("maya lind maya@example.org")
        assert ClientNote.objects.get().text == "Knee hurts"
        assert ClientNote.objects.get().author_name == "Mona Manager"
        told = list(Event.objects.values_list("type", flat=True))
        assert sorted(told) == ["client.added", "client.added", "client.note_added", "clients.imported"]
        assert Event.objects.get(type="clients.imported").payload == {
            "import_id": str(report.import_id), "added": 2, "updated": 0, "skipped": 0,
        }  # fmt: skip

    def test_one_wrong_cell_keeps_everybody_out(self, manager: Actor, now: datetime) -> None:
        with pytest.raises(Invalid) as refused:
            self.take(manager, LIST + "Eve,eve.example.org,,,,\n", now)

        assert set(refused.value.errors) == {"rows.4.email"}
        assert not Client.objects.exists()
        assert not Event.objects.exists()

    def test_names_the_row_that_has_the_same_address(self, manager: Actor, now: datetime) -> None:
        report = self.take(manager, LIST + "Maya again,MAYA@example.org,,,,\n,,1,,,\n,,2,,,\n", now, dry_run=True)

        assert report.rows[2].errors["email"] == ["Row 2 has the same address."]
        assert report.rows[4].errors["email"] == ["Write an e-mail address, such as name@example.org."]

    def test_skips_or_updates_whom_the_studio_has(self, manager: Actor, studio: Studio, now: datetime) -> None:
        noah = make_client(studio, name="N. Berg", email="noah@example.org", phone="12345", goals="Swim")

        self.take(manager, LIST, now)
        noah.refresh_from_db()
        assert noah.name == "N. Berg"

        report = self.take(manager, LIST, now, on_duplicate="update")
        noah.refresh_from_db()
        assert (noah.name, noah.status, noah.phone, noah.goals) == ("Noah Berg", "lead", "12345", "Swim")
        assert report.counts == {"add": 0, "update": 2, "skip": 0, "error": 0}
        assert ClientNote.objects.count() == 1

    def test_leaves_the_archived_archived(self, manager: Actor, studio: Studio, now: datetime) -> None:
        noah = make_client(studio, name="N. Berg", email="noah@example.org")
        archive_client(manager, client_id=noah.pk, now=now)

        self.take(manager, LIST, now, on_duplicate="update")

        noah.refresh_from_db()
        assert (noah.name, noah.status) == ("Noah Berg", "inactive")
        assert noah.archived_at

    def test_asks_whoever_has_proven_an_address_and_joins_nobody(
        self, manager: Actor, studio: Studio, now: datetime
    ) -> None:
        user = make_user(email="maya@example.org")

        self.take(manager, LIST, now)

        assert actor_of(studio, user.pk).client_id is None
        waiting = [record.client_id for record in waiting_records(user.pk)]
        assert waiting == [Client.objects.get(email="maya@example.org").pk]

    def test_stays_within_the_scope_of_a_club_manager(self, studio: Studio, now: datetime) -> None:
        harbour = Location.objects.create(organization_id=studio.id, name="Harbour")
        make_client(studio, name="Noah Berg", email="noah@example.org")
        hanna = make_staff_actor(studio, name="Hanna", role=Role.MANAGER)
        studio_role = StudioRole.objects.get(staff__name="Hanna")
        StudioRoleScope.objects.create(organization_id=studio.id, studio_role=studio_role, location=harbour)
        assert hanna.user_id
        hanna = actor_of(studio, hanna.user_id)

        elsewhere = self.take(hanna, "Name,Email,Location\nA,a@x.de,Main studio", now, dry_run=True)
        foreign = self.take(hanna, LIST, now, dry_run=True, on_duplicate="update")
        taken = self.take(hanna, LIST, now)

        assert [(row.action, row.client) for row in taken.rows] == [("add", None), ("skip", None)]
        assert set(elsewhere.errors) == {"rows.2.location"}
        assert set(foreign.errors) == {"rows.3.email"}
        assert Client.objects.get(email="maya@example.org").location == harbour

    def test_takes_rows_as_objects_too(self, manager: Actor, now: datetime) -> None:
        rows = rows_of([{"name": "Maya", "email": "maya@example.org", "phone": None}])

        assert import_clients(manager, rows=rows, dry_run=False, now=now).counts["add"] == 1

    @pytest.mark.parametrize("wrong", [{"on_duplicate": "replace"}, {"rows": []}])
    def test_refuses_a_request_of_the_wrong_shape(self, manager: Actor, now: datetime, wrong: dict[str, Any]) -> None:
        asked: dict[str, Any] = {"rows": read_text(LIST).rows, "dry_run": True, "now": now}

        with pytest.raises(Invalid):
            import_clients(manager, **asked | wrong)

    @pytest.mark.parametrize("who", ["trainer", "maya"])
    def test_is_denied_to_everybody_below_a_manager(
        self, request: pytest.FixtureRequest, db: None, who: str, now: datetime
    ) -> None:
        actor = request.getfixturevalue(who)
        before = Client.objects.count()

        with pytest.raises(Forbidden):
            self.take(actor, LIST, now)

        assert Client.objects.count() == before

    def test_reads_its_own_example(self, manager: Actor, now: datetime) -> None:
        report = self.take(manager, written([list(row) for row in EXAMPLE]), now, dry_run=True)

        assert report.counts == {"add": 2, "update": 0, "skip": 0, "error": 0}

    @staticmethod
    def take(
        actor: Actor, text: str, now: datetime, *, dry_run: bool = False, on_duplicate: str = "skip"
    ) -> ImportReport:
        rows = read_text(text).rows
        return import_clients(actor, rows=rows, on_duplicate=on_duplicate, dry_run=dry_run, now=now)
