"""Brings a database up to the revision that this program speaks."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from incidentdesk.schema.revision import HEAD


def upgrade(engine: sa.Engine, revision: str = HEAD) -> None:
    """Run the migrations in one transaction: afterwards the database is new, or it is as it was."""
    with engine.begin() as connection:
        command.upgrade(configuration(connection), revision)


def configuration(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
