"""Migration operations: the legacy tables on an empty database, and references of our own tables to them."""

from pathlib import Path

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

SQL_DIRECTORY = Path(__file__).resolve().parent / "sql"


class AdoptLegacyTables(SeparateDatabaseAndState):
    """Run ``sql/<label>.sql`` and add the unmanaged models of the label to the migration state.

    Going backwards is refused: the tables belong to the legacy server as well.
    """

    def __init__(self, label: str, models: list[Operation]) -> None:
        super().__init__(state_operations=models)
        self.label = label

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """Return what writes this operation into a migration file."""
        return self.__class__.__name__, [], {"label": self.label, "models": self.state_operations}

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Create the tables, indexes and constraints of the label."""
        script = (SQL_DIRECTORY / f"{self.label}.sql").read_text(encoding="utf-8")
        for statement in schema_editor.connection.ops.prepare_sql_script(script):
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Refuse.

        Raises:
            IrreversibleError: always.
        """
        raise IrreversibleError(
            f"The legacy tables of {self.label} hold the portal's data and are never dropped by a migration."
        )

    def describe(self) -> str:
        """Return what the operation does, for ``migrate --plan``."""
        return f"Create the legacy tables of {self.label}"


class CascadeInDatabase(Operation):
    """Give a foreign key of a table of our own a constraint with ``ON DELETE CASCADE``.

    A legacy server deletes rows without knowing our tables, so the database has to. The field is declared
    with ``on_delete=DO_NOTHING, db_constraint=False``.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str, field_name: str) -> None:
        self.model_name = model_name
        self.field_name = field_name

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """Return what writes this operation into a migration file."""
        return self.__class__.__name__, [], {"model_name": self.model_name, "field_name": self.field_name}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: constraints are no part of the state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Add the constraint; rows whose referenced row is gone are deleted first."""
        names = self._names(app_label, schema_editor, to_state)
        schema_editor.execute(
            "DELETE FROM {table} t WHERE t.{column} IS NOT NULL"  # noqa: S608 - quoted names of our models
            " AND NOT EXISTS (SELECT 1 FROM {target} r WHERE r.{key} = t.{column})".format(**names)
        )
        schema_editor.execute(
            "ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({column}) REFERENCES {target} ({key})"
            " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED".format(**names)
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop the constraint."""
        names = self._names(app_label, schema_editor, from_state)
        schema_editor.execute("ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}".format(**names))

    def describe(self) -> str:
        """Return what the operation does, for ``migrate --plan``."""
        return f"Delete {self.model_name} with what its {self.field_name} refers to"

    def _names(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState
    ) -> dict[str, str]:
        model = state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.field_name)
        target = field.remote_field.model._meta
        names = {
            "table": model._meta.db_table,
            "column": field.column,
            "target": target.db_table,
            "key": target.pk.column,
            "name": f"{model._meta.db_table}_{field.column}_cascade",
        }
        return {key: schema_editor.quote_name(value) for key, value in names.items()}
