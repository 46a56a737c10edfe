"""Runs migrations on the connection that `audit.migrate` hands over, in its transaction."""

from alembic import context

from audit.tables.everything import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
