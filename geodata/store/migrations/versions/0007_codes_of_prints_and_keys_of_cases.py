"""Codes of prints are made once and stored; what stood on a print, and under which key a case is hashed."""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Imports that bring no figures, as they were called when this was written.
_NO_DATA = ("resolution", "criteria", "settings", "periods", "undo")

_prints = sa.table(
    "prints",
    sa.column("code", sa.String()),
    sa.column("record", sa.JSON()),
    sa.column("created_at", sa.DateTime(timezone=True)),
    sa.column("file_sha256", sa.String()),
    sa.column("record_sha256", sa.String()),
    sa.column("made_sha256", sa.String()),
    sa.column("only_sample", sa.Boolean()),
)
_imports = sa.table(
    "imports",
    sa.column("kind", sa.String()),
    sa.column("loaded_at", sa.DateTime(timezone=True)),
    sa.column("is_sample", sa.Boolean()),
)


def upgrade() -> None:
    with op.batch_alter_table("prints") as batch_op:
        batch_op.add_column(sa.Column("record_sha256", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("made_sha256", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("only_sample", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("visibilities", sa.JSON(), nullable=True))
        batch_op.alter_column("file_sha256", existing_type=sa.String(), nullable=True)
    _fill(op.get_bind())
    with op.batch_alter_table("prints") as batch_op:
        for name, kind in (("record_sha256", sa.String), ("made_sha256", sa.String), ("only_sample", sa.Boolean)):
            batch_op.alter_column(name, existing_type=kind(), nullable=False)
        batch_op.create_unique_constraint(op.f("uq_prints_record_sha256"), ["record_sha256"])
    with op.batch_alter_table("incidents") as batch_op:
        batch_op.add_column(sa.Column("case_key", sa.Integer(), nullable=True))
    op.execute("UPDATE incidents SET case_key = 1 WHERE case_hash IS NOT NULL")


def _fill(connection: sa.Connection) -> None:
    """Tell of each print by what it is found again, and whether all was open when it was made."""
    rows = connection.execute(sa.select(_prints.c.code, _prints.c.record, _prints.c.created_at)).all()
    for code, record, created_at in rows:
        canonical = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        stood = connection.execute(
            sa.select(_imports.c.is_sample).where(
                _imports.c.kind.not_in(_NO_DATA), _imports.c.loaded_at <= created_at
            )
        ).scalars().all()
        connection.execute(
            _prints.update()
            .where(_prints.c.code == code)
            .values(
                record_sha256=hashlib.sha256(canonical.encode()).hexdigest(),
                made_sha256=_prints.c.file_sha256,
                only_sample=bool(stood) and all(stood),
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("incidents") as batch_op:
        batch_op.drop_column("case_key")
    op.execute("DELETE FROM prints WHERE file_sha256 IS NULL")
    with op.batch_alter_table("prints") as batch_op:
        batch_op.drop_constraint(op.f("uq_prints_record_sha256"), type_="unique")
        batch_op.alter_column("file_sha256", existing_type=sa.String(), nullable=False)
        for name in ("visibilities", "only_sample", "made_sha256", "record_sha256"):
            batch_op.drop_column(name)
