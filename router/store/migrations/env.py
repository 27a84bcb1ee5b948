"""Called by Alembic with the connection that `router.store.prepare` (or a test) opened."""

from alembic import context

from router.store.tables.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
