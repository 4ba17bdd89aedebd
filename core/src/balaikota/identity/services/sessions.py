# SPDX-License-Identifier: Apache-2.0
"""Sessions: one per signed-in device, looked up at each request, so that ending one acts at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update

from balaikota.identity.models import Account, AccountSession, Kind, RefreshToken
from balaikota.identity.services.visits import Visit
from balaikota.kernel.actor import Actor
from balaikota.kernel.audit import record
from balaikota.kernel.db import Session, new_id
from balaikota.kernel.problems import Forbidden
from balaikota.kernel.text import _

TOUCH_EVERY = timedelta(minutes=5)
KEPT_AFTER_END = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long a session lasts at most, and unused."""

    absolute: timedelta
    idle: timedelta


CITIZEN = Lifetime(absolute=timedelta(days=30), idle=timedelta(days=14))
OFFICER = Lifetime(absolute=timedelta(hours=12), idle=timedelta(hours=1))


class SecondFactorNeeded(Forbidden):
    """Signed in with the password only, or the second factor was shown too long ago."""

    slug = "perlu-kode-pengaman"
    title = _("Perlu kode pengaman")


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session that was just opened. ``token`` is shown once: the page's cookie or the first refresh token."""

    id: UUID
    account_id: UUID
    citizen_id: UUID
    kind: Kind
    token: str
    language: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session that counts now, with its account."""

    row: AccountSession
    account: Account


def open_session(
    session: Session, account: Account, *, visit: Visit | None = None, second_factor: bool = False
) -> NewSession:
    """Sign ``account`` in on the device of ``visit``. The caller has checked who it is.

    With ``second_factor`` it is an officer's session: 12 hours at most, one hour unused; otherwise 30 and 14 days.
    """
    visit, now = visit or Visit(), session.now()
    lifetime = OFFICER if second_factor else CITIZEN
    token = secrets.token_urlsafe(32)
    row = AccountSession(
        id=new_id(),
        account_id=account.id,
        kind=visit.kind,
        device=visit.device,
        token_hash=page_token_hash(session, token) if visit.kind == "page" else None,
        created_at=now,
        last_used_at=now,
        idle_until=now + lifetime.idle,
        expires_at=now + lifetime.absolute,
        second_factor_at=now if second_factor else None,
    )
    session.add(row)
    session.flush()
    if visit.kind == "api":
        token = add_refresh_token(session, row.id)
    _record(session, None, "identity.signed_in", row, account)
    return NewSession(
        row.id, account.id, account.citizen_id, row.kind, token, account.language, row.expires_at
    )


def session_of_page(session: Session, token: str) -> LiveSession | None:
    """The live session of a browser's cookie, or None."""
    return _live(session, AccountSession.token_hash == page_token_hash(session, token))


def session_of_api(session: Session, session_id: UUID) -> LiveSession | None:
    """The live session that an access token names (``sid``), or None."""
    return _live(session, AccountSession.id == session_id, AccountSession.kind == "api")


def touch(session: Session, live: LiveSession) -> None:
    """Note that the session is in use, at most every five minutes; read-only requests note it apart."""
    now = session.now()
    if live.row.last_used_at > now - TOUCH_EVERY:
        return
    statement = (
        update(AccountSession)
        .where(AccountSession.id == live.row.id, is_live(now))
        .values(last_used_at=now, idle_until=now + _lifetime(live.row).idle)
        .execution_options(synchronize_session=False)
    )
    with session.runtime.database.write() as own:
        own.execute(statement)


def close_session(session: Session, actor: Actor) -> None:
    """Sign out: the actor's own session ends."""
    ended = _revoke(session, AccountSession.id == actor.session_id)
    for row, account in ended:
        _record(session, actor, "identity.signed_out", row, account)


def revoke_sessions(session: Session, actor: Actor | None, account_id: UUID) -> int:
    """End every session of an account and tell how many there were."""
    ended = _revoke(session, AccountSession.account_id == account_id)
    for row, account in ended:
        _record(session, actor, "identity.session_revoked", row, account)
    return len(ended)


def second_factor_at(session: Session, actor: Actor) -> datetime | None:
    """When the actor's session showed a second factor, or None."""
    return session.scalar(
        select(AccountSession.second_factor_at).where(AccountSession.id == actor.session_id)
    )


def require_second_factor(
    session: Session, actor: Actor, *, within: timedelta | None = None
) -> None:
    """Raise ``SecondFactorNeeded`` unless the actor's session showed a second factor, ``within`` a time if given."""
    shown = second_factor_at(session, actor)
    if shown is None or (within is not None and shown < session.now() - within):
        raise SecondFactorNeeded(_("Masuk lagi dengan kode pengaman untuk melanjutkan"))


def delete_ended_sessions(session: Session) -> None:
    """Delete sessions that ended 30 days ago, and their refresh tokens with them."""
    before = session.now() - KEPT_AFTER_END
    session.execute(
        delete(AccountSession)
        .where((AccountSession.expires_at < before) | (AccountSession.revoked_at < before))
        .execution_options(synchronize_session=False)
    )


def add_refresh_token(session: Session, session_id: UUID, parent_id: UUID | None = None) -> str:
    """A new leaf of the session's family; the plain token is only in the answer."""
    token = secrets.token_urlsafe(32)
    session.add(
        RefreshToken(
            id=new_id(),
            session_id=session_id,
            parent_id=parent_id,
            token_hash=refresh_token_hash(session, token),
            created_at=session.now(),
        )
    )
    session.flush()
    return token


def is_live(now: datetime) -> ColumnElement[bool]:
    """The condition of a session that counts: not ended, not too old, not left alone too long."""
    return (
        AccountSession.revoked_at.is_(None)
        & (AccountSession.expires_at > now)
        & (AccountSession.idle_until > now)
    )


def page_token_hash(session: Session, token: str) -> bytes:
    """What the database keeps of a page's cookie."""
    return session.runtime.keys.fingerprint("identity.page", token)


def refresh_token_hash(session: Session, token: str) -> bytes:
    """What the database keeps of a refresh token."""
    return session.runtime.keys.fingerprint("identity.refresh", token)


def _live(session: Session, *conditions: ColumnElement[bool]) -> LiveSession | None:
    found = session.execute(
        select(AccountSession, Account)
        .join(Account, Account.id == AccountSession.account_id)
        .where(*conditions, is_live(session.now()), Account.disabled_at.is_(None))
    ).first()
    return None if found is None else LiveSession(found[0], found[1])


def _revoke(
    session: Session, condition: ColumnElement[bool]
) -> list[tuple[AccountSession, Account]]:
    revoked = session.scalars(
        update(AccountSession)
        .where(condition, AccountSession.revoked_at.is_(None))
        .values(revoked_at=session.now())
        .returning(AccountSession)
    ).all()
    return [(row, session.get_one(Account, row.account_id)) for row in revoked]


def _lifetime(row: AccountSession) -> Lifetime:
    return OFFICER if row.second_factor_at else CITIZEN


def _record(
    session: Session, actor: Actor | None, action: str, row: AccountSession, account: Account
) -> None:
    person = actor or Actor(account.id, row.id, citizen_id=account.citizen_id)
    record(
        session,
        person,
        action,
        kind="identity.session",
        object_id=row.id,
        subject_id=account.citizen_id,
    )
