"""Whoever edits sees that somebody else changed it: every form that edits and every PATCH does, or says why not."""

import pytest

from fitflow.core.doors import refusals_of
from fitflow.core.editing import ChangedMeanwhile
from tests.security.routes import Route, routes

ACT = "does one thing, and says at that moment what it does to whom"
NEW = "makes something new"
OWN = "about the login of whoever is signed in, who is one person"
ANSWER = "carries what it showed as `expected`"
#: Pages with a form that edit nothing two people could have open.
NO_EDIT = {
    "organizations:join": ACT, "organizations:settings_preset": "shows each difference, and is sent with them",
    "organizations:location_add": NEW, "organizations:staff_add": NEW, "organizations:staff_invite": NEW,
    "organizations:staff_deactivate": ACT, "organizations:client_add": NEW, "organizations:clients_import": NEW,
    "organizations:client_archive": ACT, "organizations:client_note_remove": ACT, "billing:give": ACT,
    "billing:take": ACT, "notify:preferences": OWN, "schedule:class_type_new": NEW, "schedule:policy_new": NEW,
    "booking:book": ANSWER, "booking:wait": ACT, "booking:cancel": ANSWER, "booking:reschedule": ANSWER,
    "booking:session-publish": ACT, "booking:session-extra": ACT, "booking:session-cancel": ACT,
    "booking:desk-add": ACT, "booking:desk-cancel": "carries what it showed as `expected_refund`",
    "booking:desk-move": ANSWER, "booking:desk-waive": ACT,
    "planning:session-new": NEW, "planning:session-move": "asks first, with what it does",
    "planning:session-trainer": "asks first, with what it does", "planning:series-new": NEW,
    "organizations:client_separate": ACT, "booking:desk-settle": ACT, "booking:desk-let-off": ACT,
    "booking:client-book": NEW, "planning:series-end": ACT, "planning:sessions-cancel": ACT,
    "planning:replace-trainer": ACT,
}  # fmt: skip
NO_MATCH = {
    "api-client-note": "only its author changes a note",
    "api-notification-preferences": OWN,
    "auth-me": OWN,
}
ALL = list(routes())
PAGES = [one for one in ALL if one.address.startswith("/s/") and {"GET", "POST"} <= set(one.methods)]
PATCHES = [one for one in ALL if one.is_api and {"PATCH", "PUT"} & set(one.methods)]


def name_of(route: Route) -> str:
    return route.name


@pytest.mark.parametrize("route", PAGES, ids=name_of)
def test_a_page_with_a_form_watches_over_others_or_says_why_it_need_not(route: Route) -> None:
    does, need_not = getattr(route.view, "edits", False), route.name in NO_EDIT

    assert does != need_not, "stand `@edits` under `@idempotent`, or say in NO_EDIT why two cannot lose anything"


@pytest.mark.parametrize("route", PATCHES, ids=name_of)
def test_a_patch_takes_if_match_or_says_why_it_need_not(route: Route) -> None:
    method = "PATCH" if "PATCH" in route.methods else "PUT"
    does, need_not = ChangedMeanwhile in refusals_of(route.view, method), route.name in NO_MATCH

    assert does != need_not, "stand `@edits_as(read)` under `@idempotent`, or say in NO_MATCH why not"
