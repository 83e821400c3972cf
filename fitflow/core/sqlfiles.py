"""SQL functions and views stand in files beside their app: `fitflow/<app>/sql/*.sql`, always the text of today.

`fitflow migrate` makes them after all migrations, when a text changed, so that a text may name whatever column the
newest migration added. What the owner's role has of functions and views in the schema is then exactly what the files
say: changed ones are replaced, and those that no file has any more are dropped.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db import connections, transaction
from django.db.utils import Error

from fitflow.core.models import SqlFile

ROOT = Path(__file__).parent.parent
#: A file that meets one of these names what another file makes: a function, a view, the type of a view.
COMES_LATER = {"42883", "42P01", "42704"}
STILL_NEEDED = "2BP01"
WITH_GRANT = " WITH GRANT OPTION"
#: Functions and views of the role that migrates; what belongs to an extension is not ours. `shape` is what CREATE OR
#: REPLACE cannot change; a view has none, since it is always made anew. `grants`: rights and whom they were given.
OURS = """
WITH owner AS (SELECT relowner AS id FROM pg_class WHERE oid = 'core_sqlfile'::regclass), found AS (
  SELECT 'ROUTINE' AS kind, p.oid, 'pg_proc'::regclass AS catalog, p.proname AS name,
    p.oid::regprocedure::text AS identity,
    concat(p.prokind, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid)) AS shape,
    pg_get_functiondef(p.oid) AS text, coalesce(p.proacl, acldefault('f', p.proowner)) AS acl
  FROM pg_proc p JOIN owner ON p.proowner = owner.id
  WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind <> 'a'
  UNION ALL
  SELECT 'VIEW', c.oid, 'pg_class'::regclass, c.relname, c.oid::regclass::text, NULL,
    concat(c.reloptions::text, pg_get_viewdef(c.oid)), coalesce(c.relacl, acldefault('r', c.relowner))
  FROM pg_class c JOIN owner ON c.relowner = owner.id
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'v')
SELECT kind, oid, name, identity, shape, md5(text) AS digest, ARRAY(
    SELECT ARRAY[privilege_type, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END
      || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END]
    FROM aclexplode(acl) WHERE grantee <> (SELECT id FROM owner)) AS grants
FROM found WHERE NOT EXISTS (
  SELECT FROM pg_depend d WHERE d.classid = found.catalog AND d.objid = found.oid AND d.deptype = 'e')
ORDER BY kind, identity
"""


@dataclass(frozen=True)
class File:
    """One file: its path below the product's folder, and its text."""

    path: str
    text: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Made:
    """A function or view as the database has it."""

    kind: str
    oid: int
    name: str
    identity: str
    shape: str | None
    digest: str
    grants: list[list[str]]

    @property
    def target(self) -> str:
        """What GRANT calls it."""
        return self.identity if self.kind == "VIEW" else f"ROUTINE {self.identity}"


@dataclass(frozen=True)
class Plan:
    """The order in which the files can be run, what each of them makes, and the shape of all that."""

    order: list[File]
    makes: dict[str, set[str]]
    shapes: dict[str, str | None]

    def replaces(self, one: Made) -> bool:
        """Whether CREATE OR REPLACE turns this into what the files say."""
        return one.shape is not None and self.shapes.get(one.identity) == one.shape


def files(root: Path = ROOT) -> list[File]:
    """Every file, in the order of the apps."""
    folders = [root / config.label / "sql" for config in apps.get_app_configs()]
    found = [path for folder in folders for path in sorted(folder.glob("*.sql"))]
    return [File(path.relative_to(root).as_posix(), path.read_text()) for path in found]


def differences(using: str, root: Path = ROOT) -> list[str]:
    """What is not as the files say: changed files, else functions and views that somebody changed or dropped."""
    recorded = list(SqlFile.objects.using(using))
    changed = {(row.path, row.digest) for row in recorded} ^ {(file.path, file.digest) for file in files(root)}
    if not changed:
        made = {item for row in recorded for item in row.made.items()}
        changed = made ^ {(one.identity, one.digest) for one in ours(using)}
    return sorted({name for name, _digest in changed})


