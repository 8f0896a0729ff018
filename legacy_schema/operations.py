"""Migration operation that creates the legacy tables of one label on an empty database."""

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
