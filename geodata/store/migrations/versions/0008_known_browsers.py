"""What an account's known browsers depend on, and when tries at its password were last forgiven."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("browsers_era", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("users", sa.Column("unlocked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("users", "unlocked_at")
    op.drop_column("users", "browsers_era")
