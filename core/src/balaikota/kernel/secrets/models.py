# SPDX-License-Identifier: Apache-2.0
"""One wrapped key per person: destroying it makes every ciphertext about the person unreadable, backups too."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from balaikota.kernel.db import Base


class SubjectKey(Base):
    """The data key of one citizen, wrapped by the master key."""

    __tablename__ = "kernel_subject_key"

    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes]
    created_at: Mapped[datetime]
