# SPDX-License-Identifier: Apache-2.0
"""initial."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    _public_services_version()
    _public_services_draft()
    _public_services_request()
    _public_services_correction()
    _public_services_document()
    _public_services_event()


def _public_services_version() -> None:
    op.create_table(
        "public_services_version",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_public_services_version")),
    )
    with op.batch_alter_table("public_services_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_services_version_code"), ["code"], unique=False)


def _public_services_draft() -> None:
    op.create_table(
        "public_services_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["identity_account.id"],
            name=op.f("fk_public_services_draft_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["citizens_citizen.id"],
            name=op.f("fk_public_services_draft_subject_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_services_draft")),
        sa.UniqueConstraint(
            "account_id",
            "service_code",
            name=op.f("uq_public_services_draft_account_id_service_code"),
        ),
    )
    with op.batch_alter_table("public_services_draft", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_public_services_draft_subject_id"), ["subject_id"], unique=False
        )


def _public_services_request() -> None:
    op.create_table(
        "public_services_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("service_code", sa.String(), nullable=False),
        sa.Column("version_hash", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("awaits", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("filed_by", sa.Uuid(), nullable=True),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("paused_days", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(awaits = 'nobody') = (closed_at IS NOT NULL)",
            name=op.f("ck_public_services_request_closed"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_public_services_request_version")),
        sa.ForeignKeyConstraint(
            ["assignee_id"],
            ["agencies_officer.id"],
            name=op.f("fk_public_services_request_assignee_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["filed_by"],
            ["agencies_officer.id"],
            name=op.f("fk_public_services_request_filed_by"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["documents_letter.id"],
            name=op.f("fk_public_services_request_letter_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["citizens_citizen.id"],
            name=op.f("fk_public_services_request_subject_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"],
            ["identity_account.id"],
            name=op.f("fk_public_services_request_submitted_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["agencies_unit.id"],
            name=op.f("fk_public_services_request_unit_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_hash"],
            ["public_services_version.hash"],
            name=op.f("fk_public_services_request_version_hash"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_services_request")),
        sa.UniqueConstraint("number", name=op.f("uq_public_services_request_number")),
    )
    with op.batch_alter_table("public_services_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_public_services_request_assignee_id"), ["assignee_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_public_services_request_filed_by"), ["filed_by"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_public_services_request_letter_id"), ["letter_id"], unique=False
        )
        batch_op.create_index(
            "ix_public_services_request_open",
            ["unit_id", "due_on", "id"],
            unique=False,
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_public_services_request_subject_id_id"),
            ["subject_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_public_services_request_submitted_by_id"),
            ["submitted_by", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_public_services_request_unit_id_id"), ["unit_id", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_public_services_request_version_hash"), ["version_hash"], unique=False
        )
        batch_op.create_index(
            "ix_public_services_request_waiting",
            ["unit_id", "awaits", "due_on", "id"],
            unique=False,
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        )


def _public_services_correction() -> None:
    op.create_table(
        "public_services_correction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('field', 'document')", name=op.f("ck_public_services_correction_kind")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'answered')", name=op.f("ck_public_services_correction_state")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["public_services_request.id"],
            name=op.f("fk_public_services_correction_request_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_services_correction")),
    )
    with op.batch_alter_table("public_services_correction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_public_services_correction_request_id_id"),
            ["request_id", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_public_services_correction_open",
            ["request_id", "kind", "name"],
            unique=True,
            postgresql_where=sa.text("state = 'open'"),
            sqlite_where=sa.text("state = 'open'"),
        )


def _public_services_document() -> None:
    op.create_table(
        "public_services_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('uploaded', 'current', 'replaced')",
            name=op.f("ck_public_services_document_state"),
        ),
        sa.CheckConstraint(
            "(draft_id IS NULL) <> (request_id IS NULL)",
            name=op.f("ck_public_services_document_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["public_services_draft.id"],
            name=op.f("fk_public_services_document_draft_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["files_file.id"],
            name=op.f("fk_public_services_document_file_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["public_services_request.id"],
            name=op.f("fk_public_services_document_request_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_services_document")),
    )
    with op.batch_alter_table("public_services_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_public_services_document_draft_id"), ["draft_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_public_services_document_file_id"), ["file_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_public_services_document_request_id"), ["request_id"], unique=False
        )
        batch_op.create_index(
            "uq_public_services_document_current",
            ["request_id", "name"],
            unique=True,
            postgresql_where=sa.text("state = 'current'"),
            sqlite_where=sa.text("state = 'current'"),
        )


def _public_services_event() -> None:
    op.create_table(
        "public_services_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("comment", sa.LargeBinary(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["agencies_officer.id"],
            name=op.f("fk_public_services_event_officer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["public_services_request.id"],
            name=op.f("fk_public_services_event_request_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_services_event")),
        info={"append_only": True},
    )
    with op.batch_alter_table("public_services_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_public_services_event_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_public_services_event_officer_id"), ["officer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_public_services_event_request_id_id"), ["request_id", "id"], unique=False
        )
