# SPDX-License-Identifier: Apache-2.0
"""Tables of ``agencies``: offices as a tree, the people in them, and which position they hold from when to when."""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from balaikota.kernel.db import Base, Id

UnitKind = Literal["opd", "unit", "kecamatan", "kelurahan"]
SERVES_REGION = text("kind IN ('kecamatan', 'kelurahan')")


class Unit(Base):
    """An office: an OPD, a unit inside one (bidang, UPTD, puskesmas), a kecamatan or a kelurahan.

    ``letter_code`` names it in letter numbers; ``head_title`` is what its head is called (Lurah, Kepala Dinas).
    """

    __tablename__ = "agencies_unit"
    __table_args__ = (
        CheckConstraint("kind IN ('opd', 'unit', 'kecamatan', 'kelurahan')", name="kind"),
        Index(None, "parent_id"),
        Index(None, "region_code"),
        # One office serves a kecamatan or kelurahan; other units may lie anywhere.
        Index(
            "uq_agencies_unit_region_code",
            "region_code",
            unique=True,
            postgresql_where=SERVES_REGION,
            sqlite_where=SERVES_REGION,
        ),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[UnitKind] = mapped_column(String)
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("agencies_unit.id", ondelete="RESTRICT")
    )
    region_code: Mapped[str | None] = mapped_column(
        ForeignKey("regions_region.code", ondelete="RESTRICT")
    )
    letter_code: Mapped[str]
    head_title: Mapped[str]
    address: Mapped[str | None]
    phone: Mapped[str | None]


class Officer(Base):
    """A person who works for the city, through the account by which they sign in.

    ``name`` is as letters write it, titles and all ("H. Ahmad Yani, S.E."); ``nip`` are 18 digits, or none for
    those who have no NIP.
    """

    __tablename__ = "agencies_officer"

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("identity_account.id", ondelete="RESTRICT"), unique=True
    )
    name: Mapped[str]
    nip: Mapped[str | None] = mapped_column(unique=True)


class Position(Base):
    """What an officer is, where, and from which to which day (both inclusive, the city's date).

    ``unit_id`` None is the whole city. ``title`` stands over the name on letters, with "Plt." where that applies;
    ``role`` is what permissions are tied to (``Permission.roles``). Positions end, they are not deleted.
    """

    __tablename__ = "agencies_position"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="period"),
        Index(None, "officer_id"),
        Index(None, "unit_id"),
    )

    id: Mapped[Id]
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("agencies_officer.id", ondelete="RESTRICT"))
    unit_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("agencies_unit.id", ondelete="RESTRICT")
    )
    title: Mapped[str]
    role: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    officer: Mapped[Officer] = relationship(viewonly=True)
