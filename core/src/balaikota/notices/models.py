# SPDX-License-Identifier: Apache-2.0
"""The inbox. What a message says is sealed with the reader's own key."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from balaikota.kernel.db import Base, Id


class Notice(Base):
    """One message in one inbox.

    ``words`` holds, sealed, the source text of title and body with their values, so that it is read in the language
    that its reader speaks when reading. ``subject_id`` is the reader's citizen, whose key it is.
    """

    __tablename__ = "notices_notice"
    __table_args__ = (
        Index(None, "account_id", "id"),
        Index(
            "ix_notices_notice_unread",
            "account_id",
            postgresql_where=text("read_at IS NULL"),
            sqlite_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("identity_account.id", ondelete="CASCADE"))
    subject_id: Mapped[UUID]
    kind: Mapped[str]
    words: Mapped[bytes]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
