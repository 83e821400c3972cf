"""The database alone refuses (P5, P8): raw SQL as the application's role, and the same again with the wall removed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction

from fitflow.billing.factories import make_credits
from fitflow.billing.services import charge
from fitflow.core.actor import Actor
from fitflow.core.tenancy import tenant
from fitflow.organizations.factories import make_client, make_studio
from tests.databases import CommittedDatabase

OPEN_LEDGER = "GRANT UPDATE, DELETE, TRUNCATE ON billing_posting, billing_ledgerentry TO fitflow_app"
BLIND_NET = """CREATE OR REPLACE FUNCTION net_of(p_reference text, p_lot uuid) RETURNS numeric
  LANGUAGE sql STABLE AS 'SELECT 0.0'"""
BARE_MOVE = """CREATE OR REPLACE FUNCTION move_lot() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE billing_creditlot SET remaining = remaining + NEW.amount WHERE id = NEW.lot_id; RETURN NULL; END $$"""


@dataclass(frozen=True)
class Attack:
    """A statement, the wall that stops it, and how the owner of the tables takes that wall away."""

    sql: str
    wall: str
    removal: tuple[str, ...]


def posting(kind: str, reference: str, *entries: tuple[str, str]) -> str:
    """A posting in Maya's account with its entries, as an attacker would write it."""
    parts = "".join(
        "; INSERT INTO billing_ledgerentry (id, organization_id, posting_id, lot_id, amount)"
        f" VALUES (new_id(), '{{org}}', '{{posting}}', '{{{lot}}}', {amount})"
        for lot, amount in entries
    )
    return (
        "INSERT INTO billing_posting (id, organization_id, account_id, kind, reference, reason, at)"
        f" VALUES ('{{posting}}', '{{org}}', '{{account}}', '{kind}', '{reference}', '', now()){parts}"
    )


ATTACKS = {
    "a kind that the ledger has no rules for": Attack(
        posting("gift", "booking:1", ("later", "1")),
        "posting_kind_is_known",
        ("ALTER TABLE billing_posting DROP CONSTRAINT posting_kind_is_known",),
    ),
    "a lot that ends later than was given": Attack(
        "UPDATE billing_creditlot SET valid_until = valid_until + interval '1 year' WHERE id = '{later}'",
        "lot_keeps_its_end",
        ("DROP TRIGGER keeps_its_end ON billing_creditlot",),
    ),
    "a lot below zero": Attack(
        posting("charge", "booking:2", ("later", "-6.01")),
        "lot_never_below_zero",
        ("ALTER TABLE billing_creditlot DROP CONSTRAINT lot_never_below_zero",),
    ),
    "a lot above its quantity": Attack(
        posting("correction", "x", ("fresh", "0.01")),
        "lot_never_above_its_quantity",
        ("ALTER TABLE billing_creditlot DROP CONSTRAINT lot_never_above_its_quantity", BLIND_NET),
    ),
    "a refund above what one lot was charged": Attack(
        posting("refund", "booking:1", ("later", "1.01")), "entry_never_returns_more_than_charged", (BLIND_NET,)
    ),
    "a refund within the charge but to the wrong lot": Attack(
        posting("refund", "booking:1", ("sooner", "1"), ("later", "2")),
        "entry_never_returns_more_than_charged",
        (BLIND_NET,),
    ),
    "a waiver after the refund gave everything back": Attack(
        posting("refund", "booking:1", ("later", "1"))
        + "; "
        + posting("waiver", "booking:1", ("later", "0.01")).replace("{posting}", "{other_posting}"),
        "entry_never_returns_more_than_charged",
        (BLIND_NET,),
    ),
    "a correction that gives back more than the charge": Attack(
        posting("correction", "booking:1", ("later", "1.5")), "entry_never_returns_more_than_charged", (BLIND_NET,)
    ),
    "a charge that gives": Attack(
        posting("charge", "booking:2", ("later", "0.5")), "entry_moves_the_right_way", (BARE_MOVE,)
    ),
    "a refund of something never charged": Attack(
        posting("refund", "booking:2", ("later", "0.5")), "entry_never_returns_more_than_charged", (BLIND_NET,)
    ),
    "a second grant of a lot": Attack(
        posting("grant", "again", ("later", "1")), "entry_grants_the_whole_lot", (BARE_MOVE,)
    ),
    "a second charge for one booking": Attack(
        posting("charge", "booking:1", ("later", "-1")),
        "posting_one_of_a_kind_per_reference",
        ("ALTER TABLE billing_posting DROP CONSTRAINT posting_one_of_a_kind_per_reference",),
    ),
    "an entry that moves nothing": Attack(
        posting("refund", "booking:1", ("later", "0")),
        "entry_moves_something",
        ("ALTER TABLE billing_ledgerentry DROP CONSTRAINT entry_moves_something",),
    ),
    "an entry in another client's lot": Attack(
        posting("charge", "booking:2", ("noahs", "-1")), "entry_stays_in_its_account", (BARE_MOVE,)
    ),
    "an entry in another studio's lot": Attack(
        posting("charge", "booking:2", ("abroad", "-1")),
        "billing_ledgerentry_lot_id_same_org",
        (
            "ALTER TABLE billing_ledgerentry DROP CONSTRAINT billing_ledgerentry_lot_id_same_org",
            "ALTER TABLE billing_creditlot DISABLE ROW LEVEL SECURITY",
            BARE_MOVE,
        ),
    ),
    "a posting in another studio's account": Attack(
        posting("charge", "booking:2").replace("{account}", "{account_abroad}"),
        "billing_posting_account_id_same_org",
        ("ALTER TABLE billing_posting DROP CONSTRAINT billing_posting_account_id_same_org",),
    ),
    "remaining credits that no entry explains": Attack(
        "UPDATE billing_creditlot SET remaining = quantity WHERE id = '{later}'",
        "credits move by ledger entries only",
        ("DROP TRIGGER explained ON billing_creditlot",),
    ),
    "a lot that is born full": Attack(
        "INSERT INTO billing_creditlot (id, organization_id, account_id, origin, label, quantity, remaining,"
        " valid_from, kinds, created_at)"
        " VALUES (new_id(), '{org}', '{account}', 'grant', '', 5, 5, now(), '[]', now())",
        "credits move by ledger entries only",
        ("DROP TRIGGER starts_empty ON billing_creditlot",),
    ),
    "a lot moved to another client": Attack(
        "UPDATE billing_creditlot SET account_id = '{noahs_account}' WHERE id = '{later}'",
        "billing_creditlot is append-only",
        ("DROP TRIGGER keeps_its_terms ON billing_creditlot",),
    ),
    "a lot made larger": Attack(
        "UPDATE billing_creditlot SET quantity = 100 WHERE id = '{later}'",
        "billing_creditlot is append-only",
        ("DROP TRIGGER keeps_its_terms ON billing_creditlot",),
    ),
    "a changed entry": Attack(
        "UPDATE billing_ledgerentry SET amount = 2 * amount",
        "permission denied",
        (OPEN_LEDGER, "DROP TRIGGER append_only ON billing_ledgerentry"),
    ),
    "a deleted entry": Attack(
        "DELETE FROM billing_ledgerentry",
        "permission denied",
        (OPEN_LEDGER, "DROP TRIGGER append_only ON billing_ledgerentry"),
    ),
    "a truncated ledger": Attack(
        "TRUNCATE billing_ledgerentry",
        "permission denied",
        (OPEN_LEDGER, "DROP TRIGGER append_only_all ON billing_ledgerentry"),
    ),
    "a changed posting": Attack(
        "UPDATE billing_posting SET reason = 'because'",
        "permission denied",
        (OPEN_LEDGER, "DROP TRIGGER append_only ON billing_posting"),
    ),
}
#: What is left of the append-only walls when somebody has the right to change the table: the trigger.
SECOND_WALLS = {"a changed entry", "a deleted entry", "a truncated ledger", "a changed posting"}


