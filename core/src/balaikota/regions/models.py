# SPDX-License-Identifier: Apache-2.0
"""The places of the city: itself, its kecamatan, their kelurahan or desa."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from balaikota.kernel.db import Base
from balaikota.regions.codes import SMALLEST


class Region(Base):
    """A place with its Kemendagri code. A name is no key: "Guntung" lies in two cities, postcodes are shared.

    A place needs no boundary: new kelurahan have a code years before they have a polygon.
    """

    __tablename__ = "regions_region"
    __table_args__ = (
        CheckConstraint("level IN ('city', 'kecamatan', 'kelurahan')", name="level"),
        CheckConstraint("(level = 'city') = (parent_code IS NULL)", name="parent"),
        Index(None, "parent_code"),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(
        ForeignKey("regions_region.code", ondelete="RESTRICT")
    )
    level: Mapped[str]
    name: Mapped[str]
    postcode: Mapped[str | None]

    parent: Mapped[Region | None] = relationship(remote_side="Region.code", viewonly=True)

    @property
    def kind(self) -> str:
        """What people call it: ``Kelurahan``, ``Desa``, ``Kecamatan``; empty for the city, whose name says it."""
        if self.level == "kelurahan":
            return SMALLEST[self.code.rpartition(".")[2][0]]
        return "Kecamatan" if self.level == "kecamatan" else ""

    @property
    def full_name(self) -> str:
        """``Kelurahan Api-api``, ``Kecamatan Bontang Utara``, ``Kota Bontang``."""
        return f"{self.kind} {self.name}".strip()