def make_functions(using: str, root: Path = ROOT) -> list[str]:
    """Makes all functions and views anew if anything differs, in one transaction. Gives what differed."""
    with transaction.atomic(using=using):
        execute(using, "SELECT pg_advisory_xact_lock(hashtext('fitflow.sqlfiles'))")
        changed = differences(using, root)
        if changed:
            plan = try_out(using, files(root))
            before = ours(using)
            drop_outdated(using, before, plan)
            for file in plan.order:
                run(using, file)
            give_back_grants(using, before)
            write_down(using, plan)
    return changed


def execute(using: str, statement: str) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(statement)


def ours(using: str) -> list[Made]:
    with connections[using].cursor() as cursor:
        cursor.execute(OURS)
        return [Made(*row) for row in cursor.fetchall()]


def run(using: str, file: File) -> None:
    try:
        execute(using, file.text)
    except Error as error:
        error.add_note(f"in {file.path}")
        raise


def try_out(using: str, candidates: Sequence[File]) -> Plan:
    """Runs the files beside what is there, and takes it back: only PostgreSQL knows what a text needs and makes."""
    point = transaction.savepoint(using=using)
    aside = ours(using)
    for one in aside:
        execute(using, f'ALTER {one.kind} {one.identity} RENAME TO "before {one.oid}"')
    old, plan = {one.oid for one in aside}, Plan([], {}, {})
    while candidates:
        waiting = {}
        for file in candidates:
            if error := too_early(using, file):
                waiting[file] = error
                continue
            new = {one.identity: one.shape for one in ours(using) if one.oid not in old}
            plan.order.append(file)
            plan.makes[file.path] = new.keys() - plan.shapes.keys()
            plan.shapes.update(new)
        if len(waiting) == len(candidates):
            raise waiting[candidates[0]]
        candidates = list(waiting)
    transaction.savepoint_rollback(point, using=using)
    return plan


def too_early(using: str, file: File) -> Error | None:
    """Runs a file, unless it names what comes later: then nothing of it stays, and that is the answer."""
    try:
        with transaction.atomic(using=using):
            run(using, file)
    except Error as error:
        if sqlstate(error) not in COMES_LATER:
            raise
        return error
    return None


def drop_outdated(using: str, before: list[Made], plan: Plan) -> None:
    """Drops what cannot be replaced, in whatever order dependencies allow.

    Other functions and views may stand in the way: those go, too, since they are made again. A trigger or a policy
    does not: changing what it stands on takes a migration.
    """
    outdated = [one for one in before if not plan.replaces(one)]
    others = [one for one in before if plan.replaces(one)]
    while outdated:
        refused, errors = still_needed(using, outdated)
        if len(refused) == len(outdated):
            fewer, _errors = still_needed(using, others)
            if len(fewer) == len(others):
                raise errors[0]
            others = fewer
        outdated = refused


def still_needed(using: str, candidates: Iterable[Made]) -> tuple[list[Made], list[Error]]:
    """Drops what it can; the rest, and what PostgreSQL says."""
    refused, errors = [], []
    for one in candidates:
        try:
            with transaction.atomic(using=using):
                execute(using, f"DROP {one.kind} {one.identity}")
        except Error as error:
            if sqlstate(error) != STILL_NEEDED:
                raise
            refused.append(one)
            errors.append(error)
    return refused, errors


def sqlstate(error: Error) -> str | None:
    return getattr(error.__cause__, "sqlstate", None)


def give_back_grants(using: str, before: Iterable[Made]) -> None:
    """Whoever had a right on a function or view that was dropped has it on the one of that name again."""
    kept, had = {one.oid for one in before}, {one.name: one.grants for one in before}
    for one in ours(using):
        if one.oid in kept or one.name not in had:
            continue
        for _privilege, grantee in one.grants:
            execute(using, f"REVOKE ALL ON {one.target} FROM {grantee.removesuffix(WITH_GRANT)}")
        for privilege, grantee in had[one.name]:
            execute(using, f"GRANT {privilege} ON {one.target} TO {grantee}")


def write_down(using: str, plan: Plan) -> None:
    """Which texts were run, and what they made."""
    digests = {one.identity: one.digest for one in ours(using)}
    SqlFile.objects.using(using).all().delete()
    SqlFile.objects.using(using).bulk_create(
        SqlFile(
            path=file.path, digest=file.digest, made={name: digests[name] for name in sorted(plan.makes[file.path])}
        )
        for file in plan.order
    )
