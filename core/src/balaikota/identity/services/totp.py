# SPDX-License-Identifier: Apache-2.0
"""Codes of an authenticator app: TOTP (RFC 6238), a new one each 30 seconds, each good once."""

from __future__ import annotations

import hmac
from uuid import UUID

import pyotp
from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from balaikota.identity.models import Totp
from balaikota.kernel.db import Session

STEP_SECONDS = 30
DRIFT = (0, -1, 1)  # steps that a phone's clock may be off


def new_secret() -> str:
    """A random secret of 160 bits in Base32, as authenticator apps take it (RFC 4226 §4)."""
    return pyotp.random_base32()


def setup_address(secret: str, *, person: str, city: str) -> str:
    """The ``otpauth`` address that an app reads from a QR code."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=person, issuer_name=city)


def fitting_counter(session: Session, secret: str, code: str) -> int | None:
    """The time step whose code this is, one step of drift allowed, or None. Every step is compared in any case."""
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    present = int(session.now().timestamp()) // STEP_SECONDS
    fitting = [
        present + drift
        for drift in DRIFT
        if hmac.compare_digest(totp.generate_otp(present + drift).encode(), code.encode())
    ]
    return fitting[0] if fitting else None


def is_enrolled(session: Session, account_id: UUID) -> bool:
    """Whether the account has set up an app."""
    return session.get(Totp, account_id) is not None


def enrol(session: Session, account_id: UUID, secret: str, *, last_counter: int = 0) -> bool:
    """Keep ``secret`` for the account unless it has one; tell whether it was kept."""
    insert = postgresql.insert if session.runtime.database.is_postgres else sqlite.insert
    sealed = session.runtime.keys.storage.seal(secret.encode(), _place(account_id))
    kept = session.scalar(
        insert(Totp)
        .values(
            account_id=account_id,
            secret=sealed,
            last_counter=last_counter,
            created_at=session.now(),
        )
        .on_conflict_do_nothing()
        .returning(Totp.account_id)
    )
    return kept is not None


def use_code(session: Session, account_id: UUID, code: str) -> bool:
    """Whether ``code`` is right and was not used before; it is used now."""
    kept = session.get_one(Totp, account_id)
    secret = session.runtime.keys.storage.open(kept.secret, _place(account_id)).decode()
    counter = fitting_counter(session, secret, code)
    if counter is None:
        return False
    used = session.scalar(
        update(Totp)
        .where(Totp.account_id == account_id, Totp.last_counter < counter)
        .values(last_counter=counter)
        .returning(Totp.account_id)
        .execution_options(synchronize_session=False)
    )
    return used is not None


def _place(account_id: UUID) -> str:
    return f"identity_totp|secret|{account_id}"
