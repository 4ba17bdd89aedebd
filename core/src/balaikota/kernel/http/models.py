# SPDX-License-Identifier: Apache-2.0
"""Remembered answers of requests that carried an Idempotency-Key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from balaikota.kernel.db import Base


class RememberedAnswer(Base):
    """One outcome: whose key, a keyed fingerprint of the request, and the sealed answer."""

    __tablename__ = "kernel_idempotency"
    __table_args__ = (Index(None, "created_at"),)

    principal: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes]
    answer: Mapped[bytes]
    created_at: Mapped[datetime]
