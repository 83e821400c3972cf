"""One studio's rows stay that studio's: the query filter, the key with the organization in it, row-level security.

Three walls (P8): `visible_to(actor)` is the only way in; foreign keys are (organization_id, x_id), so a row cannot
point abroad; a policy on each table shows nothing at all while no tenant is set on the connection.
"""

from contextlib import AbstractContextManager
from typing import Any, Self, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.migrations.operations.base import Operation
from django.db.models.lookups import Exact
from django.db.models.sql.where import WhereNode

from fitflow.core.actor import Actor
from fitflow.core.db import connection_setting
from fitflow.core.errors import NotFound
from fitflow.core.ids import new_id

ST = TypeVar("ST")
GT = TypeVar("GT")
M = TypeVar("M", bound=models.Model)
#: Rows of the product itself (sign-in mails) belong to no studio; their tenant is this id.
HOUSE = UUID(int=0)


class TenantQuerySet(models.QuerySet[M]):
    """Rows of one studio; apps narrow `visible_to` by role."""

    def visible_to(self, actor: Actor) -> Self:
        return self.filter(organization_id=actor.organization_id)

    def one(self, **lookup: Any) -> M:
        """The one row, or NotFound: a stranger and a typing error get the same answer."""
        try:
            return self.get(**lookup)
        except (ObjectDoesNotExist, ValueError) as error:
            raise NotFound from error


class TenantModel(models.Model):
    """A row that belongs to one studio. The organization is a plain id: hot tables may not share-lock its row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization_id = models.UUIDField(editable=False)

    class Meta:
        abstract = True


class TenantForeignKey(models.ForeignKey[ST, GT]):
    """A reference inside the studio. `Isolate` adds FOREIGN KEY (organization_id, x_id) in the database."""

    def __init__(self, to: str | type[models.Model], on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs

    def get_extra_restriction(self, alias: str | None, related_alias: str) -> WhereNode | None:
        """Joins go by both columns of the key, so that the planner knows whose rows it joins: the policies hide it.

        Django asks for one column only (no alias) where it replaces a join by a comparison of keys.
        """
        if alias is None:
            return None
        theirs: Any = self.remote_field.model._meta.get_field("organization_id")
        ours: Any = self.model._meta.get_field("organization_id")
        both: Any = Exact(theirs.get_col(alias), ours.get_col(related_alias))
        return WhereNode([both])


def tenant(organization_id: UUID) -> AbstractContextManager[None]:
    """Shows this studio's rows on the connection while inside; what was shown before is restored."""
    return connection_setting("fitflow.organization", str(organization_id))


POLICY = "organization_id = (SELECT tenant())"


class Isolate(Operation):
    """Puts tenancy's walls around a model's table: row-level security, UNIQUE (organization_id, id), composite keys."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str, policy: str = POLICY, referenced: bool = True) -> None:
        self.model_name, self.policy, self.referenced = model_name, policy, referenced

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        table = model._meta.db_table
        schema_editor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        schema_editor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
        schema_editor.execute(f'CREATE POLICY tenant ON "{table}" USING ({self.policy}) WITH CHECK ({POLICY})')
        if self.referenced:
            schema_editor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_org_id" UNIQUE (organization_id, id)')
        for field in model._meta.local_fields:
            if isinstance(field, TenantForeignKey):
                schema_editor.execute(composite_key(table, field))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        table = model._meta.db_table
        for field in model._meta.local_fields:
            if isinstance(field, TenantForeignKey):
                schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_{field.column}_same_org"')
        if self.referenced:
            schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_org_id"')
        schema_editor.execute(f'DROP POLICY tenant ON "{table}"')
        schema_editor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')

    def describe(self) -> str:
        return f"Isolate the studios in {self.model_name}"


def composite_key(table: str, field: Any) -> str:
    """The statement that binds a reference to the same studio."""
    target = field.remote_field.model._meta.db_table
    return (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_{field.column}_same_org" '
        f'FOREIGN KEY (organization_id, "{field.column}") REFERENCES "{target}" (organization_id, id) '
        "DEFERRABLE INITIALLY IMMEDIATE"
    )


class IsolateReference(Operation):
    """Adds the composite key of one reference that was added to an isolated table later."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str, field_name: str) -> None:
        self.model_name, self.field_name = model_name, field_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        schema_editor.execute(composite_key(model._meta.db_table, model._meta.get_field(self.field_name)))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        table, column = model._meta.db_table, model._meta.get_field(self.field_name).column
        schema_editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_{column}_same_org"')

    def describe(self) -> str:
        return f"Bind {self.model_name}.{self.field_name} to the same studio"
