"""The pages of clients: what they show and what a form does."""

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fitflow.core.actor import Actor, Studio
from fitflow.core.offers import offer
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client
from fitflow.organizations.hooks import ClientColumn, ClientColumns, ClientLink, ClientPart
from fitflow.organizations.models import Client, ClientNote, Location
from fitflow.organizations.services.client_notes import add_note
from fitflow.organizations.services.clients import archive_client
from fitflow.organizations.tests.visitors import Visitor, in_studio, text
from tests.offers import only

HTMX = {"HX-Request": "true"}
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
    return make_client(studio, name="Vera Voss", email="vera@example.org", phone="12345", goals="Swim")


@pytest.fixture
def note(manager: Actor, vera: Client, now: datetime) -> ClientNote:
    return add_note(manager, client_id=vera.pk, text="Knee hurts.", now=now)


class TestList:
    def test_shows_everybody_with_the_figures(self, desk: Visitor, vera: Client, studio: Studio) -> None:
        make_client(studio, name="Noah Berg", status="lead")

        page = text(desk.get("clients"))

        assert page.index("Noah Berg") < page.index("Vera Voss")
        for figure in ('All<span class="count">2', 'Leads<span class="count">1', 'Active<span class="count">1'):
            assert figure in page

    def test_shows_columns_of_the_parts_and_says_only_unusual_states(
        self, desk: Visitor, vera: Client, studio: Studio
    ) -> None:
        make_client(studio, name="Noah Berg", status="churned")
        columns = ClientColumns((ClientColumn("Shoes"),), lambda _actor, ids, _now: {vera.pk: [f"{len(ids)} asked"]})
        offer(ClientPart(key="shoes", columns=columns))

        page = text(desk.get("clients"))

        assert ">Shoes</th>" in page
        assert page.count("2 asked") == 1
        rows = page[page.index("client-rows") :]
        assert "Left" in rows
        assert "Active" not in rows

    def test_gives_the_list_alone_while_somebody_types(self, desk: Visitor, vera: Client) -> None:
        fragment = text(desk.get("clients", q="vos", headers=HTMX))

        assert "Vera Voss" in fragment
        assert "<html" not in fragment
        assert 'id="clients"' in fragment

    def test_works_as_a_plain_form(self, desk: Visitor, vera: Client) -> None:
        assert "Vera Voss" in text(desk.get("clients", q="vos", location="", sort="date"))
        assert "Nobody fits" in text(desk.get("clients", q="nobody"))

    def test_pages_keep_every_filter(self, desk: Visitor, studio: Studio) -> None:
        for number in range(60):
            make_client(studio, name=f"Twin {number:02}", status="lead")
        query = {"q": "twin", "status": "lead", "sort": "date"}

        first = text(desk.get("clients", **query))
        [next_url] = set(re.findall(r'rel="next" hx-get="([^"]+)"', first))
        address = next_url.replace("&amp;", "&")
        second = desk.browser.get(address)
        more = desk.browser.get(address, headers=HTMX)

        assert all(f"{name}={value}" in address for name, value in query.items())
        assert second.content.decode().count('class="client-row"') == 10
        assert "Back to the start" in second.content.decode()
        assert text(more).lstrip().startswith("<tr")
        assert more.content.decode().count('class="client-row"') == 10
        assert 'id="client-pager"' in text(more)

    @pytest.mark.parametrize("query", [{"status": "vip"}, {"sort": "age"}, {"location": "here"}, {"q": "x" * 300}])
    def test_ignores_nonsense_in_the_address(self, desk: Visitor, vera: Client, query: dict[str, str]) -> None:
        assert "Vera Voss" in text(desk.get("clients", **query))

    def test_begins_again_after_an_old_cursor(self, desk: Visitor) -> None:
        assert desk.get("clients", cursor="§")["Location"] == desk.at("clients")

    def test_says_what_to_do_first(self, desk: Visitor) -> None:
        assert "No clients yet" in text(desk.get("clients"))

    def test_costs_the_same_for_one_client_and_for_fifty(self, desk: Visitor, studio: Studio, vera: Client) -> None:
        with CaptureQueriesContext(connection) as few:
            desk.get("clients")
        with tenant(studio.id):
            for number in range(49):
                make_client(studio, name=f"Twin {number}")

        with CaptureQueriesContext(connection) as many:
            desk.get("clients")

        assert len(many) == len(few)


