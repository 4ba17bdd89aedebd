# SPDX-License-Identifier: Apache-2.0
"""Issued letters and what they were made of."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from balaikota.kernel.db import Base, Id

STATES = ("signing", "signed", "revoked", "superseded")
SIGNATURES = ("certified", "uncertified", "example")


class LetterTemplate(Base):
    """Template and pictures of letters, kept once under the SHA-256 of their content.

    A letter whose signing was interrupted is made again from here, to the byte, whatever the
    template of its service says by then. Nothing in it is about a person.
    """

    __tablename__ = "documents_template"

    digest: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]
    created_at: Mapped[datetime]


class Letter(Base):
    """One letter: numbered in state ``signing``, then ``signed``, perhaps ``revoked`` or ``superseded``.

    Names of unit, signer and position are kept as they stood on the day. What is about the
    subject is sealed with the subject's key; the values are wiped once the PDF exists.
    ``available_at`` moves forward as the lease of whoever signs, or as the back-off after a failure.
    """

    __tablename__ = "documents_letter"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "number"),
        UniqueConstraint("code"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint(
            f"signature_kind IS NULL OR signature_kind IN {SIGNATURES}", name="signature_kind"
        ),
        CheckConstraint(
            "state NOT IN ('signed', 'superseded') OR (signed_at IS NOT NULL AND sha256 IS NOT NULL"
            " AND file_id IS NOT NULL AND signature_kind IS NOT NULL)",
            name="signed_whole",
        ),
        Index(
            "ix_documents_letter_waiting",
            "available_at",
            postgresql_where=text("state = 'signing'"),
            sqlite_where=text("state = 'signing'"),
        ),
        Index(None, "source", "reference"),
        Index(None, "sha256"),
        Index(None, "unit_id", "id"),
        Index(None, "subject_id"),
        Index(None, "officer_id"),
        Index(None, "template_digest"),
        Index(None, "file_id"),
        Index(None, "superseded_by"),
    )

    id: Mapped[Id]
    state: Mapped[str] = mapped_column(default="signing")
    kind: Mapped[str]
    title: Mapped[str]
    number: Mapped[str]
    year: Mapped[int]
    letter_date: Mapped[date]
    code: Mapped[str]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("agencies_unit.id", ondelete="RESTRICT"))
    unit_name: Mapped[str]
    officer_id: Mapped[UUID] = mapped_column(ForeignKey("agencies_officer.id", ondelete="RESTRICT"))
    signer_name: Mapped[str]
    position_title: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(ForeignKey("citizens_citizen.id", ondelete="RESTRICT"))
    sealed_initials: Mapped[bytes]
    source: Mapped[str]
    reference: Mapped[str]
    template_digest: Mapped[str] = mapped_column(
        ForeignKey("documents_template.digest", ondelete="RESTRICT")
    )
    sealed_values: Mapped[bytes | None]
    created_at: Mapped[datetime]

    claim: Mapped[UUID | None]
    available_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]

    signed_at: Mapped[datetime | None]
    signature_kind: Mapped[str | None]
    certificate: Mapped[str | None]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey("files_file.id", ondelete="RESTRICT"))
    sha256: Mapped[str | None]

    revoked_at: Mapped[datetime | None]
    sealed_reason: Mapped[bytes | None]
    superseded_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("documents_letter.id", ondelete="RESTRICT")
    )
