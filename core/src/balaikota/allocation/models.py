# SPDX-License-Identifier: Apache-2.0
"""The counters behind every number that the city gives out."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from balaikota.kernel.db import Base


class Sequence(Base):
    """The last number taken in one ``scope``, e.g. ``letters/2026/KEL-API``; a scope begins with its first taker."""

    __tablename__ = "allocation_sequence"
    __table_args__ = (CheckConstraint("value > 0", name="positive"),)

    scope: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
