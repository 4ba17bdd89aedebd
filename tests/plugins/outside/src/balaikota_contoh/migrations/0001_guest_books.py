# SPDX-License-Identifier: Apache-2.0
"""guest books"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "contoh_book",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kelurahan_code", sa.String(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["kelurahan_code"],
            ["regions_region.code"],
            name=op.f("fk_contoh_book_kelurahan_code"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contoh_book")),
        sa.UniqueConstraint("title", name=op.f("uq_contoh_book_title")),
    )
    with op.batch_alter_table("contoh_book", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contoh_book_kelurahan_code"), ["kelurahan_code"], unique=False
        )

    op.create_table(
        "contoh_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("book_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"],
            ["contoh_book.id"],
            name=op.f("fk_contoh_entry_book_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contoh_entry")),
    )
    with op.batch_alter_table("contoh_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contoh_entry_book_id"), ["book_id"], unique=False)
