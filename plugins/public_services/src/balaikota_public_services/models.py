# SPDX-License-Identifier: Apache-2.0
"""Requests for services and all that belongs to them. What people wrote is sealed with the subject's key."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from balaikota import Base, Id

OPEN = text("closed_at IS NULL")
CURRENT = text("state = 'current'")
WAITING = text("state = 'open'")


class ServiceVersion(Base):
    """A service as it was when somebody first used it. A request keeps its version whatever the folder says by then."""

    __tablename__ = "public_services_version"
    __table_args__ = (Index(None, "code"),)

    hash: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    content: Mapped[dict[str, Any]]
    template: Mapped[str]
    first_seen_at: Mapped[datetime]


class Request(Base):
    """One request: who asked, about whom, for what, and where it stands.

    ``submitted_by`` is empty when an officer filed it at the counter (``filed_by``). ``awaits`` is whose move it
    is: citizen, system, nobody, or the permission that an officer needs. ``version`` counts changes.
    ``due_on`` moves by the working days that the request lay with the citizen, the last time since ``paused_on``.
    """

    __tablename__ = "public_services_request"
    __table_args__ = (
        CheckConstraint("(awaits = 'nobody') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("version > 0", name="version"),
        # Worklists read open requests only, most urgent first, in an index of their own: no plan walks the rest.
        Index(
            "ix_public_services_request_waiting",
            "unit_id",
            "awaits",
            "due_on",
            "id",
            postgresql_where=OPEN,
            sqlite_where=OPEN,
        ),
        Index(
            "ix_public_services_request_open",
            "unit_id",
            "due_on",
            "id",
            postgresql_where=OPEN,
            sqlite_where=OPEN,
        ),
        Index(None, "unit_id", "id"),
        Index(None, "submitted_by", "id"),
        Index(None, "subject_id", "id"),
        Index(None, "assignee_id"),
        Index(None, "filed_by"),
        Index(None, "version_hash"),
        Index(None, "letter_id"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(unique=True)
    service_code: Mapped[str]
    version_hash: Mapped[str] = mapped_column(
        ForeignKey("public_services_version.hash", ondelete="RESTRICT")
    )
    state: Mapped[str]
    awaits: Mapped[str]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("agencies_unit.id", ondelete="RESTRICT"))
    submitted_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("identity_account.id", ondelete="SET NULL")
    )
    subject_id: Mapped[UUID] = mapped_column(ForeignKey("citizens_citizen.id", ondelete="RESTRICT"))
    filed_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("agencies_officer.id", ondelete="RESTRICT")
    )
    assignee_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("agencies_officer.id", ondelete="RESTRICT")
    )
    answers: Mapped[bytes]
    version: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    due_on: Mapped[date]
    paused_on: Mapped[date | None]
    paused_days: Mapped[int] = mapped_column(default=0)
    letter_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("documents_letter.id", ondelete="RESTRICT")
    )


class Draft(Base):
    """Answers that are not sent yet, kept page by page: one per account and service."""

    __tablename__ = "public_services_draft"
    __table_args__ = (UniqueConstraint("account_id", "service_code"), Index(None, "subject_id"))

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("identity_account.id", ondelete="CASCADE"))
    subject_id: Mapped[UUID] = mapped_column(ForeignKey("citizens_citizen.id", ondelete="CASCADE"))
    service_code: Mapped[str]
    answers: Mapped[bytes]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class RequestDocument(Base):
    """An uploaded document of a draft or of a request.

    ``uploaded`` waits to be sent, ``current`` is what the officer judges, ``replaced`` was wrong: ``reason`` is
    the officer's note on it, sealed.
    """

    __tablename__ = "public_services_document"
    __table_args__ = (
        CheckConstraint("(draft_id IS NULL) <> (request_id IS NULL)", name="owner"),
        CheckConstraint("state IN ('uploaded', 'current', 'replaced')", name="state"),
        Index(
            "uq_public_services_document_current",
            "request_id",
            "name",
            unique=True,
            postgresql_where=CURRENT,
            sqlite_where=CURRENT,
        ),
        Index(None, "request_id"),
        Index(None, "draft_id"),
        Index(None, "file_id"),
    )

    id: Mapped[Id]
    draft_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("public_services_draft.id", ondelete="CASCADE")
    )
    request_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("public_services_request.id", ondelete="RESTRICT")
    )
    name: Mapped[str]
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files_file.id", ondelete="RESTRICT"))
    state: Mapped[str] = mapped_column(default="uploaded")
    reason: Mapped[bytes | None]
    uploaded_at: Mapped[datetime]


class RequestEvent(Base):
    """One step of a request. Rows are only ever added; the comment is sealed with the subject's key.

    ``account_id`` is who did it (None: the system), ``officer_id`` in which office. ``public`` steps are shown to
    the citizen.
    """

    __tablename__ = "public_services_event"
    __table_args__ = (
        Index(None, "request_id", "id"),
        Index(None, "account_id"),
        Index(None, "officer_id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("public_services_request.id", ondelete="RESTRICT")
    )
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]
    officer_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("agencies_officer.id", ondelete="RESTRICT")
    )
    action: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    comment: Mapped[bytes | None]
    public: Mapped[bool]


class Correction(Base):
    """One field or document that an officer marked as wrong, with what to do about it.

    ``note`` and the answer that stood there before (``previous``) are sealed with the subject's key.
    """

    __tablename__ = "public_services_correction"
    __table_args__ = (
        CheckConstraint("kind IN ('field', 'document')", name="kind"),
        CheckConstraint("state IN ('open', 'answered')", name="state"),
        Index(
            "uq_public_services_correction_open",
            "request_id",
            "kind",
            "name",
            unique=True,
            postgresql_where=WAITING,
            sqlite_where=WAITING,
        ),
        Index(None, "request_id", "id"),
    )

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("public_services_request.id", ondelete="RESTRICT")
    )
    kind: Mapped[str]
    name: Mapped[str]
    note: Mapped[bytes]
    previous: Mapped[bytes | None]
    state: Mapped[str] = mapped_column(default="open")
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
