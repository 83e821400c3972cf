"""Whether anything in the database is different: a number of rows and a sum over all of them, table by table."""

from uuid import UUID

from django.db import connections

from fitflow.core.tenancy import tenant

#: What looking and being refused may write: sessions of logins, rate limits, tries of passwords, refusals kept by key.
NOT_COMPARED = {
    "core_cache", "core_idempotencykey", "django_session", "usersessions_usersession", "django_migrations",
    "accounts_failedsignin", "accounts_accountevent",
}  # fmt: skip

State = dict[str, tuple[int, int]]


def tables(using: str = "owner") -> list[str]:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return [name for (name,) in cursor.fetchall()]


def state(using: str = "owner", *, but_for: set[str] = NOT_COMPARED) -> State:
    """Every table with its rows summed up, as the owner of the database sees them."""
    parts = [
        f"SELECT '{name}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM \"{name}\" t"
        for name in tables(using)
        if name not in but_for
    ]
    with connections[using].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {name: (count, int(total)) for name, count, total in cursor.fetchall()}


def changed(before: State, after: State) -> list[str]:
    """Names of tables whose rows are not what they were, with the numbers of rows."""
    return [f"{name}: {before[name][0]} -> {after[name][0]} rows" for name in before if before[name] != after[name]]


def state_inside(organization_id: UUID) -> State:
    """The same as the application sees it in one studio, within the transaction that is open."""
    with tenant(organization_id):
        return state("default")
