"""What each visitor must get at each address: from the access it declares, and from who may see what of the world."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from fitflow.core.actor import Role
from tests.security.acts import ACTS, Act, filled, values_of
from tests.security.people import Answer, Visitor
from tests.security.routes import PUBLIC, Route
from tests.security.two_studios import FAR, NEAR, World

FOREIGN, UNKNOWN, NOWHERE = "foreign", "unknown", ""
#: Managers of a part: of North and what is there, of Ana and whom she trains.
SCOPED = frozenset({"scoped", "by_trainer"})
STAFF = frozenset({"ana", "manager", "admin", "owner"}) | SCOPED
WHOLE = frozenset({"manager", "admin", "owner"})
EVERYBODY = STAFF | {"anonymous", "maya", "noah", "stranger", "kim"}

#: Methods whose access is narrower than what the address declares.
NARROWER = {
    "POST api-locations": {Role.ADMIN},
    "POST api-class-types": {Role.MANAGER},
    "PATCH api-class-type": {Role.MANAGER},
    "POST api-policies": {Role.ADMIN},
    "PATCH api-policy": {Role.ADMIN},
}
#: Who sees Ana's and Maya's things, and Ben's and Noah's: by the name in the address.
SEES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "client_id": (WHOLE | SCOPED | {"maya"}, WHOLE | {"noah"}),
    "booking_id": (STAFF | {"maya"}, WHOLE | {"noah"}),
    "hold_id": (STAFF | {"maya"}, WHOLE | {"noah"}),
    "session_id": (EVERYBODY, EVERYBODY - SCOPED),
    "message_id": (WHOLE | SCOPED, WHOLE),
    "request_id": (WHOLE | SCOPED, WHOLE),
    "run_id": (WHOLE | {"ana"}, WHOLE),
    "series_id": (STAFF, STAFF - SCOPED),
}
#: The same where an address shows less of a thing than it names.
SEES_AT = {"api-waitlist": (STAFF | {"maya"}, WHOLE | {"noah"}), "api-join": SEES["session_id"]}
#: What the whole studio uses is changed by managers of the whole studio.
NOT_IN_SCOPE = {
    "POST api-class-types",
    "PATCH api-class-type",
    "GET schedule:class_type",
    "POST schedule:class_type",
    "GET schedule:class_type_new",
    "POST schedule:class_type_new",
    "POST schedule:class_type_archive",
    "POST schedule:class_type_restore",
}
#: Whoever manages Ana's classes does not hand them to Ben.
OUT_OF_THEIR_HANDS = {"POST api-replace-trainer", "POST planning:replace-trainer"}
#: Rules of their own: a note is changed by whoever wrote it (the manager), an invitation taken by whoever it names.
AUTHORS = {
    "PATCH api-client-note": {"manager"},
    "POST organizations:client_note": {"manager"},
    "DELETE api-client-note": {"manager", "admin", "owner"},
    "POST organizations:client_note_remove": {"manager", "admin", "owner"},
    "POST organizations:join": {"kim"},
    "POST api-invitation-accept": {"kim"},
}
#: Published sessions are seen by every trainer; run by their own. A series is seen the same way.
OWN_ONLY = {"session_id", "series_id"}
#: Looks that need not run what they look at.
SEEN_BY_STAFF = {"GET booking:session-peek"}
#: Open to everybody, but who is not signed in is asked to do that first.
SIGN_IN_FIRST = {"booking:book", "booking:wait"}
#: Query strings without which an address has nothing to answer to staff.
QUERIES = {
    "api-credits": {"client_id": "{client_id}"},
    "planning:calendar-feed": {"from": "{day_told}", "to": "{day_told}"},
    "planning:calendar-preview": {"on": "{day_in_3_weeks}", "starts": "06:30", "ends": "07:20"},
}


#: What a write may answer to somebody who may: done, or refused for what was sent.
GRANTED_WRITE = frozenset({200, 201, 204, 302, 303, 400, 402, 409, 410, 422, 429})
GRANTED_READ = frozenset({200, 302, 303})


@dataclass(frozen=True)
class Knock:
    """One request of the walk, with what must come of it."""

    route: Route
    method: str
    side: str
    path: str
    body: Any
    query: dict[str, str]
    wanted: frozenset[int]
    is_denied: bool
    sends_to_sign_in: bool

    def __str__(self) -> str:
        return f"{self.method} {self.route.name} [{self.side or 'plain'}]"

    def is_met_by(self, answer: Answer) -> bool:
        return answer.to_sign_in if self.sends_to_sign_in else answer.status in self.wanted and not answer.to_sign_in


def access_for(route: Route, method: str) -> frozenset[Role]:
    narrowed = NARROWER.get(f"{method} {route.name}")
    return frozenset(narrowed) if narrowed else route.access or frozenset()


def sides_of(route: Route, method: str, visitor: Visitor) -> list[str]:
    """Which things are tried: both sides, another studio's, none; abroad only the ones of the studio attacked.

    Whom the door itself turns away is tried with two of them.
    """
    names_a_thing = bool(set(route.names) - {"slug", "side", "group"})
    if visitor.name == "abroad":
        return [FOREIGN] if names_a_thing else []
    if not names_a_thing:
        return [NOWHERE]
    return [NEAR, FOREIGN] if door_denies(route, method, visitor) else [NEAR, FAR, FOREIGN, UNKNOWN]


def values_for(world: World, route: Route, side: str, visitor: Visitor, about: dict[str, str]) -> dict[str, Any]:
    """What fills the address: the door's slug, and things of the side (another studio's, or unheard-of ones)."""
    attacked = world.home if visitor.name == "abroad" else world.abroad
    things = {NEAR: world.home.near, FAR: world.home.far, FOREIGN: attacked.near}.get(side, world.home.near)
    values = values_of(world.home, things, world.now)
    for name in route.names:
        if name in about:
            values[name] = things[about[name]]
        if side == UNKNOWN and name not in {"slug", "side", "group", "table"}:
            values[name] = _unheard_of(name)
    if visitor.name in STAFF:
        values["side"] = "desk"
    return values | {"slug": visitor.door.studio.slug}


def about_of(route: Route) -> dict[str, str]:
    """The things an address is about when it is not the usual ones: the same for looking and for acting."""
    return next((act.about for act in ACTS.values() if act.route == route.name and act.about), {})


def _unheard_of(name: str) -> Any:
    return {"job_id": 10**9, "token": "nonsense", "number": 99, "name": "nonsense"}.get(name, uuid4())


def door_denies(route: Route, method: str, visitor: Visitor) -> frozenset[int]:
    """What the door answers to whoever may not enter at all; empty for those who may."""
    access = access_for(route, method)
    if access >= PUBLIC:
        return frozenset()
    if visitor.is_anonymous:
        return frozenset({401}) if route.is_api else frozenset({302})
    if visitor.name in {"stranger", "kim"}:
        # Where others may read, a stranger who writes has the wrong role; elsewhere there is nothing at all.
        return frozenset({403, 404}) if f"{method} {route.name}" in NARROWER else frozenset({404})
    return frozenset() if visitor.actor and visitor.actor.can(*access) else frozenset({403})


def verdict(route: Route, method: str, side: str, visitor: Visitor) -> frozenset[int]:
    """The statuses of a denial; empty when this visitor may."""
    if denied := door_denies(route, method, visitor):
        return denied
    if visitor.name in SCOPED and f"{method} {route.name}" in NOT_IN_SCOPE:
        return frozenset({403, 404}) if side in {FOREIGN, UNKNOWN} else frozenset({403})
    if visitor.name == "by_trainer" and f"{method} {route.name}" in OUT_OF_THEIR_HANDS:
        return frozenset({403})
    if side in {FOREIGN, UNKNOWN}:
        return frozenset({404})
    return _out_of_sight(route, method, side, visitor, access_for(route, method))


def _out_of_sight(route: Route, method: str, side: str, visitor: Visitor, access: frozenset[Role]) -> frozenset[int]:
    key = f"{method} {route.name}"
    for name in route.names:
        near, far = SEES_AT.get(route.name) or SEES.get(name, (EVERYBODY, EVERYBODY))
        is_others = name in OWN_ONLY and side == FAR and visitor.name == "ana" and key not in SEEN_BY_STAFF
        if is_others and (route.name in SEES_AT or not access & {Role.CLIENT, Role.PUBLIC}):
            return frozenset({403, 404})
        if visitor.name not in (near if side in {NEAR, NOWHERE} else far):
            return frozenset({404})
    if key in AUTHORS and (visitor.name not in AUTHORS[key] or (visitor.name, side) == ("kim", FAR)):
        if route.name == "organizations:join" and visitor.is_anonymous:
            return frozenset({307})  # A code goes to the invited address, which has a login.
        return frozenset({401 if visitor.is_anonymous else 403})
    return frozenset()


def knocks(world: World, route: Route, visitor: Visitor, *, writes: bool) -> Iterator[Knock]:
    """Every request of this visitor at this address."""
    for method in route.methods:
        if (method != "GET") is not writes:
            continue
        act = ACTS.get(f"{method} {route.name}")
        for side in sides_of(route, method, visitor):
            values = values_for(world, route, side, visitor, about_of(route))
            denied = verdict(route, method, side, visitor)
            asks = visitor.is_anonymous and route.name in SIGN_IN_FIRST
            yield Knock(
                route=route,
                method=method,
                side=side,
                path=route.path(values),
                body=filled(act.body, values) if act else {},
                query=filled(QUERIES.get(route.name, {}), values) if method == "GET" and visitor.name in STAFF else {},
                wanted=denied or granted(act, method, side, visitor),
                is_denied=bool(denied),
                sends_to_sign_in=denied == {302} or asks,
            )


def granted(act: Act | None, method: str, side: str, visitor: Visitor) -> frozenset[int]:
    """Who may write does write, in the one case for which everything is sent that is needed."""
    if method == "GET":
        return GRANTED_READ
    if act is not None and act.by == visitor.name and side in {NEAR, NOWHERE}:
        return frozenset(act.answers)
    return GRANTED_WRITE


#: What must not be read by whom, wherever they look: other people's names and addresses, notes, another studio at all.
MEMBERS = {who: [f"{who.title()} northside", f"{who}.northside@"] for who in ("maya", "noah", "fay", "gus")}
NOTES, PHONES = "Knee northside", {"maya": "07700 900001", "noah": "07700 900002"}
NOT_FOR: dict[str, list[str]] = {
    "maya": [*MEMBERS["noah"], *MEMBERS["fay"], *MEMBERS["gus"], NOTES, PHONES["noah"]],
    "noah": [*MEMBERS["maya"], *MEMBERS["fay"], *MEMBERS["gus"], NOTES, PHONES["maya"]],
    "ana": [*MEMBERS["noah"], *MEMBERS["gus"], "maya.northside@", "fay.northside@", NOTES, PHONES["noah"]],
    **dict.fromkeys(SCOPED, [*MEMBERS["noah"], *MEMBERS["gus"], PHONES["noah"]]),
}
FOR_NO_GUEST = [*(word for words in MEMBERS.values() for word in words), "Ana northside", "Ben northside", NOTES]


def leaks(visitor: Visitor, knock: Knock, answer: Answer) -> list[str]:
    """The words in an answer that this visitor must not read."""
    hidden = list(NOT_FOR.get(visitor.name, []))
    just_joined = knock.method == "POST" and knock.route.name in SIGN_IN_FIRST  # Members read names in full.
    if visitor.name in {"anonymous", "kim", "stranger"} and not just_joined:
        hidden += FOR_NO_GUEST
    hidden.append("northside" if visitor.name == "abroad" else "southside")
    if visitor.name == "stranger":
        hidden.remove("southside")  # Their own name, in the menu.
    return [word for word in hidden if word in answer.text]
