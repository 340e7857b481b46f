"""Alembic's entry: runs the migrations on the engine that the store hands over, each in one transaction."""

from alembic import context

from geodata.store.models import Base

engine = context.config.attributes["engine"]

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transaction_per_migration=True,
        transactional_ddl=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    context.run_migrations()
    connection.commit()