@pytest.fixture
def scene(committed_db: CommittedDatabase, now: datetime) -> Iterator[dict[str, UUID]]:
    """Maya has 1 credit until soon, 10 until later, 5 untouched; booking:1 took the one and one of the ten."""
    abroad = make_studio(slug="southside")
    with tenant(abroad.id):
        foreign = make_credits(abroad, client_id=make_client(abroad, name="Stan").pk, now=now)
    studio = make_studio()
    with tenant(studio.id):
        maya, noah = make_client(studio, name="Maya Lind"), make_client(studio, name="Noah Berg")
        sooner = make_credits(studio, client_id=maya.pk, amount=1, now=now, valid_until=now + timedelta(days=9))
        later = make_credits(studio, client_id=maya.pk, amount=10, now=now, valid_until=now + timedelta(days=30))
        fresh = make_credits(studio, client_id=maya.pk, amount=5, now=now, valid_until=now + timedelta(days=60))
        noahs = make_credits(studio, client_id=noah.pk, now=now)
        for reference, amount in (("booking:1", Decimal(2)), ("booking:0", Decimal(3))):
            with transaction.atomic():
                charge(
                    Actor.system(studio), client_id=maya.pk, amount=amount, reference=reference, kind="class", now=now
                )
        yield {
            "org": studio.id, "account": later.account_id, "sooner": sooner.pk, "later": later.pk, "fresh": fresh.pk,
            "noahs": noahs.pk, "noahs_account": noahs.account_id, "abroad": foreign.pk,
            "account_abroad": foreign.account_id, "posting": UUID(int=1), "other_posting": UUID(int=2),
        }  # fmt: skip


def run(sql: str, scene: dict[str, UUID]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in sql.format(**scene).split("; "):
            cursor.execute(statement)


def words_of(error: DatabaseError) -> str:
    """The message and the constraint that was broken."""
    return f"{error} {getattr(getattr(error.__cause__, 'diag', None), 'constraint_name', '')}"


def remove(*statements: str) -> None:
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.parametrize("name", ATTACKS)
def test_the_database_refuses(name: str, scene: dict[str, UUID]) -> None:
    attack = ATTACKS[name]

    with pytest.raises(DatabaseError) as refusal:
        run(attack.sql, scene)
    assert attack.wall in words_of(refusal.value)
    if name in SECOND_WALLS:
        remove(OPEN_LEDGER)
        with pytest.raises(DatabaseError, match="append-only"):
            run(attack.sql, scene)

    remove(*attack.removal)
    run(attack.sql, scene)  # Without the wall it happens: the refusal above was the wall's.


@pytest.mark.parametrize("table", ["creditaccount", "creditlot", "posting", "ledgerentry"])
def test_nothing_is_seen_without_a_tenant(table: str, scene: dict[str, UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM billing_{table}")
        assert cursor.fetchone()[0] > 0
        cursor.execute("SELECT set_config('fitflow.organization', '', false)")
        cursor.execute(f"SELECT count(*) FROM billing_{table}")
        assert cursor.fetchone()[0] == 0
