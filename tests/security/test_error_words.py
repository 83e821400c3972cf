"""What a form says is wrong is said to people: no words of a programmer. Every form there is."""

import re

import pytest
from django.db import transaction
from django.urls import reverse

from tests.security.acts import Act
from tests.security.error_marks import Marks
from tests.security.odd import path_of
from tests.security.people import Visitor, visitor
from tests.security.steps import DOORS, Door
from tests.security.test_bad_input_pages import FORMS
from tests.security.test_forms import NONSENSE, WHOLE, form_at, get, post
from tests.security.two_studios import World

ODD = [NONSENSE, "", "-1", "999999999999", "x" * 3000, "0001-01-01", "a@b", "1.23456"]
OF_PROGRAMMERS = re.compile(
    r"Ensure th|\bnull\b|\bNone\b|\bNaN\b|This field|[Ee]num|UUID|\bJSON\b|\bboolean\b|\binteger\b|\bstring\b"
    r"|available choices|number of seconds|31622400|[a-z]+_[a-z]+|\bISO\b"
)


def said(text: str, path: str) -> list[str]:
    marks = Marks(text, path)
    texts = [words for name, words in marks.texts.items() if name.endswith("_error")]
    return [" ".join(words.split()) for words in [*texts, *marks.alerts]]


def wrong_words(who: Visitor, path: str, fields: set[str], hidden: dict[str, str]) -> list[str]:
    found = []
    for value in ODD:
        answer = post(who, path, {**hidden, **dict.fromkeys(fields, value)}, WHOLE)
        if answer.status in {409, 422}:
            found += [f"{value[:12]!r}: {words}" for words in said(answer.text, path) if OF_PROGRAMMERS.search(words)]
    return sorted(set(found))


@pytest.mark.parametrize("act", FORMS, ids=[":".join([act.route, *act.about.values()]) for act in FORMS])
def test_a_form_of_a_studio_speaks_to_people(world: World, act: Act) -> None:
    who, path = visitor(world, act.by), path_of(act, world)
    fields, unseen = form_at(who, act, path)

    assert wrong_words(who, path, fields or set(act.body), unseen) == []


@pytest.mark.parametrize("door", DOORS, ids=[f"{door.name}-{'-'.join(door.body)}" for door in DOORS])
def test_a_form_of_an_account_speaks_to_people(world: World, door: Door) -> None:
    who, path = visitor(world, "anonymous"), reverse(door.name)
    with transaction.atomic():
        door.before(world, who)
        fields = Marks(get(who, path, WHOLE).text, path).shown & set(door.body)
        found = wrong_words(who, path, fields, {name: text for name, text in door.body.items() if name not in fields})
        transaction.set_rollback(True)

    assert found == []
