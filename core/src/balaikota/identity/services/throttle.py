# SPDX-License-Identifier: Apache-2.0
"""Counting tries in the database, where every process sees them. Waits grow; nobody is locked out for good.

One statement counts and takes the row's lock, so parallel tries cannot all pass while the count is still low.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from balaikota.identity.models import Throttle
from balaikota.kernel.db import Session
from balaikota.kernel.problems import TooMany
from balaikota.kernel.text import Text, _

NO_PAUSE = timedelta(0)
DAY = timedelta(days=1)
IN_SECONDS_UNTIL = 90


@dataclass(frozen=True, slots=True)
class Limit:
    """A rule: after the n-th try within ``window``, wait ``pause(n)``."""

    name: str
    window: timedelta
    pause: Callable[[int], timedelta]


def growing(*, free: int, first: timedelta, longest: timedelta) -> Callable[[int], timedelta]:
    """A pause that begins with the try after the ``free`` ones and doubles up to ``longest``."""

    def pause(count: int) -> timedelta:
        if count < free:
            return NO_PAUSE
        # Past 2**16 every first pause has met its longest; without the bound the number itself grows for ever.
        return min(first * (1 << min(count - free, 16)), longest)

    return pause


def capped(most: int, *, pause: timedelta = NO_PAUSE) -> Callable[[int], timedelta]:
    """The same ``pause`` each time; after ``most`` tries the rest of a day."""
    return lambda count: pause if count < most else DAY


def count_try(session: Session, limit: Limit, value: str) -> None:
    """Count one try of ``value`` under ``limit``. Raises ``TooMany`` (429, ``Retry-After``) while it must wait."""
    key, now = _key(session, limit, value), session.now()
    insert = postgresql.insert if session.runtime.database.is_postgres else sqlite.insert
    stale = Throttle.since <= now - limit.window
    count = session.scalar(
        insert(Throttle)
        .values(key=key, count=1, since=now, blocked_until=now)
        .on_conflict_do_update(
            index_elements=[Throttle.key],
            set_={
                "count": case((stale, 1), else_=Throttle.count + 1),
                "since": case((stale, now), else_=Throttle.since),
            },
            where=Throttle.blocked_until <= now,
        )
        .returning(Throttle.count)
    )
    if count is None:
        refuse_while_blocked(session, limit, value)
        return
    if pause := limit.pause(count):
        session.execute(
            update(Throttle).where(Throttle.key == key).values(blocked_until=now + pause)
        )


def refuse_while_blocked(session: Session, limit: Limit, value: str) -> None:
    """Raise ``TooMany`` while ``value`` must wait. Counts nothing, so a read-only session will do."""
    until = session.scalar(
        select(Throttle.blocked_until).where(Throttle.key == _key(session, limit, value))
    )
    if until is not None and until > session.now():
        raise too_many(session.now(), until)


def forgive(session: Session, limit: Limit, value: str) -> None:
    """Forget every try of ``value``: it succeeded."""
    session.execute(delete(Throttle).where(Throttle.key == _key(session, limit, value)))


def take_back(session: Session, limit: Limit, value: str) -> None:
    """Take the last try back without forgetting the others: it succeeded, but others share the value."""
    session.execute(
        update(Throttle)
        .where(Throttle.key == _key(session, limit, value))
        .values(count=Throttle.count - 1, blocked_until=session.now())
    )


def delete_stale(session: Session) -> None:
    """Delete counts that no longer bind anybody."""
    now = session.now()
    session.execute(
        delete(Throttle).where(Throttle.since < now - 2 * DAY, Throttle.blocked_until <= now)
    )


def too_many(now: datetime, until: datetime) -> TooMany:
    """The refusal that says how long to wait."""
    seconds = max(1, ceil((until - now).total_seconds()))
    return TooMany(_wait(seconds), headers={"Retry-After": str(seconds)})


def _wait(seconds: int) -> Text:
    if seconds < IN_SECONDS_UNTIL:
        return _("Tunggu {seconds} detik, lalu coba lagi", seconds=seconds)
    minutes = ceil(seconds / 60)
    if minutes < IN_SECONDS_UNTIL:
        return _("Tunggu {minutes} menit, lalu coba lagi", minutes=minutes)
    return _("Tunggu {hours} jam, lalu coba lagi", hours=ceil(minutes / 60))


def _key(session: Session, limit: Limit, value: str) -> bytes:
    return session.runtime.keys.fingerprint("identity.throttle", f"{limit.name}|{value}")
