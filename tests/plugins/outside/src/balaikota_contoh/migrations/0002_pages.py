# SPDX-License-Identifier: Apache-2.0
"""pages"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("contoh_book", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pages", sa.Integer(), server_default="100", nullable=False))
        batch_op.create_check_constraint(batch_op.f("ck_contoh_book_pages"), "pages > 0")
