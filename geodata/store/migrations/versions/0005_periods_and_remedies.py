"""How far each office's period is, and why an indicator is missed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "period_events",
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_seq"], ["imports.sequence"], name=op.f("fk_period_events_import_seq")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_events")),
        sa.UniqueConstraint("office", "period", "import_seq", name=op.f("uq_period_events_office")),
    )
    op.create_index(op.f("ix_period_events_import_seq"), "period_events", ["import_seq"])
    op.create_table(
        "remedies",
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("remedy", sa.String(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["import_seq"], ["imports.sequence"], name=op.f("fk_remedies_import_seq")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_remedies_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedies")),
    )
    for column in ("import_seq", "indicator", "period", "unit_id"):
        op.create_index(op.f(f"ix_remedies_{column}"), "remedies", [column])


def downgrade() -> None:
    op.drop_table("remedies")
    op.drop_table("period_events")
