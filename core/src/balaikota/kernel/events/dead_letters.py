# SPDX-License-Identifier: Apache-2.0
"""Deliveries that were given up, and those that wait for a plugin that is not enabled: found, and tried again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import func, or_, select, update

from balaikota.kernel.db import Session
from balaikota.kernel.events.models import Delivery, StoredEvent
from balaikota.kernel.events.outbox import known_events
from balaikota.kernel.runtime import Runtime

MOST_SHOWN = 200

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A delivery that was given up. ``is_readable``: its payload is still there, so it can be tried again."""

    id: UUID
    event: str
    listener: str
    attempts: int
    created_at: datetime
    last_error: str
    is_readable: bool


@dataclass(frozen=True, slots=True)
class Orphans:
    """How many deliveries of one event wait for a listener, or for an announcer, that is not enabled."""

    event: str
    listener: str
    count: int


def dead_letters(session: Session) -> list[DeadLetter]:
    """The oldest 200 deliveries that were given up."""
    rows = session.execute(
        select(
            Delivery.id,
            StoredEvent.name,
            Delivery.listener,
            Delivery.attempts,
            StoredEvent.created_at,
            func.coalesce(Delivery.last_error, ""),
            StoredEvent.payload.is_not(None),
        )
        .join(StoredEvent, StoredEvent.id == Delivery.event_id)
        .where(Delivery.state == "dead")
        .order_by(Delivery.id)
        .limit(MOST_SHOWN)
    )
    return [DeadLetter(*row) for row in rows]


def orphans(session: Session) -> list[Orphans]:
    """What waits because a plugin is not enabled; it is delivered when the plugin is enabled again."""
    plugins = session.runtime.plugins
    rows = session.execute(
        select(StoredEvent.name, Delivery.listener, func.count())
        .join(StoredEvent, StoredEvent.id == Delivery.event_id)
        .where(
            Delivery.state == "new",
            or_(
                Delivery.listener.not_in([plugin.name for plugin in plugins]),
                StoredEvent.name.not_in(list(known_events(plugins))),
            ),
        )
        .group_by(StoredEvent.name, Delivery.listener)
        .order_by(StoredEvent.name, Delivery.listener)
    )
    return [Orphans(*row) for row in rows]


def replay(session: Session, ids: Iterable[UUID] | None = None) -> Sequence[UUID]:
    """Let dead deliveries (None: all) be tried again from their first attempt; return those that can be.

    A delivery whose payload was wiped, because it held a code, stays dead.
    """
    readable = select(StoredEvent.id).where(
        StoredEvent.id == Delivery.event_id, StoredEvent.payload.is_not(None)
    )
    statement = (
        update(Delivery)
        .where(Delivery.state == "dead", readable.exists())
        .values(state="new", attempts=0, available_at=session.now(), last_error=None)
        .returning(Delivery.id)
    )
    if ids is not None:
        statement = statement.where(Delivery.id.in_(list(ids)))
    return session.scalars(statement).all()


def report_orphans(runtime: Runtime) -> None:
    """Log what waits for a plugin that is not enabled: a job of the worker."""
    with runtime.database.read() as session:
        for group in orphans(session):
            log.warning(
                "deliveries_wait_for_plugin",
                announced=group.event,
                listener=group.listener,
                count=group.count,
            )
