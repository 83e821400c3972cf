"""The people of the demo: the team, and members who came with a list."""

from typing import cast
from uuid import UUID

from fitflow.accounts.demo import DOMAIN, Logins
from fitflow.core.actor import Actor, Role
from fitflow.core.hooks import DemoStudio
from fitflow.organizations.factories import actor_of
from fitflow.organizations.queries.logins import waiting_records
from fitflow.organizations.queries.staff import locations_of
from fitflow.organizations.rules.client_sheets import rows_of
from fitflow.organizations.services.client_import import import_clients
from fitflow.organizations.services.client_logins import join_record
from fitflow.organizations.services.invitations import accept_invitation, invite_staff
from fitflow.organizations.services.locations import update_location
from fitflow.organizations.services.settings import update_settings
from fitflow.organizations.services.staff import update_staff
from fitflow.organizations.settings import WELCOME_CREDITS

MEMBERS = 200
#: So that a visitor can book: a first class for nothing.
WELCOME = "2.00"

FIRST_NAMES = (
    "Maya", "Noah", "Priya", "Tom", "Aisha", "Lukas", "Chloe", "Kofi", "Elena", "Ben", "Sofia", "Omar", "Freya",
    "Diego", "Hana", "Jack", "Zara", "Mateo", "Ines", "Callum", "Nia", "Felix", "Leila", "Rory", "Amara", "Hugo",
    "Yuki", "Owen", "Tara", "Emil", "Ruby", "Samir", "Alma", "Jonah", "Esme", "Victor", "Nora", "Kai", "Iris", "Leo",
)  # fmt: skip
LAST_NAMES = (
    "Lind", "Berg", "Shah", "Walsh", "Novak", "Mensah", "Costa", "Fischer", "Ali", "Hughes", "Moreau", "Silva",
    "Kowalski", "Tanaka", "Reid", "Haddad", "Ferrari", "Ortiz", "Bauer", "Nowak", "Byrne", "Castro", "Weber", "Evans",
    "Khan", "Larsen", "Murphy", "Petrov", "Quinn", "Rossi",
)  # fmt: skip

ADDRESS = "14 Canal Row, Northside, London"
TRAINERS = ("Ana Ruiz", "Ben Okafor", "Clara Nyström")
BIOS = (
    "Strength coach for eleven years. Likes slow tempo, good notes and beginners.",
    "Came from rowing. Loud music, kind words, no chairs.",
    "Teaches yoga and mobility, and asks about your back before you do.",
)


def people(stage: DemoStudio) -> None:
    """Everybody who works and trains there."""
    owner, logins = stage.owner, Logins.at(stage.started)
    location = locations_of(owner).one(name="Main studio")
    update_location(owner, location_id=location.pk, changes={"address": ADDRESS}, now=logins.now)
    stage.trainers = employ_team(owner, logins)
    update_settings(owner, {WELCOME_CREDITS.key: WELCOME}, now=logins.now)
    stage.members = enrol_members(owner, logins)


def employ(owner: Actor, logins: Logins, email: str, name: str, role: Role) -> Actor:
    """Somebody of the staff, the way it happens: invited, accepted."""
    user = logins.make(email, name)
    invitation = invite_staff(owner, email=email, roles=[role.value], name=name, now=logins.now)
    accept_invitation(Actor(owner.organization, user_id=user.pk), invitation_id=invitation.pk, now=logins.now)
    return actor_of(owner.organization, user.pk)


def employ_team(owner: Actor, logins: Logins) -> list[Actor]:
    """The manager and the trainers; gives the trainers."""
    employ(owner, logins, f"manager@{DOMAIN}", "Mona Price", Role.MANAGER)
    trainers = [
        employ(owner, logins, f"trainer{number}@{DOMAIN}", name, Role.TRAINER)
        for number, name in enumerate(TRAINERS, start=1)
    ]
    for trainer, bio in zip(trainers, BIOS, strict=True):
        update_staff(owner, staff_id=cast(UUID, trainer.staff_id), changes={"bio": bio}, now=logins.now)
    return trainers


def enrol_members(owner: Actor, logins: Logins) -> list[Actor]:
    """member1 to member200, with a login each; the studio brought them along on a list, and they said yes."""
    people = [(f"member{number}@{DOMAIN}", member_name(number), number) for number in range(1, MEMBERS + 1)]
    users = [logins.make(email, name) for email, name, _number in people]
    rows = rows_of(
        {"name": name, "email": email, "phone": f"+44 7700 900{number:03}"} for email, name, number in people
    )
    import_clients(owner, rows=rows, dry_run=False, now=logins.now)
    for user in users:
        for record in waiting_records(user.pk):
            join_record(user, client_id=record.client_id, now=logins.now)
    return [actor_of(owner.organization, user.pk) for user in users]


def member_name(number: int) -> str:
    """The name of member 1 to 200; each pair of names appears once."""
    first = FIRST_NAMES[(number - 1) % len(FIRST_NAMES)]
    last = LAST_NAMES[((number - 1) * 7 + (number - 1) // len(FIRST_NAMES)) % len(LAST_NAMES)]
    return f"{first} {last}"
