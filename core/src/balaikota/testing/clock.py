# SPDX-License-Identifier: Apache-2.0
"""A clock that a test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Calls like ``Runtime.now``; stands still until :meth:`advance`."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # Wednesday, 10.00 WITA

    def __call__(self) -> datetime:
        """The moment at which the clock stands."""
        return self._now

    def advance(self, **step: float) -> datetime:
        """Move forward by a ``timedelta`` given in words: ``advance(minutes=11)``."""
        self._now += timedelta(**step)
        return self._now
