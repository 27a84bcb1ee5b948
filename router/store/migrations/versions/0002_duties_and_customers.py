"""Find the clocks of duties, and the tickets of a customer."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_DUTIES = sa.text("tier IS NULL AND obligation <> 'hand-over'")
_KNOWN = sa.text("customer_id IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "clocks_duties",
        "clocks",
        ["state", "started_at"],
        sqlite_where=_DUTIES,
        postgresql_where=_DUTIES,
    )
    op.create_index(
        "tickets_customer",
        "tickets",
        ["customer_id"],
        sqlite_where=_KNOWN,
        postgresql_where=_KNOWN,
    )


def downgrade() -> None:
    op.drop_index("tickets_customer", "tickets")
    op.drop_index("clocks_duties", "clocks")
