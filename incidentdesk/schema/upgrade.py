"""Brings a database up to the revision that this program speaks."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from incidentdesk.schema.revision import HEAD

_UPGRADING = 0x1DE5C  # any number that nobody else locks


def upgrade(engine: sa.Engine, revision: str = HEAD) -> None:
    """Run the migrations in one transaction: afterwards the database is new, or it is as it was."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Two workstations may open an empty database at the same moment.
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADING})
        command.upgrade(configuration(connection), revision)


def configuration(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
