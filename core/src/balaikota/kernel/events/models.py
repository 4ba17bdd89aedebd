# SPDX-License-Identifier: Apache-2.0
"""The outbox: an event is written with its cause; each listener has a delivery of its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from balaikota.kernel.db import Base, Id


class StoredEvent(Base):
    """One announcement. The payload is sealed, and wiped once every listener has it.

    ``is_secret``: it holds a code, so its payload is wiped when a listener gives up, too.
    """

    __tablename__ = "kernel_event"
    __table_args__ = (Index(None, "created_at"),)

    id: Mapped[Id]
    name: Mapped[str]
    payload: Mapped[bytes | None]
    is_secret: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Delivery(Base):
    """What one listener still has to hear. ``available_at`` moves forward as the lease or the back-off.

    ``attempts`` counts what was begun, so a delivery that kills its worker is counted too.
    """

    __tablename__ = "kernel_delivery"
    __table_args__ = (
        CheckConstraint("state IN ('new', 'done', 'dead')", name="state"),
        Index(
            "ix_kernel_delivery_waiting",
            "available_at",
            postgresql_where=text("state = 'new'"),
            sqlite_where=text("state = 'new'"),
        ),
        Index(
            "ix_kernel_delivery_dead",
            "id",
            postgresql_where=text("state = 'dead'"),
            sqlite_where=text("state = 'dead'"),
        ),
        Index(None, "event_id"),
    )

    id: Mapped[Id]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("kernel_event.id", ondelete="CASCADE"))
    listener: Mapped[str]
    state: Mapped[str] = mapped_column(default="new")
    attempts: Mapped[int] = mapped_column(default=0)
    available_at: Mapped[datetime]
    last_error: Mapped[str | None]


class JobRun(Base):
    """When a recurring job last began, so that one worker at a time runs it."""

    __tablename__ = "kernel_job"

    name: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    last_error: Mapped[str | None]
