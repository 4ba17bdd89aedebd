# SPDX-License-Identifier: Apache-2.0
"""initial."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    _allocation_sequence()
    _documents_template()
    _files_file()
    _identity_account()
    _identity_contact_proof()
    _identity_throttle()
    _kernel_audit()
    _kernel_event()
    _kernel_idempotency()
    _kernel_job()
    _kernel_subject_key()
    _regions_region()
    _agencies_officer()
    _agencies_unit()
    _citizens_citizen()
    _identity_challenge()
    _identity_contact()
    _identity_session()
    _identity_totp()
    _kernel_delivery()
    _notices_notice()
    _agencies_position()
    _documents_letter()
    _identity_refresh()


def _allocation_sequence() -> None:
    op.create_table(
        "allocation_sequence",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("value > 0", name=op.f("ck_allocation_sequence_positive")),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_allocation_sequence")),
    )


def _documents_template() -> None:
    op.create_table(
        "documents_template",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_documents_template")),
    )


def _files_file() -> None:
    op.create_table(
        "files_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("stored_as", sa.String(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files_file")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_files_file_stored_as")),
    )
    with op.batch_alter_table("files_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_files_file_subject_id"), ["subject_id"], unique=False)


def _identity_account() -> None:
    op.create_table(
        "identity_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("display_name", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_account")),
        sa.UniqueConstraint("citizen_id", name=op.f("uq_identity_account_citizen_id")),
    )


def _identity_contact_proof() -> None:
    op.create_table(
        "identity_contact_proof",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("consumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "channel IN ('email', 'phone')", name=op.f("ck_identity_contact_proof_channel")
        ),
        sa.CheckConstraint(
            "purpose IN ('register')", name=op.f("ck_identity_contact_proof_purpose")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_contact_proof")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_identity_contact_proof_token_hash")),
    )
    with op.batch_alter_table("identity_contact_proof", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_identity_contact_proof_created_at"), ["created_at"], unique=False
        )


def _identity_throttle() -> None:
    op.create_table(
        "identity_throttle",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_identity_throttle")),
    )
    with op.batch_alter_table("identity_throttle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_throttle_since"), ["since"], unique=False)


def _kernel_audit() -> None:
    op.create_table(
        "kernel_audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("is_read", sa.Boolean(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column(
            "details", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False
        ),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kernel_audit")),
        info={"append_only": True},
    )
    with op.batch_alter_table("kernel_audit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_kernel_audit_account_id_at"), ["account_id", "at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_kernel_audit_object_id"), ["object_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_kernel_audit_subject_id_at"), ["subject_id", "at"], unique=False
        )


def _kernel_event() -> None:
    op.create_table(
        "kernel_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("is_secret", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kernel_event")),
    )
    with op.batch_alter_table("kernel_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_kernel_event_created_at"), ["created_at"], unique=False
        )


def _kernel_idempotency() -> None:
    op.create_table(
        "kernel_idempotency",
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key", name=op.f("pk_kernel_idempotency")),
    )
    with op.batch_alter_table("kernel_idempotency", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_kernel_idempotency_created_at"), ["created_at"], unique=False
        )


def _kernel_job() -> None:
    op.create_table(
        "kernel_job",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_kernel_job")),
    )


def _kernel_subject_key() -> None:
    op.create_table(
        "kernel_subject_key",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_kernel_subject_key")),
    )


def _regions_region() -> None:
    op.create_table(
        "regions_region",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("parent_code", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(level = 'city') = (parent_code IS NULL)", name=op.f("ck_regions_region_parent")
        ),
        sa.CheckConstraint(
            "level IN ('city', 'kecamatan', 'kelurahan')", name=op.f("ck_regions_region_level")
        ),
        sa.ForeignKeyConstraint(
            ["parent_code"],
            ["regions_region.code"],
            name=op.f("fk_regions_region_parent_code"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions_region")),
    )
    with op.batch_alter_table("regions_region", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_regions_region_parent_code"), ["parent_code"], unique=False
        )


def _agencies_officer() -> None:
    op.create_table(
        "agencies_officer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("nip", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["identity_account.id"],
            name=op.f("fk_agencies_officer_account_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies_officer")),
        sa.UniqueConstraint("account_id", name=op.f("uq_agencies_officer_account_id")),
        sa.UniqueConstraint("nip", name=op.f("uq_agencies_officer_nip")),
    )


def _agencies_unit() -> None:
    op.create_table(
        "agencies_unit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("region_code", sa.String(), nullable=True),
        sa.Column("letter_code", sa.String(), nullable=False),
        sa.Column("head_title", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('opd', 'unit', 'kecamatan', 'kelurahan')", name=op.f("ck_agencies_unit_kind")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["agencies_unit.id"],
            name=op.f("fk_agencies_unit_parent_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["region_code"],
            ["regions_region.code"],
            name=op.f("fk_agencies_unit_region_code"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_agencies_unit_code")),
    )
    with op.batch_alter_table("agencies_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agencies_unit_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_agencies_unit_region_code"), ["region_code"], unique=False
        )
        batch_op.create_index(
            "uq_agencies_unit_region_code",
            ["region_code"],
            unique=True,
            postgresql_where=sa.text("kind IN ('kecamatan', 'kelurahan')"),
            sqlite_where=sa.text("kind IN ('kecamatan', 'kelurahan')"),
        )


def _citizens_citizen() -> None:
    op.create_table(
        "citizens_citizen",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("nik", sa.LargeBinary(), nullable=True),
        sa.Column("nik_fingerprint", sa.LargeBinary(), nullable=True),
        sa.Column("birth_date", sa.LargeBinary(), nullable=True),
        sa.Column("sex", sa.LargeBinary(), nullable=True),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("domicile", sa.LargeBinary(), nullable=True),
        sa.Column("kelurahan_code", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'merged') = (merged_into IS NOT NULL)",
            name=op.f("ck_citizens_citizen_merged"),
        ),
        sa.CheckConstraint(
            "level IN ('self_declared', 'contact_verified', 'verified')",
            name=op.f("ck_citizens_citizen_level"),
        ),
        sa.CheckConstraint(
            "status IN ('active', 'merged', 'deceased', 'erased')",
            name=op.f("ck_citizens_citizen_status"),
        ),
        sa.ForeignKeyConstraint(
            ["kelurahan_code"],
            ["regions_region.code"],
            name=op.f("fk_citizens_citizen_kelurahan_code"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["citizens_citizen.id"],
            name=op.f("fk_citizens_citizen_merged_into"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizens_citizen")),
    )
    with op.batch_alter_table("citizens_citizen", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_citizens_citizen_kelurahan_code"), ["kelurahan_code"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_citizens_citizen_merged_into"), ["merged_into"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_citizens_citizen_nik_fingerprint"), ["nik_fingerprint"], unique=False
        )
        batch_op.create_index(
            "uq_citizens_citizen_nik_fingerprint",
            ["nik_fingerprint"],
            unique=True,
            postgresql_where=sa.text("level = 'verified'"),
            sqlite_where=sa.text("level = 'verified'"),
        )


def _identity_challenge() -> None:
    op.create_table(
        "identity_challenge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("enrol_secret", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('page', 'api')", name=op.f("ck_identity_challenge_kind")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["identity_account.id"],
            name=op.f("fk_identity_challenge_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_challenge")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_identity_challenge_token_hash")),
    )
    with op.batch_alter_table("identity_challenge", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_identity_challenge_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_identity_challenge_expires_at"), ["expires_at"], unique=False
        )


def _identity_contact() -> None:
    op.create_table(
        "identity_contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "channel IN ('email', 'phone')", name=op.f("ck_identity_contact_channel")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["identity_account.id"],
            name=op.f("fk_identity_contact_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_contact")),
    )
    with op.batch_alter_table("identity_contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_identity_contact_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            "uq_identity_contact_fingerprint",
            ["fingerprint"],
            unique=True,
            postgresql_where=sa.text("verified_at IS NOT NULL"),
            sqlite_where=sa.text("verified_at IS NOT NULL"),
        )


def _identity_session() -> None:
    op.create_table(
        "identity_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('page', 'api')", name=op.f("ck_identity_session_kind")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["identity_account.id"],
            name=op.f("fk_identity_session_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_identity_session_token_hash")),
    )
    with op.batch_alter_table("identity_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_identity_session_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_identity_session_expires_at"), ["expires_at"], unique=False
        )


def _identity_totp() -> None:
    op.create_table(
        "identity_totp",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_counter", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["identity_account.id"],
            name=op.f("fk_identity_totp_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_identity_totp")),
    )


def _kernel_delivery() -> None:
    op.create_table(
        "kernel_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("listener", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('new', 'done', 'dead')", name=op.f("ck_kernel_delivery_state")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["kernel_event.id"],
            name=op.f("fk_kernel_delivery_event_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kernel_delivery")),
    )
    with op.batch_alter_table("kernel_delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_kernel_delivery_dead",
            ["id"],
            unique=False,
            postgresql_where=sa.text("state = 'dead'"),
            sqlite_where=sa.text("state = 'dead'"),
        )
        batch_op.create_index(batch_op.f("ix_kernel_delivery_event_id"), ["event_id"], unique=False)
        batch_op.create_index(
            "ix_kernel_delivery_waiting",
            ["available_at"],
            unique=False,
            postgresql_where=sa.text("state = 'new'"),
            sqlite_where=sa.text("state = 'new'"),
        )


def _notices_notice() -> None:
    op.create_table(
        "notices_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["identity_account.id"],
            name=op.f("fk_notices_notice_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices_notice")),
    )
    with op.batch_alter_table("notices_notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notices_notice_account_id_id"), ["account_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_notices_notice_unread",
            ["account_id"],
            unique=False,
            postgresql_where=sa.text("read_at IS NULL"),
            sqlite_where=sa.text("read_at IS NULL"),
        )


def _agencies_position() -> None:
    op.create_table(
        "agencies_position",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_agencies_position_period")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["agencies_officer.id"],
            name=op.f("fk_agencies_position_officer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["agencies_unit.id"],
            name=op.f("fk_agencies_position_unit_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies_position")),
    )
    with op.batch_alter_table("agencies_position", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agencies_position_officer_id"), ["officer_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_agencies_position_unit_id"), ["unit_id"], unique=False)


def _documents_letter() -> None:
    op.create_table(
        "documents_letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("letter_date", sa.Date(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("signer_name", sa.String(), nullable=False),
        sa.Column("position_title", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_initials", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("template_digest", sa.String(), nullable=False),
        sa.Column("sealed_values", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claim", sa.Uuid(), nullable=True),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signature_kind", sa.String(), nullable=True),
        sa.Column("certificate", sa.String(), nullable=True),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed_reason", sa.LargeBinary(), nullable=True),
        sa.Column("superseded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "signature_kind IS NULL OR signature_kind IN ('certified', 'uncertified', 'example')",
            name=op.f("ck_documents_letter_signature_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('signing', 'signed', 'revoked', 'superseded')",
            name=op.f("ck_documents_letter_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('signed', 'superseded') OR (signed_at IS NOT NULL AND sha256 IS NOT NULL AND file_id IS NOT NULL AND signature_kind IS NOT NULL)",
            name=op.f("ck_documents_letter_signed_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["files_file.id"],
            name=op.f("fk_documents_letter_file_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"],
            ["agencies_officer.id"],
            name=op.f("fk_documents_letter_officer_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["citizens_citizen.id"],
            name=op.f("fk_documents_letter_subject_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"],
            ["documents_letter.id"],
            name=op.f("fk_documents_letter_superseded_by"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["template_digest"],
            ["documents_template.digest"],
            name=op.f("fk_documents_letter_template_digest"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["agencies_unit.id"],
            name=op.f("fk_documents_letter_unit_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents_letter")),
        sa.UniqueConstraint("code", name=op.f("uq_documents_letter_code")),
        sa.UniqueConstraint(
            "unit_id", "year", "number", name=op.f("uq_documents_letter_unit_id_year_number")
        ),
    )
    with op.batch_alter_table("documents_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_letter_file_id"), ["file_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_documents_letter_officer_id"), ["officer_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_documents_letter_sha256"), ["sha256"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_documents_letter_source_reference"),
            ["source", "reference"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_documents_letter_subject_id"), ["subject_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_documents_letter_superseded_by"), ["superseded_by"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_documents_letter_template_digest"), ["template_digest"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_documents_letter_unit_id_id"), ["unit_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_documents_letter_waiting",
            ["available_at"],
            unique=False,
            postgresql_where=sa.text("state = 'signing'"),
            sqlite_where=sa.text("state = 'signing'"),
        )


def _identity_refresh() -> None:
    op.create_table(
        "identity_refresh",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("killed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["identity_refresh.id"],
            name=op.f("fk_identity_refresh_parent_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["identity_session.id"],
            name=op.f("fk_identity_refresh_session_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_refresh")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_identity_refresh_token_hash")),
    )
    with op.batch_alter_table("identity_refresh", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_identity_refresh_parent_id"), ["parent_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_identity_refresh_session_id"), ["session_id"], unique=False
        )
