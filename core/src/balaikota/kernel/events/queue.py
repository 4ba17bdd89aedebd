# SPDX-License-Identifier: Apache-2.0
"""Which delivery is next, whose it is meanwhile, and what becomes of it.

A worker takes one delivery at a time and commits the taking: ``attempts`` grows and ``available_at`` moves
forward as the lease. A worker that dies leaves nothing to clean: its delivery returns by itself, behind
those that waited beside it. ``attempts`` is the fence: who finishes must still hold the attempt it began.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import Select, and_, exists, false, not_, or_, select, update
from sqlalchemy.sql import ColumnElement

from balaikota.kernel.db import Session
from balaikota.kernel.events.models import Delivery, StoredEvent
from balaikota.kernel.events.outbox import known_events
from balaikota.kernel.plugins import Plugins

LEASE: Final = timedelta(seconds=120)
MOST_ATTEMPTS: Final = 8
SECRET_LIFE: Final = timedelta(minutes=10)  # a code is worth nothing after ten minutes
FIRST_PAUSE_SECONDS: Final = 5
GROWTH: Final = 4  # 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, 6 h: about eight hours in all

Lane = Literal["inside", "outside"]
"""``inside``: what ``on_event`` does in a transaction. ``outside``: what ``send_event`` carries to another server."""

_Columns = tuple[UUID, UUID, str, str, bool, datetime, int]


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery that this worker holds, in its attempt number ``attempt`` (from 1)."""

    id: UUID
    event_id: UUID
    listener: str
    event_name: str
    is_secret: bool
    created_at: datetime
    attempt: int


def pause_after(attempt: int) -> timedelta:
    """How long to wait after the failed ``attempt``: exponential, a quarter more or less by chance."""
    jitter = 0.75 + secrets.randbelow(501) / 1000
    steps = min(attempt, MOST_ATTEMPTS) - 1
    return timedelta(seconds=FIRST_PAUSE_SECONDS * GROWTH**steps * jitter)


def something_waits(session: Session, lane: Lane | None) -> bool:
    """Whether :func:`take` would find something; cheaper than a write transaction on an idle evening."""
    return session.execute(_waiting(session, lane).limit(1)).first() is not None


def take(session: Session, lane: Lane | None) -> Taken | None:
    """Take the delivery that waits longest in ``lane`` (None: either), or None. The caller commits before it runs it.

    Deliveries to one listener are not promised in the order of their events: a retry comes later than the
    next event, and several workers run side by side.
    """
    longest = _waiting(session, lane).order_by(Delivery.available_at, Delivery.id).limit(1)
    row = session.execute(longest.with_for_update(of=Delivery, skip_locked=True)).first()
    if row is None:
        return None
    taken = Taken(*row)
    # The pause is added to the lease: what kills its worker returns behind those that waited beside it.
    until = session.now() + LEASE + pause_after(taken.attempt)
    session.execute(
        update(Delivery)
        .where(Delivery.id == taken.id)
        .values(attempts=taken.attempt, available_at=until)
    )
    return taken


def hold(session: Session, taken: Taken) -> bool:
    """Lock the delivery for this transaction; False when the lease ran out and somebody else took it."""
    return bool(session.scalar(select(Delivery.id).where(*_fence(taken)).with_for_update()))


def finish(session: Session, taken: Taken) -> bool:
    """Mark the delivery done and wipe the payload if it was the last; False when it is no longer ours."""
    return _settle(session, taken, state="done", last_error=None)


def bury(session: Session, taken: Taken, reason: str) -> bool:
    """Give the delivery up. Its payload stays sealed for ``balaikota events replay``, unless it is secret."""
    return _settle(session, taken, state="dead", last_error=reason)


def postpone(session: Session, taken: Taken, reason: str) -> None:
    """Let the delivery wait for its next attempt."""
    session.execute(
        update(Delivery)
        .where(*_fence(taken))
        .values(available_at=session.now() + pause_after(taken.attempt), last_error=reason)
    )


def has_expired(taken: Taken, now: datetime) -> bool:
    """Whether the code in it is worth nothing any more."""
    return taken.is_secret and now - taken.created_at > SECRET_LIFE


def _settle(session: Session, taken: Taken, *, state: str, last_error: str | None) -> bool:
    statement = update(Delivery).where(*_fence(taken)).values(state=state, last_error=last_error)
    if session.execute(statement.returning(Delivery.id)).first() is None:
        return False
    _wipe(session, taken)
    return True


def _wipe(session: Session, taken: Taken) -> None:
    """Forget the payload when nobody needs it. The event's row is locked: two last listeners may finish at once."""
    session.execute(
        select(StoredEvent.id).where(StoredEvent.id == taken.event_id).with_for_update()
    )
    needed = ["new"] if taken.is_secret else ["new", "dead"]
    somebody = exists().where(Delivery.event_id == taken.event_id, Delivery.state.in_(needed))
    session.execute(
        update(StoredEvent).where(StoredEvent.id == taken.event_id, ~somebody).values(payload=None)
    )


def _fence(taken: Taken) -> tuple[ColumnElement[bool], ...]:
    return (
        Delivery.id == taken.id,
        Delivery.attempts == taken.attempt,
        Delivery.state == "new",
    )


def _waiting(session: Session, lane: Lane | None) -> Select[*_Columns]:
    """Deliveries that are due and whose announcer and listener are enabled; the others wait until they are again."""
    plugins = session.runtime.plugins
    query = (
        select(
            Delivery.id,
            Delivery.event_id,
            Delivery.listener,
            StoredEvent.name,
            StoredEvent.is_secret,
            StoredEvent.created_at,
            Delivery.attempts + 1,
        )
        .join(StoredEvent, StoredEvent.id == Delivery.event_id)
        .where(
            Delivery.state == "new",
            Delivery.available_at <= session.now(),
            Delivery.listener.in_([plugin.name for plugin in plugins]),
            StoredEvent.name.in_(list(known_events(plugins))),
        )
    )
    if lane is None:
        return query
    outside = _is_outside(plugins)
    return query.where(outside if lane == "outside" else not_(outside))


def _is_outside(plugins: Plugins) -> ColumnElement[bool]:
    return or_(
        false(),
        *(
            and_(Delivery.listener == plugin.name, StoredEvent.name.in_(plugin.sends))
            for plugin in plugins
            if plugin.sends
        ),
    )
