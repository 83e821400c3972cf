"""Taking in a list at the desk: what is asked on the way, what is written, what comes back."""

import re
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fitflow.core.actor import Actor, Studio
from fitflow.organizations.factories import make_client
from fitflow.organizations.hooks import ClientPart
from fitflow.organizations.models import Client
from fitflow.organizations.tests.visitors import Visitor, in_studio, text
from tests.offers import only

LIST = "Name,Email,Shoe size\nVera Voss,vera@example.org,38\nNew Person,new@example.org,40\n"


@pytest.fixture(autouse=True)
def no_parts() -> Iterator[None]:
    """The record as it is without the apps above."""
    with only(ClientPart):
        yield


@pytest.fixture
def desk(studio: Studio, manager: Actor) -> Visitor:
    return Visitor(studio, manager)


@pytest.fixture
def vera(studio: Studio) -> Client:
    return make_client(studio, name="Vera Voss", email="vera@example.org")


class TestImport:
    @staticmethod
    def file(content: str | bytes = LIST) -> SimpleUploadedFile:
        return SimpleUploadedFile("list.csv", content if isinstance(content, bytes) else content.encode())

    def test_shows_what_would_happen_and_writes_nothing(self, desk: Visitor, vera: Client, studio: Studio) -> None:
        answer = desk.post("clients_import", file=self.file(), on_duplicate="skip")

        page = text(answer)
        assert answer.status_code == 200
        for shown in ("New Person", "Take in 1 client", "left out", "Update them instead"):
            assert shown in page
        assert len(in_studio(studio, Client)) == 1

    def test_leads_back_to_another_file_by_a_link_that_takes_nobody_in(self, desk: Visitor) -> None:
        page = text(desk.post("clients_import", file=self.file(), on_duplicate="skip"))

        foot = page.partition("form-foot")[2]
        assert re.search(r'<a class="btn [^"]*" href="/s/northside/desk/clients/import"><span>Another file', foot)

    def test_changes_the_choice_without_another_upload(self, desk: Visitor, vera: Client) -> None:
        page = text(desk.post("clients_import", text=LIST, on_duplicate="skip", instead="update"))

        assert "Take in 2 clients" in page
        assert "Leave them as they are" in page

    def test_takes_everybody_in(self, desk: Visitor, vera: Client, studio: Studio) -> None:
        answer = desk.post("clients_import_apply", text=LIST, on_duplicate="update")

        assert answer.status_code == 303
        assert {client["name"] for client in in_studio(studio, Client)} == {"Vera Voss", "New Person"}
        assert "1 client added, 1 updated." in text(desk.get("clients"))

    def test_takes_in_who_is_right_and_gives_the_others_back(self, desk: Visitor, studio: Studio) -> None:
        preview = text(desk.post("clients_import", text=f"{LIST}Eve,eve,1\n", on_duplicate="skip"))
        answer = desk.post("clients_import_apply", text=f"{LIST}Eve,eve,1\n", on_duplicate="skip")
        back = desk.post("clients_import_wrong", text=f"{LIST}Eve,eve,1\n", on_duplicate="skip")

        assert "1 row is wrong" in preview
        assert "They are left out." in preview
        assert "Download these rows" in text(answer)
        assert len(in_studio(studio, Client)) == 2
        assert "attachment" in back["Content-Disposition"]
        first, eve, *rest = back.content.decode("utf-8-sig").splitlines()
        assert first.endswith(",What is wrong")
        assert eve.startswith("Eve,eve,1,")
        assert "Write an e-mail address" in eve
        assert not rest

    def test_asks_how_letters_are_meant_that_the_file_does_not_tell(self, desk: Visitor, studio: Studio) -> None:
        file = self.file("Name,Email\nJosé Nuñez,jose@example.org\n".encode("mac_roman"))

        asked = desk.post("clients_import", file=file, on_duplicate="skip")
        page = text(asked)
        raw = re.search(r'name="raw" value="([^"]+)"', page)
        assert raw is not None
        preview = text(desk.post("clients_import", raw=raw[1], encoding="mac_roman", on_duplicate="skip"))

        assert "How are the letters meant?" in page
        assert "José Nuñez" in page
        assert "José Nuñez" in preview
        assert "Take in 1 client" in preview
        assert not in_studio(studio, Client)

    def test_asks_what_stands_in_which_column(self, desk: Visitor) -> None:
        given = "Wer;Wohin;Woher\nMaya;maya@example.org;Instagram"

        page = text(desk.post("clients_import", file=self.file(given), on_duplicate="skip"))
        preview = desk.post("clients_import", text=given, on_duplicate="skip", column=["name", "email", ""])

        assert "What stands in which column?" in page
        assert "Instagram" in page
        assert "Take in 1 client" in text(preview)
        assert "Columns that are not read" in text(preview)

    def test_asks_once_what_a_word_means(self, desk: Visitor, studio: Studio) -> None:
        given = "Name,Email,Status\nA,a@x.example,Suspended\nB,b@x.example,Suspended\n"
        said = {"status_word": ["Suspended"], "status_meaning": ["inactive"]}

        page = text(desk.post("clients_import", text=given, on_duplicate="skip"))
        unsaid = {"status_word": ["Suspended"], "status_meaning": ["?"]}
        still = text(desk.post("clients_import", text=given, on_duplicate="skip", **unsaid))
        preview = text(desk.post("clients_import", text=given, on_duplicate="skip", **said))
        desk.post("clients_import_apply", text=given, on_duplicate="skip", **said)

        assert "What do these words for a status mean?" in page
        assert "Take in" not in page + still
        assert "Take in 2 clients" in preview
        assert {client["status"] for client in in_studio(studio, Client)} == {"inactive"}

    def test_says_which_rows_above_the_headings_are_skipped(self, desk: Visitor) -> None:
        page = text(desk.post("clients_import", text=f"Exported on Friday\n{LIST}", on_duplicate="skip"))

        assert "Exported on Friday" in page

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("", "The file is empty."),
            ("maya@x.example,Maya", "no column Name and Email"),
            (b"PK\x03\x04", "Save it as CSV"),
        ],
    )
    def test_says_what_is_wrong_with_the_file(self, desk: Visitor, content: str | bytes, said: str) -> None:
        answer = desk.post("clients_import", file=self.file(content), on_duplicate="skip")

        assert answer.status_code == 422
        assert said in text(answer)

    def test_asks_for_a_file(self, desk: Visitor) -> None:
        assert "Choose a file." in text(desk.post("clients_import", on_duplicate="skip"))

    def test_gives_an_example_that_can_be_taken_in(self, desk: Visitor) -> None:
        example = desk.get("clients_import_example")

        assert "attachment" in example["Content-Disposition"]
        preview = desk.post("clients_import", file=self.file(example.content), on_duplicate="skip")
        assert "Take in 2 clients" in text(preview)
