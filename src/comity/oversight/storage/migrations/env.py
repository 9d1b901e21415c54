"""How Alembic runs the revisions: on the connection that it is given, within that one's transaction."""

from alembic import context

from comity.oversight.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
