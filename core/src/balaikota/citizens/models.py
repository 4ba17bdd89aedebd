# SPDX-License-Identifier: Apache-2.0
"""The registry of citizens. What is about a person is sealed with that person's own key."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from balaikota.kernel.db import Base, Id

Level = Literal["self_declared", "contact_verified", "verified"]
Status = Literal["active", "merged", "deceased", "erased"]

VERIFIED = text("level = 'verified'")


class Citizen(Base):
    """A person known to the city. ``id`` is the subject of every sealed value about them.

    ``level``: *self_declared* is somebody's word, *contact_verified* adds a contact that was proved, *verified*
    means that an officer compared it with the identity card. Only among the verified is a NIK unique: before that
    whoever types somebody else's NIK first would lock its owner out. ``address`` is the one on the KTP,
    ``domicile`` where the person lives if that differs; ``kelurahan_code`` is the kelurahan they live in.
    ``merged_into`` names the citizen that this row turned out to be the same person as.
    """

    __tablename__ = "citizens_citizen"
    __table_args__ = (
        CheckConstraint("level IN ('self_declared', 'contact_verified', 'verified')", name="level"),
        CheckConstraint("status IN ('active', 'merged', 'deceased', 'erased')", name="status"),
        CheckConstraint("(status = 'merged') = (merged_into IS NOT NULL)", name="merged"),
        Index(None, "nik_fingerprint"),
        Index(
            "uq_citizens_citizen_nik_fingerprint",
            "nik_fingerprint",
            unique=True,
            postgresql_where=VERIFIED,
            sqlite_where=VERIFIED,
        ),
        Index(None, "kelurahan_code"),
        Index(None, "merged_into"),
    )

    id: Mapped[Id]
    name: Mapped[bytes]
    nik: Mapped[bytes | None]
    nik_fingerprint: Mapped[bytes | None]
    birth_date: Mapped[bytes | None]
    sex: Mapped[bytes | None]
    address: Mapped[bytes | None]
    domicile: Mapped[bytes | None]
    kelurahan_code: Mapped[str | None] = mapped_column(
        ForeignKey("regions_region.code", ondelete="RESTRICT")
    )
    level: Mapped[Level] = mapped_column(String)
    status: Mapped[Status] = mapped_column(String)
    merged_into: Mapped[UUID | None] = mapped_column(
        ForeignKey("citizens_citizen.id", ondelete="RESTRICT")
    )
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