class TestRecord:
    def test_shows_who_it_is_and_the_notes(self, desk: Visitor, vera: Client, note: ClientNote) -> None:
        page = text(desk.get("client", vera.pk))

        for shown in ("Vera Voss", 'href="mailto:vera@example.org"', 'href="tel:12345"', "Swim", "Knee hurts."):
            assert shown in page

    def test_has_the_tabs_cards_and_buttons_of_the_apps_above(self, desk: Visitor, vera: Client) -> None:
        offer(
            ClientPart(
                "shoes",
                tab=ClientLink("Shoes", "organizations:client_edit"),
                actions=(ClientLink("Lend shoes", "organizations:client_status", in_sheet=True),),
                card=lambda _request, client: f"{client.first_name} wears 38",
                leaving=lambda _actor, _client, _now: "Has shoes of ours.",
            )
        )

        page = text(desk.get("client", vera.pk))

        assert "Shoes</a>" in page
        assert "Lend shoes" in page
        assert "Vera wears 38" in page
        assert "Has shoes of ours." in text(desk.get("client_archive", vera.pk))

    def test_escapes_what_people_write(self, desk: Visitor, studio: Studio, manager: Actor, now: datetime) -> None:
        eve = make_client(studio, name="<b>Eve</b>", goals="<script>")
        add_note(manager, client_id=eve.pk, text="<img src=x>", now=now)

        page = text(desk.get("client", eve.pk))

        assert "<b>Eve" not in page
        assert "<script>" not in page.partition("<main")[2]
        assert "<img" not in page


class TestAddAndEdit:
    FORM = {"name": "Noah Berg", "email": "noah@example.org", "phone": "020 7946 0958", "status": "lead"}

    def test_adds_and_leads_to_the_record(self, desk: Visitor, studio: Studio) -> None:
        answer = desk.post("client_add", **self.FORM)

        [client] = in_studio(studio, Client)
        assert answer.status_code == 303
        assert answer["Location"] == desk.at("client", client["id"])
        assert (client["name"], client["status"]) == ("Noah Berg", "lead")

    def test_adds_once_for_one_form(self, desk: Visitor, studio: Studio) -> None:
        first, again = (desk.post("client_add", **self.FORM, idempotency_key="once") for _ in range(2))

        assert first["Location"] == again["Location"]
        assert len(in_studio(studio, Client)) == 1

    def test_says_everything_that_is_wrong_at_once(self, desk: Visitor, studio: Studio) -> None:
        answer = desk.post("client_add", name="", email="noah", phone="call me", status="lead")

        assert answer.status_code == 422
        for said in ("Write the client&#x27;s name.", "name@example.org", "such as 07400 123456"):
            assert said in text(answer)
        assert not in_studio(studio, Client)

    def test_names_who_has_the_address_with_whatever_else_is_wrong(self, desk: Visitor, vera: Client) -> None:
        answer = desk.post("client_add", **self.FORM | {"email": "Vera@Example.org", "phone": "call me"})

        assert answer.status_code == 422
        for said in ("such as 07400 123456", "Vera Voss already has this address.", desk.at("client", vera.pk)):
            assert said in text(answer)

    def test_shows_a_number_as_it_is_dialled_here(self, desk: Visitor, studio: Studio) -> None:
        desk.post("client_add", **self.FORM)
        [client] = in_studio(studio, Client)
        page = text(desk.get("client", client["id"]))

        assert client["phone"] == "+442079460958"
        assert 'href="tel:+442079460958"' in page
        assert "<span>020 7946 0958</span>" in page
        assert 'value="020 7946 0958"' in text(desk.get("client_edit", client["id"]))

    def test_leaves_a_number_of_before_that_nobody_can_read(self, desk: Visitor, vera: Client, studio: Studio) -> None:
        kept = desk.post("client_edit", vera.pk, **self.FORM | {"phone": "12345"})
        refused = desk.post("client_edit", vera.pk, **self.FORM | {"phone": "123456"})

        assert (kept.status_code, refused.status_code) == (303, 422)
        assert "such as 07400 123456" in text(refused)
        assert in_studio(studio, Client)[0]["phone"] == "12345"

    def test_asks_for_a_phone_only_of_new_clients(self, desk: Visitor, vera: Client, studio: Studio) -> None:
        assert desk.post("client_add", **self.FORM | {"phone": ""}).status_code == 422
        assert desk.post("client_edit", vera.pk, **self.FORM | {"phone": ""}).status_code == 303

        assert in_studio(studio, Client)[0]["name"] == "Noah Berg"

    def test_offers_places_and_trainers_where_there_is_a_choice(
        self, desk: Visitor, studio: Studio, trainer: Actor
    ) -> None:
        assert "Home location" not in text(desk.get("client_add"))
        with tenant(studio.id):
            Location.objects.create(organization_id=studio.id, name="Harbour")

        page = text(desk.get("client_add"))

        assert "Home location" in page
        assert "Ana Ruiz" in page


