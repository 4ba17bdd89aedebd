# SPDX-License-Identifier: Apache-2.0
"""The audit table. The application role may INSERT and SELECT; a trigger refuses the rest for everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from balaikota.kernel.db import Base, Id


class AuditEntry(Base):
    """One act. No personal value is written here, only ids: the row outlives an erasure."""

    __tablename__ = "kernel_audit"
    __table_args__ = (
        Index(None, "subject_id", "at"),
        Index(None, "account_id", "at"),
        Index(None, "object_id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[Id]
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]
    action: Mapped[str]
    is_read: Mapped[bool]
    object_kind: Mapped[str]
    object_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    reason: Mapped[str | None]
    details: Mapped[dict[str, Any]]
    request_id: Mapped[str]
