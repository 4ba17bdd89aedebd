# SPDX-License-Identifier: Apache-2.0
"""Books and what is written in them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from balaikota import Base, Id


class Book(Base):
    """A guest book, perhaps of one kelurahan."""

    __tablename__ = "contoh_book"
    __table_args__ = (
        UniqueConstraint("title"),
        CheckConstraint("pages > 0", name="pages"),
        Index(None, "kelurahan_code"),
    )

    id: Mapped[Id]
    title: Mapped[str]
    pages: Mapped[int] = mapped_column(server_default="100")
    kelurahan_code: Mapped[str | None] = mapped_column(
        ForeignKey("regions_region.code", ondelete="RESTRICT")
    )
    opened_at: Mapped[datetime]


class Entry(Base):
    """What one person wrote."""

    __tablename__ = "contoh_entry"
    __table_args__ = (Index(None, "book_id"),)

    id: Mapped[Id]
    book_id: Mapped[UUID] = mapped_column(ForeignKey("contoh_book.id", ondelete="CASCADE"))
    account_id: Mapped[UUID | None]
    words: Mapped[str]
    written_at: Mapped[datetime]
