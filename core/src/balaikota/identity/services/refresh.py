# SPDX-License-Identifier: Apache-2.0
"""Refresh tokens: each works once (RFC 9700 §4.14.2), but a lost answer may be asked for again within 10 seconds.

Whoever shows a token that was replaced is a thief or was robbed: the family and its access tokens die at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from balaikota.identity.models import Account, AccountSession, RefreshToken
from balaikota.identity.services.sessions import (
    CITIZEN,
    OFFICER,
    add_refresh_token,
    is_live,
    refresh_token_hash,
)
from balaikota.kernel.actor import Actor
from balaikota.kernel.audit import record
from balaikota.kernel.db import Session
from balaikota.kernel.events import Message, notify
from balaikota.kernel.problems import NotSignedIn
from balaikota.kernel.text import _

GRACE = timedelta(seconds=10)

STOLEN_TITLE = _("Anda dikeluarkan dari satu perangkat")
STOLEN_BODY = _(
    "Kunci masuk yang lama dipakai lagi, mungkin oleh orang lain. Demi keamanan, perangkat itu sudah "
    "dikeluarkan dari akun Anda. Bila Anda pemiliknya, silakan masuk lagi."
)


class RefreshRefused(NotSignedIn):
    """The token is unknown, or its session has ended."""


class RefreshReused(NotSignedIn):
    """The token was used before; its session has just been ended."""

    keeps_changes = True


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a refresh gives: the next token of the same session."""

    session: AccountSession
    token: str


def renew(session: Session, token: str) -> Renewal:
    """Exchange a refresh token for the next one. Raises ``RefreshRefused`` and ``RefreshReused``.

    The session's row is taken first by everybody, so that parallel exchanges queue instead of deadlocking.
    """
    token_hash = refresh_token_hash(session, token)
    family = _taken_family(session, token_hash)
    if family is None:
        raise RefreshRefused(_("Sesi Anda sudah berakhir. Silakan masuk lagi"))
    used = session.scalar(
        update(RefreshToken)
        .where(
            RefreshToken.token_hash == token_hash,
            RefreshToken.used_at.is_(None),
            RefreshToken.killed_at.is_(None),
        )
        .values(used_at=session.now())
        .returning(RefreshToken.id)
        .execution_options(synchronize_session=False)
    )
    if used is None:
        used = _lost_answer(session, token_hash)
    if used is None:
        _end_family(session, family)
        raise RefreshReused(_("Kunci masuk ini sudah pernah dipakai. Silakan masuk lagi"))
    return Renewal(family, add_refresh_token(session, family.id, used))


def _taken_family(session: Session, token_hash: bytes) -> AccountSession | None:
    now = session.now()
    family_id = (
        select(RefreshToken.session_id)
        .where(RefreshToken.token_hash == token_hash)
        .scalar_subquery()
    )
    enabled = select(Account.id).where(Account.disabled_at.is_(None))
    family = session.scalar(
        update(AccountSession)
        .where(AccountSession.id == family_id, AccountSession.account_id.in_(enabled), is_live(now))
        .values(last_used_at=now)
        .returning(AccountSession)
        .execution_options(synchronize_session=False)
    )
    if family is not None:
        lifetime = OFFICER if family.second_factor_at else CITIZEN
        family.idle_until = now + lifetime.idle
    return family


def _lost_answer(session: Session, token_hash: bytes) -> UUID | None:
    """The used token, if its answer may have been lost: fresh, and nobody has used its successor, which dies now."""
    now = session.now()
    used = session.scalar(
        select(RefreshToken.id).where(
            RefreshToken.token_hash == token_hash, RefreshToken.used_at > now - GRACE
        )
    )
    if used is None:
        return None
    replaced = session.scalar(
        update(RefreshToken)
        .where(
            RefreshToken.parent_id == used,
            RefreshToken.used_at.is_(None),
            RefreshToken.killed_at.is_(None),
        )
        .values(killed_at=now)
        .returning(RefreshToken.id)
        .execution_options(synchronize_session=False)
    )
    return used if replaced is not None else None


def _end_family(session: Session, family: AccountSession) -> None:
    owner = session.get_one(Account, family.account_id)
    family.revoked_at = session.now()
    session.flush()
    record(
        session,
        Actor(owner.id, family.id, citizen_id=owner.citizen_id),
        "identity.refresh_reused",
        kind="identity.session",
        object_id=family.id,
        subject_id=owner.citizen_id,
    )
    notify(
        session,
        Message(
            kind="identity.session_stolen",
            title=STOLEN_TITLE.message,
            body=STOLEN_BODY.message,
            account_id=owner.id,
        ),
    )
