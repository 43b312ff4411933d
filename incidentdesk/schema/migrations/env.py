"""Called by Alembic; runs on the connection that it is given and within its transaction."""

from alembic import context

from incidentdesk.schema.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
    render_as_batch=True,
)
context.run_migrations()
