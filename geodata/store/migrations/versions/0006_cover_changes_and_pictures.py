"""Gain and loss of cover between two image dates, and pictures of measured rasters."""

import sqlalchemy as sa
from alembic import op

from geodata.store.types import ExactDecimal

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_AMOUNTS = ("gain_ha", "loss_ha", "stable_ha", "bare_ha", "compared_fraction")
_EDGES = ("west", "south", "east", "north")


def upgrade() -> None:
    op.create_table(
        "cover_changes",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("earlier", sa.Date(), nullable=False),
        sa.Column("later", sa.Date(), nullable=False),
        sa.Column("class_rule", sa.String(), nullable=False),
        *(sa.Column(name, ExactDecimal(), nullable=False) for name in _AMOUNTS),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_seq"], ["imports.sequence"], name=op.f("fk_cover_changes_import_seq")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_cover_changes_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_changes")),
    )
    for column in ("import_seq", "unit_id"):
        op.create_index(op.f(f"ix_cover_changes_{column}"), "cover_changes", [column])
    op.create_table(
        "landcover_pictures",
        sa.Column("product", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("image_date", sa.Date(), nullable=True),
        sa.Column("file_sha256", sa.String(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in _EDGES),
        sa.Column("classes", sa.JSON(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_seq"], ["imports.sequence"], name=op.f("fk_landcover_pictures_import_seq")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landcover_pictures")),
    )
    op.create_index(op.f("ix_landcover_pictures_import_seq"), "landcover_pictures", ["import_seq"])


def downgrade() -> None:
    op.drop_table("landcover_pictures")
    op.drop_table("cover_changes")
