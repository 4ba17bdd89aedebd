# SPDX-License-Identifier: Apache-2.0
"""Tables of ``identity``. No code, password, token or address stands in them readable."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from balaikota.kernel.db import Base, Id

Channel = Literal["email", "phone"]
Kind = Literal["page", "api"]
Purpose = Literal["register"]

CHANNEL = "channel IN ('email', 'phone')"
KIND = "kind IN ('page', 'api')"
VERIFIED = text("verified_at IS NOT NULL")


class Account(Base):
    """A way in for one citizen; officers are people too. ``display_name`` is sealed with the citizen's key."""

    __tablename__ = "identity_account"

    id: Mapped[Id]
    citizen_id: Mapped[UUID] = mapped_column(unique=True)
    display_name: Mapped[bytes]
    language: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Contact(Base):
    """An address of an account, sealed; equal addresses are found by ``fingerprint``."""

    __tablename__ = "identity_contact"
    __table_args__ = (
        CheckConstraint(CHANNEL, name="channel"),
        Index(None, "account_id"),
        # One owner per proved address; unproved claims do not lock anybody out.
        Index(
            "uq_identity_contact_fingerprint",
            "fingerprint",
            unique=True,
            postgresql_where=VERIFIED,
            sqlite_where=VERIFIED,
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("identity_account.id", ondelete="CASCADE"))
    channel: Mapped[Channel] = mapped_column(String)
    address: Mapped[bytes]
    fingerprint: Mapped[bytes]
    verified_at: Mapped[datetime | None]


class ContactProof(Base):
    """One code sent to one address. Without ``code_hash`` the address has an account already: no code fits."""

    __tablename__ = "identity_contact_proof"
    __table_args__ = (
        CheckConstraint(CHANNEL, name="channel"),
        CheckConstraint("purpose IN ('register')", name="purpose"),
        Index(None, "created_at"),
    )

    id: Mapped[Id]
    purpose: Mapped[Purpose] = mapped_column(String)
    channel: Mapped[Channel] = mapped_column(String)
    address: Mapped[bytes]
    code_hash: Mapped[bytes | None]
    tries: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    proven_at: Mapped[datetime | None]
    token_hash: Mapped[bytes | None] = mapped_column(unique=True)
    consumed_at: Mapped[datetime | None]


class AccountSession(Base):
    """One signed-in device. Its id is the ``sid`` of access tokens and the family of refresh tokens."""

    __tablename__ = "identity_session"
    __table_args__ = (
        CheckConstraint(KIND, name="kind"),
        Index(None, "account_id"),
        Index(None, "expires_at"),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("identity_account.id", ondelete="CASCADE"))
    kind: Mapped[Kind] = mapped_column(String)
    device: Mapped[str]
    token_hash: Mapped[bytes | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    idle_until: Mapped[datetime]
    expires_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class RefreshToken(Base):
    """One link of a family. The live leaf is the one with neither ``used_at`` nor ``killed_at``."""

    __tablename__ = "identity_refresh"
    __table_args__ = (Index(None, "session_id"), Index(None, "parent_id"))

    id: Mapped[Id]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("identity_session.id", ondelete="CASCADE"))
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("identity_refresh.id", ondelete="CASCADE")
    )
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    killed_at: Mapped[datetime | None]


class Totp(Base):
    """The second factor of an account (RFC 6238). ``last_counter`` makes each code work once."""

    __tablename__ = "identity_totp"

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("identity_account.id", ondelete="CASCADE"), primary_key=True
    )
    secret: Mapped[bytes]
    last_counter: Mapped[int]
    created_at: Mapped[datetime]


class Challenge(Base):
    """The password was right, the second factor is still owed. ``enrol_secret`` waits to be confirmed."""

    __tablename__ = "identity_challenge"
    __table_args__ = (
        CheckConstraint(KIND, name="kind"),
        Index(None, "account_id"),
        Index(None, "expires_at"),
    )

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("identity_account.id", ondelete="CASCADE"))
    kind: Mapped[Kind] = mapped_column(String)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    enrol_secret: Mapped[bytes | None]
    tries: Mapped[int]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """How often something was tried lately. The key is a keyed fingerprint: no address, no network is kept."""

    __tablename__ = "identity_throttle"
    __table_args__ = (Index(None, "since"),)

    key: Mapped[bytes] = mapped_column(primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime]
    blocked_until: Mapped[datetime]
