"""Everything that makes one database's schema another's: what PostgreSQL's catalogs say, in words without numbers."""

import re

import psycopg

ACL = "ARRAY(SELECT item::text FROM unnest({}) item ORDER BY 1)"
IN_PUBLIC = "{} = 'public'::regnamespace"
#: NOT NULL is compared with the columns: PostgreSQL 18 has names for it, which remember what a column was called.
QUERIES = {
    "relations": f"""SELECT c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.reloptions,
        pg_get_userbyid(c.relowner), {ACL.format("c.relacl")}, CASE c.relkind WHEN 'v' THEN pg_get_viewdef(c.oid) END
        FROM pg_class c WHERE {IN_PUBLIC.format("c.relnamespace")}""",
    "columns": f"""SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
        a.attgenerated, pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation::text, {ACL.format("a.attacl")},
        row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relkind IN ('r', 'p', 'v') AND {IN_PUBLIC.format("c.relnamespace")}""",
    "constraints": f"""SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype <> 'n' AND {IN_PUBLIC.format("connamespace")}""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "sequences": """SELECT sequencename, data_type::text, start_value, increment_by, max_value, cycle FROM pg_sequences
        WHERE schemaname = 'public'""",
    "triggers": """SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled FROM pg_trigger
        WHERE NOT tgisinternal""",
    "policies": "SELECT * FROM pg_policies WHERE schemaname = 'public'",
    "functions": f"""SELECT oid::regprocedure::text, pg_get_functiondef(oid), pg_get_userbyid(proowner),
        {ACL.format("proacl")} FROM pg_proc WHERE {IN_PUBLIC.format("pronamespace")} AND prokind <> 'a'""",
    "later grants": f"SELECT defaclobjtype, pg_get_userbyid(defaclrole), {ACL.format('defaclacl')} FROM pg_default_acl",
    "extensions": "SELECT extname FROM pg_extension",
    "migrations": "SELECT app, name FROM django_migrations",
    "files": "SELECT path, digest, made::text FROM core_sqlfile",
}
LIST = re.compile(r"\(\(ARRAY\[([^]]*)\]\)::text\[\]\)")
WORD, CAST = re.compile(r"(\\?'[^']*'::character varying)"), r"(\1)::text"
Catalog = dict[str, list[str]]


def catalog(owner: psycopg.Connection) -> Catalog:
    """Sorted lines for each kind of thing."""
    return {
        kind: sorted(as_dumped(repr(row)) for row in owner.execute(query).fetchall()) for kind, query in QUERIES.items()
    }


def as_dumped(line: str) -> str:
    """A list of words as PostgreSQL shows it once it was dumped and read again: each is cast, instead of the whole."""
    return LIST.sub(lambda found: f"(ARRAY[{WORD.sub(CAST, found[1])}])", line)


def apart(one: Catalog, other: Catalog) -> dict[str, tuple[set[str], set[str]]]:
    """What only the one has and what only the other has, of each kind in which they differ."""
    return {
        kind: (set(one[kind]) - set(other[kind]), set(other[kind]) - set(one[kind]))
        for kind in QUERIES
        if one[kind] != other[kind]
    }
