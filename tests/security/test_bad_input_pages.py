"""Whatever people send, the page says what is not right; nothing crashes, nothing is half-written."""

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from fitflow.ui.tests.pages import Page
from tests.security.acts import LINKS, OPEN, PAGES, Act, values_of
from tests.security.error_marks import Marks
from tests.security.expectations import about_of
from tests.security.odd import ODD_QUERY, ODD_TEXT, ROUTES, Trial, path_of, send, trials, try_all
from tests.security.people import Answer, Visitor, visitor
from tests.security.routes import Route
from tests.security.state import changed, state
from tests.security.test_bad_input_api import RELATED, names_the_field
from tests.security.two_studios import World


def form_fields(who: Visitor, act: Act, world: World) -> list[str]:
    """What the page's own form would send, with what the walk sends."""
    listed = ["idempotency_key", *act.body]
    if "GET" not in ROUTES[act.route].methods:
        return listed
    page = Page(who.knock("GET", path_of(act, world)).text)
    named = [values["name"] for tag, values in page.tags if tag in {"input", "select", "textarea"} and "name" in values]
    return [name for name in [*listed, *named] if name not in {"csrfmiddlewaretoken", "q"}]


def shows_the_field(trial: Trial, answer: Answer) -> list[str]:
    """A form that is shown again marks the field, with a sentence of its own; what has no field is said on top."""
    if answer.status not in {400, 422}:
        return []
    if answer.headers.get("Content-Type", "").startswith("application/problem+json"):
        return names_the_field(trial, answer)
    page = Marks(answer.text, answer.path)
    if ({trial.field} | RELATED.get(trial.field, set())) & page.faulty:
        return []
    if trial.field in page.shown:
        return [f"marks {sorted(page.faulty)}, says {' '.join(' '.join(page.alerts).split())[:160]!r}"]
    return [] if page.says_something else ["says nothing about it"]


FORMS = [*PAGES, *(act for act in OPEN if act.route == "organizations:join"), *LINKS]


@pytest.mark.parametrize("act", FORMS, ids=[":".join([act.route, *act.about.values()]) for act in FORMS])
class TestEveryForm:
    def test_shows_the_field_that_is_wrong(self, world: World, long_run: bool, act: Act) -> None:
        who = visitor(world, act.by)
        wanted = list(trials(form_fields(who, act, world), ODD_TEXT, everything=long_run))

        assert try_all(world, who, act, wanted, shows_the_field) == []

    def test_takes_nothing_at_all_for_an_answer(self, world: World, act: Act) -> None:
        who = visitor(world, act.by)
        with transaction.atomic():
            answer = who.knock(act.method, path_of(act, world), {})
            transaction.set_rollback(True)

        assert answer.status < 500, answer.why


def test_an_offer_is_not_taken_with_a_word_nobody_knows(world: World) -> None:
    (act,) = [act for act in LINKS if "do" in act.body]
    with transaction.atomic():
        answer = send(world, visitor(world, act.by), act, Trial("do", "steal"))
        transaction.set_rollback(True)

    assert answer.status == 422
    assert Marks(answer.text).says_something


#: Names that pages and lists read from their address.
ASKED = [
    "cursor", "limit", "when", "view", "trainer", "to", "from", "show", "q", "just", "archived", "session", "policy",
    "on", "look", "like", "closed", "before", "day", "class_type", "location", "free", "kind", "since", "until", "type",
    "person", "entity", "template", "state", "channel", "address", "client", "client_id", "trainer_id", "location_id",
    "available", "unread", "search", "status", "sort", "starts", "ends", "starts_at", "ends_at", "first", "last",
    "review", "amount", "lot", "reason", "scope", "weekdays", "at", "starts_on", "capacity", "last_on",
]  # fmt: skip
READS = [route for route in ROUTES.values() if route.in_studio and "GET" in route.methods]


def reader_of(route: Route) -> str:
    access = {role.value for role in route.access or ()}
    return "maya" if access & {"client", "public"} and "manager" not in access else "owner"


@pytest.mark.parametrize("name", ["maya", "owner"])
class TestEveryAddress:
    def test_bears_odd_questions(self, world: World, long_run: bool, name: str) -> None:
        """Every name a page could be asked by, each with something else; lists say which one is wrong."""
        who, wrong = visitor(world, name), []
        values = values_of(world.home, world.home.near, world.now) | {"side": "me" if name == "maya" else "desk"}
        for number, route in enumerate(route for route in READS if reader_of(route) == name):
            path = route.path({**values, **{key: values[other] for key, other in about_of(route).items()}})
            for turn in range(len(ODD_QUERY) if long_run else 3):
                asked = {key: ODD_QUERY[(number + turn + index) % len(ODD_QUERY)] for index, key in enumerate(ASKED)}
                answer = who.knock("GET", path, query={key: quote(text) for key, text in asked.items()})
                if answer.status >= 500:
                    wrong.append(f"GET {route.name} {turn} gave {answer.status} {answer.why or answer.text[:200]}")
        assert wrong == []


@pytest.mark.parametrize(
    "path",
    [
        "/a/%00", "/ics/%00.ics", "/s/northside/join/%00/", "/s/%00/", "/s/northside/desk/sessions/%00", "/api/v1/%00",
        "/%ff%fe", "/s/" + "x" * 4000 + "/", "/a/" + "x" * 4000, "/ics/" + "." * 300 + ".ics", "/accounts/%00",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["anonymous", "owner"])
def test_an_address_of_no_sense_is_not_found(world: World, name: str, path: str) -> None:
    answer = visitor(world, name).knock("GET", path)

    assert answer.status == 404, answer.why


FILES = {
    "empty": b"",
    "binary": bytes(range(256)) * 40,
    "nul": b"name,email\nA\0da,a@b.test\n",
    "no heading": b"Ada,ada@b.test\n",
    "latin": "name,email\nJos\xe9,jose@b.test\n".encode("latin-1"),
    "utf16": "name,email\nAda,ada@b.test\n".encode("utf-16"),
    "wide": b"name,email" + b",x" * 5000 + b"\n",
    "unclosed": b'name,email\n"Ada,ada@b.test\n' * 3,
    "huge cell": b"name,email\n" + b"x" * 300_000 + b",ada@b.test\n",
    "bad rows": b"name,email\n,\nAda,not an address\nBo,bo@b.test,too,many\n",
    "formula": b"name,email\n=HYPERLINK(1),f@b.test\n",
}


@pytest.mark.parametrize("name", FILES)
def test_a_list_that_cannot_be_read_says_so_and_adds_nobody(world: World, name: str) -> None:
    manager, before = visitor(world, "manager"), state()
    path = ROUTES["organizations:clients_import"].path({"slug": "northside"})
    file = SimpleUploadedFile("clients.csv", FILES[name], "text/csv")

    answer = manager.client.post(path, {"file": file, "on_duplicate": "skip"})

    assert answer.status_code in {200, 400, 422}
    assert changed(before, state()) == []
