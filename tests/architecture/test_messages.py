"""Every kind of message that the product offers is written and sent: none is only a line on the preferences page."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import TemplateDoesNotExist
from django.template.base import TextNode
from django.template.loader import get_template
from django.template.loader_tags import BlockNode
from pytest_django.fixtures import Settings

from fitflow.core.offers import offered
from fitflow.notify.channels import CHANNELS, EMAIL, IN_APP
from fitflow.notify.channels.letters import Composed
from fitflow.notify.hooks import Audience, Choice, MessageKind
from fitflow.notify.services import send
from tests.architecture.senders import ROOT, Module, Sent, modules, sent_by
from tests.offers import also

CLIENT = Audience.CLIENT
WHOLE = "{% block subject %}News{% endblock %}{% block body %}Something happened.{% endblock %}"
ONLY_SHORT = "{% block subject %}News{% endblock %}{% block body %} {% endblock %}{% block short %}News.{% endblock %}"


def own_template(kind: MessageKind) -> str:
    return kind.key.replace(".", "/", 1)


def gaps(sent: set[Sent]) -> Iterator[str]:
    """What is missing before people can get each offered kind."""
    for kind in offered(MessageKind):
        templates = {one.template for one in sent if one.kind == kind.key}
        if not templates:
            yield f"{kind.key}: no code sends it"
        for name in sorted(templates or {own_template(kind)}):
            yield from (f"{kind.key}: {problem}" for problem in unwritten(name, kind))


def unwritten(name: str, kind: MessageKind) -> Iterator[str]:
    """Which channels of the kind would have nothing to say, by this template."""
    file = f"{name.replace('/', '/messages/', 1)}.txt"
    try:
        said = blocks_with_words(file)
    except TemplateDoesNotExist:
        yield f"there is no template {file}"
        return
    if "subject" not in said:
        yield f"{file} has no subject"
    body, short = "body" if "body" in said else "", "short" if "short" in said else ""
    composed = Composed("subject", body, body, short or body)
    for channel in CHANNELS:
        if kind.choice(channel.name) is not Choice.NEVER and not channel.render(composed).text:
            yield f"{file} says nothing by {channel.name}"


def blocks_with_words(file: str) -> set[str]:
    """The blocks of a template that say something, as `channels/letters.py` looks for them."""
    source: Any = get_template(file)
    found = source.template.nodelist.get_nodes_by_type(BlockNode)
    return {one.name for one in found if any(not isinstance(n, TextNode) or n.s.strip() for n in one.nodelist)}


@pytest.fixture(scope="module")
def sent() -> set[Sent]:
    return sent_by(modules(ROOT))


@pytest.fixture
def planted(tmp_path: Path, settings: Settings) -> Path:
    """A folder in which a test writes templates of its own."""
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    folder = tmp_path / "planted" / "messages"
    folder.mkdir(parents=True)
    return folder


def test_every_kind_of_message_is_written_for_its_channels_and_sent(sent: set[Sent]) -> None:
    assert list(gaps(sent)) == []


def test_everything_that_is_sent_is_of_a_kind_that_is_offered(sent: set[Sent]) -> None:
    assert {one.kind for one in sent} - {kind.key for kind in offered(MessageKind)} == set()


def test_every_template_of_a_message_is_sent(sent: set[Sent]) -> None:
    files = {f"{file.parent.parent.name}/{file.stem}" for file in ROOT.glob("fitflow/*/templates/*/messages/*.txt")}

    assert files == {one.template for one in sent}


def test_a_planted_kind_without_template_and_sender_is_found(sent: set[Sent]) -> None:
    with also(MessageKind("planted.news", "News", CLIENT)):
        assert list(gaps(sent)) == [
            "planted.news: no code sends it",
            "planted.news: there is no template planted/messages/news.txt",
        ]


def test_a_planted_kind_that_nothing_sends_is_found_though_it_is_written(sent: set[Sent], planted: Path) -> None:
    (planted / "news.txt").write_text(WHOLE)

    with also(MessageKind("planted.news", "News", CLIENT)):
        assert list(gaps(sent)) == ["planted.news: no code sends it"]


def test_a_template_that_says_nothing_by_a_channel_is_found(sent: set[Sent], planted: Path) -> None:
    (planted / "news.txt").write_text(ONLY_SHORT)
    sends = {*sent, Sent("planted/news", "planted.news"), Sent("planted/news", "planted.inbox")}
    inbox_only = MessageKind("planted.inbox", "News", CLIENT, channels=frozenset({IN_APP}), never=frozenset({EMAIL}))

    with also(MessageKind("planted.news", "News", CLIENT), inbox_only):
        assert list(gaps(sends)) == ["planted.news: planted/messages/news.txt says nothing by email"]


def test_a_template_without_a_subject_is_found(sent: set[Sent], planted: Path) -> None:
    (planted / "news.txt").write_text("{% block body %}Something happened.{% endblock %}")

    with also(MessageKind("planted.news", "News", CLIENT)):
        assert list(gaps({*sent, Sent("planted/news", "planted.news")})) == [
            "planted.news: planted/messages/news.txt has no subject"
        ]


def test_senders_are_found_through_functions_that_hand_the_template_on() -> None:
    source = """
def tell(actor, template, *, kind=""):
    send(actor, template=template, kind=kind)

def tell_two(actor):
    for kind in ("sample.left", "sample.right"):
        tell(actor, "sample/both", kind=kind)

def tell_one(actor):
    send(actor, template="sample/yes" if actor else "sample/no")

def tell_nothing(actor):
    other.send(actor, template="sample/never")
"""

    def tell(actor: object, template: str, *, kind: str = "") -> None: ...

    names = {"send": send, "tell": tell, "other": SimpleNamespace(send=print)}

    assert sent_by([Module(source, lambda: names)]) == {
        Sent("sample/both", "sample.left"),
        Sent("sample/both", "sample.right"),
        Sent("sample/yes", "sample.yes"),
        Sent("sample/no", "sample.no"),
    }
