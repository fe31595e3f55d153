"""Run by Alembic, on the connection and in the transaction that `maemi.project.schema` hands over."""

from alembic import context

from maemi.project.tables.everything import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