class TestStatusAndArchive:
    def test_asks_before_archiving_and_offers_the_way_back(self, desk: Visitor, vera: Client, studio: Studio) -> None:
        asked = desk.get("client_archive", vera.pk)
        assert "Everything is kept" not in text(asked)
        assert not in_studio(studio, Client)[0]["archived_at"]

        answer = desk.post("client_archive", vera.pk)
        assert answer["Location"] == desk.at("client", vera.pk)
        assert in_studio(studio, Client)[0]["archived_at"]
        assert "Bring back" in text(desk.get("client", vera.pk))
        assert "Vera Voss" in text(desk.get("clients", status="archived"))

        desk.post("client_restore", vera.pk)
        assert in_studio(studio, Client)[0]["archived_at"] is None

    def test_changes_the_status_with_a_reason(self, desk: Visitor, vera: Client, studio: Studio) -> None:
        assert "Reason" in text(desk.get("client_status", vera.pk, headers=HTMX))

        answer = desk.post("client_status", vera.pk, status="churned", reason="Moved away", headers=HTMX)

        assert answer["HX-Redirect"] == desk.at("client", vera.pk)
        assert in_studio(studio, Client)[0]["status"] == "churned"

    def test_shows_why_a_status_cannot_be(
        self, desk: Visitor, vera: Client, studio: Studio, manager: Actor, now: datetime
    ) -> None:
        assert desk.post("client_status", vera.pk, status="vip").status_code == 422
        with tenant(studio.id):
            archive_client(manager, client_id=vera.pk, now=now)

        refused = desk.post("client_status", vera.pk, status="active")

        assert refused.status_code == 409
        assert "Bring the record back first." in text(refused)


class TestNotes:
    def test_are_added_changed_and_removed(self, desk: Visitor, vera: Client, studio: Studio) -> None:
        assert desk.post("client_notes", vera.pk, text="Knee hurts.")["Location"].endswith("#notes")
        [note] = in_studio(studio, ClientNote)

        assert "Knee hurts." in text(desk.get("client_note", vera.pk, note["id"], headers=HTMX))
        desk.post("client_note", vera.pk, note["id"], text="Knee is fine.")
        assert in_studio(studio, ClientNote)[0]["text"] == "Knee is fine."

        assert "Knee is fine." in text(desk.get("client_note_remove", vera.pk, note["id"]))
        assert in_studio(studio, ClientNote)
        desk.post("client_note_remove", vera.pk, note["id"])
        assert not in_studio(studio, ClientNote)

    def test_say_something(self, desk: Visitor, vera: Client, studio: Studio) -> None:
        answer = desk.post("client_notes", vera.pk, text="  ")

        assert answer.status_code == 422
        assert "Write something first." in text(answer)
        assert not in_studio(studio, ClientNote)

    def test_of_others_cannot_be_changed(self, studio: Studio, owner: Actor, vera: Client, note: ClientNote) -> None:
        page = text(Visitor(studio, owner).get("client", vera.pk))
        refused = Visitor(studio, owner).post("client_note", vera.pk, note.pk, text="Lies")

        assert reverse("organizations:client_note_remove", args=[studio.slug, vera.pk, note.pk]) in page
        assert f'{reverse("organizations:client_note", args=[studio.slug, vera.pk, note.pk])}"' not in page
        assert refused.status_code == 403
        assert in_studio(studio, ClientNote)[0]["text"] == "Knee hurts."


class TestProfile:
    def test_shows_and_changes_what_members_say_about_themselves(self, studio: Studio, maya: Actor) -> None:
        member = Visitor(studio, maya)
        assert "maya.lind@northside.test" in text(member.get("profile"))

        answer = member.post(
            "profile", name="Maya L.", phone="020 7946 0958", goals="Run 10 km", emergency_contact="Olof"
        )

        assert answer.status_code == 303
        [client] = in_studio(studio, Client)
        assert (client["name"], client["phone"], client["goals"]) == ("Maya L.", "+442079460958", "Run 10 km")

    def test_changes_nothing_else(self, studio: Studio, maya: Actor) -> None:
        before = in_studio(studio, Client)[0]

        Visitor(studio, maya).post("profile", name="Maya Lind", email="eve@example.org", status="churned")

        assert in_studio(studio, Client)[0] == before

    def test_says_what_is_wrong(self, studio: Studio, maya: Actor) -> None:
        answer = Visitor(studio, maya).post("profile", name="", phone="call me")

        assert answer.status_code == 422
        assert "Tell us how to call you." in text(answer)
        assert "such as 07400 123456" in text(answer)

    def test_never_shows_the_notes_of_the_staff(
        self, studio: Studio, manager: Actor, maya: Actor, now: datetime
    ) -> None:
        assert maya.client_id
        add_note(manager, client_id=maya.client_id, text="Never pays.", now=now)

        assert "Never pays" not in text(Visitor(studio, maya).get("profile"))

    @pytest.mark.parametrize("who", ["manager", "trainer"])
    def test_is_for_members(self, studio: Studio, request: pytest.FixtureRequest, who: str) -> None:
        assert Visitor(studio, request.getfixturevalue(who)).get("profile").status_code == 403
